"""The site's own words: its name, helpline, notice and licence. One row."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

from topics import telephone

_NAMES_CREATIVE_COMMONS = re.compile(r"\bCC[ -]?(BY|0)|creative ?commons", re.IGNORECASE)


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
        """Refuse half a helpline, one that cannot be dialled, and a licence that nobody can read.

        Raises ValidationError.
        """
        errors = {}
        if self.helpline_phone:
            try:
                telephone.link(self.helpline_phone)
            except ValidationError as error:
                errors["helpline_phone"] = error
            if not self.helpline_hours:
                errors["helpline_hours"] = (
                    "Say when somebody answers, such as “Monday to Friday, 9am to 5pm”, so that nobody calls in vain."
                )
        elif self.helpline_name or self.helpline_hours:
            errors["helpline_phone"] = (
                "Write the number too, or clear the helpline’s name and hours: without it readers can call nobody."
            )
        if _NAMES_CREATIVE_COMMONS.search(self.licence) and "https://" not in self.licence:
            errors["licence"] = (
                "Give the address of the licence too, so that others can read its terms, such as “Texts: CC BY 4.0, "
                "https://creativecommons.org/licenses/by/4.0/”."
            )
        if errors:
            raise ValidationError(errors)

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
