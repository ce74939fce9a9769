"""CSL items as RIS. Source of the tags: RIS specification (Clarivate, 2011), as Zotero and EndNote read them."""

import re

from references import csl, markup

_TYPES = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "map": "MAP",
    "motion_picture": "VIDEO",
    "pamphlet": "PAMP",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "post": "BLOG",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "review": "JOUR",
    "review-book": "JOUR",
    "software": "COMP",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
_JOURNALS = frozenset({"JOUR", "MGZN", "NEWS"})


def to_ris(items):
    """Return a list of CSL items, as `csl.normalise` returns them, as the text of a RIS file."""
    return "".join(
        f"{tag}  - {_line(value)}\r\n" for item in items for tag, value in _fields(item) if value or tag == "ER"
    )


def _fields(item):
    kind = _TYPES.get(item["type"], "GEN")
    yield "TY", kind
    yield "ID", item["id"]
    yield from (("AU", person(name)) for name in item.get("author", []))
    # Of a book without authors the editors stand first; else they come second.
    yield from (("A3" if kind == "BOOK" else "A2", person(name)) for name in item.get("editor", []))
    yield "TI", csl.title(item)
    yield "T2", markup.to_text(item.get("container-title", "")) or item.get("collection-title", "")
    yield "J2", item.get("container-title-short") or item.get("journalAbbreviation", "")
    yield "PY", str(csl.year(item) or "")
    yield "DA", _date(item.get("issued"))
    yield "VL", item.get("volume", "")
    yield "IS", item.get("issue", "")
    yield from zip(("SP", "EP"), pages(item), strict=False)
    yield "ET", item.get("edition", "")
    yield "PB", item.get("publisher", "")
    yield "CY", item.get("publisher-place", "")
    if kind not in _JOURNALS:
        yield "M3", item.get("genre", "")
    yield "SN", _serial_number(item, kind)
    yield "DO", csl.doi(item)
    yield "AN", csl.pmid(item)
    yield "DB", "PubMed" if csl.pmid(item) else ""
    if kind in _JOURNALS:
        yield "C2", item.get("PMCID", "")
    yield "UR", item.get("URL") or csl.url(item) or ""
    yield "Y2", _date(item.get("accessed"))
    yield "LA", item.get("language", "")
    yield "ER", ""


def person(name):
    """Return a CSL name with the family name first: “Vries, Jan de”, “Anderson, Malcolm M., Jr”, or the group's."""
    if "literal" in name:
        return name["literal"]
    family = " ".join(filter(None, (name.get("non-dropping-particle"), name.get("family"))))
    given = " ".join(filter(None, (name.get("given"), name.get("dropping-particle"))))
    return ", ".join(filter(None, (family, given, name.get("suffix"))))


def pages(item):
    """Return the first and the last page, or whatever single text is said of pages; [] when nothing."""
    page = item.get("page", "")
    span = re.fullmatch(r"\s*([\w.]+)\s*[-‐‑–—]+\s*([\w.]+)\s*", page)
    return list(span.groups()) if span else [page] if page else []


def _date(date):
    """Return a CSL date as YYYY/MM/DD/words, what is not known left empty; only words as /// and these."""
    if not date:
        return ""
    if "date-parts" not in date:
        return csl.date_words(date)
    year, *rest = date["date-parts"][0]
    month, day = [f"{part:02}" for part in rest] + [""] * (2 - len(rest))
    return f"{year:04}/{month}/{day}/"


def _serial_number(item, kind):
    if kind in _JOURNALS:
        return item.get("ISSN", "")
    return item.get("number") or item.get("ISBN") or item.get("ISSN", "")


def _line(value):
    """A value never breaks its line, lest the rest of it is taken for tags."""
    return " ".join(str(value).split())
