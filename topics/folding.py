"""Text made comparable: without accents, case and punctuation. Done here because no server extension may be needed."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_ARTICLE = re.compile(r"^(?:the|an?) (?=\S)")
_NOT_WORD = re.compile(r"[^\w]+|_+")


def fold(text):
    """Return `text` without accents, in lower case, with one space between words; punctuation stays."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    return " ".join("".join(char for char in text if not unicodedata.combining(char)).split())


def fold_name(name):
    """Return the name as compared with another: folded, apostrophes dropped, other punctuation made spaces."""
    return " ".join(_NOT_WORD.sub(" ", _APOSTROPHES.sub("", fold(name))).split())


def sort_key(name):
    """Return what the A to Z sorts `name` by: the folded name, a leading “the”, “a” or “an” left out."""
    # An article is a word of its own: “A-delta fibres” and “A. N. Other” keep their letter.
    return fold_name(_ARTICLE.sub("", fold(name))) or fold_name(name) or fold(name) or name


def initial(key):
    """Return the letter, `A` to `Z`, under which a sort key stands, or `#` for digits and anything else."""
    first = key[:1].upper()
    return first if "A" <= first <= "Z" and first.isascii() else "#"
