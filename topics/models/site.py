"""The site's own words: its name, helpline, notice and licence. One row."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

from topics import telephone


class Site(models.Model):
    """What every page shows of the charity. Kept in one row, which always exists after `migrate`."""

    name = models.CharField(
        max_length=100,
        default="A to Z of MS",
        help_text="Stands at the top of every page and in every browser tab, such as “A to Z of MS”.",
    )
    charity = models.CharField(
        max_length=200,
        blank=True,
        help_text="The organisation that publishes this A to Z and answers for it, such as “Example MS Charity, "
        "registered charity 123456”.",
    )
    notice = models.CharField(
        max_length=300,
        blank=True,
        help_text="A line above every page, such as “The helpline is closed on 25 and 26 December.” Clear it to show "
        "none.",
    )
    helpline_name = models.CharField(
        max_length=100, blank=True, help_text="What readers call it, such as “MS Helpline”."
    )
    helpline_phone = models.CharField(
        max_length=40,
        blank=True,
        help_text="The number alone, as you write it, such as “0808 800 8000” or “+44 (0)20 7946 0000”. Readers can "
        "press it to call.",
    )
    helpline_hours = models.CharField(
        max_length=200, blank=True, help_text="When somebody answers, such as “Monday to Friday, 9am to 5pm”."
    )
    contact_email = models.EmailField(
        "contact e-mail",
        blank=True,
        help_text="Where readers write to, such as “info@example.org”: an address that several people read.",
    )
    licence = models.CharField(
        max_length=300,
        blank=True,
        help_text="How others may use the texts, such as “Texts: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/”.",
    )

    class Meta:
        verbose_name = "site"
        verbose_name_plural = "site"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_one_row")]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a helpline that cannot be dialled. Raises ValidationError."""
        if self.helpline_phone:
            try:
                telephone.link(self.helpline_phone)
            except ValidationError as error:
                raise ValidationError({"helpline_phone": error}) from None

    @property
    def is_reachable(self):
        """Whether the Contact page names a way to reach somebody: an e-mail address or a telephone number."""
        return bool(self.contact_email or self.helpline_phone)

    @cached_property
    def helpline_link(self):
        """The address that dials the helpline; "" where it has no number that can be dialled."""
        try:
            return telephone.link(self.helpline_phone) if self.helpline_phone else ""
        except ValidationError:  # written before numbers were checked
            return ""
