"""Search over what is live: one query for the hits of a page, one for the texts that their snippets are cut from."""

import re
from dataclasses import dataclass

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import mark_safe

from topics.folding import fold, fold_name
from topics.rendering import evidence_label

PAGE_LENGTH = 10
LONGEST_QUERY = 200
MOST_WORDS = 20

_SNIPPET_LENGTH = 220
# A dash that leaves out nothing; Postgres fails on some thirty of them.
_IDLE_DASH = re.compile(r"-(?![^\W_]|\")")
_LEFT_OUT = re.compile(r"(?:^|\s)-(?:\"[^\"]*\"?|\S+)")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Hit:
    """One topic that was found; a section's key and heading when its text matched best."""

    title: str
    full_name: str
    slug: str
    matched_name: str
    snippet: str
    section_key: str
    section_heading: str
    evidence_words: str


@dataclass(frozen=True)
class Results:
    """One page of hits; `number` is the page that exists nearest to the one that was asked for."""

    count: int
    number: int
    page_count: int
    hits: list[Hit]


# Names first: the very name, then the start of one, then words of a name, then by the weights of the vector.
_HITS = """
    WITH asked AS (SELECT websearch_to_tsquery('english', %(query)s) AS query),
    live AS (
        SELECT edition.id, edition.slug FROM topics_edition AS edition
         WHERE edition.kind = 'published' AND edition.cancelled_at IS NULL AND edition.live_from <= %(now)s
           AND (edition.live_until IS NULL OR edition.live_until > %(now)s)
    ), named AS (
        SELECT DISTINCT ON (entry.edition_id) entry.edition_id, entry.name, entry.kind,
               CASE WHEN entry.folded = %(name)s THEN 3 ELSE 2 END AS tier
          FROM topics_indexentry AS entry JOIN live ON live.id = entry.edition_id
         WHERE %(name)s <> '' AND starts_with(entry.folded, %(name)s)
         ORDER BY entry.edition_id, tier DESC, (entry.kind = 'title') DESC, entry.sort_key
    ), matched AS (
        SELECT entry.edition_id, entry.id, entry.position, ts_rank_cd(entry.vector, asked.query) AS rank
          FROM topics_searchentry AS entry CROSS JOIN asked JOIN live ON live.id = entry.edition_id
         WHERE entry.vector @@ asked.query
    ), best AS (
        SELECT DISTINCT ON (edition_id) edition_id, id, position,
               sum(rank) OVER (PARTITION BY edition_id) AS rank
          FROM matched ORDER BY edition_id, rank DESC, position
    ), found AS (
        SELECT coalesce(named.edition_id, best.edition_id) AS edition_id, best.id AS entry_id,
               named.name, named.kind,
               coalesce(named.tier, CASE WHEN best.position = 0 THEN 1 ELSE 0 END) AS tier,
               coalesce(best.rank, 0) AS rank
          FROM named FULL JOIN best ON best.edition_id = named.edition_id
    ), counted AS (
        SELECT count(*)::int AS count, greatest(1, least(%(page)s, ceil(count(*) / %(length)s::numeric)::int)) AS page
          FROM found
    )
    SELECT counted.count, counted.page,
           ARRAY(SELECT term FROM unnest(%(terms)s::text[]) AS term WHERE ts_lexize('english_stem', term) <> '{}'),
           found.edition_id, found.entry_id, found.name, found.kind, live.slug
      FROM counted
      LEFT JOIN LATERAL (
          SELECT found.*, title.sort_key
            FROM found JOIN topics_indexentry AS title
              ON title.edition_id = found.edition_id AND title.kind = 'title'
           ORDER BY found.tier DESC, found.rank DESC, title.sort_key, found.edition_id
           LIMIT %(length)s OFFSET (counted.page - 1) * %(length)s
      ) AS found ON true
      LEFT JOIN live ON live.id = found.edition_id
     ORDER BY found.tier DESC, found.rank DESC, found.sort_key, found.edition_id
"""

_TEXTS = """
    SELECT title.edition_id, title.title, title.full_name, title.evidence_status,
           coalesce(section.section_key, ''), coalesce(section.section_heading, ''),
           coalesce(section.text, summary.text), coalesce(section.position, 0)
      FROM topics_indexentry AS title
      JOIN topics_searchentry AS summary ON summary.edition_id = title.edition_id AND summary.position = 0
      LEFT JOIN topics_searchentry AS section ON section.edition_id = title.edition_id AND section.id = ANY(%(entries)s)
     WHERE title.kind = 'title' AND title.edition_id = ANY(%(editions)s)
"""


def search(query, at, page=1):
    """Return the `Results` for what a reader typed: words, "a phrase", -without, this OR that. Two queries at most.

    `at` is the moment whose live editions count; `page` counts from 1, and one past the last gives the last.
    """
    folded = fold(query)
    parameters = {
        "query": _IDLE_DASH.sub(" ", folded),
        "name": fold_name(query),
        "now": at,
        "page": page,
        "length": PAGE_LENGTH,
        "terms": terms_of(folded),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HITS, parameters)
        rows = cursor.fetchall()
        # Of the terms only those that are searched for: not “the” and “is”.
        count, number, terms = rows[0][:3]
        found = [row[3:] for row in rows if row[3] is not None]
        if not found:
            return Results(0, 1, 1, [])
        cursor.execute(
            _TEXTS,
            {"editions": [row[0] for row in found], "entries": [row[1] for row in found if row[1] is not None]},
        )
        texts = {row[0]: row[1:] for row in cursor}
    hits = [_hit(row, texts[row[0]], terms) for row in found]
    return Results(count, number, max(1, -(-count // PAGE_LENGTH)), hits)


def only_leaves_out(query):
    """Return whether a query says what to leave out and nothing to find."""
    folded = _IDLE_DASH.sub(" ", fold(query))
    return _LEFT_OUT.search(folded) is not None and not terms_of(folded)


def terms_of(query):
    """Return the folded words of a query that a snippet marks: not those that are excluded, nor `OR`."""
    return [word for word in _WORD.findall(_LEFT_OUT.sub(" ", query)) if word != "or"]


def snippet(text, terms):
    """Return about 220 characters of `text` around the first of `terms`, as HTML with those words marked."""
    spans = [found.span() for found in _WORD.finditer(text) if _is_one_of(found[0], terms)]
    first, after_first = spans[0] if spans else (0, 0)
    start = 0
    if first > _SNIPPET_LENGTH // 2:
        # The beginning of a word, or of the very one that was found when it hangs on to those before.
        start = text.find(" ", first - _SNIPPET_LENGTH // 3, first) + 1 or first
    end = start + _SNIPPET_LENGTH
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = max(space if space > start else end, after_first)
    parts, place = ["… " if start else ""], start
    for left, right in spans:
        if left >= start and right <= end:
            parts += [escape(text[place:left]), "<mark>", escape(text[left:right]), "</mark>"]
            place = right
    parts += [escape(text[place:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 - every piece of text is escaped above


def _is_one_of(word, terms):
    """Return whether `word` is a term, or the same but for its ending, as Postgres's stemmer would have it."""
    folded = fold(word)
    return any(folded == term or (len(term) > 3 and _stem(folded) == _stem(term)) for term in terms)


def _stem(word):
    return re.sub(r"(?:ations?|ing|ies|ied|ed|es|s|y|e)$", "", word)


def _hit(row, texts, terms):
    _edition, _entry, name, kind, slug = row
    title, full_name, status, section_key, section_heading, text, position = texts
    return Hit(
        title=title,
        full_name=full_name,
        slug=slug,
        matched_name=name if kind not in (None, "title", "full-name", "misspelling") else "",
        snippet=snippet(text, terms),
        section_key=section_key if position else "",
        section_heading=section_heading if position else "",
        evidence_words=evidence_label(status),
    )
