"""What in a text could tell who wrote it: such queries are never kept. Rather one too many than one too few."""

import re
import unicodedata

# Anything between two digits of one number, but for the comma of "10,000".
_BETWEEN = r"[^\w,]{0,3}"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY, _MONTH_NUMBER, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_SHORT_YEAR = rf"(?:{_YEAR}|\d\d)"

_EMAIL = re.compile(r"\w\s*@\s*\w")
# Seven digits or more: phone numbers with and without area code, and the ten of an NHS number.
_LONG_NUMBER = re.compile(rf"\d(?:{_BETWEEN}\d){{6,}}")
_YEARS = re.compile(rf"{_YEAR}(?:[^\w,]+{_YEAR})*\Z")
# The last two letters of a postcode are never C, I, K, M, O or V, so that "B12 1mg" is none.
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[abd-hjlnp-uw-z]{2}\b", re.IGNORECASE)
_BIRTHDAY = re.compile(
    rf"""
    \b{_DAY}\s*[./–-]\s*{_MONTH_NUMBER}\s*[./–-]\s*{_SHORT_YEAR}\b
    | \b{_DAY}\s+{_MONTH_NUMBER}\s+{_YEAR}\b
    | \b{_MONTH_NUMBER}\s*[./–-]\s*{_DAY}\s*[./–-]\s*{_SHORT_YEAR}\b
    | \b{_YEAR}\s*[./–-]\s*{_MONTH_NUMBER}\s*[./–-]\s*{_DAY}\b
    | \b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d\b
    | \b{_DAY}(?:st|nd|rd|th)?[\s./–-]*(?:of\s+)?{_MONTH}[\s.,/–-]*{_SHORT_YEAR}\b
    | \b{_MONTH}[\s.]*{_DAY}(?:st|nd|rd|th)?[\s.,]+{_SHORT_YEAR}\b
    | \b(?:dob|d\.o\.b\.?|born|birth(?:day|date)?)\b\D{{,20}}\d
    """,
    re.IGNORECASE | re.VERBOSE,
)


def look_alike_personal(text):
    """Return whether `text` holds what looks like an e-mail address, a phone or NHS number, a postcode or a birthday.

    It is asked of texts as they were typed: what makes an address out of words is gone once they are folded.
    """
    text = unicodedata.normalize("NFKC", text)
    return bool(_EMAIL.search(text) or _POSTCODE.search(text) or _BIRTHDAY.search(text)) or any(
        not _YEARS.match(number[0]) for number in _LONG_NUMBER.finditer(text)
    )
