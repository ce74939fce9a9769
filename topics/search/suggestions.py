"""Names to choose from while somebody types."""

import re
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from topics.models.projection import NameKind
from topics.search import lexicon as lexicons
from topics.search import names
from topics.search.query import parse
from topics.search.words import name_words, stem, unify

FEWEST_LETTERS = 2
MOST_SUGGESTIONS = 8

# From so many letters on, one may be wrong.
_FORGIVEN_FROM = 4
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Suggestion:
    """A topic, the name of it that matched, and which parts of that name to mark, as (start, end)."""

    name: str
    title: str
    full_name: str
    slug: str
    marked: list[tuple[int, int]]


def suggestions(text, moment):
    """Return at most eight `Suggestion`s for the beginning of a query, the best first; a topic once.

    None for fewer than two letters. Where no name has the words, names that begin with one letter wrong. No query,
    but one to three after what is live has changed.
    """
    lexicon = lexicons.at(moment)
    words = parse(text).words
    if len("".join(words)) < FEWEST_LETTERS:
        return []
    matches = [match for match in names.match(lexicon, words, True, text).values() if match.has_all]
    matches.sort(key=lambda match: (-match.tier, -match.score, match.name.sort_key, match.name.edition_id))
    found = [match.name for match in matches[:MOST_SUGGESTIONS]] or _nearly(lexicon, words)
    return [_suggestion(lexicon, name, words) for name in found]


def _nearly(lexicon, words):
    """Return the names that begin as `words` do but for one letter, the shortest first."""
    joined = unify("".join(words))
    if len(joined) < _FORGIVEN_FROM:
        return []
    found = []
    # A letter may be another, missing, or one too many.
    for length in (len(joined), len(joined) + 1, len(joined) - 1):
        beginnings = [name[:length] for name in lexicon.joined_names]
        near = process.extract(joined, beginnings, scorer=OSA.distance, score_cutoff=1, limit=MOST_SUGGESTIONS)
        for _beginning, _distance, place in near:
            found += [lexicon.names[number] for number in lexicon.by_joined[lexicon.joined_names[place]]]
    found.sort(key=lambda name: (len(name.plain), name.sort_key))
    return list({name.edition_id: name for name in reversed(found)}.values())[::-1][:MOST_SUGGESTIONS]


def _suggestion(lexicon, name, words):
    title = lexicon.titles[name.edition_id]
    # A misspelling finds its topic and is shown to nobody.
    shown = title.name if name.kind == NameKind.MISSPELLING else name.name
    return Suggestion(shown, title.title, title.full_name, title.slug, _marked(shown, words))


def _marked(name, words):
    """Return the (start, end) in `name` of each word that is one of `words`, or begins as the last of them."""
    whole, last = {stem(word) for word in words}, words[-1]
    marked = []
    for found in _WORD.finditer(name):
        shown, folded = found[0], "".join(name_words(found[0]))
        if folded.startswith(last):
            # Where folding takes letters away, as the apostrophe, the end cannot be told: then it is the whole word.
            length = len(last) if len(folded) == len(shown) else len(shown)
            marked.append((found.start(), found.start() + length))
        elif stem(folded) in whole:
            marked.append(found.span())
    return marked
