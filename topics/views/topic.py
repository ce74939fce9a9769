"""A topic's page, its history and its earlier editions."""

from functools import wraps

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.exporting import FORMATS
from topics import documents, live, structured_data
from topics.caching import redirect, respond
from topics.editions import REASON_WORDS, begun, dates, last_title
from topics.explaining import Glossary, explain
from topics.folding import initial, sort_key
from topics.models.record import EditionKind, WithdrawalReason
from topics.rendering import render
from topics.sharing import Head, first_sentences, origin
from topics.views.index import letter_crumbs, letter_slug

# Postgres knows no larger one.
LARGEST_ID = 2**63 - 1


def under_address(opens_withdrawn):
    """Let a view be called with what readers get under the slug that was asked for: `view(request, found, moment, …)`.

    Otherwise lead to the one address, or say why the topic is gone. With `opens_withdrawn` the view also has withdrawn
    topics, but for those that were published in error.
    """

    def decorate(view):
        @require_safe
        @wraps(view)
        def answer(request, slug, **rest):
            found, moment = live.topic_at(slug)
            if found.edition_id is None:
                raise Http404
            if found.kind == EditionKind.WITHDRAWN and (
                not opens_withdrawn or found.reason == WithdrawalReason.IN_ERROR
            ):
                return _withdrawn(request, found, moment)
            if found.slug != slug:
                return redirect(moment, reverse(f"topics:{view.__name__}", kwargs={"slug": found.slug, **rest}))
            return view(request, found, moment, **rest)

        return answer

    return decorate


@require_safe
def by_id(request, pk):
    """Lead from a topic's number, which stays its own for ever, to its one address; also to that of one withdrawn."""
    moment = live.moment_of_list()
    slug = live.last_slug(pk, moment.now) if pk <= LARGEST_ID else None
    if slug is None:
        raise Http404
    return redirect(moment, reverse("topics:detail", args=[slug]))


@under_address(opens_withdrawn=False)
def detail(request, found, moment):
    """Show the topic as readers have it now."""
    reviewed = dates(found, moment)
    key = (
        found.edition_id,
        found.references_stamp,
        [tuple(related.values()) for related in found.related],
        reviewed,
        found.editions,  # the topics whose names in the text are explained are among them
        found.rebuilt_at,
        moment.stamp,
    )

    def context():
        document, *library = _words_of(found.edition_id)
        facts = {"number": found.number, "published_on": found.live_from, "related": found.related, **reviewed}
        path = reverse("topics:detail", args=[found.slug])
        page = _page(request, moment, document, library, path, facts, found.note)
        sections, explained = explain(page["topic"]["sections"], found.slug, _glossary(found, moment))
        return page | {"topic": page["topic"] | {"sections": sections, "explained": explained}, "formats": FORMATS}

    return respond(request, moment, key, "topic_detail.html", context)


@under_address(opens_withdrawn=True)
def history(request, found, moment):
    """Show every edition that readers were given of a topic, the newest first."""

    def context():
        rows = (
            begun(found.topic_id, moment.now)
            .order_by("-live_from", "-number")
            .values("number", "kind", "live_from", "note", "reason", "slug", "error_note")
        )
        heading = _heading(last_title(found.topic_id, moment.now), found.slug)
        title = f"{heading['title']}: how this page has changed"
        at, path = origin(request), reverse("topics:history", args=[found.slug])
        crumbs = letter_crumbs(heading["initial"])
        if found.kind == EditionKind.PUBLISHED:
            crumbs.append((heading["title"], reverse("topics:detail", args=[found.slug])))
        return {
            "topic": heading,
            "is_live": found.kind == EditionKind.PUBLISHED,
            "editions": [_history_line(row, found) for row in rows],
            "head": Head(title, at, path, data=structured_data.page(moment.site, at, path, title, crumbs)),
        }

    return respond(request, moment, ("history", found.edition_id, moment.stamp), "history.html", context)


@under_address(opens_withdrawn=True)
def edition(request, found, moment, number):
    """Show an edition as readers had it; gone if it was in error, and not found if to come or called off."""
    row = (
        begun(found.topic_id, moment.now)
        .filter(number=number, kind=EditionKind.PUBLISHED)
        .values("pk", "number", "live_from", "live_until", "note", "error_note")
        .first()
    )
    if row is None:
        raise Http404
    if row["error_note"] is not None:
        return _gone(request, found, moment, WithdrawalReason.IN_ERROR, row["error_note"], number)
    document, *library = _words_of(row["pk"])

    def context():
        facts = {"number": number, "published_on": row["live_from"]}
        return {
            **_page(request, moment, document | {"slug": found.slug}, library, request.path, facts, row["note"]),
            "edition": row | {"is_current": row["number"] == found.number},
            "is_live": found.kind == EditionKind.PUBLISHED,
        }

    key = ("edition", tuple(row.values()), found.edition_id, repr(library), moment.stamp)
    return respond(request, moment, key, "edition.html", context)


def _words_of(edition_id):
    text, items, findings = live.words_of(edition_id)
    return documents.read(text), items, findings


def words_of_page(document, items, findings=None):
    """Return what the topic's template shows of a canonical `document`; `items` maps its references to CSL items."""
    return vars(render(document, items, findings)) | _heading(document["title"], document["slug"])


def _page(request, moment, document, library, path, facts, note):
    """Return what templates show of a document, and what the head says of it.

    `library` is the CSL items of its references and what was found of them; `path` is the page's one address; `facts`
    are the edition's `number` and `published_on`, and on the page of now its `related` topics, `reviewed_on`,
    `review_due` and `is_overdue`.
    """
    items, findings = library
    shown = render(document, items, findings)
    heading = _heading(document["title"], document["slug"])
    description = first_sentences(document["summary"])
    at = origin(request)
    related = [reverse("topics:detail", args=[other["slug"]]) for other in facts.get("related", ())]
    data = structured_data.topic(
        moment.site,
        at,
        path,
        letter_crumbs(heading["initial"]),
        document,
        shown,
        {item["id"]: item for item in items.values()},
        facts | {"description": description, "related": related},
    )
    return {
        "topic": vars(shown) | heading | facts | {"edition_number": facts["number"], "note": note},
        "head": Head(document["title"], at, path, description, "article", data),
    }


# The names of all live topics, as they were when a page was last rendered, under what stands for the live editions.
_kept_glossary = (None, None)


def _glossary(found, moment):
    global _kept_glossary
    stamp = (found.editions, found.rebuilt_at)
    kept_stamp, glossary = _kept_glossary
    if kept_stamp != stamp:
        glossary = Glossary(live.names_to_explain(moment.now))
        _kept_glossary = (stamp, glossary)
    return glossary


def _heading(title, slug):
    letter = initial(sort_key(title))
    return {"title": title, "slug": slug, "initial": letter, "letter_slug": letter_slug(letter)}


def _history_line(row, found):
    is_in_error = row["kind"] == EditionKind.PUBLISHED and row["error_note"] is not None
    reason = WithdrawalReason.IN_ERROR if is_in_error else row["reason"]
    return row | {
        "is_current": row["number"] == found.number,
        "is_in_error": is_in_error,
        "reason_words": REASON_WORDS.get(reason, ""),
    }


def _withdrawn(request, found, moment):
    """Lead to the topic that this one was merged into, or say why there is nothing to read."""
    if found.merged_into_id and (slug := live.live_slug(found.merged_into_id, moment.now)):
        return redirect(moment, reverse("topics:detail", args=[slug]))
    return _gone(request, found, moment, found.reason, found.note)


def _gone(request, found, moment, reason, note, number=None):
    """Say why the topic, or its edition `number` alone, is not to be read any more."""

    def context():
        return {
            "topic_title": last_title(found.topic_id, moment.now),
            "topic_slug": found.slug,
            "is_live": found.kind == EditionKind.PUBLISHED,
            "number": number,
            "reason_words": REASON_WORDS[reason],
            "note": note,
        }

    return respond(request, moment, ("gone", found.edition_id, number, moment.stamp), "gone.html", context, status=410)
