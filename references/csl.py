"""CSL-JSON items: what one must be, its canonical form, and the facts derived from it.

An item is a dict as Zotero, Crossref and citeproc speak it. `check` and `normalise` take anything; every
other function takes an item that `normalise` has returned. The item's id is the reference's key.
"""

import datetime
import re
import unicodedata
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from references import markup
from references.identifiers import normalise_doi, normalise_isbn, normalise_pmcid, normalise_pmid, quoted
from references.text import FORBIDDEN
from references.vocabulary import DATES, LINES, NAME_PARTS, NAMES, NUMBERS, ORDER, PARAGRAPHS, TYPES

KEY_MAX_LENGTH = 100
KEY_PATTERN = r"[a-z0-9]+(?:[:._-][a-z0-9]+)*"
MAX_DEPTH = 10
# Beyond this some readers of JSON lose digits (RFC 7493, section 2.2).
MAX_NUMBER = 2**53 - 1

# What editors know of a source and CSL has no variable for lies in "custom", which CSL 1.0.2 keeps for such things.
AUTHORS_TRUNCATED, FREE_TO_READ, ARCHIVE_URL, ARCHIVED_ON = (
    "authors-truncated",
    "free-to-read",
    "archive-url",
    "archived-on",
)
_TRUNCATED_WORDS = re.compile(r"\s*;?\s*authors truncated\s*;?\s*", re.IGNORECASE)

_RANK = {variable: rank for rank, variable in enumerate(ORDER)}
# Particles that end so stand without a space: d'Alessandro, al-Araji.
_JOINED = ("'", "’", "-")
_WHITE_SPACE = re.compile(r"[ \t\r\n\x85\u2028\u2029]+")
_validate_address = URLValidator(schemes=["http", "https"])


def check(item):
    """The problems of an item in plain words, each led by the variable it is in; [] when it is sound."""
    return _cleaned(item)[1]


def normalise(item):
    """
    The item in canonical form, as a new dict; raises ValidationError with one message a problem.

    Strings are NFC, lines of text have single spaces, numbers where CSL means text are text, identifiers are
    in their stored form and empty variables are gone. What CSL does not know is kept.
    """
    clean, problems = _cleaned(item)
    if problems:
        raise ValidationError(problems)
    return ordered(clean)


def ordered(item):
    """
    The same item with its keys in canonical order: id, type, the usual variables, the rest by alphabet.

    Postgres's jsonb keeps an order of its own, so whatever is exported or compared as text goes through here.
    """
    names = sorted(item, key=lambda name: (_RANK.get(name, len(ORDER)), name))
    return {name: _sorted(item[name]) for name in names}


def _sorted(value):
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(member) for member in value]
    return value


def validate_key(key):
    """Raise ValidationError unless `key` can be a reference's key, as in [@zamboni2009]."""
    if not isinstance(key, str) or len(key) > KEY_MAX_LENGTH or not re.fullmatch(KEY_PATTERN, key):
        raise ValidationError(
            "A key has lower-case letters a to z and digits, in parts joined by one of : . _ - "
            f"and at most {KEY_MAX_LENGTH} characters, for example zamboni2009."
        )


# Facts derived from a normalised item.


def title(item):
    """The title as plain text, not HTML; "" when there is none."""
    return markup.to_text(item.get("title", ""))


def first_author(item):
    """What the item is sorted under: its first author's name, else its first editor's, else ""."""
    people = item.get("author") or item.get("editor")
    return surname(people[0]) if people else ""


def surname(name):
    """
    The part of a CSL name that leads: particles and family name, or the group's name without "The".

    Source: Citing Medicine (NLM), chapter 1: particles belong to the surname, "The" before an organisation
    is left out.
    """
    if "literal" in name:
        return name["literal"].removeprefix("The ")
    family = name.get("family") or name["given"]
    for particle in ("non-dropping-particle", "dropping-particle"):
        if particle in name:
            family = f"{name[particle]}{'' if name[particle].endswith(_JOINED) else ' '}{family}"
    return family


def year(item):
    """The year of issue, or None; of a date in words, the first four digits that look like a year."""
    issued = item.get("issued", {})
    if "date-parts" in issued:
        return issued["date-parts"][0][0]
    found = re.search(r"\b(?:1[5-9]|20)[0-9]{2}\b", date_words(issued), re.ASCII)
    return int(found[0]) if found else None


def date_words(date):
    """What a CSL date says where it has no date-parts; "" when nothing."""
    return date.get("literal") or date.get("raw") or date.get("edtf") or ""


def doi(item):
    """The DOI, or ""."""
    return item.get("DOI", "")


def pmid(item):
    """The PMID, or ""."""
    return item.get("PMID", "")


def has_more_authors(item):
    """Whether the item names only its first authors: a fact, or words of its note, which itself is never shown."""
    return _fact(item, AUTHORS_TRUNCATED, False) or "authors truncated" in item.get("note", "").lower()


def is_free_to_read(item):
    """Whether anybody can read the whole text without paying, as far as is known."""
    return _fact(item, FREE_TO_READ, False)


def archive_url(item):
    """Where a copy is kept in a web archive, or ""."""
    return _fact(item, ARCHIVE_URL, "")


def archived_on(item):
    """The day on which the copy in the archive was made, or None."""
    day = _fact(item, ARCHIVED_ON, None)
    return datetime.date.fromisoformat(day) if day else None


def with_facts(item, **facts):
    """
    The item with its editorial facts replaced, those that are given: has_more_authors and is_free_to_read (booleans),
    archive_url (text), archived_on (a date or None). It is checked when it is normalised.
    """
    custom = dict(item.get("custom", {}))
    note = item.get("note", "")
    for name, value in facts.items():
        if value != _FACTS[name][1](item):
            custom[_FACTS[name][0]] = value.isoformat() if isinstance(value, datetime.date) else value
    if facts.get("has_more_authors") is False:
        note = _TRUNCATED_WORDS.sub("", note)
    return {**item, "custom": custom, "note": note}


def _fact(item, name, default):
    return item.get("custom", {}).get(name, default)


_FACTS = {
    "has_more_authors": (AUTHORS_TRUNCATED, has_more_authors),
    "is_free_to_read": (FREE_TO_READ, is_free_to_read),
    "archive_url": (ARCHIVE_URL, archive_url),
    "archived_on": (ARCHIVED_ON, archived_on),
}


def url(item):
    """Where to read it online, the most lasting address first: DOI, PubMed, PMC, the item's own; or None."""
    if "DOI" in item:
        return f"https://doi.org/{quote(item['DOI'], safe='/:;(),')}"
    if "PMID" in item:
        return f"https://pubmed.ncbi.nlm.nih.gov/{item['PMID']}/"
    if "PMCID" in item:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{item['PMCID']}/"
    return item.get("URL")


# Cleaning: each returns the clean value, or None where there is nothing to keep, or raises ValidationError.


def _cleaned(item):
    """(clean item, problems); the item is whole only when there are no problems."""
    if not isinstance(item, dict):
        return {}, ['A reference is one JSON object, in braces: {"type": "article-journal", "title": "…"}.']
    clean, problems = {}, []
    for variable, value in item.items():
        try:
            name = _string(variable)
            value = _plain(value, depth=2)
            if name in clean:
                raise ValidationError("is there twice.")
            if name in _CLEANERS:
                value = None if value is None else _CLEANERS[name](value)
                if value is None:
                    continue
            clean[name] = value
        except ValidationError as error:
            label = quoted(variable if isinstance(variable, str) else "?")
            problems += [f"{label}: {message}" for message in error.messages]
    if problems:
        return clean, problems
    if "type" not in clean:
        problems.append("The type is missing, for example article-journal, book, report or webpage.")
    if clean.keys().isdisjoint({"title", "container-title", "author"}):
        problems.append("There is nothing to show: no title, no author and no name of a journal or site.")
    return clean, problems


def _string(value):
    if not isinstance(value, str):
        raise ValidationError("must be text, in quotation marks.")
    if FORBIDDEN.search(value):
        raise ValidationError(f"{quoted(value)} has a character that cannot be shown; type it afresh.")
    return unicodedata.normalize("NFC", value)


def _plain(value, depth):
    """The value as JSON that Postgres gives back exactly as it was written, strings NFC."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # Put this way round, NaN is refused too.
        if not abs(value) <= MAX_NUMBER:
            raise ValidationError("a number is too large, or is none; write it as text.")
        # jsonb gives -0.0 back as 0.0: whole numbers are written as such.
        return int(value) if value == int(value) else value
    if not isinstance(value, list | dict):
        return _string(value)
    if depth > MAX_DEPTH:
        raise ValidationError(f"lists and objects lie more than {MAX_DEPTH} deep in each other.")
    if isinstance(value, list):
        return [_plain(member, depth + 1) for member in value]
    clean = {_string(name): _plain(member, depth + 1) for name, member in value.items()}
    if len(clean) < len(value):
        raise ValidationError("an object in it names something twice.")
    return clean


def _key(value):
    validate_key(value)
    return value


def _type(value):
    if not isinstance(value, str) or value not in TYPES:
        raise ValidationError("CSL knows no such type; it knows article-journal, book, report, webpage and others.")
    return value


def _text(value):
    return _WHITE_SPACE.sub(" ", _string(value)).strip() or None


def _number(value):
    return _text(str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value)


def _paragraphs(value):
    return re.sub(r"\r\n?", "\n", _string(value)).strip() or None


def _identifier(normalise_identifier):
    def clean(value):
        text = _number(value)
        return text and normalise_identifier(text)

    return clean


def _address(value):
    """An address that a browser may follow: http(s), and no user name, which can disguise the real host."""
    address = _text(value)
    if address is None:
        return None
    try:
        _validate_address(address)
        is_sound = address.isprintable() and "@" not in urlsplit(address).netloc
    except ValidationError:
        is_sound = False
    if not is_sound:
        raise ValidationError(f"{quoted(address)} is not a web address that begins with https:// or http://.")
    return address


def _names(value):
    if not isinstance(value, list) or not all(isinstance(name, dict) for name in value):
        raise ValidationError('must be a list of names such as {"family": "Zamboni", "given": "Paolo"}.')
    return [_name(name) for name in value] or None


def _name(name):
    name = _without_empty(name)
    name = _without_empty({part: _text(text) if part in NAME_PARTS else text for part, text in name.items()})
    if name.keys().isdisjoint({"family", "given", "literal"}):
        raise ValidationError('each name needs a "family" (and "given"), or a "literal" for an organisation.')
    return name


def _date(value):
    """date-parts that are in the calendar, or words; a date that is one text (EDTF) becomes "raw" words."""
    if isinstance(value, str):
        value = {"raw": value}
    if not isinstance(value, dict):
        raise ValidationError('must be a date such as {"date-parts": [[2009, 4, 30]]}.')
    date = _without_empty(value)
    for name in date.keys() & {"raw", "literal", "edtf"}:
        date[name] = _text(date[name])
    if "date-parts" in date:
        if not isinstance(date["date-parts"], list) or len(date["date-parts"]) > 2:
            raise ValidationError('"date-parts" must be a list of one date, or of two for a span of time.')
        date["date-parts"] = [_date_parts(parts) for parts in date["date-parts"]]
    return _without_empty(date) or None


def _date_parts(parts):
    if isinstance(parts, list) and 1 <= len(parts) <= 3:
        # Zotero writes the year as text.
        numbers = [int(part) if re.fullmatch("[0-9]{1,4}", str(part)) else None for part in parts]
        if None not in numbers:
            try:
                datetime.date(*[*numbers, 1, 1][:3])
            except ValueError:
                pass
            else:
                return numbers
    raise ValidationError("there is no such date; write [year], [year, month] or [year, month, day].")


def _custom(value):
    """What is not CSL's own: the editorial facts are checked, all else is kept as it is."""
    if not isinstance(value, dict):
        raise ValidationError("must be an object, in braces.")
    clean = dict(value)
    for name in (AUTHORS_TRUNCATED, FREE_TO_READ):
        if not isinstance(clean.get(name, False), bool):
            raise ValidationError(f"“{name}” must be true or false.")
        if not clean.get(name):
            clean.pop(name, None)
    clean |= {ARCHIVE_URL: _address(clean.get(ARCHIVE_URL) or ""), ARCHIVED_ON: _iso_day(clean.get(ARCHIVED_ON) or "")}
    return {name: member for name, member in clean.items() if member is not None} or None


def _iso_day(value):
    day = _text(value)
    if day is None:
        return None
    try:
        return datetime.date.fromisoformat(day).isoformat()
    except ValueError:
        raise ValidationError(f"“{ARCHIVED_ON}” must be a day such as 2026-11-24.") from None


def _without_empty(members):
    return {name: member for name, member in members.items() if member not in (None, "", [])}


_CLEANERS = {
    "id": _key,
    "type": _type,
    "URL": _address,
    "DOI": _identifier(normalise_doi),
    "PMID": _identifier(normalise_pmid),
    "PMCID": _identifier(normalise_pmcid),
    "ISBN": _identifier(normalise_isbn),
    "custom": _custom,
    **dict.fromkeys(LINES, _text),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(PARAGRAPHS, _paragraphs),
    **dict.fromkeys(DATES, _date),
    **dict.fromkeys(NAMES, _names),
}
