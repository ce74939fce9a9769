"""The kinds of source that editors choose from, and how each lies in CSL: a type, and for some the genre."""

import re
from typing import NamedTuple

from django.db import models


class Kind(models.TextChoices):
    JOURNAL_ARTICLE = "journal-article", "journal article"
    SYSTEMATIC_REVIEW = "systematic-review", "systematic review"
    BOOK = "book", "book"
    CHAPTER = "chapter", "chapter in a book"
    REPORT = "report", "report"
    GUIDELINE = "guideline", "guideline"
    WEB_PAGE = "web-page", "web page"
    PREPRINT = "preprint", "preprint"
    CLINICAL_TRIAL = "clinical-trial", "clinical trial record"
    THESIS = "thesis", "thesis"
    OTHER = "other", "something else"


class _Shape(NamedTuple):
    """The CSL type of a kind, the genre that a new one gets, and the genres by which one is known."""

    type: str
    genre: str = ""
    genres: re.Pattern | None = None


def _words(pattern):
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


# Those that a genre tells apart come before the plain kind of the same type.
_SHAPES = {
    Kind.SYSTEMATIC_REVIEW: _Shape("article-journal", "Systematic review", _words("systematic review|cochrane review")),
    Kind.JOURNAL_ARTICLE: _Shape("article-journal"),
    Kind.BOOK: _Shape("book"),
    Kind.CHAPTER: _Shape("chapter"),
    Kind.GUIDELINE: _Shape("report", "Guideline", _words("guideline|guidance")),
    Kind.REPORT: _Shape("report"),
    Kind.CLINICAL_TRIAL: _Shape("webpage", "Clinical trial registration", _words("clinical trial|trial registration")),
    Kind.WEB_PAGE: _Shape("webpage"),
    Kind.PREPRINT: _Shape("article", "Preprint"),
    Kind.THESIS: _Shape("thesis"),
}


def kind_of(item):
    """The `Kind` of a CSL item."""
    genre = item.get("genre", "")
    for kind, shape in _SHAPES.items():
        if item["type"] == shape.type and (shape.genres is None or shape.genres.search(genre)):
            return kind
    return Kind.OTHER


def with_kind(item, kind):
    """The item as one of `kind`: with its type, and a genre of it; a genre that fits already stays as it is.

    `Kind.OTHER` is no shape of its own: an item that no kind has keeps its type, any other becomes a document.
    """
    if kind == Kind.OTHER:
        is_other = item.get("type") and kind_of(item) == Kind.OTHER
        return item if is_other else {**item, "type": "document"}
    shape = _SHAPES[kind]
    changed = {**item, "type": shape.type}
    genre = changed.pop("genre", "")
    told = _kind_told_by(genre)
    if told not in (None, kind) or (shape.genres is not None and told != kind):
        genre = ""
    genre = genre or shape.genre
    return {**changed, "genre": genre} if genre else changed


def _kind_told_by(genre):
    """The kind that a genre alone tells, or None: Preprint and NICE guideline do, Annual report does not."""
    for kind, shape in _SHAPES.items():
        if genre and (genre == shape.genre or (shape.genres and shape.genres.search(genre))):
            return kind
    return None
