"""The whole set: every live topic as a document with its references and review dates, as import reads it."""

import json

from references import csl
from topics import documents
from topics.asking import row, rows

_BATCH = 100


def whole_documents(at, slugs=()):
    """Yield the canonical text of each topic that readers have at the time `at`, by address; only `slugs` if given.

    Memory stays flat however many there are: they are asked for in batches, and editions never change.
    """
    last = ""
    while True:
        batch = rows(_TOPICS, {"at": at, "last": last, "slugs": list(slugs), "all": not slugs, "batch": _BATCH})
        for topic in batch:
            yield _whole(topic)
        if len(batch) < _BATCH:
            return
        last = batch[-1].slug


_TOPICS = """
    SELECT edition.slug, revision.text, topic.reviewed_on, topic.review_due,
           (SELECT json_object_agg(reference.key, coalesce(final.csl, reference.csl))
              FROM topics_link AS link
              JOIN references_reference AS reference ON reference.key = link.target
              LEFT JOIN references_reference AS final ON final.id = reference.merged_into_id
             WHERE link.edition_id = edition.id AND link.kind = 'cites') AS items
      FROM topics_edition AS edition
      JOIN topics_revision AS revision ON revision.id = edition.revision_id
      JOIN topics_topic AS topic ON topic.id = edition.topic_id
     WHERE edition.kind = 'published' AND edition.cancelled_at IS NULL AND edition.live_from <= %(at)s
       AND (edition.live_until IS NULL OR edition.live_until > %(at)s)
       AND edition.slug > %(last)s AND (%(all)s OR edition.slug = ANY(%(slugs)s))
     ORDER BY edition.slug LIMIT %(batch)s
"""


def stamp_of_all():
    """Return what stands for all review dates and references: any change to one, by whatever way, makes another."""
    return tuple(row(_STAMP).values())


_STAMP = """
    SELECT (SELECT md5(string_agg(xmin::text, ',' ORDER BY id)) FROM topics_topic) AS topics,
           (SELECT md5(string_agg(xmin::text, ',' ORDER BY id)) FROM references_reference) AS items
"""


def _whole(topic):
    document = documents.read(topic.text)
    items = topic.items or {}
    return json.dumps(
        document
        | {
            # One that was merged has the item of the one it went into, under its own key.
            "references": [
                one | {"csl": csl.ordered(items[one["key"]] | {"id": one["key"]})} for one in document["references"]
            ],
            "reviewed_on": topic.reviewed_on and topic.reviewed_on.isoformat(),
            "review_due": topic.review_due and topic.review_due.isoformat(),
        },
        ensure_ascii=False,
    )
