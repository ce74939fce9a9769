"""The names and words of all live topics, held in the process.

Names are few (a topic has one to ten) and are asked for in ways that no index of Postgres answers: by their first
letters, by words in any order, by words nearly right. What is held belongs to exactly one moment's live editions and
thesaurus; at the next change only what differs is read again.
"""

import math
import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.backends.signals import connection_created

from topics.asking import row, rows
from topics.folding import fold_name
from topics.live import LIVE
from topics.models.projection import NameKind
from topics.search.words import content, stem, unify

_lock = threading.Lock()
_kept = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a live topic, with what a hit shows of the topic."""

    edition_id: int
    name: str
    kind: str
    title: str
    full_name: str
    evidence_status: str
    slug: str
    sort_key: str
    # How it compares with others; its words without endings; and those of them that say what it is about, in order.
    plain: str
    stems: tuple[str, ...]
    content: tuple[str, ...]


class Lexicon:
    """What live topics are called, with which words they are written, and which words editors hold for the same."""

    def __init__(self, names, words, synonyms=()):
        """Take the `Name`s, a `Counter` of how many topics have each folded word, and (term, other, is_two_way)."""
        self.names = names
        self.words = words
        self.synonyms = synonyms
        self.titles = {name.edition_id: name for name in names if name.kind == NameKind.TITLE}
        self.by_plain = defaultdict(list)
        self.by_joined = defaultdict(list)
        self.by_initials = defaultdict(list)
        self.by_stem = defaultdict(set)
        for number, name in enumerate(names):
            self.by_plain[name.plain].append(number)
            self.by_joined[name.plain.replace(" ", "")].append(number)
            self.by_initials["".join(word[0] for word in content(name.plain.split()))].append(number)
            for one in name.stems:
                self.by_stem[one].add(number)
        # What somebody may have meant is never a misspelling, though it finds its topic.
        right = [name for name in names if name.kind != NameKind.MISSPELLING]
        self.name_words = {word for name in right for word in name.plain.split()}
        self.joined_names = list({name.plain.replace(" ", ""): None for name in right})
        self._starts = sorted((name.plain, number) for number, name in enumerate(names))
        self._sorted_name_words = sorted(self.name_words)
        self._rarity = {one: self._rarity_of(len(numbers)) for one, numbers in self.by_stem.items()}
        self._rarest = self._rarity_of(0.5)
        # How much all words of a name that say what it is about weigh together.
        self.weights = [sum(map(self.rarity, set(name.content))) for name in names]

    def _rarity_of(self, count):
        return math.log(1 + (len(self.titles) or 1) / count)

    def rarity(self, one):
        """Return how much a stem tells a name from others: the logarithm of their number by that of those that have it.

        A stem that no name has counts as the rarest.
        """
        return self._rarity.get(one, self._rarest)

    def beginning_with(self, plain):
        """Return the numbers of the names that begin so."""
        return [number for _start, number in _beginning(self._starts, plain, lambda one: one[0])]

    def completions_in_names(self, start):
        """Return the words of names that begin so."""
        return _beginning(self._sorted_name_words, start)

    def completions(self, start, limit):
        """Return at most `limit` words of names and texts that begin so: those of names, then the most frequent."""
        in_names = self.completions_in_names(start)
        others = {unify(word): -count for word in _beginning(self._sorted_words, start) if (count := self.words[word])}
        return [*in_names, *sorted(others.keys() - self.name_words, key=lambda word: (others[word], word))][:limit]

    def knows(self, word):
        """Return whether a folded word, with whatever ending, stands in any live text or name but a misspelling."""
        return word in self.words or stem(word) in self._stems

    @cached_property
    def _stems(self):
        return {*map(stem, self.name_words), *map(stem, self.words)}

    @cached_property
    def _sorted_words(self):
        return sorted(self.words)

    @cached_property
    def spellings(self):
        """Each word of names and texts as it compares, with how the site writes it most often."""
        by_frequency = sorted(self.words, key=self.words.get)
        return {word: word for word in self.name_words} | {unify(word): word for word in by_frequency}


def at(moment):
    """Return the `Lexicon` of what is live at a `Moment` of a list."""
    global _kept
    with _lock:
        # Another thread's new connection may make `_kept` None at any time.
        kept = _kept
        if kept is None or kept[0] != moment.stamp:
            kept = _kept = (moment.stamp, *_read(moment.now, kept))
        return kept[1]


def _beginning(ordered, start, of=str):
    found = []
    for place in range(bisect_left(ordered, start, key=of), len(ordered)):
        if not of(ordered[place]).startswith(start):
            break
        found.append(ordered[place])
    return found


_NAMES = f"""
    SELECT entry.edition_id, entry.name, entry.kind, entry.title, entry.full_name, entry.evidence_status, edition.slug,
           entry.sort_key
      FROM topics_indexentry AS entry JOIN topics_edition AS edition ON edition.id = entry.edition_id
     WHERE {LIVE.format("edition", "%(now)s")}
     ORDER BY entry.id
"""
_WORDS = "SELECT edition_id, words FROM topics_searchentry WHERE position = 0 AND edition_id = ANY(%(editions)s)"
_SYNONYMS = "SELECT term, other, is_two_way FROM topics_synonym ORDER BY id"


def _read(now, kept):
    """Return the `Lexicon` at a time, and the moment of the projection that it was read from."""
    rebuilt = row("SELECT max(rebuilt_at) AS at FROM topics_projectionstate")["at"]
    names = [_name(one) for one in rows(_NAMES, {"now": now})]
    editions = {name.edition_id for name in names}
    words = _words_since(kept[1], editions) if kept is not None and kept[2] == rebuilt else None
    if words is None:
        words = Counter(word for words_of in _words_of(editions) for word in words_of)
    synonyms = [(one.term, one.other, one.is_two_way) for one in rows(_SYNONYMS)]
    return Lexicon(names, words, synonyms), rebuilt


def _words_since(lexicon, editions):
    """Return the words of `editions`, from those of `lexicon` and what differs; None where that cannot be told."""
    words, gone = lexicon.words.copy(), lexicon.titles.keys() - editions
    taken = _words_of(gone)
    if len(taken) < len(gone):
        return None
    for words_of in taken:
        words.subtract(words_of)
    for words_of in _words_of(editions - lexicon.titles.keys()):
        words.update(words_of)
    return +words


def _words_of(editions):
    return [one.words for one in rows(_WORDS, {"editions": list(editions)})] if editions else []


def _name(one):
    plain = unify(fold_name(one.name))
    words = plain.split()
    stems, about = tuple(map(stem, words)), tuple(map(stem, content(words)))
    return Name(**vars(one), plain=plain, stems=stems, content=about)


def _forget(**_signal):
    """Begin anew with each connection: it may lead to another server, or to one that was restored."""
    global _kept
    _kept = None


connection_created.connect(_forget)
