"""The state of a topic, derived on two axes in one place: what readers see, and how the draft stands to it.

Everything here is an annotation, so that SQL filters by it and Python reads the same value.
"""

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Now


class ReadersSee(models.TextChoices):
    NOTHING = "nothing", "Nothing yet"
    LIVE = "live", "Live"
    WITHDRAWN = "withdrawn", "Withdrawn"


class DraftIs(models.TextChoices):
    SAME = "same", "Same as live"
    CHANGED = "changed", "Changed"


class TopicQuerySet(models.QuerySet):
    """Words for the state of topics; `at=None` is now by the database's clock."""

    def with_state(self, at=None):
        """Return the topics with their state at a moment, as seen by editors.

        Adds `readers_see`, `draft_is`, `scheduled_for` and `scheduled_kind` (the next edition to come),
        `live_from` and `live_slug` (of the edition in force), `last_published_at` (when the words that readers
        see, or last saw, went live), `latest_digest`, `live_digest`, and `saved_at` (the latest revision).
        """
        at = Now() if at is None else at
        editions = apps.get_model("topics", "Edition").objects.filter(topic=OuterRef("pk"))
        revisions = apps.get_model("topics", "Revision").objects.filter(topic=OuterRef("pk")).order_by("-number")
        current = editions.current(at)
        published = editions.standing().filter(kind="published", live_from__lte=at).order_by("-live_from", "-number")
        scheduled = editions.scheduled(at)
        return self.annotate(
            current_kind=Subquery(current.values("kind")[:1]),
            live_from=Subquery(current.values("live_from")[:1]),
            live_slug=Subquery(current.values("slug")[:1]),
            live_digest=Subquery(current.values("revision__digest")[:1]),
            last_published_at=Subquery(published.values("live_from")[:1]),
            latest_digest=Subquery(revisions.values("digest")[:1]),
            saved_at=Subquery(revisions.values("created_at")[:1]),
            scheduled_for=Subquery(scheduled.values("live_from")[:1]),
            scheduled_kind=Subquery(scheduled.values("kind")[:1]),
            readers_see=Case(
                When(current_kind="published", then=Value(ReadersSee.LIVE.value)),
                When(current_kind="withdrawn", then=Value(ReadersSee.WITHDRAWN.value)),
                default=Value(ReadersSee.NOTHING.value),
            ),
            draft_is=Case(
                When(live_digest=F("latest_digest"), then=Value(DraftIs.SAME.value)),
                default=Value(DraftIs.CHANGED.value),
            ),
        )

    def drafts_of(self, user):
        """Return, of topics `with_state`, those whose words the user wrote last and readers have not, nor will get.

        A withdrawn topic is one only if it was written on since: as it was published, nothing about it is waiting.
        """
        revisions = apps.get_model("topics", "Revision").objects.filter(topic=OuterRef("pk")).order_by("-number")
        published = apps.get_model("topics", "Edition").objects.filter(topic=OuterRef("pk"), kind="published")
        to_come = published.scheduled().filter(revision__digest=OuterRef("latest_digest"))
        last_published = published.standing().filter(live_from__lte=Now()).order_by("-live_from", "-number")
        return (
            self.alias(
                written_by=Subquery(revisions.values("created_by")[:1]),
                last_published_digest=Subquery(last_published.values("revision__digest")[:1]),
            )
            .filter(written_by=user.pk, draft_is=DraftIs.CHANGED)
            .exclude(readers_see=ReadersSee.WITHDRAWN, last_published_digest=F("latest_digest"))
            .exclude(Exists(to_come))
        )

    def overdue(self, on):
        """Return the topics whose review was due before the day `on`; due on the day itself is not overdue."""
        return self.filter(review_due__lt=on)

    def matching(self, words):
        """Return the topics in whose draft every one of `words` stands, in a name or in the text."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(full_name__icontains=word)
                | Q(slug__icontains=word)
                | Q(summary__icontains=word)
                | Q(pk__in=_topics_of("Alias", name__icontains=word))
                | Q(pk__in=_topics_of("Section", heading__icontains=word))
                | Q(pk__in=_topics_of("Section", body__icontains=word))
            )
        return found


def _topics_of(model, **condition):
    return apps.get_model("topics", model).objects.filter(**condition).values("topic")
