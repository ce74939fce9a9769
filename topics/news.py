"""What happened to topics, as readers' feeds tell it: published, changed, reviewed, withdrawn, and what in words."""

from topics import documents
from topics.asking import rows
from topics.editions import REASON_WORDS
from topics.rendering import evidence_label


def events(at, most):
    """Return what happened last until `at`, the newest first, `most` at the most. One query.

    Each has `kind` (published, reviewed, withdrawn), `at`, `topic_id`, `slug`, `number` of the edition, `note`,
    `reason`, the canonical `text` readers had then and the `earlier` one (None for a new page), and for a review
    `reviewed_on` and `review_due`. Editions that were in error later are left out with their words; their withdrawal
    is told.
    """
    return rows(_EVENTS, {"now": at, "most": most})


_EVENTS = """
    WITH begun AS (
        SELECT * FROM topics_edition
         WHERE cancelled_at IS NULL AND live_from <= %(now)s AND (live_until IS NULL OR live_until > live_from)
    ), happened AS (
        (SELECT begun.kind, begun.live_from AS at, begun.topic_id, begun.slug, begun.number, begun.note, begun.reason,
                begun.revision_id, NULL::date AS reviewed_on, NULL::date AS review_due, begun.id AS row_id
           FROM begun
          WHERE NOT EXISTS (SELECT FROM begun AS after
                             WHERE begun.kind = 'published' AND after.topic_id = begun.topic_id
                               AND after.reason = 'in-error' AND after.live_from = begun.live_until)
          ORDER BY begun.live_from DESC, begun.id DESC LIMIT %(most)s)
        UNION ALL
        (SELECT 'reviewed', review.at, begun.topic_id, begun.slug, begun.number, '', '', begun.revision_id,
                review.reviewed_on, review.review_due, review.id
           FROM topics_review AS review
           JOIN topics_revision AS revision ON revision.id = review.revision_id
           JOIN begun ON begun.topic_id = revision.topic_id AND begun.kind = 'published'
            AND (begun.live_until IS NULL OR begun.live_until > %(now)s)
          WHERE review.at <= %(now)s
          ORDER BY review.at DESC, review.id DESC LIMIT %(most)s)
        ORDER BY at DESC, kind, row_id DESC LIMIT %(most)s
    )
    SELECT happened.*, revision.text, earlier.text AS earlier
      FROM happened
      LEFT JOIN LATERAL (
           SELECT revision.text
             FROM begun JOIN topics_revision AS revision ON revision.id = begun.revision_id
            WHERE begun.topic_id = happened.topic_id AND begun.live_from < happened.at
              AND happened.kind <> 'reviewed'
            ORDER BY begun.live_from DESC, begun.number DESC LIMIT 1) AS earlier ON true
      LEFT JOIN topics_revision AS revision ON revision.id = happened.revision_id
     ORDER BY happened.at DESC, happened.kind, happened.row_id DESC
"""


def told(event):
    """Return an event's title and, as plain text in one line, what happened."""
    document = documents.read(event.text or event.earlier)
    title = document["title"]
    if event.kind == "withdrawn":
        return f"{title}: withdrawn", " ".join(filter(None, (REASON_WORDS[event.reason], event.note)))
    if event.kind == "reviewed":
        due = f" The next review is due on {event.review_due:%-d %B %Y}." if event.review_due else ""
        return f"{title}: reviewed", f"The whole page was reviewed on {event.reviewed_on:%-d %B %Y}.{due}"
    if event.earlier is None:
        return f"{title}: new", " ".join(filter(None, (event.note, document["summary"].replace("\n", " "))))
    return f"{title}: changed", " ".join(filter(None, (event.note, *changes(documents.read(event.earlier), document))))


def changes(old, new):
    """Return in sentences what became of the document `old` in `new`; what readers do not see is not told."""
    said = []
    for name, words in (("title", "The title"), ("full_name", "The full name")):
        if old[name] != new[name]:
            said.append(f"{words} is now “{new[name]}”." if new[name] else f"{words} was removed.")
    if old["pronunciation"] != new["pronunciation"]:
        said.append("How to say it was changed.")
    if old["summary"] != new["summary"]:
        said.append("“In short” was changed.")
    said += _evidence_changes(old["evidence"], new["evidence"])
    said += _section_changes(old["sections"], new["sections"])
    for name, words in (("aliases", "Other names"), ("related", "Related topics"), ("codes", "Codes")):
        if old[name] != new[name]:
            said.append(f"{words} were changed.")
    before, after = ({one["key"] for one in document["references"]} for document in (old, new))
    said += _counted(len(after - before), "added") + _counted(len(before - after), "removed")
    return said


def _evidence_changes(old, new):
    if old == new:
        return []
    if new is None:
        return ["What research says was removed."]
    if old is None or old["status"] != new["status"]:
        return [f"What research says is now “{evidence_label(new['status'])}”."]
    return ["What research says was put in other words."]


def _section_changes(old, new):
    before, after = ({section["key"]: section for section in sections} for sections in (old, new))
    for key, section in after.items():
        if key not in before:
            yield f"A section was added: {_name(section)}."
        elif before[key] != section:
            yield f"A section was changed: {_name(section)}."
    for key, section in before.items():
        if key not in after:
            yield (
                f"A section was removed: “{section['heading']}”." if section["heading"] else "The opening was removed."
            )
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield "Sections were put in another order."


def _name(section):
    return f"“{section['heading']}”" if section["heading"] else "the opening"


def _counted(count, what):
    if not count:
        return []
    return [f"{count} reference{'' if count == 1 else 's'} {'was' if count == 1 else 'were'} {what}."]
