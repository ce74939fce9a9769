"""The verbs of the record. Each says who, when and why, and does all of its work or none.

A verb locks the topic first, then reads the one clock (Postgres's), and raises `ValidationError` with words an
editor can act on.
"""

from datetime import timedelta
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from topics import addresses, checking, documents, projection
from topics.models import (
    Edition,
    EditionKind,
    Review,
    ReviewKind,
    Revision,
    Topic,
    WithdrawalReason,
)

# Between the moment an editor picks and the moment the form arrives.
PATIENCE = timedelta(minutes=1)


def verb(function):
    """Run `function` in one transaction, with deferred constraints checked while an error can still be explained."""

    @wraps(function)
    def act(*args, **kwargs):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                result = function(*args, **kwargs)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return result
        except IntegrityError as error:
            raise ValidationError(
                "This clashes with what somebody else has just done to the topic. Open it anew and try again."
            ) from error

    return act


def wait_for_other_saves():
    """Let one form of a topic be saved at a time, and what changes many of them only between two saves.

    So what was checked of a form still holds when it is stored. The lock lasts until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('topics.admin'))")


@verb
def record(topic, by):
    """Return the revision of the draft's words: a new one by user `by`, or the latest when no word has changed.

    Raises `DocumentError` when the draft breaks a rule of documents.
    """
    topic, now = _lock(topic)
    return _record(topic, by, now)


@verb
def bring_back(topic, by, revision, seen=""):
    """Make the draft say again what `revision` of the topic says, and record that; return what could not come back.

    Those are sentences: an address that another topic has by now, related topics that are gone. With `seen`, the
    digest that the editor was shown, the draft's words must be those still. Raises `ValidationError` when they are
    not, when the draft says this already, or when a rule that is younger than the revision forbids it.
    """
    topic, now = _lock(topic)
    latest = _record(topic, by, now)
    if seen and seen != latest.digest:
        raise ValidationError("Somebody has changed the draft since you opened this page. Look at it, then try again.")
    document, lost = documents.read(revision.text), []
    if document == documents.read(latest.text):
        raise ValidationError("The draft says exactly this already.")
    try:
        addresses.refuse_taken(document["slug"], topic.pk)
    except ValidationError as error:
        lost.append(f"{error.messages[0]} Until then the topic keeps “{topic.slug}”.")
        document["slug"] = topic.slug
    gone = documents.restore(topic, documents.canonical(document))
    lost += [
        f"The related topic “{slug}” is no longer there, so the link to it could not be brought back." for slug in gone
    ]
    _record(topic, by, now)
    return lost


@verb
def publish(topic, by, at=None, until=None, note=""):
    """Give readers the draft's words from `at` (None: now), until `until` if given; return the `Edition`.

    The draft is recorded first, so what is published is always a revision. With a later edition already scheduled
    this one stands until then. Raises `ValidationError` when something must be mended first (`checking`), when the
    moment has passed, when the address is another topic's, when readers get exactly these words then anyway, or when
    the expiry would reach beyond these words.
    """
    topic, now = _lock(topic)
    last = _last(topic)
    at = _moment(at, now, last)
    if until is not None and until <= at:
        raise ValidationError("The time at which it expires must be after the time at which it is published.")
    _refuse_to_outlast(topic, at, until)
    revision = _record(topic, by, now)
    if faults := checking.must_mend(documents.read(revision.text)):
        raise ValidationError(faults)
    in_force = topic.editions.current(at).select_related("revision").first() if last["number"] else None
    if in_force and in_force.revision and in_force.revision.digest == revision.digest:
        raise ValidationError(_why_not_again(in_force, now))
    addresses.give(topic.slug, topic, now)
    number = (last["number"] or 0) + 1
    words = {"revision": revision, "slug": topic.slug, "note": note}
    edition = _add_edition(topic, number, EditionKind.PUBLISHED, at, now, by, **words)
    projection.project(edition)
    if until is not None:
        words = {"slug": topic.slug, "reason": WithdrawalReason.EXPIRED}
        _add_edition(topic, number + 1, EditionKind.WITHDRAWN, until, now, by, **words)
    _set_windows(topic)
    return edition


@verb
def withdraw(topic, by, reason, at=None, merged_into=None, note=""):
    """Take the topic from readers from `at` on (None: now), for a `WithdrawalReason`; return the `Edition`.

    An expiry is this with a moment to come. A later withdrawal that so loses what it was to withdraw is called off,
    lest it give readers another reason, or expire what is published after. Raises `ValidationError` when readers do
    not have the topic then, or when it is merged into one that readers do not have.
    """
    topic, now = _lock(topic, merged_into)
    last = _last(topic)
    at = _moment(at, now, last)
    in_force = topic.editions.live(at).first()
    if in_force is None:
        raise ValidationError("Readers do not have this topic then, so it cannot be withdrawn.")
    if reason == WithdrawalReason.MERGED and merged_into is None:
        raise ValidationError("Say which topic it was merged into.")
    if reason != WithdrawalReason.MERGED and merged_into is not None:
        raise ValidationError(
            "“Merged into” is for that reason alone. Empty it, or choose “Merged into another topic”."
        )
    if merged_into is not None:
        if merged_into.pk == topic.pk:
            raise ValidationError("A topic cannot be merged into itself.")
        if not merged_into.editions.live(at).exists():
            raise ValidationError(f"Readers do not have “{merged_into}” then. Publish it first.")
    edition = _add_edition(
        topic,
        last["number"] + 1,
        EditionKind.WITHDRAWN,
        at,
        now,
        by,
        slug=in_force.slug,
        reason=reason,
        merged_into=merged_into,
        note=note,
    )
    _call_off_idle(topic, by, now)
    _set_windows(topic)
    return edition


@verb
def cancel(edition, by):
    """Call off an edition that is still to come, the expiry set together with it, and what is idle without it.

    Returns the editions that were called off, soonest first. Raises `ValidationError` when it has begun or was called
    off before.
    """
    topic, now = _lock(edition.topic)
    edition = topic.editions.get(pk=edition.pk)
    if edition.cancelled_at:
        raise ValidationError("This was called off before.")
    if edition.live_from <= now:
        raise ValidationError(
            "Readers have this already, so it cannot be called off. Publish a correction or withdraw."
        )
    together = topic.editions.scheduled(now).filter(created_at=edition.created_at, number__gte=edition.number)
    called_off = _call_off(together, by, now) + _call_off_idle(topic, by, now)
    _set_windows(topic)
    return sorted(called_off, key=lambda one: (one.live_from, one.number))


@verb
def discard(topic, by):
    """Delete a topic that was never published, with its revisions. `by` is the user who does.

    Raises `ValidationError` when it was ever published or scheduled: then it can be withdrawn.
    """
    topic, _now = _lock(topic)
    if topic.editions.exists():
        raise ValidationError("This topic was published or scheduled, so its record is kept. Withdraw it instead.")
    Review.objects.filter(revision__topic=topic).delete()
    topic.revisions.all().delete()
    topic.delete()


@verb
def review(topic, by, reviewed_on=None, review_due=None, note="", digest=None):
    """Write down that `by` checked the whole page on the day `reviewed_on` (None: today); return the `Review`.

    This alone moves the topic's review dates, and never back. The words checked are the draft's; with `digest`, the
    one that the reviewer was shown, they must be those still. Raises `ValidationError` when they are not, when readers
    see other words, and for dates that cannot be.
    """
    topic, now = _lock(topic)
    today = timezone.localdate(now)
    reviewed_on = reviewed_on or today
    if reviewed_on > today:
        raise ValidationError("The day of the review is still to come.")
    if review_due is not None and review_due <= reviewed_on:
        raise ValidationError("The next review must be due after the day of this one.")
    if topic.reviewed_on and reviewed_on < topic.reviewed_on:
        raise ValidationError(f"A later review is written down already: {topic.reviewed_on:%-d %B %Y}.")
    revision = _record(topic, by, now)
    if digest and digest != revision.digest:
        raise ValidationError("Somebody has changed the words since you opened this page. Read them, then try again.")
    live = topic.editions.live(now).select_related("revision").first()
    if live and live.revision.digest != revision.digest:
        raise ValidationError("The draft differs from what readers see. Publish it first, then review the page.")
    topic.reviewed_on, topic.review_due = reviewed_on, review_due
    topic.save(update_fields=["reviewed_on", "review_due"])
    return Review.objects.create(
        revision=revision,
        kind=ReviewKind.REVIEWED,
        by=by,
        at=now,
        reviewed_on=reviewed_on,
        review_due=review_due,
        note=note,
    )


def _lock(topic, other=None):
    """Return the topic's row, locked until the transaction ends, and the time by the one clock.

    The row of an `other` topic concerned is locked too; always in one order, so that no two verbs block each other.
    The lock leaves the key free, to which rows of other drafts may be pointing at the same time.
    """
    wanted = {one.pk for one in (topic, other) if one is not None}
    rows = Topic.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    locked = next((row for row in rows if row.pk == topic.pk), None)
    if locked is None:
        raise ValidationError("This topic has been discarded.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return locked, cursor.fetchone()[0]


def _last(topic):
    """Return the highest number and the latest time of making among the topic's editions; None where it has none."""
    return topic.editions.aggregate(number=Max("number"), created_at=Max("created_at"))


def _moment(at, now, last):
    """Return the moment from which an edition shall count; the past is never rewritten."""
    if at is None or now - PATIENCE <= at < now:
        at = now
    if at < now:
        raise ValidationError("That time has passed. Leave it empty for now, or choose a time to come.")
    if last["created_at"] and last["created_at"] > now:
        raise ValidationError(
            f"The database server’s clock has gone back behind {last['created_at']:%-d %B %Y %H:%M}. Set that right "
            "first."
        )
    return at


def _record(topic, by, now):
    document = documents.compose(topic)
    latest = topic.revisions.first()
    if latest and documents.read(latest.text) == document:
        return latest
    text = documents.as_text(document)
    return Revision.objects.create(
        topic=topic,
        number=latest.number + 1 if latest else 1,
        text=text,
        digest=documents.digest(text),
        created_at=now,
        created_by=by,
    )


def _add_edition(topic, number, kind, at, now, by, **words):
    return Edition.objects.create(
        topic=topic,
        number=number,
        kind=kind,
        live_from=at,
        created_by=by,
        created_at=now,
        **words,
    )


def _refuse_to_outlast(topic, at, until):
    """Refuse an expiry at or after the next edition's beginning: it would end that one's words, not these."""
    if until is None:
        return
    following = topic.editions.scheduled(at).first()
    if following and following.live_from <= until:
        raise ValidationError(
            f"These words stand only until {timezone.localtime(following.live_from):%-d %B %Y %H:%M}, when something "
            "else is scheduled. Call that off first, or leave the expiry out."
        )


def _why_not_again(in_force, now):
    """Return why the words of the edition `in_force` are not published once more, and what to do instead."""
    if in_force.live_from > now:
        when = timezone.localtime(in_force.live_from)
        return (
            f"These words are to be published on {when:%-d %B %Y at %H:%M} already. To choose another time, call that "
            "off in the history first, then publish again."
        )
    return (
        "Readers have exactly these words already. Change something first. To let the page end at a time, withdraw it "
        "at that time."
    )


def _call_off(editions, by, now):
    """Write down that `editions` were called off, and return them as they were."""
    called_off = list(editions)
    editions.order_by().update(cancelled_at=now, cancelled_by=by)
    return called_off


def _call_off_idle(topic, by, now):
    """Call off each withdrawal to come that would find nothing to withdraw, and return them."""
    idle, is_live = [], False
    for edition in topic.editions.standing().order_by("live_from", "number"):
        if edition.kind == EditionKind.WITHDRAWN and not is_live and edition.live_from > now:
            idle.append(edition.pk)
        else:
            is_live = edition.kind == EditionKind.PUBLISHED
    return _call_off(topic.editions.filter(pk__in=idle), by, now)


def _set_windows(topic):
    """Let each standing edition last until the next one begins."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE topics_edition AS edition
               SET live_until = windows.live_until
              FROM (SELECT id, lead(live_from) OVER (ORDER BY live_from, number) AS live_until
                      FROM topics_edition
                     WHERE topic_id = %s AND cancelled_at IS NULL) AS windows
             WHERE edition.id = windows.id
               AND edition.live_until IS DISTINCT FROM windows.live_until
            """,
            [topic.pk],
        )
