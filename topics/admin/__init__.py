"""The editors' side: Django's own admin over the draft, with the record's verbs as buttons."""

from topics.admin.references import CitedReferenceAdmin
from topics.admin.searches import SearchCountAdmin
from topics.admin.site import SiteAdmin
from topics.admin.standing import StandingPageAdmin
from topics.admin.thesaurus import SynonymAdmin
from topics.admin.topic import TopicAdmin
from topics.admin.watching import LinkCheckAdmin, NoticeAdmin

__all__ = [
    "CitedReferenceAdmin",
    "LinkCheckAdmin",
    "NoticeAdmin",
    "SearchCountAdmin",
    "SiteAdmin",
    "StandingPageAdmin",
    "SynonymAdmin",
    "TopicAdmin",
]
