"""What readers get at a moment: the queries behind the public pages. They know editions and rows derived from them.

They are written in SQL because each page may ask only two or three times, and every one wants several things.
The moment is the database's: the clock by which editions were published.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace

from topics.asking import Prepared, kept_while_nothing_changes, row, rows
from topics.models.site import Site

# By name, so that a column that the next release brings is no surprise to the one still running.
_SITE = ", ".join(f"'{field.column}', site.{field.column}" for field in Site._meta.concrete_fields)

SITE_AND_MOMENT = f"""
    statement_timestamp() AS now, pg_current_snapshot()::text AS snapshot,
    (SELECT json_build_object({_SITE}) FROM topics_site AS site) AS site,
    (SELECT min(live_from) FROM topics_edition
      WHERE cancelled_at IS NULL AND live_from > statement_timestamp()) AS next_change,
    greatest((SELECT max(live_from) FROM topics_edition
               WHERE cancelled_at IS NULL AND live_from <= statement_timestamp()),
             (SELECT max(at) FROM topics_review),
             (SELECT max(changed_at) FROM references_reference),
             (SELECT max(rebuilt_at) FROM topics_projectionstate)) AS changed_at
"""

LIVE = """
    {0}.kind = 'published' AND {0}.cancelled_at IS NULL AND {0}.live_from <= {1}
    AND ({0}.live_until IS NULL OR {0}.live_until > {1})
"""


# What watching the library found of the `reference`, or of the `final` one that it was merged into (cautions.py).
FINDINGS = """
    json_build_object(
        'notices', (SELECT json_agg(json_build_object(
                        'nature', nature, 'noticed_on', noticed_on, 'notice_doi', notice_doi,
                        'notice_pmid', notice_pmid, 'dismissed_because', dismissed_because) ORDER BY noticed_on, id)
                      FROM references_notice WHERE reference_id = coalesce(final.id, reference.id)),
        'dead_address', (SELECT address FROM references_linkcheck
                          WHERE reference_id = coalesce(final.id, reference.id) AND status = 'dead'))
"""

# What stands for all live editions and for what is derived from them.
_EDITIONS = f"""
    (SELECT md5(string_agg(edition.id::text, ',' ORDER BY edition.id)) FROM topics_edition AS edition
      WHERE {LIVE.format("edition", "statement_timestamp()")}) AS editions,
    (SELECT rebuilt_at FROM topics_projectionstate) AS rebuilt_at
"""


@dataclass(frozen=True)
class Moment:
    """The one `now` of a request, the site's own words then, and when anything readers see changes next.

    `changed_at` is when topics, reviews or references changed last.
    """

    now: datetime
    site: Site
    next_change: datetime | None
    stamp: str
    snapshot: str
    changed_at: datetime | None = None

    @classmethod
    def of(cls, row):
        """Return the moment that a row of `SITE_AND_MOMENT` says; its stamp stands for the site's words."""
        site, stamp = Site(**row["site"]), json.dumps(row["site"])
        return cls(row["now"], site, row["next_change"], stamp, row["snapshot"], row["changed_at"])

    def lasts_until(self, now):
        """Return whether nothing that readers see was due to change between this moment and the time `now`."""
        return self.next_change is None or now < self.next_change

    def at(self, now):
        """Return the same moment at another time, at which nothing has changed yet."""
        return replace(self, now=now)


def moment_of_list():
    """Return the `Moment` of a page that lists topics. One query.

    Its stamp stands for all live editions and for the thesaurus too.
    """
    return _moment_of_list()[0]


@kept_while_nothing_changes
def _moment_of_list():
    found = _MOMENT_OF_LIST.row()
    moment = Moment.of(found)
    return (replace(moment, stamp=f"{moment.stamp} {found['editions']} {found['rebuilt_at']} {found['thesaurus']}"),)


_MOMENT_OF_LIST = Prepared(
    "moment_of_list",
    (),
    f"""
    SELECT {SITE_AND_MOMENT}, {_EDITIONS},
           (SELECT md5(string_agg(concat_ws('|', term, other, is_two_way), ',' ORDER BY id)) FROM topics_synonym
           ) AS thesaurus
    """,
)


def listed_names(at):
    """Return all listed names of live topics in the order of the A to Z, as rows for its lines. One query.

    A row has name, kind, initial, title, full_name, evidence_status and slug.
    """
    return rows(f"{_ENTRIES} ORDER BY entry.sort_key, entry.name, edition.id", {"now": at})


def letter_names(at, initial):
    """Return the rows of one letter, and the number of names under each letter that has any. One query."""
    return _some_names("initial = %(initial)s", {"now": at, "initial": initial})


def names_beginning(at, words):
    """Return the rows of the names in which each of the folded `words` begins a word, and the number of names under
    each letter that has any. One query.
    """
    # Folded words have no character that means something to LIKE.
    patterns = [f"% {word}%" for word in words]
    return _some_names("' ' || folded LIKE ALL (%(patterns)s)", {"now": at, "patterns": patterns})


def _some_names(condition, parameters):
    found = row(
        f"""
        WITH entries AS ({_ENTRIES})
        SELECT (SELECT json_object_agg(initial, names) FROM
                  (SELECT initial, count(*) AS names FROM entries GROUP BY initial) AS counted) AS counts,
               (SELECT json_agg(entries ORDER BY sort_key, name, edition_id) FROM entries WHERE {condition}) AS names
        """,
        parameters,
    )
    return [SimpleNamespace(**name) for name in found["names"] or []], found["counts"] or {}


_ENTRIES = f"""
    SELECT entry.name, entry.kind, entry.initial, entry.title, entry.full_name, entry.evidence_status,
           entry.sort_key, entry.folded, edition.slug, edition.id AS edition_id
      FROM topics_indexentry AS entry
      JOIN topics_edition AS edition ON edition.id = entry.edition_id
     WHERE entry.is_listed AND {LIVE.format("edition", "%(now)s")}
"""


def front_page(at, recent):
    """Return what the first page shows: names by letter, number of topics, and the `recent` last published topics."""
    found = row(
        f"""
        WITH live AS (SELECT * FROM topics_edition AS edition WHERE {LIVE.format("edition", "%(now)s")})
        SELECT (SELECT count(*) FROM live) AS topics,
               (SELECT json_object_agg(initial, names) FROM
                  (SELECT initial, count(*) AS names FROM topics_indexentry AS entry
                     JOIN live ON live.id = entry.edition_id WHERE entry.is_listed GROUP BY initial) AS counted
               ) AS counts,
               (SELECT json_agg(last ORDER BY live_from DESC, edition_id DESC) FROM
                  (SELECT entry.title, entry.full_name, live.slug, live.live_from, live.id AS edition_id,
                          search.text AS summary
                     FROM live
                     JOIN topics_indexentry AS entry ON entry.edition_id = live.id AND entry.kind = 'title'
                     JOIN topics_searchentry AS search ON search.edition_id = live.id AND search.position = 0
                    ORDER BY live.live_from DESC, live.id DESC LIMIT %(recent)s) AS last) AS recent
        """,
        {"now": at, "recent": recent},
    )
    recent = [
        SimpleNamespace(**topic | {"live_from": datetime.fromisoformat(topic["live_from"])})
        for topic in found["recent"] or []
    ]
    return SimpleNamespace(topics=found["topics"], counts=found["counts"] or {}, recent=recent)


# The references of an edition, each with the row's version (xmin changes with every update, by whatever way) and what
# watching found, so that a correction or a retraction shows at once; a merged reference counts with the one it went
# into.
_TOPIC = Prepared(
    "topic",
    ("text",),
    f"""
    WITH asked AS (
        SELECT address.topic_id, edition.id, edition.kind, edition.slug, edition.number, edition.revision_id,
               edition.live_from, edition.live_until, edition.reason, edition.note, edition.merged_into_id
          FROM topics_address AS address
          LEFT JOIN topics_edition AS edition
            ON edition.topic_id = address.topic_id AND edition.cancelled_at IS NULL
           AND edition.live_from <= statement_timestamp()
           AND (edition.live_until IS NULL OR edition.live_until > statement_timestamp())
         WHERE address.slug = $1
    ), neighbours AS (
        SELECT other.topic_id, link.position
          FROM asked
          JOIN topics_link AS link ON link.edition_id = asked.id AND link.kind = 'related'
          JOIN topics_address AS other ON other.slug = link.target
        UNION ALL
        SELECT edition.topic_id, 1000
          FROM asked
          JOIN topics_address AS own ON own.topic_id = asked.topic_id
          JOIN topics_link AS link ON link.kind = 'related' AND link.target = own.slug
          JOIN topics_edition AS edition ON edition.id = link.edition_id
         WHERE {LIVE.format("edition", "statement_timestamp()")}
    )
    SELECT {SITE_AND_MOMENT}, {_EDITIONS},
           asked.topic_id, asked.id AS edition_id, asked.kind, asked.slug, asked.number, asked.revision_id,
           asked.live_from, asked.live_until, asked.reason, asked.note, asked.merged_into_id,
           topic.reviewed_on, topic.review_due,
           (SELECT string_agg(concat_ws('/', link.target, reference.xmin, final.xmin, {FINDINGS}), ' '
                              ORDER BY link.position)
              FROM topics_link AS link
              JOIN references_reference AS reference ON reference.key = link.target
              LEFT JOIN references_reference AS final ON final.id = reference.merged_into_id
             WHERE link.edition_id = asked.id AND link.kind = 'cites') AS references_stamp,
           (SELECT json_agg(json_build_object('title', title, 'full_name', full_name, 'slug', slug)
                            ORDER BY position, sort_key)
              FROM (SELECT entry.title, entry.full_name, entry.sort_key, edition.slug, min(position) AS position
                      FROM neighbours
                      JOIN topics_edition AS edition ON edition.topic_id = neighbours.topic_id
                      JOIN topics_indexentry AS entry ON entry.edition_id = edition.id AND entry.kind = 'title'
                     WHERE edition.topic_id <> asked.topic_id
                       AND {LIVE.format("edition", "statement_timestamp()")}
                     GROUP BY entry.title, entry.full_name, entry.sort_key, edition.slug) AS related) AS related
      FROM (SELECT) AS one_row
      LEFT JOIN asked ON true
      LEFT JOIN topics_topic AS topic ON topic.id = asked.topic_id
    """,
)


@kept_while_nothing_changes
def topic_at(slug):
    """Return what readers get under the address `slug`, and the `Moment`. One query, whether or not there is any.

    The row's `topic_id` is None where no topic was ever given the address, its `edition_id` where the topic is not
    yet live.
    """
    found = _TOPIC.row(slug)
    found["related"] = found["related"] or []
    return SimpleNamespace(**found), Moment.of(found)


@kept_while_nothing_changes
def standing_page(url):
    """Return what stands under the address of a standing page, and the `Moment`. One query.

    The row's `title` and `content` are None where there is no such page.
    """
    found = _STANDING_PAGE.row(url)
    return SimpleNamespace(**found), Moment.of(found)


_STANDING_PAGE = Prepared(
    "standing_page",
    ("text",),
    f"""
    SELECT {SITE_AND_MOMENT}, page.title, page.content
      FROM (SELECT) AS one_row
      LEFT JOIN LATERAL (SELECT title, content FROM django_flatpage WHERE url = $1 ORDER BY id LIMIT 1) AS page ON true
    """,
)


def words_of(edition_id):
    """Return the canonical text of an edition, and by key the CSL item of each reference that it lists, and what
    watching found of it. One query.

    A merged reference gives the item and the findings of the one that it went into.
    """
    found = _WORDS.row(edition_id)
    return found["text"], found["items"] or {}, found["findings"] or {}


_WORDS = Prepared(
    "words",
    ("bigint",),
    f"""
    SELECT revision.text, library.items, library.findings
      FROM topics_edition AS edition
      JOIN topics_revision AS revision ON revision.id = edition.revision_id
      LEFT JOIN LATERAL (
               SELECT json_object_agg(reference.key, coalesce(final.csl, reference.csl)) AS items,
                      json_object_agg(reference.key, {FINDINGS}) AS findings
                 FROM topics_link AS link
                 JOIN references_reference AS reference ON reference.key = link.target
                 LEFT JOIN references_reference AS final ON final.id = reference.merged_into_id
                WHERE link.edition_id = edition.id AND link.kind = 'cites') AS library ON true
     WHERE edition.id = $1
    """,
)


def names_to_explain(at):
    """Return the listed names of live topics with kind, slug, title, full_name and the topic's summary. One query."""
    return rows(
        f"""
        SELECT entry.name, entry.kind, edition.slug, entry.title, entry.full_name, search.text AS summary
          FROM topics_indexentry AS entry
          JOIN topics_edition AS edition ON edition.id = entry.edition_id
          JOIN topics_searchentry AS search ON search.edition_id = edition.id AND search.position = 0
         WHERE entry.is_listed AND {LIVE.format("edition", "%(now)s")}
        """,
        {"now": at},
    )


def live_slug(topic_id, at):
    """Return the address under which readers have a topic, or the one it was merged into since; or None. One query."""
    found = rows(
        f"""
        WITH RECURSIVE merged(topic_id) AS (
            SELECT %(id)s::bigint
            UNION
            SELECT edition.merged_into_id
              FROM merged JOIN topics_edition AS edition ON edition.topic_id = merged.topic_id
             WHERE edition.merged_into_id IS NOT NULL AND edition.cancelled_at IS NULL
               AND edition.live_from <= %(now)s AND (edition.live_until IS NULL OR edition.live_until > %(now)s)
        )
        SELECT edition.slug
          FROM merged JOIN topics_edition AS edition ON edition.topic_id = merged.topic_id
         WHERE {LIVE.format("edition", "%(now)s")}
        """,
        {"id": topic_id, "now": at},
    )
    return found[0].slug if found else None


def last_slug(topic_id, at):
    """Return the address under which readers have a topic, or had it last; None where they never did. One query."""
    found = rows(
        """
        SELECT slug FROM topics_edition
         WHERE topic_id = %(id)s AND cancelled_at IS NULL AND live_from <= %(now)s
         ORDER BY live_from DESC, number DESC LIMIT 1
        """,
        {"id": topic_id, "now": at},
    )
    return found[0].slug if found else None
