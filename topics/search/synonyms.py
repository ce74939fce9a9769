"""What else a search looks for, by the thesaurus that editors keep."""

from topics.search.words import name_words, stem

# More would make a query that nobody can follow.
_MOST = 10


def expansions(words, synonyms):
    """Return the folded `words` with a term of `synonyms` replaced, each with the words that took its place.

    `synonyms` are (term, other, is_two_way); a term is found with whatever endings, at most ten are followed.
    """
    stems = [stem(word) for word in words]
    found = []
    for term, other, is_two_way in synonyms:
        for one, instead in ((term, other), (other, term))[: 1 + is_two_way]:
            one, instead = name_words(one), name_words(instead)
            place = _place(stems, [stem(word) for word in one])
            if place is not None:
                found.append(([*words[:place], *instead, *words[place + len(one) :]], instead))
    return found[:_MOST]


def _place(stems, wanted):
    for place in range(len(stems) - len(wanted) + 1):
        if stems[place : place + len(wanted)] == wanted:
            return place
    return None
