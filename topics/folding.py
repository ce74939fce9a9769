"""Text made comparable: without accents, case and punctuation. Done here because no server extension may be needed."""

import re

from references.text import fold, fold_name

_ARTICLE = re.compile(r"^(?:the|an?) (?=\S)")


def sort_key(name):
    """Return what the A to Z sorts `name` by: the folded name, a leading “the”, “a” or “an” left out."""
    # An article is a word of its own: “A-delta fibres” and “A. N. Other” keep their letter.
    return fold_name(_ARTICLE.sub("", fold(name))) or fold_name(name) or fold(name) or name


def initial(key):
    """Return the letter, `A` to `Z`, under which a sort key stands, or `#` for digits and anything else."""
    first = key[:1].upper()
    return first if "A" <= first <= "Z" and first.isascii() else "#"
