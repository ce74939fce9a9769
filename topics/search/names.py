"""How well the names of topics answer a query."""

from collections import defaultdict
from typing import NamedTuple

from topics.models.projection import NameKind
from topics.search.lexicon import Name
from topics.search.words import content, stem, unify

# The name itself; its beginning; all words of the one in the other; some words.
EXACT, BEGINS, WORDS, PARTLY = 4, 3, 2, 1

# What decides between names that answer alike: the very letters typed, then a title.
_VERY_LETTERS = 0.002
_TITLE = 0.001


# Behind a name that has the word itself, before one that has a word which begins so.
_INITIALS = 0.9


class NameMatch(NamedTuple):
    """The name of a topic that answers best: how (`tier`), how well within that (`score`), and whether wholly.

    `has_all` is whether it has every word asked for that is no question word.
    """

    name: Name
    tier: int
    score: float
    has_all: bool


def match(lexicon, words, is_open, typed=""):
    """Return the best `NameMatch` of each edition that has any, by its id.

    `words` are folded; the last may be unfinished when `is_open`. `typed` is the query in its own letters.
    """
    best = {}

    def keep(number, tier, score, has_all=True):
        name = lexicon.names[number]
        score += _VERY_LETTERS * (name.name == typed) + _TITLE * (name.kind == NameKind.TITLE)
        known = best.get(name.edition_id)
        if known is None or (known.tier, known.score) < (tier, score):
            best[name.edition_id] = NameMatch(name, tier, score, has_all)

    plain = unify(" ".join(words))
    if plain:
        for number in lexicon.by_plain.get(plain, ()):
            keep(number, EXACT, 2)
        for number in lexicon.by_joined.get(plain.replace(" ", ""), ()):
            keep(number, EXACT, 1.9)
        for number in lexicon.beginning_with(plain) if is_open else ():
            keep(number, BEGINS, len(plain) / len(lexicon.names[number].plain))
        _match_words(lexicon, words, is_open, keep)
        for number in lexicon.by_initials.get(plain, ()) if len(plain) > 1 else ():
            keep(number, WORDS, _INITIALS)
    return best


def _match_words(lexicon, words, is_open, keep):
    """Keep the names that share words with those asked for, weighed by how rare each is among names.

    The score is the harmonic mean of two shares: how much of what is asked the name has, and how much of the name is
    asked for. So a question finds the name within it, and a word the shortest name that has it.
    """
    about = content(words)
    asked = [stem(word) for word in about]
    plain = f" {unify(' '.join(words))} "
    last, unfinished = asked[-1], {}
    if is_open and words[-1] == about[-1]:
        unfinished = _unfinished(lexicon, unify(about[-1]))
    # For each name the weight of the words asked for that it has, and of those among them that say what it is about.
    asked_weights, name_weights = defaultdict(float), defaultdict(float)
    for one in dict.fromkeys(asked):
        rarity = lexicon.rarity(one)
        for number in lexicon.by_stem.get(one, ()):
            asked_weights[number] += rarity
            if one in lexicon.names[number].content:
                name_weights[number] += rarity
    for number, (part, whole) in unfinished.items():
        if last not in lexicon.names[number].stems:
            asked_weights[number] += lexicon.rarity(last)
            name_weights[number] += part * lexicon.rarity(whole)
    asked_weight = sum(map(lexicon.rarity, set(asked)))
    for number, weight in asked_weights.items():
        name = lexicon.names[number]
        asked_share = weight / asked_weight
        name_share = min(1, name_weights[number] / lexicon.weights[number])
        score = 2 * asked_share * name_share / ((asked_share + name_share) or 1)
        # Of names that are alike but for endings and little words, the one that was typed.
        literal = 0.1 * len(name.plain) / len(plain) if f" {name.plain} " in plain else 0
        if not _is_less(asked_share, 1):
            is_same = list(name.content) == asked
            # Little words may be the start of a longer name, “Asthma in”: then they are no reason to be first.
            keep(number, EXACT if is_same and len(about) == len(words) else WORDS, 0.5 + is_same / 4 + score + literal)
        elif not _is_less(name_share, 1):
            keep(number, WORDS, score + literal, has_all=False)
        else:
            keep(number, PARTLY, score, has_all=False)


def _unfinished(lexicon, start):
    """Return for each name with a word that begins so what part of the word that is, and the word's stem."""
    found = {}
    for word in content(lexicon.completions_in_names(start)):
        part = len(start) / len(word)
        for number in lexicon.by_stem[stem(word)]:
            found[number] = max(found.get(number, (0, "")), (part, stem(word)))
    return found


def _is_less(share, whole):
    return share < whole - 1e-9
