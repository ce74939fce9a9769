"""Texts, wherever they come from: what none may hold, and how two are compared."""

import re
import unicodedata

# What no page, feed or database can carry: control characters but tab and line ends (U+0085 is one), lone surrogates,
# and the two that XML refuses.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
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
