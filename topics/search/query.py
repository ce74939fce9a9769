"""What a reader typed, taken apart: words, "a phrase", -without, this OR that."""

import re
from dataclasses import dataclass

from topics.folding import fold
from topics.search.words import name_words

LONGEST_QUERY = 200
MOST_WORDS = 20

# A dash that leaves out nothing stands for itself.
_PART = re.compile(r'(?P<dash>(?<!\S)-+(?=[^\W_]|"))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Alternative:
    """What must be there together: words, phrases, and what must not. All folded."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def is_empty(self):
        """Whether it asks for nothing to be there."""
        return not (self.words or self.phrases)


@dataclass(frozen=True)
class Query:
    """A query; `is_plain` when it is words alone, `is_open` when its last word may be unfinished."""

    text: str
    alternatives: tuple[Alternative, ...]
    is_open: bool

    @property
    def is_plain(self):
        """Whether there are only words, without operators."""
        return len(self.alternatives) == 1 and not (self.alternatives[0].phrases or self.alternatives[0].without)

    @property
    def only_leaves_out(self):
        """Whether it says what to leave out and nothing to find."""
        return not self.words and any(one.without for one in self.alternatives)

    @property
    def words(self):
        """The folded words that are looked for, in their order, those of phrases among them."""
        return [word for one in self.alternatives for part in (*one.words, *one.phrases) for word in name_words(part)]


def parse(text):
    """Return the `Query` for what a reader typed. Any text is one."""
    folded = fold(text)
    alternatives, words, phrases, without = [], [], [], []
    last = None
    for last in _PART.finditer(folded):
        dash, phrase, word = last["dash"], last["phrase"], last["word"]
        if word == "or" and not dash:
            alternatives.append(Alternative(tuple(words), tuple(phrases), tuple(without)))
            words, phrases, without = [], [], []
        elif not name_words(part := word if phrase is None else phrase):
            continue
        elif dash:
            without.append(part)
        elif phrase is not None:
            phrases.append(part)
        else:
            words.append(part)
    alternatives.append(Alternative(tuple(words), tuple(phrases), tuple(without)))
    filled = tuple(one for one in alternatives if not one.is_empty) or tuple(alternatives[-1:])
    is_open = bool(last and last["word"] and not last["dash"] and last["word"] != "or" and not text[-1:].isspace())
    return Query(text, filled, is_open)
