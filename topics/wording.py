"""Clean HTML as blocks of words, each word with the markup it stands in: what two texts are compared by."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from django.utils.html import escape

from topics.citations import MARK, keys_of

# A citation mark is one word; a number keeps its point, a name its apostrophe.
_WORD = re.compile(r"\[@[^\]]+\]|\w+(?:[.,’'-]\w+)*|[^\w\s]")

_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote", "caption", "tr"})
_LISTS = frozenset({"ul", "ol"})
_CELLS = frozenset({"td", "th"})
_INLINE = frozenset({"strong", "em", "sub", "sup", "a", "abbr"})
# How a block is shown in a comparison, where each stands for itself.
_SHOWN_AS = {"h2": "h4", "h3": "h5", "h4": "h6", "li": "p", "blockquote": "p", "caption": "p", "tr": "p"}
_LED_BY = {"li": "• ", "blockquote": "“ ", "caption": "Table: "}
_BETWEEN_CELLS = "|"


@dataclass(frozen=True)
class Word:
    """A word, the inline tags around it (with what they say), and whether a space stands before it."""

    text: str
    tags: tuple
    is_spaced: bool


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, item or row: its `kind` and `words`; `keys` is what words are compared by.

    `lead` is what is shown before it, and is not compared: one new item changes the numbers of all after it.
    """

    kind: str
    words: tuple
    keys: tuple
    lead: str

    @property
    def key(self):
        """What two blocks are compared by."""
        return self.kind, self.keys


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self._kind, self._words, self._tags = [], "p", [], []
        self._is_spaced = self._is_within_row = False
        # What is shown before the block that has begun; of each list that is open, the number of its next item, if any.
        self._lead, self._lists = "", []

    def handle_starttag(self, tag, attrs):
        if tag in _LISTS:
            self._end("p")
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "p" and self._kind == "li" and not self._words:
            return
        elif tag in _BLOCKS:
            self._end(tag, self._lead_of(tag))
        elif tag in _CELLS:
            if self._is_within_row:
                self._words.append(Word(_BETWEEN_CELLS, (), True))
                self._is_spaced = True
            self._is_within_row = True
            if tag == "th":
                self._tags.append(("th", ""))
        elif tag == "br":
            self._end(self._kind)
        elif tag in _INLINE:
            said = dict(attrs)
            self._tags.append((tag, said.get("href") or said.get("title") or ""))

    def _lead_of(self, kind):
        """Return what is shown before a block that begins: an item's number, or a sign."""
        if kind != "li" or not self._lists or self._lists[-1] is None:
            return _LED_BY.get(kind, "")
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}. "

    def handle_endtag(self, tag):
        if tag in _LISTS:
            self._end("p")
            del self._lists[-1:]
        elif tag in _BLOCKS:
            self._end("p")
        elif tag in _INLINE or tag == "th":
            for place in reversed(range(len(self._tags))):
                if self._tags[place][0] == tag:
                    del self._tags[place]
                    break

    def handle_data(self, text):
        end = 0
        for found in _WORD.finditer(text):
            is_spaced = self._is_spaced if found.start() == 0 else found.start() > end
            self._words.append(Word(found[0], tuple(self._tags), is_spaced))
            end, self._is_spaced = found.end(), False
        if end < len(text):
            self._is_spaced = True

    def _end(self, kind, lead=""):
        if self._words:
            words = tuple(self._words)
            self.blocks.append(Block(self._kind, words, tuple((word.text, word.tags) for word in words), self._lead))
        self._kind, self._lead, self._words = kind, lead, []
        self._is_spaced = self._is_within_row = False

    def close(self):
        super().close()
        self._end("p")


@lru_cache(maxsize=256)
def blocks_of(body):
    """Return the `Block`s of clean HTML `body`, in a tuple."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return tuple(reader.blocks)


_SPOKEN = {"del": ("removed: ", " end of removed"), "ins": ("added: ", " end of added")}


def render_words(block, marked, tag, reference_names):
    """Return a block as HTML, with runs of words that are `marked` (a bool for each) inside `tag`.

    A citation is shown by what `reference_names` calls the reference of a key; a key without a name stays as it is.
    """
    parts, is_open = [], False
    before, after = _SPOKEN[tag]
    following = [*block.words[1:], None]
    for word, next_word, is_marked in zip(block.words, following, marked, strict=True):
        space = " " if word.is_spaced and parts else ""
        if is_marked and not is_open:
            parts.append(f'{space}<{tag}><span class="visually-hidden">{before}</span>')
            space = ""
        elif is_open and not is_marked:
            parts.append(f'<span class="visually-hidden">{after}</span></{tag}>')
        is_open = is_marked
        link = _link(word)
        is_end_of_link = link and (next_word is None or _link(next_word) != link)
        address = f' <span class="address">({escape(link)})</span>' if is_marked and is_end_of_link else ""
        parts.append(space + _in_tags(word, reference_names) + address)
    if is_open:
        parts.append(f'<span class="visually-hidden">{after}</span></{tag}>')
    shown = _SHOWN_AS.get(block.kind, "p")
    return f"<{shown}>{block.lead}{''.join(parts)}</{shown}>"


def _link(word):
    """Return the address that a word links to, if it does."""
    return next((said for tag, said in word.tags if tag == "a"), None)


def _shown(text, reference_names):
    """Return a word as HTML; a citation as the text editor shows it, with its mark as the title."""
    if not MARK.fullmatch(text):
        return escape(text)
    keys = keys_of(text)
    if not any(key in reference_names for key in keys):
        return escape(text)
    names = "; ".join(reference_names.get(key, f"@{key}") for key in keys)
    return f'<span class="cited" title="{escape(text)}">[{escape(names)}]</span>'


def _in_tags(word, reference_names):
    """Return a word within its tags. A link leads nowhere here; where it changed, its address is said."""
    html = _shown(word.text, reference_names)
    for tag, said in reversed(word.tags):
        if tag == "a":
            html = f'<span class="link">{html}</span>'
        elif tag == "abbr":
            html = f'<abbr title="{escape(said)}">{html}</abbr>'
        else:
            shown = "strong" if tag == "th" else tag
            html = f"<{shown}>{html}</{shown}>"
    return html
