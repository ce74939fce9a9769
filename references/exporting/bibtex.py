"""CSL items as BibTeX, in UTF-8. Source: Patashnik, “BibTeXing” (1988); `doi`, `pmid`, `url` as programs add them."""

import re

from references import csl, markup
from references.exporting.ris import pages, person

_TYPES = {
    "article": "unpublished",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry": "incollection",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "review": "article",
    "review-book": "article",
    "thesis": "phdthesis",
}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
_CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = re.compile(r"[\\{}~^&%$#_]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
# What may stand in an address but would end a field too early.
_ADDRESS_ESCAPES = {"{": "%7B", "}": "%7D", "\\": "%5C"}


def to_bibtex(items):
    """Return a list of CSL items, as `csl.normalise` returns them, as the text of a BibTeX file."""
    return "\n".join(_entry(item) for item in items)


def _entry(item):
    kind = _TYPES.get(item["type"], "misc")
    fields = [f"  {name} = {value}" for name, value in _fields(item, kind) if value]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(fields) + "\n}\n"


def _fields(item, kind):
    yield "author", _people(item.get("author", []), csl.has_more_authors(item))
    yield "editor", _people(item.get("editor", []))
    # Twice in braces, so that no style changes its capitals.
    yield "title", _braced(f"{{{_text(csl.title(item))}}}") if item.get("title") else ""
    yield _CONTAINERS.get(kind, "howpublished"), _braced(_text(markup.to_text(item.get("container-title", ""))))
    yield "series", _braced(_text(item.get("collection-title", "")))
    # Newer programs read the day too.
    yield "date", _braced(_iso(item.get("issued", {})))
    yield "year", _braced(str(csl.year(item) or ""))
    yield "month", _month(item.get("issued", {}))
    yield "volume", _braced(_text(item.get("volume", "")))
    yield "number", _braced(_text(item.get("issue") or item.get("number", "")))
    yield "pages", _braced(_text("--".join(pages(item))))
    yield "edition", _braced(_text(item.get("edition", "")))
    yield _PUBLISHERS.get(kind, "publisher"), _braced(_text(item.get("publisher", "")))
    yield "address", _braced(_text(item.get("publisher-place", "")))
    yield "type", _braced(_text(item.get("genre", "")))
    yield "isbn", _braced(_text(item.get("ISBN", "")))
    yield "issn", _braced(_text(item.get("ISSN", "")))
    yield "doi", _braced(_address(csl.doi(item)))
    yield "pmid", _braced(csl.pmid(item))
    yield "pmcid", _braced(item.get("PMCID", ""))
    yield "url", _braced(_address(item.get("URL") or csl.url(item) or ""))
    yield "urldate", _braced(_iso(item.get("accessed", {})))
    yield "language", _braced(_text(item.get("language", "")))


def _people(names, has_more=False):
    """Return names as “Zamboni, Paolo and {A Group} and others”, in braces."""
    people = [f"{{{_text(person(name))}}}" if "literal" in name else _text(_ordered(name)) for name in names]
    return _braced(" and ".join([*people, "others"] if people and has_more else people))


def _ordered(name):
    """Return a person as BibTeX takes names apart: “de Vries, Jr, Jan”; a word “and” would divide it."""
    family, *rest = person(name).split(", ")
    parts = [family, *reversed(rest)] if "suffix" in name else [family, *rest]
    return re.sub(r"\b(and)\b", r"{\1}", ", ".join(parts), flags=re.IGNORECASE)


def _text(text):
    escaped = _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\\" + found[0]), str(text))
    return " ".join(escaped.split())


def _address(address):
    return "".join(_ADDRESS_ESCAPES.get(character, character) for character in address)


def _braced(text):
    return f"{{{text}}}" if text else ""


def _month(date):
    parts = date.get("date-parts", [[0]])[0]
    return _MONTHS[parts[1]] if len(parts) > 1 else ""


def _iso(date):
    return "-".join(f"{part:02}" for part in date.get("date-parts", [[]])[0])
