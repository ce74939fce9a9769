"""The editions that readers were given of a topic, and in words why they have one no more."""

from django.db.models import F, OuterRef, Subquery

from topics import documents
from topics.caching import local_day
from topics.models.record import Edition, EditionKind, WithdrawalReason

REASON_WORDS = {
    WithdrawalReason.IN_ERROR: "It was published in error, so please do not rely on what it said.",
    WithdrawalReason.OUT_OF_DATE: "It was out of date.",
    WithdrawalReason.MERGED: "It is now part of another page.",
    WithdrawalReason.EXPIRED: "It was published for a limited time, which has passed.",
}


def begun(topic_id, at):
    """Return the topic's editions that readers were given until `at`; one replaced at its very moment never was.

    Where an edition ended because it was published in error, its `error_note` is what was noted then; else None.
    """
    standing = Edition.objects.standing().filter(topic=topic_id, live_from__lte=at)
    in_error = standing.filter(reason=WithdrawalReason.IN_ERROR, live_from=OuterRef("live_until"))
    return standing.exclude(live_until=F("live_from")).annotate(error_note=Subquery(in_error.values("note")[:1]))


def last_title(topic_id, at):
    """Return the title under which readers had the topic last."""
    text = (
        begun(topic_id, at)
        .filter(kind=EditionKind.PUBLISHED)
        .order_by("-live_from", "-number")
        .values_list("revision__text", flat=True)
        .first()
    )
    return documents.read(text)["title"]


def dates(found, moment):
    """Return when a topic found by `live.topic_at` was reviewed, when that is due again, and whether it is overdue."""
    return {
        "reviewed_on": found.reviewed_on,
        "review_due": found.review_due,
        "is_overdue": found.review_due is not None and found.review_due < local_day(moment),
    }
