"""References: the list, one of them with who cites it, and those of a topic."""

import re
from types import SimpleNamespace

from django.urls import reverse
from ninja import Path

from references import cautions, csl, formatting
from topics import live, live_references
from topics.api import parameters, queries, schemas
from topics.api.answers import answer, link, next_page, topic_links
from topics.api.application import MOST, Cursor, Limit, asked, operation
from topics.api.problems import Problem, quoted
from topics.caching import redirect
from topics.cleaning import plain_text
from topics.rendering import render

_KEY = re.compile(rf"(?=.{{1,{csl.KEY_MAX_LENGTH}}}\Z){csl.KEY_PATTERN}", re.ASCII)


@operation("/references/", schemas.ReferenceList, summary="Every source that a topic cites", tags=["References"])
def references(request, limit: Limit, cursor: Cursor):
    """List the references that an edition cites, by key. Ask `url` for who cites one."""
    moment = live.moment_of_list()
    limit = parameters.number("limit", limit, 1, MOST)
    place = parameters.place_of(cursor, "key", (parameters.text,)) if cursor else None
    found = queries.references(moment.now, limit + 1, place)

    def data():
        return {
            "references": [_line(request, row) for row in found[:limit]],
            "next": next_page(request, "key", [found[limit - 1].key]) if len(found) > limit else None,
        }

    return answer(request, moment, data)


@operation("/references/{key}/", schemas.Reference, summary="One source, and who cites it", tags=["References"])
def reference(request, key: asked("The reference's key, such as zamboni2009.", source=Path)):
    """Give a reference with the live topics that cite it. One that was merged leads to where it went (301)."""
    found, moment = live_references.reference_at(key) if _KEY.fullmatch(key) else (None, None)
    if found is None:
        raise Problem(404, f"No topic cites {quoted(key)}, or ever did. /api/references/ lists all that are cited.")
    if found.item["id"] != key:
        return redirect(moment, reverse("api:reference", args=[found.item["id"]]))
    topics = [vars(topic) for topic in found.topics]

    def data():
        return {
            **_line(request, SimpleNamespace(key=key, csl=found.item, merged_into=None)),
            "caution": _caution(cautions.caution_of(found.findings)),
            "cited_by": topic_links(request, topics),
        }

    return answer(request, moment, data)


def cited(request, document, items, findings):
    """Return the references of a topic's `document` as its page numbers them.

    `items` are their CSL items by key, and `findings` what watching the library found of them.
    """
    # A key that was merged into another stands here under that one, as on the page.
    library = {item.get("id"): item for item in items.values()}
    return [
        {
            "number": one.number,
            "key": one.key,
            "citation": plain_text(one.html),
            "link": one.url or None,
            "csl": csl.ordered(library[one.key]) if one.key in library else None,
            "caution": _caution(one.caution),
            "url": link(request, "api:reference", one.key),
        }
        for one in render(document, items, findings).references
    ]


def _line(request, row):
    return {
        "key": row.key,
        "citation": plain_text(formatting.format_nlm(row.csl)),
        "link": csl.url(row.csl),
        "csl": csl.ordered(row.csl),
        "merged_into": row.merged_into,
        "url": link(request, "api:reference", row.key),
    }


def _caution(caution):
    """Return the words that warn of a source which cannot be relied on as it stands; None where there are none."""
    return caution and str(caution.words)
