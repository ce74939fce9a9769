"""What the API asks the database: lists in any of their orders, from any place on. Each is one query."""

from topics.api import parameters
from topics.asking import rows
from topics.live import LIVE

# The name of each order of topics: what it sorts by, and what a cursor's member of it is.
_ORDERS = {
    "title": ("title.sort_key", parameters.text),
    "published": ("shown.live_from", parameters.time_of),
    "reviewed": ("coalesce(topic.reviewed_on, {last})", parameters.day),
    "review_due": ("coalesce(topic.review_due, {last})", parameters.day),
}
ORDERS = (*_ORDERS, *(f"-{name}" for name in _ORDERS))


def topics(at, order, limit, place=None, initial=None, name=None, changed_since=None, codes=()):
    """Return at most `limit` topics as readers had them at the time `at`, in `order`, from behind `place` on.

    `initial` and the folded `name` are of any name; `codes` are of the form system:code. With `changed_since` those
    withdrawn since then are there too. Each row has `sorted_by` and `id`, which are its place, and those of the `codes`
    that it has.
    """
    is_down = order.startswith("-")
    expression, _kind = _ORDERS[order.removeprefix("-")]
    expression = expression.format(last="'-infinity'::date" if is_down else "'infinity'::date")
    direction, beyond = ("DESC", "<") if is_down else ("ASC", ">")
    conditions = []
    if changed_since is None:
        conditions.append("shown.kind = 'published'")
    else:
        conditions.append(_CHANGED)
    if initial is not None:
        conditions.append(_NAMED.format("entry.is_listed AND entry.initial = %(initial)s"))
    if name is not None:
        conditions.append(_NAMED.format("entry.folded = %(name)s"))
    if codes:
        conditions.append(_CODED)
    if place is not None:
        conditions.append(f"({expression}, shown.topic_id) {beyond} (%(place)s, %(place_id)s)")
    codes = list(codes)
    return rows(
        f"""
        SELECT shown.topic_id AS id, shown.slug, shown.kind, shown.number, shown.live_from, shown.reason,
               title.title, title.full_name, title.evidence_status, search.text AS summary,
               topic.reviewed_on, topic.review_due, ({expression})::text AS sorted_by,
               {_CODES if codes else "NULL"} AS codes,
               CASE WHEN shown.merged_into_id IS NOT NULL THEN
                    (SELECT slug FROM topics_edition AS target
                      WHERE target.topic_id = shown.merged_into_id AND {LIVE.format("target", "%(at)s")}) END
               AS merged_into
          FROM topics_edition AS shown
          JOIN topics_topic AS topic ON topic.id = shown.topic_id
          JOIN topics_edition AS worded ON worded.id = CASE WHEN shown.kind = 'published' THEN shown.id ELSE
               (SELECT last.id FROM topics_edition AS last
                 WHERE last.topic_id = shown.topic_id AND last.kind = 'published' AND last.cancelled_at IS NULL
                   AND last.live_from < shown.live_from AND last.live_until > last.live_from
                 ORDER BY last.live_from DESC LIMIT 1) END
          JOIN topics_indexentry AS title ON title.edition_id = worded.id AND title.kind = 'title'
          JOIN topics_searchentry AS search ON search.edition_id = worded.id AND search.position = 0
         WHERE shown.cancelled_at IS NULL AND shown.live_from <= %(at)s
           AND (shown.live_until IS NULL OR shown.live_until > %(at)s) AND {" AND ".join(conditions)}
         ORDER BY {expression} {direction}, shown.topic_id {direction}
         LIMIT %(limit)s
        """,
        {
            "at": at,
            "limit": limit,
            "initial": initial,
            "name": name,
            "codes": codes,
            "since": changed_since,
            "place": place and place[0],
            "place_id": place and place[1],
        },
    )


def kind_of_place(order):
    """Return what the members of a place in that `order` are."""
    return _ORDERS[order.removeprefix("-")][1], parameters.whole


_NAMED = "EXISTS (SELECT FROM topics_indexentry AS entry WHERE entry.edition_id = worded.id AND {})"
_CODED = """
    EXISTS (SELECT FROM topics_link AS link
             WHERE link.edition_id = worded.id AND link.kind = 'code' AND link.target = ANY(%(codes)s))
"""
_CODES = """
    ARRAY(SELECT substr(link.target, strpos(link.target, ':') + 1) FROM topics_link AS link
           WHERE link.edition_id = worded.id AND link.kind = 'code' AND link.target = ANY(%(codes)s))
"""
_CHANGED = """
    (shown.live_from >= %(since)s
     OR shown.topic_id IN (SELECT revision.topic_id
                             FROM topics_review AS review
                             JOIN topics_revision AS revision ON revision.id = review.revision_id
                            WHERE review.at >= %(since)s AND review.at <= %(at)s)
     OR shown.id IN (SELECT link.edition_id
                       FROM references_reference AS reference
                       JOIN topics_link AS link ON link.kind = 'cites' AND link.target = reference.key
                      WHERE reference.changed_at >= %(since)s))
"""

# A reference counts with those that were merged into it. One that only drafts name is nobody's to see.
_SEEN = """
    EXISTS (SELECT FROM topics_link AS link JOIN topics_edition AS edition ON edition.id = link.edition_id
             WHERE link.kind = 'cites' AND link.target = reference.key
               AND edition.cancelled_at IS NULL AND edition.live_from <= %(at)s)
"""


def references(at, limit, place=None):
    """Return at most `limit` references that an edition cites, by key, from behind the key in `place` on."""
    behind = "AND reference.key > %(key)s" if place else ""
    return rows(
        f"""
        SELECT reference.key, reference.csl::json AS csl, merged.key AS merged_into
          FROM references_reference AS reference
          LEFT JOIN references_reference AS merged ON merged.id = reference.merged_into_id
         WHERE {_SEEN} {behind}
         ORDER BY reference.key LIMIT %(limit)s
        """,
        {"at": at, "limit": limit, "key": place and place[0]},
    )
