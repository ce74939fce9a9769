"""Dates as bibliographic programs write them, as dates of CSL."""

import datetime
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<![0-9])(?:1[5-9]|20)[0-9]{2}(?![0-9])")
_NUMERIC = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2})(?:T.*)?)?)?")
# "2009/04//Spring" and "2024///": RIS (1.0), dates have four places.
_PLACES = re.compile(r"([0-9]{4})/([0-9]{0,2})/([0-9]{0,2})/?(.*)")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")


def parse(text, year=None):
    """
    A text as a CSL date; None when it says nothing.

    Days, months and years in any usual order, and spans of them, become date-parts; what is more than that
    (2011 Spring) stays in words. `year` is the year of a text that may lack it: SEP 22.
    """
    text = " ".join(text.split()).strip(" ,;")
    if not text.strip("/"):
        return None
    if year is not None and not _YEAR.search(text):
        text = f"{year} {text}"
    places = _PLACES.fullmatch(text)
    if places:
        if places[4] and not places[2]:
            return parse(f"{places[1]} {places[4]}")
        return _date([places.groups()[:3]]) or {"raw": text.strip("/")}
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _date([numeric.groups()]) or {"raw": text}
    return _in_words(text) or {"raw": text}


def accuracy(date):
    """How much a date says, to choose between two of the same thing."""
    return sum(map(len, date["date-parts"])) if "date-parts" in date else 0


def _in_words(text):
    """A date of years, months by name and days: 2019 Oct 30-Nov 5; None when there is anything else in it."""
    years, months, days = [], [], []
    for token in _TOKEN.findall(text):
        if _YEAR.fullmatch(token):
            years.append(token)
        elif token[:3].lower() in _MONTHS and token[0].isalpha():
            months.append(_MONTHS.index(token[:3].lower()) + 1)
        elif (token.isdecimal() and len(token) <= 2) or re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)", token):
            days.append(token)
        elif token.lower() not in ("st", "nd", "rd", "th", "of"):
            return None
    if not years or max(len(years), len(months), len(days)) > 2 or (days and not months):
        return None
    spans = max(len(years), len(months), len(days))
    parts = (years, months, days)
    return _date([[part[min(n, len(part) - 1)] if part else None for part in parts] for n in range(spans)])


def _date(dates):
    """date-parts of (year, month, day), each text, number, or nothing; None when the calendar has no such day."""
    found = []
    for parts in dates:
        numbers = []
        for part in parts:
            if not part or int(part) == 0:
                break
            numbers.append(int(part))
        try:
            datetime.date(*[*numbers, 1, 1][:3])
        except (ValueError, TypeError):
            return None
        found.append(numbers)
    return {"date-parts": found}
