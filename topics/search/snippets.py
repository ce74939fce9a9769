"""The piece of a text that a hit shows, with the words that were found marked."""

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import mark_safe

from topics.folding import fold
from topics.search.words import name_words, stem

_LENGTH = 220
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def snippet(text, stems):
    """Return about 220 characters of `text` around the first word with one of `stems`, as HTML with those marked."""
    first, after_first = next(_spans(text, stems, 0, len(text)), (0, 0))
    start = 0
    if first > _LENGTH // 2:
        # The beginning of a word, or of the very one that was found when it hangs on to those before.
        start = text.find(" ", first - _LENGTH // 3, first) + 1 or first
    end = start + _LENGTH
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = max(space if space > start else end, after_first)
    parts, place = ["… " if start else ""], start
    for left, right in _spans(text, stems, start, end):
        parts += [escape(text[place:left]), "<mark>", escape(text[left:right]), "</mark>"]
        place = right
    parts += [escape(text[place:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 - every piece of text is escaped above


def _spans(text, stems, start, end):
    """Yield where in that part of `text` words with one of the stems begin and end."""
    if stems:
        for found in _WORD.finditer(text, start, end):
            if not stems.isdisjoint(_stems_of(found[0])):
                yield found.span()


@lru_cache(maxsize=100_000)
def _stems_of(word):
    return frozenset({stem(part) for part in (*name_words(word), fold(word))})
