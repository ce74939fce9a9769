"""What readers get of references at a moment: by the editions that cite them, as everything readers get."""

from types import SimpleNamespace

from topics.asking import Prepared, kept_while_nothing_changes
from topics.live import FINDINGS, LIVE, SITE_AND_MOMENT, Moment


@kept_while_nothing_changes
def reference_at(key):
    """Return what readers get of the reference `key` (in small letters), or None, and the `Moment`. One query.

    It has `item` (CSL; of a merged reference that of the one it went into), `findings` and `topics`, the live topics
    that cite it. A reference that no edition ever cited is None.
    """
    found = _REFERENCE.row(key)
    moment = Moment.of(found)
    if not found["was_cited"]:
        return None, moment
    topics = [SimpleNamespace(**topic) for topic in found["topics"] or []]
    return SimpleNamespace(item=found["item"], findings=found["findings"], topics=topics), moment


_REFERENCE = Prepared(
    "reference",
    ("text",),
    f"""
    WITH asked AS (
        SELECT coalesce(final.id, reference.id) AS id, coalesce(final.csl, reference.csl)::json AS item,
               {FINDINGS} AS findings
          FROM references_reference AS reference
          LEFT JOIN references_reference AS final ON final.id = reference.merged_into_id
         WHERE reference.key = $1
    ), family AS (
        SELECT own.key FROM asked JOIN references_reference AS own ON own.id = asked.id
        UNION ALL
        SELECT merged.key FROM asked JOIN references_reference AS merged ON merged.merged_into_id = asked.id
    ), citing AS (
        SELECT DISTINCT edition.id, edition.slug, {LIVE.format("edition", "statement_timestamp()")} AS is_live
          FROM family
          JOIN topics_link AS link ON link.kind = 'cites' AND link.target = family.key
          JOIN topics_edition AS edition ON edition.id = link.edition_id
         WHERE edition.cancelled_at IS NULL AND edition.live_from <= statement_timestamp()
    )
    SELECT {SITE_AND_MOMENT}, asked.item, asked.findings,
           EXISTS (SELECT FROM citing) AS was_cited,
           (SELECT json_agg(json_build_object('title', entry.title, 'full_name', entry.full_name, 'slug', citing.slug)
                            ORDER BY entry.sort_key, citing.id)
              FROM citing JOIN topics_indexentry AS entry ON entry.edition_id = citing.id AND entry.kind = 'title'
             WHERE citing.is_live) AS topics
      FROM (SELECT) AS one_row LEFT JOIN asked ON true
    """,
)
