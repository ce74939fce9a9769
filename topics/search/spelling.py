"""Words nearly right: which words or name of the site somebody may have meant."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from topics.models.projection import NameKind
from topics.search.words import content, name_words, unify

# Candidates looked at for one word; more than that are equally far and say nothing.
_MOST = 20

_HINTS = 5
_ALIKE = 0.6

# Letters of a word from which on it may be one of texts that is meant: “diet” is never “died”.
_LONG_ENOUGH_FOR_TEXTS = 5


def correct(lexicon, words):
    """Return the folded `words` as they were probably meant, or None where nothing near is known.

    First the title of the topic whose known misspelling they are. Then a name that differs as a whole by few letters,
    spaces not counted, though never in place of one word that the site uses; else each word that it does not use
    becomes the nearest that it does, question words apart. Two letters swapped count as one (optimal string alignment).
    Of words equally near one of a name comes first, then one with the same first letter, then the most frequent; four
    letters become none but a word of a name, as texts have some word like any.
    """
    title = _title_misspelled(lexicon, words)
    if title is not None:
        return name_words(title.name)
    if len(words) == 1 and lexicon.knows(words[0]):
        return None
    name = near_name(lexicon, words)
    if name is not None:
        return name_words(name.name)
    wrong = {word for word in content(words) if not lexicon.knows(word)}
    corrected = [_near_word(lexicon, unify(word)) or word if word in wrong else word for word in words]
    return None if corrected == list(words) else corrected


def _title_misspelled(lexicon, words):
    """Return the title, a `Name`, of the topic that has the words as a misspelling; None where they are a name too."""
    named = [lexicon.names[number] for number in lexicon.by_plain.get(unify(" ".join(words)), ())]
    if named and all(name.kind == NameKind.MISSPELLING for name in named):
        return lexicon.titles[named[0].edition_id]
    return None


def near_name(lexicon, words):
    """Return the `Name` that differs from all `words` together by the fewest letters, or None."""
    joined = unify("".join(words))
    if not _allowed(joined):
        return None
    found = process.extractOne(joined, lexicon.joined_names, scorer=OSA.distance, score_cutoff=_allowed(joined))
    return lexicon.names[lexicon.by_joined[found[0]][0]] if found else None


def near_names(lexicon, words):
    """Return at most five `Name`s, each of another topic, that are somewhat like the words: no correction, a hint."""
    joined = unify("".join(words))
    near = process.extract(
        joined, lexicon.joined_names, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=_MOST
    )
    names = [lexicon.names[lexicon.by_joined[one][0]] for one, _likeness, _place in near]
    return tuple({name.edition_id: name for name in reversed(names[:_HINTS])}.values())[::-1]


def _near_word(lexicon, word):
    """Return the likeliest word that the site knows and that differs by few letters, as the site writes it, or None."""
    if not _allowed(word):
        return None
    known = lexicon.name_words if len(word) < _LONG_ENOUGH_FOR_TEXTS else lexicon.spellings.keys()
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=_allowed(word), limit=_MOST)

    def unlikeliness(found):
        other, distance, _place = found
        frequency = lexicon.words[lexicon.spellings[other]]
        return (distance, other not in lexicon.name_words, other[0] != word[0], -frequency, other)

    return lexicon.spellings[min(near, key=unlikeliness)[0]] if near else None


def _allowed(word):
    """Return how many letters may be wrong: none of three, one of four to seven, two of more."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
