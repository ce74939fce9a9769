"""The site's own words: its name, helpline, notice and licence. One row."""

from django.db import models


class Site(models.Model):
    """What every page shows of the charity. Kept in one row, which always exists after `migrate`."""

    name = models.CharField(max_length=100, default="A to Z of MS")
    charity = models.CharField(max_length=200, blank=True, help_text="The organisation that publishes this A to Z.")
    notice = models.CharField(
        max_length=300, blank=True, help_text="Shown at the top of every page. Clear it to show none."
    )
    helpline_name = models.CharField(max_length=100, blank=True, help_text="Such as “MS Helpline”.")
    helpline_phone = models.CharField(max_length=40, blank=True)
    helpline_hours = models.CharField(max_length=200, blank=True, help_text="Such as “Monday to Friday, 9am to 5pm”.")
    contact_email = models.EmailField(blank=True)
    licence = models.CharField(max_length=300, blank=True, help_text="How others may use the texts.")

    class Meta:
        verbose_name = "site"
        verbose_name_plural = "site"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_one_row")]

    def __str__(self):
        return self.name

    @property
    def is_reachable(self):
        """Whether the Contact page names a way to reach somebody: an e-mail address or a telephone number."""
        return bool(self.contact_email or self.helpline_phone)
