"""Keys for new references, made from author and year: zamboni2009, then zamboni2009b."""

import re
from itertools import count
from string import ascii_lowercase

from references import csl
from references.text import fold_name

LONGEST_BASE = 40


def new_key(item, is_taken):
    """
    A key for a CSL item, made of its first author's name and its year, that `is_taken(key)` does not know.

    Without an author the first words of the title stand in; the second of the same name and year gets a “b”.
    """
    year = csl.year(item)
    words = _letters(csl.first_author(item)) or [word for word in _letters(csl.title(item)) if len(word) > 3][:3]
    base = "".join(words)[:LONGEST_BASE] or "source"
    base = f"{base}{year}" if year else base
    return next(key for key in _following(base, bool(year)) if not is_taken(key))


def _following(base, has_year):
    yield base
    if has_year:
        yield from (f"{base}{letter}" for letter in ascii_lowercase[1:])
    yield from (f"{base}-{number}" for number in count(27 if has_year else 2))


def _letters(text):
    """The words of a text in the letters a to z and digits."""
    return re.findall("[a-z0-9]+", fold_name(text))
