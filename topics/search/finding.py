"""Search over what is live: names and texts brought into one order, and what was done with the words on the way."""

import math
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from topics.asking import no_longer_than
from topics.models.projection import NameKind
from topics.search import lexicon as lexicons
from topics.search import names, spelling, texts
from topics.search.hits import Hit, hits_of
from topics.search.lexicon import Name
from topics.search.names import PARTLY, WORDS
from topics.search.query import parse
from topics.search.synonyms import expansions
from topics.search.words import content

PAGE_LENGTH = 10
# For each query to the database.
LONGEST_SECONDS = 2

# What a synonym finds comes right behind what the words themselves do.
_SYNONYM = 0.05
# How much the rank of a text counts beside the words of a name.
_TEXT = 0.0001
# Of what has only some of the words, it must have this part of them, by their rarity.
_ENOUGH = 0.5

# Behind all that answers: topics whose references do, and what the words as typed find where others are shown.
_CITES, _AS_TYPED = 0.5, 0


@dataclass(frozen=True)
class Results:
    """One page of hits; `number` is the page that exists nearest to the one that was asked for.

    `corrected` are the words that were searched for when those typed found nothing good; `included` what synonyms
    were searched for too; `has_all` whether some topic has all the words. Where nothing
    was found, `near` are `Name`s somewhat like the query.
    """

    count: int
    number: int
    page_count: int
    hits: list[Hit]
    corrected: str = ""
    included: tuple[str, ...] = ()
    has_all: bool = True
    near: tuple[Name, ...] = ()


class _Match(NamedTuple):
    """Why and how well a topic matches; `order` sorts them."""

    tier: float
    score: float
    name: names.NameMatch | None
    # The title of a reference, where only that answers.
    cites: str = ""


def search(text, moment, page=1, as_typed=False, synonyms=None):
    """Return the `Results` for what a reader typed: words, "a phrase", -without, this OR that.

    `moment` is that of a list (`live.moment_of_list`); `page` counts from 1, and one past the last gives the last;
    `as_typed` corrects nothing; `synonyms`, as (term, other, is_two_way), stand in for those of the thesaurus.
    Two to five queries, however much there is. Raises `TookTooLong` after two seconds.
    """
    lexicon = lexicons.at(moment)
    asked = _Asked(lexicon, moment.now, lexicon.synonyms if synonyms is None else synonyms)
    query = parse(text)
    if not query.words:
        return Results(0, 1, 1, [])
    with no_longer_than(LONGEST_SECONDS):
        return _search(asked, query, page, as_typed)


def _search(asked, query, page, as_typed):
    lexicon = asked.lexicon
    found, behind, is_corrected = asked.find(query), {}, False
    if query.is_plain and not found.is_good:
        corrected = None if as_typed else spelling.correct(lexicon, query.words)
        meant = corrected and asked.find(replace(parse(" ".join(corrected)), is_open=False))
        if meant and meant.matches():
            behind = {edition: match._replace(tier=_AS_TYPED) for edition, match in found.matches().items()}
            found, is_corrected = meant, True
        if not found.is_good and len(set(content(found.words))) > 1:
            found = asked.with_some(found)
        if not found.has_all:
            behind |= asked.citing(query.words)
    matches = behind | found.matches()
    order = sorted(matches, key=lambda edition: _order(matches[edition], lexicon.titles[edition]))
    page_count = max(1, -(-len(order) // PAGE_LENGTH))
    number = max(1, min(page, page_count))
    editions = order[(number - 1) * PAGE_LENGTH : number * PAGE_LENGTH]
    return Results(
        count=len(order),
        number=number,
        page_count=page_count,
        hits=hits_of(lexicon, {edition: matches[edition] for edition in editions}, found, asked.now),
        corrected=" ".join(found.words) if is_corrected else "",
        included=found.included,
        has_all=found.has_all,
        near=() if order else spelling.near_names(lexicon, query.words),
    )


def _order(match, title):
    return (-match.tier, -match.score, title.sort_key, title.edition_id)


@dataclass(frozen=True)
class _Found:
    """What a query found: names and texts by edition, and with which words."""

    words: list[str]
    is_open: bool
    names: dict[int, names.NameMatch]
    texts: dict[int, texts.TextMatch]
    others: list[str]
    is_good: bool
    has_all: bool
    # Of those that have some of the words only, also in no more than a name.
    has_some: bool = False

    @property
    def included(self):
        """The words that were searched for too, where that found a topic more."""
        return tuple(self.others) if any(not text.is_as_typed for text in self.texts.values()) else ()

    def matches(self):
        """Return a `_Match` for each edition whose texts answer, or whose name does more than partly."""
        matches = {}
        for edition in self.names.keys() | self.texts.keys():
            name, text = self.names.get(edition), self.texts.get(edition)
            rank, share = (text.rank, text.share) if text else (0, 0)
            if name is not None and name.tier >= WORDS:
                # Among names that are equally good the text decides, and only then.
                matches[edition] = _Match(name.tier, name.score + rank * _TEXT, name)
            elif text or (self.has_some and name.score >= _ENOUGH):
                matches[edition] = _Match(PARTLY, (name.score if name else 0) + share + rank, name)
        return matches


@dataclass(frozen=True)
class _Asked:
    """What one search is asked of: the lexicon, the moment's time, and the synonyms."""

    lexicon: lexicons.Lexicon
    now: datetime
    synonyms: list

    def find(self, query):
        """Return what is `_Found` for a query.

        That is good when a name, no misspelling, has all the words; or when every word is one that the site uses and a
        name stands among them, or a summary or heading has them side by side.
        """
        words = query.words
        if query.is_plain:
            named, piece, typed, others = self._plain(words, query.is_open, " ".join(query.text.split()))
            found = texts.matching(piece, texts.phrase(content(words)), typed, self.now)
        else:
            piece, others = self._piece(query), []
            found = texts.matching(piece, piece, None, self.now)
            named = names.match(self.lexicon, words, query.is_open, query.text)
            named = {edition: match for edition, match in named.items() if edition in found}
        is_known = all(map(self.lexicon.knows, content(words)))
        kinds = {match.name.kind for match in named.values() if match.tier >= WORDS and (match.has_all or is_known)}
        is_good = bool(kinds - {NameKind.MISSPELLING}) or (
            is_known and any(text.is_together for text in found.values())
        )
        return _Found(words, query.is_open, named, found, others, is_good, has_all=bool(kinds or found))

    def _plain(self, words, is_open, typed_text):
        """Return for words without operators: names by edition, the piece, that of the words as typed, the others."""
        named = names.match(self.lexicon, words, is_open, typed_text)
        piece = typed = texts.all_of_unfinished(
            self.lexicon, content(words), is_open and words[-1] == content(words)[-1]
        )
        others = []
        for expanded, other in expansions(words, self.synonyms):
            others.append(" ".join(other))
            piece |= texts.all_of(content(expanded))
            for edition, match in names.match(self.lexicon, expanded, False).items():
                match = match._replace(score=match.score - _SYNONYM)
                known = named.get(edition)
                if known is None or (known.tier, known.score) < (match.tier, match.score):
                    named[edition] = match
        return named, piece, typed if others else None, others

    def _piece(self, query):
        """Return the piece of a query with operators."""
        pieces = []
        for alternative in query.alternatives:
            parts = [texts.phrase([one]) for one in alternative.phrases]
            if alternative.words:
                parts.append(texts.all_of(alternative.words))
            parts += [~texts.phrase([one]) for one in alternative.without]
            piece = parts[0]
            for part in parts[1:]:
                piece &= part
            pieces.append(piece)
        return texts.any_of(pieces)

    def with_some(self, found):
        """Return what was `_Found`, and besides it what has only some of the words, at least half by rarity."""
        about = list(dict.fromkeys(content(found.words)))
        some = texts.matching_some([texts.all_of([word]) for word in about], self.now)
        counts = [sum(has[place] for _rank, has in some.values()) for place in range(len(about))]
        # A word that no topic has cannot be asked of any.
        rarities = [math.log(1 + len(self.lexicon.titles) / count) if count else 0 for count in counts]
        matches = dict(found.texts)
        for edition, (rank, has) in some.items():
            share = sum(rarity * is_there for rarity, is_there in zip(rarities, has, strict=True)) / sum(rarities)
            known = matches.get(edition)
            name = found.names.get(edition)
            if known or share + (name.score if name else 0) >= _ENOUGH:
                rank += known.rank if known else 0
                matches[edition] = texts.TextMatch(rank, share)
        return replace(found, texts=matches, has_some=True)

    def citing(self, words):
        """Return the matches that cite a reference with all the words in its title, first author and year."""
        found = texts.citing(texts.all_of(content(words)), self.now)
        return {edition: _Match(_CITES, 0, None, title) for edition, title in found.items()}
