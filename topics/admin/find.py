"""What the buttons of the text editor look up: sources to cite, and topics to link to. Answers are JSON."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import JsonResponse
from django.urls import path, reverse

from references import formatting
from references.models import Reference
from references.text import FORBIDDEN
from topics.models import Alias, Topic
from topics.state import ReadersSee

MOST_RESULTS = 10
_LONGEST_QUERY = 200


class FindMixin:
    """Addresses that only scripts of the topic form ask."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("find/references/", view(self.find_references_view), name="topics_topic_find_references"),
            path("find/topics/", view(self.find_topics_view), name="topics_topic_find_topics"),
            *super().get_urls(),
        ]

    def find_references_view(self, request):
        """Return the references of the library that have every word asked for: key, short name and title."""
        return self._answer(request, _references)

    def find_topics_view(self, request):
        """Return the topics one of whose names holds what was asked for: title, address and what else to know."""
        return self._answer(request, _topics)

    def _answer(self, request, look_up):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        words = " ".join(FORBIDDEN.sub(" ", request.GET.get("q", "")).split())[:_LONGEST_QUERY]
        return JsonResponse({"results": look_up(words) if words else []})


def _references(words):
    found = Reference.objects.search(words).filter(merged_into__isnull=True)
    return [
        {"key": one.key, "name": formatting.short_name(one.csl), "more": f"{one.title} [@{one.key}]"}
        for one in found[:MOST_RESULTS]
    ]


def _topics(words):
    aliases = Alias.objects.filter(name__icontains=words)
    named = Q(title__icontains=words) | Q(full_name__icontains=words) | Q(slug__icontains=words)
    begins_first = Case(
        When(title__istartswith=words, then=Value(0)),
        When(title__icontains=words, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Topic.objects.with_state().filter(named | Q(pk__in=aliases.values("topic")))
    topics = list(found.order_by(begins_first, "title")[:MOST_RESULTS])
    other_names = {}
    for topic, name in aliases.filter(topic__in=topics).order_by("-position").values_list("topic", "name"):
        other_names[topic] = name
    return [_topic(topic, words, other_names.get(topic.pk)) for topic in topics]


def _topic(topic, words, other_name):
    more = [topic.full_name] if topic.full_name and topic.full_name != topic.title else []
    if other_name and words.lower() not in topic.title.lower():
        more.append(f"also called {other_name}")
    is_live = topic.readers_see == ReadersSee.LIVE
    if not is_live:
        more.append("not live yet")
    slug = topic.live_slug if is_live else topic.slug
    return {"name": topic.title, "url": reverse("topics:detail", args=[slug]), "more": ", ".join(more)}
