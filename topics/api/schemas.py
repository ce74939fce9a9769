"""The shapes of the API's answers, for its description. `null` stands where there is nothing to say."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

EvidenceStatus = Literal["", "established", "promising", "uncertain", "not-supported", "harmful"]


class Answer(Schema):
    """What each answer says first: how it may be used, and whom to name."""

    licence: str
    attribution: str


class TopicLink(Schema):
    """Another topic: its page for people, its address here."""

    title: str
    slug: str
    page: str
    url: str


class TopicLine(Schema):
    """A topic in a list. `status` is "withdrawn" only in answers to changed_since; then `reason` says why."""

    id: int = Field(description="The topic's number: it stays its own, whatever becomes of title and address.")
    slug: str
    status: Literal["live", "withdrawn"]
    title: str
    full_name: str
    summary: str
    evidence_status: EvidenceStatus
    edition: int
    published_at: datetime = Field(description="Since when readers have this; of a withdrawn one, since when no more.")
    reviewed_on: date | None
    review_due: date | None
    reason: str
    merged_into: str | None = Field(description="The slug of the topic that this one is part of now.")
    page: str = Field(description="The page for people.")
    url: str = Field(description="The topic here.")


class TopicList(Answer):
    """Topics in the order asked for. `next` leads on; null when this was the last page."""

    topics: list[TopicLine]
    next: str | None


class CitedReference(Schema):
    """A source in the order of the page, with its number there."""

    number: int
    key: str
    citation: str = Field(description="In words, in NLM (Vancouver) style.")
    link: str | None = Field(description="Where to read it.")
    csl: dict | None = Field(description="The CSL-JSON item; null where the library lacks it.")
    caution: str | None = Field(description="Why not to rely on it, such as that it was retracted.")
    url: str


class Topic(Answer):
    """A topic as readers have it, or had it then."""

    id: int
    slug: str
    page: str
    url: str
    edition: int
    published_at: datetime
    replaced_at: datetime | None = Field(description="Until when readers had this edition; null for the present one.")
    note: str = Field(description="What changed in this edition, in the editor's words.")
    reviewed_on: date | None
    review_due: date | None
    is_overdue: bool
    document: dict = Field(description="The topic's own words: see /api/topic-document.schema.json.")
    references: list[CitedReference]
    related: list[TopicLink] = Field(description="Live topics that either names as related.")
    editions: str


class EditionLine(Schema):
    """One edition that readers were given; one that was in error has no words any more, and no url."""

    number: int
    kind: Literal["published", "withdrawn"]
    since: datetime
    until: datetime | None
    note: str
    reason: str
    url: str | None


class EditionList(Answer):
    id: int
    slug: str
    editions: list[EditionLine]


class ReferenceLine(Schema):
    key: str
    citation: str
    link: str | None
    csl: dict
    merged_into: str | None
    url: str


class ReferenceList(Answer):
    references: list[ReferenceLine]
    next: str | None


class Reference(ReferenceLine, Answer):
    """A source, and the live topics that cite it."""

    caution: str | None = Field(description="Why not to rely on it, such as that it was retracted.")
    cited_by: list[TopicLink]


class Suggestion(Schema):
    name: str
    title: str
    full_name: str
    slug: str
    page: str
    url: str


class SuggestionList(Answer):
    q: str
    suggestions: list[Suggestion]


class Lookup(Answer):
    """The topics of a code. `matched` is that code, or the wider one of a classification under which they stand."""

    system: str
    code: str
    matched: str | None
    topics: list[TopicLine]


class Problem(Schema):
    """What went wrong (RFC 9457); `detail` is a sentence that says what to do."""

    type: str
    title: str
    status: int
    detail: str
