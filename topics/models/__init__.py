"""The tables of the A to Z: the working draft, the record, the projection and the site's own words."""

from topics.models.choices import AliasKind, Aspect, EvidenceStatus, SectionStyle
from topics.models.desk import Opening
from topics.models.draft import Alias, Citation, Related, Section, Topic
from topics.models.projection import IndexEntry, Link, LinkKind, NameKind, ProjectionState, SearchEntry
from topics.models.record import (
    Address,
    Edition,
    EditionKind,
    Review,
    ReviewKind,
    Revision,
    WithdrawalReason,
)
from topics.models.searches import SearchCount
from topics.models.site import Site
from topics.models.standing import StandingPage
from topics.models.thesaurus import Synonym

__all__ = [
    "Address",
    "Alias",
    "AliasKind",
    "Aspect",
    "Citation",
    "Edition",
    "EditionKind",
    "EvidenceStatus",
    "IndexEntry",
    "Link",
    "LinkKind",
    "NameKind",
    "Opening",
    "ProjectionState",
    "Related",
    "Review",
    "ReviewKind",
    "Revision",
    "SearchCount",
    "SearchEntry",
    "Section",
    "SectionStyle",
    "Site",
    "StandingPage",
    "Synonym",
    "Topic",
    "WithdrawalReason",
]
