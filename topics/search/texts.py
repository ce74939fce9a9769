"""What the texts of live topics answer: Postgres's full text search over the words of each topic, and of its sections.

Queries are put together from pieces that each hold their own parameters, so that whatever was typed stays data.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from topics.live import LIVE
from topics.search.words import unify

# Names, headings, summary, text: weights of A, B, C and D as `ts_rank` wants them, and divided by 1 + the logarithm of
# the length, so that a long page is not first because it is long.
_RANK = "ts_rank('{{0.1, 0.6, 0.4, 1.0}}', {}.{}, {}.query, 1)"

# Where so many topics are about what is asked, those that only mention it are in no order: nobody reads as far, and to
# rank them all of their long texts would have to be read.
_ABOUT_ENOUGH = 200

# The words that an unfinished one may become.
_COMPLETIONS = 8


@dataclass(frozen=True)
class Piece:
    """A tsquery in SQL, and its parameters."""

    sql: str
    parameters: tuple

    def __and__(self, other):
        return Piece(f"({self.sql} && {other.sql})", self.parameters + other.parameters)

    def __or__(self, other):
        return Piece(f"({self.sql} || {other.sql})", self.parameters + other.parameters)

    def __invert__(self):
        return Piece(f"(!!{self.sql})", self.parameters)


def all_of(words):
    """Return the `Piece` that asks for every one of the words."""
    return Piece("plainto_tsquery('english', %s)", (unify(" ".join(words)),))


def phrase(words):
    """Return the `Piece` that asks for the words one after the other."""
    return Piece("phraseto_tsquery('english', %s)", (unify(" ".join(words)),))


def any_of(pieces):
    """Return the `Piece` that asks for one of the pieces."""
    first, *rest = pieces
    for piece in rest:
        first |= piece
    return first


def all_of_unfinished(lexicon, words, is_open):
    """Return the `Piece` that asks for every one of the words, of which the last may be unfinished when `is_open`."""
    if not is_open:
        return all_of(words)
    *whole, last = words
    last = unfinished(lexicon, last)
    return all_of(whole) & last if whole else last


def unfinished(lexicon, word):
    """Return the `Piece` for an unfinished word: the word as it is, or what it may become."""
    return any_of([all_of([one]) for one in (word, *endings(lexicon, word))])


def endings(lexicon, word):
    """Return what an unfinished word may become: nothing else where the site has the word itself."""
    return [] if lexicon.knows(word) else lexicon.completions(unify(word), _COMPLETIONS)


class TextMatch(NamedTuple):
    """How well a topic's texts answer.

    `rank` is that of what it is about, or where that has not all words, of all its text; `share` how much of what is
    asked it is about, from 0 to 1, and `is_together` whether with the words side by side; `is_as_typed` is whether it
    has the words as they were typed.
    """

    rank: float
    share: float
    is_together: bool = False
    is_as_typed: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A section that has some of the words: `has` says which, in their order."""

    key: str
    heading: str
    text: str
    has: list[bool]
    rank: float


def matching(query, together, typed, now):
    """Return a `TextMatch` by edition for each live topic that the piece `query` finds. One query.

    The pieces `together` and `typed` are only looked up; the latter is None where all is as typed.
    """
    # Each look at a long text costs as much as finding it did.
    as_typed = f"vector @@ {typed.sql}" if typed else "true"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT found.edition_id, CASE WHEN has_all THEN {_RANK.format("found", "brief", "found")}
                                          WHEN about_count > {_ABOUT_ENOUGH} THEN 0
                                          ELSE {_RANK.format("found", "vector", "found")} END,
                   has_all::int, has_all AND brief @@ together, {as_typed}
              FROM (SELECT entry.edition_id, entry.brief, entry.vector, asked.*, has_all,
                           count(*) FILTER (WHERE has_all) OVER () AS about_count
                      FROM (SELECT {query.sql} AS query, {together.sql} AS together) AS asked
                      JOIN topics_searchentry AS entry ON entry.position = 0 AND entry.vector @@ asked.query
                      JOIN topics_edition AS edition ON edition.id = entry.edition_id
                     CROSS JOIN LATERAL (SELECT entry.brief @@ asked.query AS has_all) AS about
                     WHERE {LIVE.format("edition", "%s")}) AS found
            """,
            (*(typed.parameters if typed else ()), *query.parameters, *together.parameters, now, now),
        )
        return {row[0]: TextMatch._make(row[1:]) for row in cursor.fetchall()}


def matching_some(pieces, now):
    """Return (rank, which of the `pieces` it has) by edition for each live topic that is about any. One query."""
    query = any_of(pieces)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT entry.edition_id, {_RANK.format("entry", "brief", "asked")}, {_flags("brief", pieces)}
              FROM (SELECT {query.sql} AS query) AS asked
              JOIN topics_searchentry AS entry ON entry.position = 0 AND entry.brief @@ asked.query
              JOIN topics_edition AS edition ON edition.id = entry.edition_id
             WHERE {LIVE.format("edition", "%s")}
            """,
            (*_parameters(pieces), *query.parameters, now, now),
        )
        return {edition: (rank, has) for edition, rank, has in cursor.fetchall()}


def citing(query, now):
    """Return by edition the title of the first reference that `query` finds, for each live topic that cites one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT DISTINCT ON (link.edition_id) link.edition_id, reference.title
              FROM (SELECT {query.sql} AS query) AS asked
              JOIN references_reference AS reference
                ON to_tsvector('english', reference.title || ' ' || reference.first_author || ' '
                                          || coalesce(reference.year::text, '')) @@ asked.query
              JOIN topics_link AS link ON link.kind = 'cites' AND link.target = reference.key
              JOIN topics_edition AS edition ON edition.id = link.edition_id
             WHERE {LIVE.format("edition", "%s")}
             ORDER BY link.edition_id, link.position
            """,
            (*query.parameters, now, now),
        )
        return dict(cursor.fetchall())


def shown(editions, pieces):
    """Return by edition its summary and the `Section`s that have any of the `pieces`; and which pieces are words.

    A piece of stop words alone is none. One query.
    """
    query = any_of(pieces)
    summaries, sections, are_words = {}, {edition: [] for edition in editions}, []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT entry.edition_id, entry.position, entry.section_key, entry.section_heading, entry.text,
                   {_flags("vector", pieces)}, {_RANK.format("entry", "vector", "asked")}, {_are_words(pieces)}
              FROM (SELECT {query.sql} AS query) AS asked
              JOIN topics_searchentry AS entry ON entry.position = 0 OR entry.vector @@ asked.query
             WHERE entry.edition_id = ANY(%s)
             ORDER BY entry.position
            """,
            (*_parameters(pieces), *_parameters(pieces), *query.parameters, list(editions)),
        )
        for edition, position, key, heading, text, has, rank, are_words in cursor:  # noqa: B007 - alike in all rows
            if position:
                sections[edition].append(Section(key, heading, text, has, rank))
            else:
                summaries[edition] = text
    return summaries, sections, are_words


def _flags(column, pieces):
    return f"ARRAY[{', '.join(f'entry.{column} @@ {piece.sql}' for piece in pieces)}]"


def _are_words(pieces):
    return f"ARRAY[{', '.join(f'numnode({piece.sql}) > 0' for piece in pieces)}]"


def _parameters(pieces):
    return [parameter for piece in pieces for parameter in piece.parameters]
