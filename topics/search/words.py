"""Words as search compares them: folded, in one spelling of two, and without their endings."""

import re
from functools import lru_cache
from pathlib import Path

import Stemmer

from topics.folding import fold, fold_name

_WORD = re.compile(r"[^\W_]+")
_stemmer = Stemmer.Stemmer("english")


def _lines(name):
    """Return the lines of a file beside this one that are no comments."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


QUESTION_WORDS = frozenset(word for line in _lines("question_words.txt") for word in line.split())


def _same_words():
    """Return what `same_words.txt` says as (part, is it the start of the word, is it the end, what it becomes)."""
    pairs = [line.split() for line in _lines("same_words.txt")]
    rules = [(one.strip("*"), not one.startswith("*"), not one.endswith("*"), other.strip("*")) for one, other in pairs]
    # Of parts within each other the longest must come first.
    return sorted(rules, key=lambda rule: -len(rule[0]))


_SAME_WORDS = _same_words()


@lru_cache(maxsize=200_000)
def _one_form(word):
    for part, is_start, is_end, other in _SAME_WORDS:
        if part not in word:
            continue
        if is_start and is_end:
            word = other if word == part else word
        elif is_start:
            word = other + word[len(part) :] if word.startswith(part) else word
        elif is_end:
            word = word[: -len(part)] + other if word.endswith(part) else word
        else:
            word = word.replace(part, other)
    return word


def unify(folded):
    """Return a folded text with every word that `same_words.txt` takes for another as that other."""
    return _WORD.sub(lambda found: _one_form(found[0]), folded)


@lru_cache(maxsize=200_000)
def stem(word):
    """Return a folded word in one spelling and without its ending, as Postgres's English dictionary has it."""
    return _stemmer.stemWord(_one_form(word))


def name_words(name):
    """Return the folded words of a name, apostrophes dropped."""
    return fold_name(name).split()


def text_words(text):
    """Return the folded words of any text."""
    return _WORD.findall(fold(text))


def content(words):
    """Return those of folded `words` that say what is asked for; all of them when none does."""
    return [word for word in words if word not in QUESTION_WORDS] or list(words)
