"""What Zotero's button reads off a page: a CSL item as the title of a span of class Z3988 (COinS).

Source: OpenURL (ANSI/NISO Z39.88-2004), formats journal, book and dublin core, as Zotero reads them.
"""

from urllib.parse import quote_plus

from references import csl, markup
from references.exporting.ris import pages

_JOURNALS = frozenset({"article-journal", "article-magazine", "article-newspaper", "review", "review-book"})
_BOOKS = frozenset({"book", "chapter", "report", "thesis", "paper-conference"})
_GENRES = {"chapter": "bookitem", "paper-conference": "proceeding", "report": "report", "book": "book"}
# More make the page long and nobody's list better.
_MOST_AUTHORS = 25


def to_coins(item):
    """Return what the span's title says of a CSL item, not escaped for HTML."""
    return "&".join(f"{name}={quote_plus(value)}" for name, value in _fields(item) if value)


def _fields(item):
    yield "ctx_ver", "Z39.88-2004"
    if item["type"] in _JOURNALS:
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"
        yield "rft.genre", "article"
        yield "rft.atitle", csl.title(item)
        yield "rft.jtitle", _container(item)
        yield "rft.stitle", item.get("container-title-short") or item.get("journalAbbreviation")
        yield "rft.issue", item.get("issue")
        yield "rft.issn", item.get("ISSN")
        yield from _common(item)
    elif item["type"] in _BOOKS:
        yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'dissertation' if item['type'] == 'thesis' else 'book'}"
        yield "rft.genre", _GENRES.get(item["type"])
        if item["type"] in ("chapter", "paper-conference"):
            yield "rft.atitle", csl.title(item)
            yield "rft.btitle", _container(item)
        else:
            yield "rft.title" if item["type"] == "thesis" else "rft.btitle", csl.title(item)
        yield "rft.edition", item.get("edition")
        yield "rft.place", item.get("publisher-place")
        yield "rft.pub", item.get("publisher")
        yield "rft.isbn", item.get("ISBN")
        yield from _common(item)
    else:
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"
        yield "rft.type", "webpage"
        yield "rft.title", csl.title(item)
        yield "rft.source", _container(item)
        yield "rft.publisher", item.get("publisher")
        yield from (("rft.creator", _full_name(name)) for name in item.get("author", [])[:_MOST_AUTHORS])
        yield "rft.date", _date(item)
        yield "rft.identifier", item.get("URL")
        yield from _identifiers(item)


def _common(item):
    yield from _identifiers(item)
    authors = item.get("author", [])[:_MOST_AUTHORS]
    if authors and "family" in authors[0]:
        yield "rft.aulast", csl.surname(authors[0])
        yield "rft.aufirst", authors[0].get("given")
    yield from (("rft.au", _full_name(name)) for name in authors)
    yield "rft.date", _date(item)
    yield "rft.volume", item.get("volume")
    yield "rft.pages", "-".join(pages(item))
    yield from zip(("rft.spage", "rft.epage"), pages(item), strict=False)


def _identifiers(item):
    if "DOI" in item:
        yield "rft_id", f"info:doi/{item['DOI']}"
    if "PMID" in item:
        yield "rft_id", f"info:pmid/{item['PMID']}"
    if "URL" in item and "DOI" not in item:
        yield "rft_id", item["URL"]


def _full_name(name):
    return " ".join(filter(None, (name.get("given"), csl.surname(name)))) if "family" in name else csl.surname(name)


def _container(item):
    return markup.to_text(item.get("container-title", ""))


def _date(item):
    parts = item.get("issued", {}).get("date-parts")
    return "-".join(f"{part:02}" for part in parts[0]) if parts else str(csl.year(item) or "")
