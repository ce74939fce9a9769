"""The little markup that CSL-JSON allows in titles: <i>, <b>, <sub>, <sup> and two kinds of <span>.

It counts as markup only when every tag is written exactly so and all are balanced; anything else is text.
Source: citeproc-js manual, "HTML-like formatting tags".
"""

import re
from html import escape

_TAG = re.compile(r'(</?(?:i|b|sub|sup)>|<span class="nocase">|<span style="font-variant: ?small-caps;">|</span>)')
_SHOWN = frozenset({"<i>", "</i>", "<sub>", "</sub>", "<sup>", "</sup>"})


def to_html(text):
    """Text as HTML: <i>, <sub> and <sup> stay, other markup goes, all else is escaped."""
    if "<" not in text:
        return escape(text)
    pieces = _pieces(text)
    pieces[::2] = map(escape, pieces[::2])
    pieces[1::2] = (tag if tag in _SHOWN else "" for tag in pieces[1::2])
    return "".join(pieces)


def to_text(text):
    """Text without its markup, for names, sorting and search. Plain text, not HTML: it is not escaped."""
    return "".join(_pieces(text)[::2]) if "<" in text else text


def _pieces(text):
    """Text, tag, text, tag … text; the whole as one text when the tags are not balanced."""
    pieces = _TAG.split(text)
    opened = []
    for tag in pieces[1::2]:
        name = re.search(r"[a-z]+", tag)[0]
        if not tag.startswith("</"):
            opened.append(name)
        elif not opened or opened.pop() != name:
            return [text]
    return [text] if opened else pieces
