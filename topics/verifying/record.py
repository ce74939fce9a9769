"""Revisions, editions, addresses and reviews: each function yields (topic id, sentence) for what is wrong."""

import json
from itertools import groupby, pairwise

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from topics import documents
from topics.models import Address, Edition, EditionKind, Review, Revision, Topic
from topics.schema import problems_of

from .findings import FROM_A_COPY, WINDOWS_ANEW, Finding

# Rows fetched at once: a revision may have a megabyte.
FETCHED = 50


def read(text):
    """Return the document that a stored text holds, or None where it holds none."""
    try:
        document = json.loads(text)
        if problems_of(document):
            return None
        return documents.read(text)
    except (ValueError, RecursionError):
        return None


def revisions(topics, keys, counts):
    """Look at every revision of the batch: its digest, its document, its number, and the references it names."""
    shown = Edition.objects.standing().filter(
        Q(live_until__isnull=True) | Q(live_until__gt=Now()), revision=OuterRef("pk")
    )
    rows = (
        Revision.objects.filter(topic__in=topics)
        .order_by("topic", "number")
        .annotate(is_shown=Exists(shown))
        .values_list("topic", "number", "text", "digest", "is_shown")
    )
    last = (None, 0)
    for topic, number, text, digest, is_shown in rows.iterator(chunk_size=FETCHED):
        counts["revisions"] += 1
        expected = last[1] + 1 if last[0] == topic else 1
        last = (topic, number)
        if number != expected:
            yield topic, f"{_missing('Revision', expected, number)} {FROM_A_COPY}"
        if documents.digest(text) != digest:
            yield topic, f"The text of revision {number} is not the one that its digest was taken from. {FROM_A_COPY}"
        document = read(text)
        if document is None:
            yield topic, f"The text of revision {number} is no topic document. {FROM_A_COPY}"
            continue
        if missing := [one["key"] for one in document["references"] if one["key"] not in keys]:
            yield (
                topic,
                f"Revision {number} names {', '.join(missing)}, which the library does not have. "
                "Add the source under this very key.",
            )
        if is_shown and (problems := documents.validate(document)):
            yield (
                topic,
                f"Revision {number}, which readers have or will have, breaks a rule ({problems[0]}). "
                "Correct the draft and publish it.",
            )


def editions(topics, counts):
    """Look at every edition of the batch: numbers, times, windows and addresses."""
    rows = (
        Edition.objects.filter(topic__in=topics)
        .annotate(address_of=Subquery(Address.objects.filter(slug=OuterRef("slug")).values("topic")[:1]))
        .order_by("topic", "number")
    )
    for topic, group in groupby(rows.iterator(chunk_size=1000), key=lambda edition: edition.topic_id):
        group = list(group)  # small rows: who and when, no words
        counts["editions"] += len(group)
        for sentence in (*_numbers(group), *_moments(group), *_windows(group), *_addresses(group)):
            yield topic, sentence


def _numbers(editions):
    for expected, edition in enumerate(editions, start=1):
        if edition.number != expected:
            yield f"{_missing('Edition', expected, edition.number)} {FROM_A_COPY}"
            return


def _moments(editions):
    for edition in editions:
        if edition.live_from < edition.created_at:
            yield f"Edition {edition.number} was made after the moment from which readers had it. {FROM_A_COPY}"
        if edition.cancelled_at and edition.cancelled_at >= edition.live_from:
            yield f"Edition {edition.number} was called off when readers had it already. {FROM_A_COPY}"
    for edition, following in pairwise(editions):
        if following.created_at < edition.created_at:
            yield f"Edition {following.number} was made before edition {edition.number}. {FROM_A_COPY}"


def _windows(editions):
    """Standing editions follow each other without a hole, and each withdrawal finds something to withdraw."""
    standing = sorted(
        (edition for edition in editions if edition.cancelled_at is None), key=lambda one: (one.live_from, one.number)
    )
    for edition, following in pairwise([*standing, None]):
        if edition.live_until != (following and following.live_from):
            yield (
                f"Edition {edition.number} lasts until {_when(edition.live_until)}, but "
                f"{_follows(following)}. {WINDOWS_ANEW}"
            )
    is_live = False
    for edition in standing:
        if edition.kind == EditionKind.WITHDRAWN and not is_live:
            yield f"Edition {edition.number} withdraws what readers did not have. {FROM_A_COPY}"
        is_live = edition.kind == EditionKind.PUBLISHED


def _follows(following):
    if following is None:
        return "nothing follows it"
    return f"edition {following.number} follows it at {_when(following.live_from)}"


def _addresses(editions):
    for edition in editions:
        if edition.kind != EditionKind.PUBLISHED or edition.address_of == edition.topic_id:
            continue
        whose = "nobody’s" if edition.address_of is None else "another topic’s"
        yield f"The address “{edition.slug}” of edition {edition.number} is {whose}. {FROM_A_COPY}"


def addresses_of_nothing():
    """Yield a `Finding` for each address under which its topic was never published."""
    given = Edition.objects.filter(topic=OuterRef("topic"), slug=OuterRef("slug"), kind=EditionKind.PUBLISHED)
    lonely = Address.objects.filter(~Exists(given)).order_by("slug").values_list("topic__slug", "slug")
    for topic, slug in lonely.iterator():
        yield Finding(topic, f"It was never published under its address “{slug}”. {FROM_A_COPY}")


def reviews(topics):
    """Look at the review dates of the batch's topics: they are those of the last review."""
    last = Review.objects.filter(revision__topic=OuterRef("pk")).order_by("-pk")
    rows = (
        Topic.objects.filter(pk__in=topics)
        .annotate(
            last_reviewed_on=Subquery(last.values("reviewed_on")[:1]), last_due=Subquery(last.values("review_due")[:1])
        )
        .values_list("pk", "reviewed_on", "review_due", "last_reviewed_on", "last_due")
    )
    for topic, reviewed_on, review_due, last_reviewed_on, last_due in rows:
        if (reviewed_on, review_due) != (last_reviewed_on, last_due):
            yield (
                topic,
                f"It says “last reviewed {_day(reviewed_on)}, due {_day(review_due)}”, but its last review says "
                f"{_day(last_reviewed_on)}, due {_day(last_due)}. Review the page again.",
            )


def _missing(kind, expected, number):
    which = f"{expected} is" if number - expected == 1 else f"{expected} to {number - 1} are"
    return f"{kind}{'s' if number - expected > 1 else ''} {which} missing."


def _day(day):
    return f"{day:%-d %B %Y}" if day else "never"


def _when(moment):
    return f"{timezone.localtime(moment):%-d %B %Y %H:%M:%S}" if moment else "for ever"
