"""NBIB, the MEDLINE format of PubMed: tags of up to four letters, wrapped lines set in.

Source: "MEDLINE/PubMed Data Element (Field) Descriptions", nlm.nih.gov/bsd/mms/medlineelements.html.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils import timezone

from references import csl
from references.importing import dates, items, names
from references.importing.report import Record

START = re.compile(r"^[ \t]*PMID[ \t]*-[ \t]?", re.MULTILINE)
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3})[ \t]*-(?:[ \t]+(.*)|)$")
_LOCATION = re.compile(r"(.*?)\s*\[(\w+)\]$")
# Wrapped lines have six spaces.
_SET_IN = "   "
_TITLES = frozenset({"TI", "BTI"})


def read(text, show):
    """(records, lines that belong to none) of a text in NBIB."""
    blocks, outside = _blocks(text.split("\n"))
    return [_record(number, lines) for number, lines in show(blocks)], outside


def _blocks(lines):
    """
    ([(line number, lines)], [(line number, words) outside of all]); a record begins at PMID.

    One that has lost its PMID begins where, after an empty line, a title follows to a record that has one.
    """
    blocks, outside, paragraph = [], [], []
    is_open = False  # whether the last block may still go on
    for number, line in enumerate([*lines, ""], start=1):
        line = line.rstrip()
        tag = _TAG.match(line.lstrip()) if line else None
        begins = tag is not None and tag[1] == "PMID" and not line.startswith(_SET_IN)
        if paragraph and (begins or not line):
            is_open = _close(paragraph, blocks, outside, is_open)
            paragraph = []
        if line:
            paragraph.append((number, line))
    return blocks, outside


def _close(paragraph, blocks, outside, is_open):
    """Sort lines that stand together: a record, more of the last one, or neither; return whether one may go on."""
    number, first = paragraph[0]
    tags = {tag[1] for _number, line in paragraph if (tag := _TAG.match(line.lstrip()))}
    lines = [line for _number, line in paragraph]
    if "PMID" in tags:
        blocks.append((number, lines))
    elif not tags:
        outside.append((number, first.strip()[:60]))
        return is_open
    elif is_open and not (tags & _TITLES and _has_title(blocks[-1][1])):
        blocks[-1][1].extend(lines)
    else:
        blocks.append((number, lines))
    return True


def _has_title(lines):
    return any((tag := _TAG.match(line)) and tag[1] in _TITLES for line in lines)


def _fields(lines):
    """[(tag, value)] of a record, wrapped lines joined; what stands before the first tag has the tag ""."""
    fields = []
    for line in lines:
        tag = None if line.startswith(_SET_IN) else _TAG.match(line.lstrip())
        if tag:
            fields.append([tag[1], (tag[2] or "").strip()])
        elif fields:
            fields[-1][1] = f"{fields[-1][1]} {line.strip()}".strip()
        else:
            fields.append(["", line.strip()])
    return fields


def _record(number, lines):
    raw = "\n".join(lines)
    fields = _fields(lines)
    if fields[0][0] != "PMID":
        return Record(number, raw, problem="The record does not begin with its PMID. Export it from PubMed afresh.")
    if sum(tag == "TI" for tag, _value in fields) > 1:
        return Record(number, raw, problem="It has two titles, so two records have run into one another.")
    notes = []
    try:
        item, is_retracted = _item(fields, notes)
        return Record(number, raw, items.finish(item, notes), notes=tuple(notes), is_retracted=is_retracted)
    except ValidationError as error:
        return Record(number, raw, problem=" ".join(error.messages))


def _item(fields, notes):
    """(CSL item, not checked yet, and whether the record says that it is retracted)."""

    def every(*wanted):
        return [value for tag, value in fields if tag in wanted and value]

    def first(*wanted):
        return next(iter(every(*wanted)), "")

    types = [one.lower() for one in every("PT")]
    is_book, is_chapter = bool(first("BTI")), bool(first("BTI") and first("TI"))
    kind = "chapter" if is_chapter else "book" if is_book else "article-journal"
    title = _unstopped(first("TI") or first("BTI"))
    authors, has_more = _people(fields, "FAU", "AU", "CN")
    editors, _more = _people(fields, "FED", "ED", "")
    item = {
        "type": kind,
        "title": title,
        "author": authors,
        "editor": editors,
        "container-title": _unstopped(first("BTI")) if is_chapter else first("JT"),
        "container-title-short": first("TA") if kind == "article-journal" and first("TA") != first("JT") else "",
        "collection-title": first("CTI"),
        "volume": first("VI"),
        "issue": first("IP"),
        "page": items.pages(first("PG") or _location(every("LID"), "")),
        "publisher": first("PB"),
        "publisher-place": first("PL") if is_book else "",
        "issued": dates.parse(first("DP")),
        "language": items.language(first("LA")),
        "PMID": first("PMID"),
        "PMCID": first("PMC"),
        "DOI": items.identifier_in("DOI", [_location(every("LID", "AID"), "doi")]),
        "ISSN": items.issn(sorted(every("IS"), key=lambda issn: "Print" not in issn)),
        "ISBN": items.isbn(every("ISBN"), notes),
        "edition": first("EN"),
    }
    if has_more:
        item = csl.with_facts(item, has_more_authors=True)
    if item["PMCID"] and not _is_to_come(first("PMCR")):
        item = csl.with_facts(item, is_free_to_read=True)
    is_retracted = "retracted publication" in types or bool(first("RIN")) or items.is_retracted(title)
    return items.with_kind(item, "; ".join(types)), is_retracted


def _people(fields, full, short, group):
    """Names in the order of the record: full ones, or short ones where the record has no full ones, and groups."""
    tag_of_people = full if any(tag == full for tag, _value in fields) else short
    found, has_more = [], False
    for tag, value in fields:
        if tag == tag_of_people:
            people, more, _notes = names.people([value])
            found, has_more = [*found, *people], has_more or more
        elif tag == group and value:
            found.append({"literal": value})
    return found, has_more


def _is_to_come(release):
    """Whether the day from which PubMed Central may show an article, "2027/01/01", is still to come."""
    date = dates.parse(release)
    parts = date.get("date-parts") if date else None
    return bool(parts) and datetime.date(*[*parts[0], 1, 1][:3]) > timezone.localdate()


def _location(values, kind):
    """The first location of a kind: `10.1/x [doi]`; of those without any, for the kind ""."""
    for value in values:
        marked = _LOCATION.fullmatch(value)
        if (marked[2] if marked else "") == kind:
            return marked[1] if marked else value
    return ""


def _unstopped(title):
    """A title without the full stop that MEDLINE puts at its end, also inside the brackets of a translated one."""
    return re.sub(r"(?<!\.)\.(\]?)$", r"\1", title)
