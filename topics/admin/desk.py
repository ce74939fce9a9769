"""The first page of the admin: what is waiting, each a number that opens the list of just these."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from references.models import LinkCheck, Notice
from topics.models import SearchCount, Site, Topic


@dataclass(frozen=True)
class Kind:
    """One kind of what may be waiting: the model whose list shows it, and how that list is filtered."""

    words: str
    explained: str
    model: type
    chosen: dict


@dataclass(frozen=True)
class Waiting:
    """How many of a kind there are, and the address of the list that shows them."""

    kind: Kind
    count: int
    address: str


KINDS = {
    "Writing": [
        Kind(
            "My drafts",
            "You wrote them last, and readers neither have these words nor will get them",
            Topic,
            {"mine": "drafts"},
        ),
        Kind(
            "Changed, but not published",
            "Readers have an older text",
            Topic,
            {"readers_see": "live", "draft_is": "changed"},
        ),
        Kind("Not published yet", "Readers have never had them", Topic, {"readers_see": "nothing"}),
    ],
    "Scheduled": [
        Kind("To be published", "At the time that somebody set", Topic, {"scheduled": "published"}),
        Kind("To be withdrawn", "At the time that somebody set", Topic, {"scheduled": "withdrawn"}),
    ],
    "Reviews": [
        Kind("Review overdue", "Live topics whose day has passed", Topic, {"readers_see": "live", "review": "overdue"}),
        Kind("Never reviewed", "Live topics", Topic, {"readers_see": "live", "review": "never"}),
    ],
    "Sources": [
        Kind(
            "Retractions and other notices",
            "About sources that live topics cite, to be decided",
            Notice,
            {"decided": "open", "used": "live"},
        ),
        Kind("Dead links", "Of sources that live topics cite", LinkCheck, {"status": "dead", "used": "live"}),
    ],
    "Readers": [
        Kind(
            "Searches that found nothing",
            "In the last 30 days",
            SearchCount,
            {"outcome": "nothing", "days": "30"},
        ),
        Kind(
            "Searches that readers told us about",
            "With “Tell us what you were looking for”, in the last 30 days",
            SearchCount,
            {"outcome": "told", "days": "30"},
        ),
    ],
}


def look(site, request):
    """Return what the first page of the admin `site` shows to who asks for it, of what that account may see.

    One query a kind, however many there are of it. `groups` are pairs of a heading and its `Waiting`s; `is_clear` is
    true where there is nothing of any kind; `write` and `find` are addresses, "" for who may not; `unreachable` is that
    of the site's own words, where the Contact page names no way to reach anybody and the account may mend it.
    """
    groups = [(heading, _of_kinds(site, request, kinds)) for heading, kinds in KINDS.items()]
    groups = [(heading, waiting) for heading, waiting in groups if waiting]
    topics, words = site.get_model_admin(Topic), site.get_model_admin(Site)
    return {
        "groups": groups,
        "is_clear": bool(groups) and not any(one.count for _heading, waiting in groups for one in waiting),
        "write": reverse("admin:topics_topic_add") if topics.has_add_permission(request) else "",
        "find": _list_of(Topic) if topics.has_view_or_change_permission(request) else "",
        "unreachable": reverse("admin:topics_site_change", args=[1])
        if words.has_change_permission(request) and not Site.objects.get().is_reachable
        else "",
    }


def _of_kinds(site, request, kinds):
    """Return the `Waiting` of each of the `kinds` whose list the account may open."""
    return [
        Waiting(kind, _count(site.get_model_admin(kind.model), request, kind), _list_of(kind.model, kind.chosen))
        for kind in kinds
        if site.get_model_admin(kind.model).has_view_or_change_permission(request)
    ]


def _count(model_admin, request, kind):
    """Return how many rows the list shows: counted by the list's own filters, so that the two cannot differ."""
    rows = model_admin.get_queryset(request)
    parameters = {name: [value] for name, value in kind.chosen.items()}
    for list_filter in model_admin.get_list_filter(request):
        if getattr(list_filter, "parameter_name", None) in parameters:
            rows = list_filter(request, parameters, kind.model, model_admin).queryset(request, rows)
    return rows.count()


def _list_of(model, chosen=None):
    """Return the address of the list of a model, with what is chosen in its filters."""
    address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    return f"{address}?{urlencode(chosen)}" if chosen else address
