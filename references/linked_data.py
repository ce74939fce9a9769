"""A CSL item as schema.org describes a source. Items are taken as `csl.normalise` returns them."""

from references import csl

# What schema.org calls the kinds of sources; whatever else there is, is a CreativeWork.
_TYPES = {
    "article": "ScholarlyArticle",
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "paper-conference": "ScholarlyArticle",
    "report": "Report",
    "review": "ScholarlyArticle",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
_IDENTIFIERS = ("DOI", "PMID", "PMCID", "ISBN")


def describe(item):
    """Return the item as a node of JSON-LD: its type, name, authors, date, container, identifiers and address."""
    kind = _TYPES.get(item["type"], "CreativeWork")
    container = item.get("container-title", "")
    address = csl.url(item)
    node = {
        "@type": kind,
        "name": csl.title(item) or container,
        "author": [_person(name) for name in item.get("author", [])],
        "datePublished": iso_date(item.get("issued", {})),
        "publisher": {"@type": "Organization", "name": item["publisher"]} if "publisher" in item else None,
        "isPartOf": _container(kind, container),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": item[name]} for name in _IDENTIFIERS if name in item
        ],
        "url": address,
    }
    return {name: value for name, value in node.items() if value}


def iso_date(date):
    """Return a CSL date to the day, month or year that is known, as ISO 8601 has it; "" for one in words."""
    if "date-parts" not in date:
        return ""
    year, *rest = date["date-parts"][0]
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in rest)])


def _person(name):
    if "literal" in name:
        return {"@type": "Organization", "name": name["literal"]}
    parts = (name.get("given"), csl.surname(name) if "family" in name else None, name.get("suffix"))
    return {"@type": "Person", "name": " ".join(filter(None, parts))}


def _container(kind, title):
    if not title:
        return None
    return {"@type": "Periodical" if kind == "ScholarlyArticle" else "CreativeWork", "name": title}
