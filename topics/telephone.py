"""Telephone numbers as people write them, and as a telephone dials them."""

from django.core.exceptions import ValidationError
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
    shortnumberinfo,
)

# Where a number is dialled that names no country.
_COUNTRY = "GB"


def link(number):
    """Return the `tel:` address (RFC 3966) that dials `number`: with its country, unless it is a short one as 111.

    Raises `ValidationError` for what is no telephone number; numbers without a country are British.
    """
    try:
        parsed = parse(number, _COUNTRY)
    except NumberParseException:
        raise ValidationError(_refusal(number)) from None
    if shortnumberinfo.is_valid_short_number_for_region(parsed, _COUNTRY):
        return f"tel:{parsed.national_number}"
    if not is_valid_number(parsed):
        raise ValidationError(_refusal(number))
    return format_number(parsed, PhoneNumberFormat.RFC3966)


def _refusal(number):
    return (
        f"“{number}” is not a telephone number that can be dialled. Write the number alone, such as “0808 800 8000”, "
        "or “+353 1 678 1600” for one abroad."
    )
