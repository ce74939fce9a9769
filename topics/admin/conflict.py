"""Two editors on one topic: the early warning, both versions side by side, and what can be taken over."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from topics import comparing, documents, posted_rows, taking_over
from topics.admin.compare import Comparison, comparison
from topics.models import Opening, Revision

# Whoever opened the form before that has most likely left it.
RECENTLY = timedelta(hours=1)


@dataclass(frozen=True)
class Conflict:
    """What another editor saved, and what this one typed, side by side; `base` is what both began with, if known.

    `only_theirs` are the labels of the parts that the other one alone has changed.
    """

    comparison: Comparison
    saved: Revision
    base: Revision | None
    only_theirs: list


def conflict(saved, opened_on, typed):
    """Return the `Conflict` of the document `typed` with the revision `saved` since that of id `opened_on`; or None."""
    theirs = documents.read(saved.text)
    if theirs == typed:
        return None
    who = saved.created_by.get_username()
    found = comparison(theirs, typed, f"What {who} saved", "What you typed")
    base = _revision(saved.topic_id, opened_on)
    if base is None:
        return Conflict(found, saved, None, [])
    by = comparing.changed_by(documents.read(base.text), theirs, typed)
    words = {"theirs": f"only {who} changed this", "mine": "only you changed this", "both": "both changed this"}
    parts = [replace(part, by=words.get(by.get(part.key), "")) for part in found.parts]
    only_theirs = [part.label for part in parts if by.get(part.key) == "theirs"]
    return Conflict(replace(found, parts=parts), saved, base, only_theirs)


def take_over(posted, topic, typed, base_id):
    """Return the posted data with what only the other editor changed taken over, and the sentence about it."""
    latest, base = topic.revisions.select_related("created_by").first(), _revision(topic.pk, base_id)
    if base is None or latest is None:
        return posted, "There was nothing to take over. Nothing is saved yet."
    began, theirs = documents.read(base.text), documents.read(latest.text)
    merged = taking_over.take_over(began, theirs, typed)
    shown = documents.approximate(merged)
    by = comparing.changed_by(began, theirs, typed)
    names = [part.label for part in comparing.changes(typed, shown) if by.get(part.key) == "theirs"]
    who = latest.created_by.get_username()
    words = f"Taken over from {who}: {', '.join(names) or 'nothing'}. "
    if both := [part.label for part in comparing.changes(theirs, shown) if by.get(part.key) == "both"]:
        words += (
            f"Both of you changed: {', '.join(both)}. There the form has your words; saving puts them in place of "
            f"{who}’s, which stay in the history. "
        )
    return posted_rows.saying(posted, merged), f"{words}Nothing is saved yet: read it through, then save."


def _revision(topic_id, pk):
    pk = posted_rows.number(pk)
    return Revision.objects.filter(topic=topic_id, pk=pk).first() if pk is not None else None


def open_form(topic, user):
    """Write down that `user` opened the form of `topic` now; return the recent openings by others, latest first."""
    now = timezone.now()
    Opening.objects.update_or_create(topic=topic, user=user, defaults={"opened_at": now})
    others = topic.openings.filter(opened_at__gt=now - RECENTLY).exclude(user=user)
    return list(others.select_related("user"))


def leave_form(topic, user):
    """Forget that `user` opened the form of `topic`."""
    Opening.objects.filter(topic=topic, user=user).delete()
