"""A CSL item as the plain fields of a form, and back. Whatever the form does not show stays in the item."""

import re

from django.core.exceptions import ValidationError

from references import csl
from references.importing import dates, names
from references.kinds import Kind, with_kind

# The fields that are one text of the item, by the variable they are.
TEXTS = {
    "title": "title",
    "container_title": "container-title",
    "container_title_short": "container-title-short",
    "collection_title": "collection-title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "edition": "edition",
    "genre": "genre",
    "number": "number",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
    "issn": "ISSN",
    "url": "URL",
    "language": "language",
}
PEOPLE = {"authors": "author", "editors": "editor"}
DATES = {"issued": "issued", "accessed": "accessed"}
FIELD_OF = {variable: field for fields in (TEXTS, PEOPLE, DATES) for field, variable in fields.items()}

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def to_plain(item):
    """The texts of a form for a CSL item: names one a line, dates as 30 Apr 2009."""
    return {
        **{field: item.get(variable, "") for field, variable in TEXTS.items()},
        **{field: "\n".join(map(name_line, item.get(variable, []))) for field, variable in PEOPLE.items()},
        **{field: date_text(item.get(variable)) for field, variable in DATES.items()},
    }


def from_plain(item, kind, type_, data):
    """
    (the item with what `data` says, notes): as a source of `kind`, or of the CSL type `type_` where that is none.

    `data` maps names of fields to texts; a field that it lacks stays as it is. The item is not checked yet.
    """
    changed, notes = dict(item), []
    for field, variable in TEXTS.items():
        if field in data:
            changed[variable] = data[field]
    for field, variable in PEOPLE.items():
        if field in data:
            changed[variable], told = people(data[field], item.get(variable, []))
            notes += told
    for field, variable in DATES.items():
        if field in data:
            changed[variable] = date(data[field], item.get(variable))
    changed = {variable: value for variable, value in changed.items() if value not in ("", [], None)}
    changed = {**changed, "type": type_} if kind == Kind.OTHER and type_ else with_kind(changed, kind)
    return changed, notes


def name_line(name):
    """One name as a line of the form; a group that could be taken for a person ends with a comma."""
    if "literal" in name:
        line = name["literal"]
        return line if names.person(line) == name else f"{line},"
    return ", ".join(filter(None, [csl.surname(name), name.get("given", ""), name.get("suffix", "")]))


def people(text, before=()):
    """(names, notes on what was not clear) of lines; a line that says what it said `before` keeps its parts."""
    known = {name_line(name): name for name in before}
    found, notes = [], []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if line in known:
            found.append(known[line])
        else:
            people_of_line, _has_more, told = names.people([line])
            found += people_of_line
            notes += told
    return found, notes


def date_text(value):
    """A CSL date as people write it: 30 Apr 2009; a span as two of them; words as they are."""
    if not value:
        return ""
    if "date-parts" not in value:
        return csl.date_words(value)
    return " - ".join(_day(*parts) for parts in value["date-parts"])


def _day(year, month=0, day=0):
    return " ".join(str(part) for part in (day, _MONTHS[month], year) if part)


def date(text, before=None):
    """The CSL date of a text, None for nothing; the same text as `before` is the same date.

    Raises ValidationError for figures that are no day of the calendar.
    """
    if text == date_text(before):
        return before
    found = dates.parse(text)
    if found and "date-parts" not in found and not re.search(r"[^\W\d_]", text):
        raise ValidationError("There is no such day. Write 2009, Apr 2009 or 30 Apr 2009.")
    return found
