"""BibTeX and BibLaTeX: entries as bibtexparser cuts them, checked against the entries that stand in the text.

bibtexparser 2.1 reports an entry that it cannot take apart without its fields, and one whose key came before as no
entry; both are entries here. LaTeX's accents are decoded by pylatexenc, through its middleware.
"""

import re

import bibtexparser
from bibtexparser import middlewares, model
from django.core.exceptions import ValidationError

from references import csl
from references.importing import dates, items, names
from references.importing.report import Record

START = re.compile(r"^[ \t]*@[ \t]*(?!comment|string|preamble)[A-Za-z]+[ \t]*[{(]", re.MULTILINE | re.IGNORECASE)
_TYPES = {
    "article": "article-journal", "book": "book", "booklet": "pamphlet", "conference": "paper-conference",
    "dataset": "dataset", "electronic": "webpage", "inbook": "chapter", "incollection": "chapter",
    "inproceedings": "paper-conference", "inreference": "entry", "manual": "report", "mastersthesis": "thesis",
    "misc": "document", "mvbook": "book", "online": "webpage", "phdthesis": "thesis", "proceedings": "book",
    "report": "report", "software": "software", "techreport": "report", "thesis": "thesis",
    "unpublished": "manuscript", "www": "webpage",
}  # fmt: skip
_GENRES = {"mastersthesis": "Master’s thesis", "phdthesis": "PhD thesis"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Not within braces, where it belongs to the name of a group.
_AND = re.compile(r"\s+and\s+(?![^{}]*\})", re.IGNORECASE)


def read(text, show):
    """(records, lines that belong to none) of a text in BibTeX."""
    # Each entry by itself: one that is never closed would take the next one with it.
    lines = text.split("\n")
    starts = [text.count("\n", 0, found.start()) for found in START.finditer(text)]
    ends = [*starts[1:], len(lines)]
    strings = "\n".join(re.findall(r"^[ \t]*@string[ \t]*[{(].*$", text, re.MULTILINE | re.IGNORECASE))
    blocks = [(start + 1, "\n".join(lines[start:end]).rstrip()) for start, end in zip(starts, ends, strict=True)]
    return [_record(number, raw, strings) for number, raw in show(blocks)], []


def _record(number, raw, strings):
    library = bibtexparser.parse_string(
        f"{strings}\n{raw}",
        append_middleware=[middlewares.LatexDecodingMiddleware(keep_braced_groups=True, keep_math_mode=True)],
    )
    entries = [block for block in library.blocks if isinstance(block, model.Entry | model.DuplicateFieldKeyBlock)]
    if len(entries) != 1:
        failed = next(iter(library.failed_blocks), None)
        why = f" ({failed.error})" if failed and str(failed.error) else ""
        return Record(number, raw, problem=f"The entry is not complete: a brace or a quotation mark is missing{why}.")
    entry = entries[0].ignore_error_block if isinstance(entries[0], model.DuplicateFieldKeyBlock) else entries[0]
    notes = []
    try:
        item = _item(entry.entry_type.lower(), {field.key.lower(): str(field.value) for field in entry.fields}, notes)
        title = item.get("title", "")
        found = items.finish(item, notes)
        return Record(number, raw, found, notes=tuple(notes), is_retracted=items.is_retracted(title))
    except ValidationError as error:
        return Record(number, raw, problem=" ".join(error.messages))


def _item(written_type, fields, notes):
    """The CSL item of an entry, not checked yet."""

    def first(*wanted):
        return next((_plain(fields[name]) for name in wanted if fields.get(name, "").strip()), "")

    kind = _TYPES.get(written_type)
    if kind is None:
        kind = "article-journal" if "journal" in fields else "document"
        words = "an article" if kind == "article-journal" else "a document"
        notes.append(f"BibTeX has no type “{written_type}”: read as {words}.")
    if kind == "document" and first("url", "howpublished").startswith("http"):
        kind = "webpage"
    authors, has_more = _people(fields.get("author", ""))
    editors, _more = _people(fields.get("editor", ""))
    is_journal = kind == "article-journal"
    item = {
        "type": kind,
        "title": ": ".join(filter(None, [first("title"), first("subtitle")])),
        "author": authors,
        "editor": editors,
        "translator": _people(fields.get("translator", ""))[0],
        "container-title": first("journal", "journaltitle", "booktitle", "maintitle") or first("organization")
        if kind in ("webpage", "article-journal", "chapter", "paper-conference", "entry", "document")
        else "",
        "container-title-short": first("shortjournal", "journal-iso") if is_journal else "",
        "collection-title": first("series"),
        "volume": first("volume"),
        "issue": first("number", "issue") if is_journal else "",
        "number": "" if is_journal else first("number"),
        "edition": first("edition"),
        "page": items.pages(first("pages") or first("eid", "article-number", "articleno")),
        "genre": first("type") or _GENRES.get(written_type, ""),
        "publisher": first("publisher", "school", "institution", "organization"),
        "publisher-place": first("address", "location"),
        "issued": _issued(first("date"), first("year"), first("month"), first("day")),
        "accessed": dates.parse(first("urldate", "lastchecked")),
        "URL": next(iter(items.addresses([first("url") or first("howpublished")])), ""),
        "DOI": items.identifier_in("DOI", [first("doi"), first("url")]),
        "PMID": items.identifier_in("PMID", [first("pmid"), _eprint(fields, "pubmed", "pmid"), first("url")]),
        "PMCID": items.identifier_in("PMCID", [first("pmcid", "pmc"), _eprint(fields, "pmc", "pmcid")]),
        "ISBN": items.isbn([first("isbn")], notes),
        "ISSN": items.issn([first("issn")]),
        "language": items.language(first("langid", "language")),
    }
    if first("doi") and not item["DOI"]:
        notes.append(f"Left out: “{first('doi')[:60]}” is not a DOI.")
    if fields.get("eprinttype", fields.get("archiveprefix", "")).lower() in ("arxiv", "biorxiv", "medrxiv"):
        item |= {"type": "article", "genre": items.PREPRINT}
        item["container-title"] = item["container-title"] or first("eprinttype", "archiveprefix")
        item["number"] = first("eprint")
    if has_more:
        item = csl.with_facts(item, has_more_authors=True)
    return items.with_kind(item, "; ".join([first("type"), first("entrysubtype"), first("keywords")[:200]]))


def _plain(text):
    """Text without the braces that keep capitals, and with LaTeX's ties, dashes and escapes as characters."""
    text = text.replace("---", "—").replace("--", "–").replace("~", " ").replace("``", "“").replace("''", "”")
    text = re.sub(r"\\([&%$#_{}])", r"\1", text)
    return " ".join(re.sub(r"[{}]", "", text).split())


def _people(text):
    """(names, whether there are more) of BibTeX's list; a name in braces is a group's."""
    found, has_more = [], False
    for one in _AND.split(text.strip()):
        if one.startswith("{") and one.endswith("}") and "}" not in one[1:-1]:
            found.append({"literal": _plain(one)})
        elif one.lower() == "others":
            has_more = True
        elif "," in one:
            found.append(_with_comma([_plain(part) for part in one.split(",")]))
        elif one:
            *given, family = _plain(one).split() or [""]
            particles = [word for word in given if word.islower()]
            given = [word for word in given if not word.islower()]
            parts = {"family": family, "given": " ".join(given), "non-dropping-particle": " ".join(particles)}
            found.append({name: part for name, part in parts.items() if part} if given else {"literal": _plain(one)})
    return found, has_more


def _with_comma(parts):
    """A name from "Family, Given" or BibTeX's "Family, Jr, Given"."""
    if len(parts) == 3:
        parts = [parts[0], parts[2], parts[1]]
    return names.person(", ".join(parts))


def _issued(date, year, month, day):
    if date:
        return dates.parse(date)
    found = re.findall("[a-z]+|[0-9]+", month.lower())
    number = next((_MONTHS.index(word[:3]) + 1 for word in found if word[:3] in _MONTHS), None)
    if number is None:
        return dates.parse(" ".join(filter(None, [year, month])))
    day = day or next((word for word in found if word.isdecimal()), "")
    return dates.parse(f"{year}-{number}" + (f"-{day}" if day else ""))


def _eprint(fields, *kinds):
    return fields.get("eprint", "") if fields.get("eprinttype", "").lower() in kinds else ""
