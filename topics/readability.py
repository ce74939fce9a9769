"""How hard a text is to read: sentences, words, and two grades of US schools as ages in years.

SMOG is McLaughlin's (1969), Flesch-Kincaid that of Kincaid and others (1975). A grade and five is the age.
"""

import html
import re
from math import sqrt

from topics.citations import without_marks
from topics.cleaning import TAG

_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|td|th|caption|blockquote)>|<br>")
_SENTENCE_END = re.compile(r"(?<=[.?!:])[”’)]*\s+")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*|\d[\d.,%]*")
_VOWELS = re.compile(r"[aeiouy]+")
# Vowels that stand beside each other and are spoken one by one.
_TWO = re.compile(r"i[ao](?!us|n\b|ns\b|l\b)|eo|ua[lt]|iu|ying\b")
_SILENT = re.compile(r"(?:(?<=[^aeiouyl])e|(?<=[^aeiouytd])ed|(?<=[^aeioucsxz])es)\b")


def paragraphs(body):
    """Return the paragraphs, items and cells of HTML or plain text as plain words, without citation marks."""
    blocks = _BLOCK_END.split(without_marks(body))
    texts = (" ".join(html.unescape(TAG.sub("", block)).split()) for block in blocks)
    return [text for text in texts if words(text)]


def sentences(body):
    """Return the sentences of HTML or plain text, without citation marks; a list's item counts as one."""
    return [sentence for text in paragraphs(body) for sentence in _SENTENCE_END.split(text) if words(sentence)]


def words(text):
    """Return the words and numbers of plain text."""
    return _WORD.findall(text)


def syllables(word):
    """Return about how many syllables an English word has."""
    word = _SILENT.sub("", word.lower().strip("’'-"))
    return max(1, len(_VOWELS.findall(word)) + len(_TWO.findall(word)))


def reading_age(body, masked=frozenset()):
    """Return the age in years at which a text is read with ease: the SMOG grade and five.

    `masked` holds words in lower case that do not count as long ones: a topic's own terms, which it explains.
    """
    found = sentences(body)
    long = [word for sentence in found for word in words(sentence) if _is_long(word, masked)]
    return 1.0430 * sqrt(len(long) * 30 / len(found)) + 3.1291 + 5


def flesch_kincaid_age(body, masked=frozenset()):
    """Return the same by the Flesch-Kincaid grade, which counts all syllables; a masked word counts as one of two."""
    found = sentences(body)
    spoken = [
        2 if word.lower() in masked else sum(map(syllables, word.split("-")))
        for sentence in found
        for word in words(sentence)
    ]
    return 0.39 * len(spoken) / len(found) + 11.8 * sum(spoken) / len(spoken) - 15.59 + 5


def _is_long(word, masked):
    return word.lower() not in masked and any(syllables(part) >= 3 for part in word.split("-"))
