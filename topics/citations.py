"""Citation marks in bodies: `[@zamboni2009]` or `[@zamboni2009; @nice2012]` (Pandoc's syntax, keys only)."""

import re

from django.core.exceptions import ValidationError

from references.csl import KEY_PATTERN
from topics.cleaning import TAG

_SPACE = r"(?:\s|&nbsp;)*"
_LOOSE_MARK = re.compile(rf"\[{_SPACE}(@{KEY_PATTERN}{_SPACE}(?:;{_SPACE}@{KEY_PATTERN}{_SPACE})*)\]")
MARK = re.compile(rf"\[(@{KEY_PATTERN}(?:; @{KEY_PATTERN})*)\]")
_KEY = re.compile(rf"@({KEY_PATTERN})")
_NOT_A_MARK = re.compile(r"\[(?:\s|&nbsp;)*@[^\]]{0,40}\]?")
# From the first space only: from each of many takes the square of their number.
_SPACED_MARK = re.compile(rf"(?:(?<!\s)(?<!&nbsp;){_SPACE})?{MARK.pattern}")
_TAGS_APART = re.compile(f"({TAG.pattern})")


def keys_of(mark):
    """Return the reference keys that the text of one mark names, in its order."""
    return _KEY.findall(mark)


def cited_keys(body):
    """Return the keys that a canonical `body` cites, in order of first mention."""
    return list(dict.fromkeys(key for mark in MARK.findall(body) for key in keys_of(mark)))


def without_marks(body):
    """Return `body` with its marks, and the space before each, taken out."""
    return _SPACED_MARK.sub("", body)


def replace_keys(body, new_keys):
    """Return `body` with every mark of a key in the dict `new_keys` naming its new one; at once, so two can swap."""

    def renamed(found):
        return f"@{new_keys.get(found[1], found[1])}"

    return _LOOSE_MARK.sub(lambda mark: _KEY.sub(renamed, mark[0]), body)


def normalise_marks(body):
    """Return cleaned HTML `body` with each mark in its one spelling, a key named once in a mark.

    Raises `ValidationError` that quotes whatever else contains `[@`, and a mark inside a link or a tag.
    """
    body = _LOOSE_MARK.sub(lambda found: _spelled(found[1]), body)
    links = 0
    for part in _TAGS_APART.split(body):
        is_tag = part.startswith("<")
        if is_tag and "[@" in part:
            raise ValidationError(f"A citation stands inside a tag: “{part[:60]}”. Put it into the text.")
        if links and "[@" in part:
            raise ValidationError("A citation stands inside a link. Put it behind the link.")
        # A link may hold a table that holds a link.
        links += is_tag and (part.startswith("<a ") - part.startswith("</a>"))
    if found := _NOT_A_MARK.search(MARK.sub("", body)):
        raise ValidationError(
            f"“{found[0]}” is not a citation. Write the reference’s key like this: [@zamboni2009], or "
            "[@zamboni2009; @nice2012] for two."
        )
    return body


def _spelled(keys):
    return "[" + "; ".join(f"@{key}" for key in dict.fromkeys(keys_of(keys))) + "]"
