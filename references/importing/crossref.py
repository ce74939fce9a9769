"""What Crossref answers for a DOI, as a CSL item. Source: github.com/CrossRef/rest-api-doc, api_format.md."""

import re

from django.core.exceptions import ValidationError

from references import csl
from references.importing import items

_TYPES = {
    "journal-article": "article-journal", "posted-content": "article", "book": "book", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "book-chapter": "chapter", "book-section": "chapter",
    "book-part": "chapter", "reference-entry": "entry-encyclopedia", "proceedings-article": "paper-conference",
    "report": "report", "report-component": "report", "dissertation": "thesis", "dataset": "dataset",
    "standard": "standard", "journal": "periodical", "component": "document",
}  # fmt: skip
_TEXTS = ("volume", "issue", "page", "publisher", "publisher-location", "DOI", "language")
_TAG = re.compile(r"</?([A-Za-z:]+)[^>]*>")
_KEPT = frozenset({"i", "b", "sub", "sup"})


def to_item(message, notes):
    """
    (CSL item as `csl.normalise` returns it, whether it is retracted) of Crossref's message about a work.

    Raises ValidationError when there is no work in it; what was left out is told in `notes`.
    """
    if not isinstance(message, dict):
        raise ValidationError("The answer is not about a work.")
    item = {name: message[name] for name in _TEXTS if isinstance(message.get(name), str)}
    item["publisher-place"] = item.pop("publisher-location", "")
    item["type"] = _TYPES.get(message.get("type"), "document")
    title, subtitle = _first(message, "title"), _first(message, "subtitle")
    item["title"] = f"{title}: {subtitle}" if subtitle and subtitle not in title else title
    item["container-title"] = _first(message, "container-title")
    item["container-title-short"] = _first(message, "short-container-title").replace(".", "")
    item["ISSN"], item["ISBN"] = _first(message, "ISSN"), items.isbn([_first(message, "ISBN")], notes)
    item["issued"] = next((date for name in ("published", "issued") if (date := _date(message.get(name)))), None)
    item |= {role: _people(message.get(role)) for role in ("author", "editor", "translator")}
    if item["type"] in ("article-journal", "article"):
        item["publisher"] = "" if item["type"] == "article-journal" else item.get("publisher", "")
        item["page"] = item.get("page") or str(message.get("article-number") or "")
    if item["type"] == "article":
        item["genre"] = items.PREPRINT
        item["container-title"] = item["container-title"] or _institution(message) or item["publisher"]
    if item["container-title-short"] == item["container-title"]:
        item["container-title-short"] = ""
    item = items.with_kind(item, "")
    is_retracted = items.is_retracted(item["title"]) or any(
        isinstance(update, dict) and update.get("type") == "retraction" for update in _list(message.get("updated-by"))
    )
    return items.finish(item, notes), is_retracted


def _list(value):
    return value if isinstance(value, list) else []


def _first(message, name):
    """The first text of a list, without the markup of publishers that CSL does not know."""
    text = next((one for one in _list(message.get(name)) if isinstance(one, str)), "")
    return " ".join(_TAG.sub(lambda tag: tag[0] if tag[1] in _KEPT else "", text).replace("&amp;", "&").split())


def _date(value):
    parts = value.get("date-parts") if isinstance(value, dict) else None
    date = {"date-parts": parts}
    return date if parts and not csl.check({"type": "document", "title": "-", "issued": date}) else None


def _people(value):
    found = []
    for one in _list(value):
        if isinstance(one, dict):
            name = {part: one[part] for part in ("family", "given", "suffix") if isinstance(one.get(part), str)}
            found.append(name if "family" in name else {"literal": str(one.get("name") or name.get("given", ""))})
    return [name for name in found if any(name.values())]


def _institution(message):
    for one in _list(message.get("institution")):
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            return one["name"]
    return ""
