"""Topics: the list, one topic now or as it was, and its editions."""

import re
from types import SimpleNamespace

from django.urls import reverse
from ninja import Path

from topics import documents, live
from topics.api import parameters, queries, schemas
from topics.api.answers import answer, link, next_page, topic_links
from topics.api.application import MOST, Cursor, Limit, asked, operation
from topics.api.citing import cited
from topics.api.problems import Problem, quoted
from topics.caching import redirect
from topics.editions import REASON_WORDS, begun, dates
from topics.folding import fold_name
from topics.models.record import EditionKind, WithdrawalReason
from topics.views.index import ALPHABET, DIGITS, DIGITS_SLUG

_WHEN = "A date, such as 2026-03-01, or a time with its offset, such as 2026-03-01T12:00:00Z."
_SLUG = re.compile(r"[-a-z0-9]{1,100}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_FIRST = [*ALPHABET, DIGITS_SLUG]

TopicName = asked("The topic's slug, as in the address of its page, or its number.", source=Path)


def when(description):
    """Return the annotation of a parameter that is a date or a time."""
    return asked(f"{description} {_WHEN}", "", anyOf=[{"format": "date"}, {"format": "date-time"}])


@operation("/topics/", schemas.TopicList, summary="Topics that readers have", tags=["Topics"])
def topics(
    request,
    letter: asked("Those with a listed name under it.", "", enum=_FIRST),
    name: asked("Those that have this name, of any kind, whatever its case and accents.", ""),
    changed_since: when(
        "Those published, reviewed, withdrawn, or with a reference corrected since then. Those withdrawn have the "
        "status “withdrawn”."
    ),
    sort: asked(
        "By title, by when it was published or reviewed, or by when its review is due; with “-” the other way round. "
        "Those without such a date come last.",
        "title",
        enum=list(queries.ORDERS),
    ),
    limit: Limit,
    cursor: Cursor,
):
    """List topics with what a line about them shows. Ask `url` for all of one."""
    moment = live.moment_of_list()
    limit = parameters.number("limit", limit, 1, MOST)
    sort = parameters.choice("sort", sort, queries.ORDERS)
    found = queries.topics(
        moment.now,
        sort,
        limit + 1,
        place=parameters.place_of(cursor, sort, queries.kind_of_place(sort)) if cursor else None,
        initial=_initial(letter) if letter else None,
        name=_folded(name) if name else None,
        changed_since=parameters.moment("changed_since", changed_since, is_end=False) if changed_since else None,
    )

    def data():
        last = found[limit - 1] if len(found) > limit else None
        return {
            "topics": [line(request, row) for row in found[:limit]],
            "next": next_page(request, sort, [last.sorted_by, last.id]) if last else None,
        }

    return answer(request, moment, data)


@operation("/topics/{topic}/", schemas.Topic, summary="One topic, now or as it was", tags=["Topics"])
def topic(request, topic: TopicName, as_of: when("What readers had then; of a date, at its end.")):
    """Give a topic's document, with links to all that it names. A topic that was withdrawn is 410, with the reason."""
    found, moment, is_named = _found(topic)
    if as_of:
        return _as_it_was(request, found, moment, parameters.past("as_of", as_of, moment.now))
    if found.kind == EditionKind.WITHDRAWN:
        if found.merged_into_id and (slug := live.live_slug(found.merged_into_id, moment.now)):
            return redirect(moment, reverse("api:topic", args=[slug]))
        raise _gone(found.reason, found.note, found.live_from)
    if is_named and found.slug != topic:
        return redirect(moment, reverse("api:topic", args=[found.slug]))
    reviewed = dates(found, moment)
    key = (found.edition_id, found.references_stamp, repr(found.related), reviewed, moment.stamp)

    def data():
        row = SimpleNamespace(
            pk=found.edition_id, number=found.number, live_from=found.live_from, live_until=None, note=found.note
        )
        return _whole(request, found, row, reviewed, found.related)

    return answer(request, moment, data, ("topic", key))


@operation("/topics/{topic}/editions/", schemas.EditionList, summary="Every edition of a topic", tags=["Topics"])
def editions(request, topic: TopicName):
    """List what readers were given of a topic, the newest first. What was in error has no words any more."""
    found, moment, is_named = _found(topic)
    if is_named and found.slug != topic:
        return redirect(moment, reverse("api:editions", args=[found.slug]))
    rows = list(begun(found.topic_id, moment.now).order_by("-live_from", "-number"))
    is_in_error = found.reason == WithdrawalReason.IN_ERROR

    def data():
        return {
            "id": found.topic_id,
            "slug": found.slug,
            "editions": [
                {
                    "number": row.number,
                    "kind": row.kind,
                    "since": row.live_from,
                    "until": row.live_until if row.live_until and row.live_until <= moment.now else None,
                    "note": row.note,
                    "reason": WithdrawalReason.IN_ERROR if row.error_note is not None else row.reason,
                    "url": link(request, "api:edition", found.slug, row.number)
                    if row.kind == EditionKind.PUBLISHED and row.error_note is None and not is_in_error
                    else None,
                }
                for row in rows
            ],
        }

    return answer(request, moment, data)


@operation("/topics/{topic}/editions/{number}/", schemas.Topic, summary="One edition of a topic", tags=["Topics"])
def edition(request, topic: TopicName, number: asked("Its number.", source=Path, type="integer", minimum=1)):
    """Give an edition as readers had it; 410 if it was in error."""
    found, moment, is_named = _found(topic)
    if is_named and found.slug != topic:
        return redirect(moment, reverse("api:edition", args=[found.slug, number]))
    row = None
    if _NUMBER.fullmatch(number) and int(number) < 2**31:
        row = begun(found.topic_id, moment.now).filter(number=number, kind=EditionKind.PUBLISHED).first()
    if row is None:
        raise Problem(404, f"Readers never had an edition {quoted(number)} of this topic.")
    return _past_edition(request, found, moment, row)


def line(request, row):
    """Return what a list says of a topic, for a row of `queries.topics`."""
    is_live = row.kind == EditionKind.PUBLISHED
    # What was in error is repeated nowhere.
    is_in_error = row.reason == WithdrawalReason.IN_ERROR
    return {
        "id": row.id,
        "slug": row.slug,
        "status": "live" if is_live else "withdrawn",
        "title": row.title,
        "full_name": row.full_name,
        "summary": "" if is_in_error else row.summary,
        "evidence_status": "" if is_in_error else row.evidence_status,
        "edition": row.number,
        "published_at": row.live_from,
        "reviewed_on": row.reviewed_on,
        "review_due": row.review_due,
        "reason": row.reason,
        "merged_into": row.merged_into,
        "page": link(request, "topics:detail", row.slug),
        "url": link(request, "api:topic", row.slug),
    }


def _initial(letter):
    initial = DIGITS if letter == DIGITS_SLUG else letter.upper()
    if initial not in (*ALPHABET, DIGITS):
        raise Problem(400, f"letter is {quoted(letter)}, but must be one of A to Z, or 0-9 for the rest.")
    return initial


def _folded(name):
    if not (folded := fold_name(name)):
        raise Problem(400, f"name is {quoted(name)}, which has neither letter nor digit.")
    return folded


def _found(topic):
    """Return what `live.topic_at` does for a topic named by its slug, or else its number; and whether by its slug.

    Raises `Problem` where readers never had one.
    """
    found, moment = live.topic_at(topic) if _SLUG.fullmatch(topic) else (None, None)
    if found is not None and found.edition_id is not None:
        return found, moment, True
    if _NUMBER.fullmatch(topic) and (slug := live.last_slug(int(topic), live.moment_of_list().now)):
        return *live.topic_at(slug), False
    raise Problem(404, f"There is no topic {quoted(topic)}, and readers never had one. /api/topics/ lists all.")


def _gone(reason, note, since):
    words = " ".join(filter(None, (f"Readers have this no more. {REASON_WORDS[reason]}", note)))
    return Problem(410, words, reason=reason, withdrawn_at=since.isoformat())


def _as_it_was(request, found, moment, at):
    """Return the edition that readers had at the time `at`. Raises `Problem` where they had none."""
    row = begun(found.topic_id, at).order_by("-live_from", "-number").first()
    if row is None:
        raise Problem(404, f"Readers did not have this topic yet at {at.isoformat()}.")
    # What became of it since counts too: words published in error are given to nobody.
    row = begun(found.topic_id, moment.now).get(pk=row.pk)
    if row.kind == EditionKind.WITHDRAWN:
        raise _gone(row.reason, row.note, row.live_from)
    return _past_edition(request, found, moment, row)


def _past_edition(request, found, moment, row):
    if row.error_note is not None or found.reason == WithdrawalReason.IN_ERROR:
        raise _gone(WithdrawalReason.IN_ERROR, row.error_note or "", row.live_until or moment.now)
    is_current = row.pk == found.edition_id
    reviewed = dates(found, moment) if is_current else {"reviewed_on": None, "review_due": None, "is_overdue": False}
    related = found.related if is_current else []
    return answer(request, moment, lambda: _whole(request, found, row, reviewed, related))


def _whole(request, found, row, reviewed, related):
    """Return all of an edition `row` of the topic `found`."""
    text, items, findings = live.words_of(row.pk)
    document = documents.read(text)
    is_current = row.pk == found.edition_id
    return {
        "id": found.topic_id,
        "slug": found.slug,
        "page": link(request, "topics:detail", found.slug)
        if is_current
        else link(request, "topics:edition", found.slug, row.number),
        "url": link(request, "api:topic", found.slug)
        if is_current
        else link(request, "api:edition", found.slug, row.number),
        "edition": row.number,
        "published_at": row.live_from,
        "replaced_at": None if is_current else row.live_until,
        "note": row.note,
        **reviewed,
        "document": document,
        "references": cited(request, document, items, findings),
        "related": topic_links(request, related),
        "editions": link(request, "api:editions", found.slug),
    }
