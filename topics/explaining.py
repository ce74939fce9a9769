"""Words explained: where a page first names another topic, that topic's summary can be opened in place.

What counts as naming: a link that an editor made, or a name that the A to Z lists, as it stands in running text. A name
of one word that is only “also called” does not count, as such words (“Falls”) mean other things as well.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from topics.cleaning import TAG
from topics.folding import fold_name
from topics.models.projection import NameKind

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WORD_OR_ENTITY = re.compile(rf"&\w+;|({_WORD.pattern})")
_BETWEEN_WORDS = re.compile(r"(?:[\s‐‑–-]|&nbsp;)+")
_LINK = re.compile(r'<a href="([^"#]+)">')
# Text in these is no running text, or is a link or explained already; but links in table headings count.
_SKIPPED = frozenset(("a", "abbr", "h3", "h4", "caption", "th"))
_LINKS_COUNT_IN = frozenset(("", "th"))
_TAG_NAME = re.compile(r"<(/?)([a-z0-9]+)")

_OTHER_NAMES = frozenset((NameKind.ALSO_CALLED.value, NameKind.FORMER_NAME.value))


@dataclass(frozen=True)
class Term:
    """A topic that a page names: `id` is that of its entry in the page's list."""

    id: str
    title: str
    full_name: str
    url: str
    paragraphs: list[str]


class Glossary:
    """The names of all live topics, by their words."""

    def __init__(self, rows):
        """`rows` are names of live topics: name, kind, slug, title, full_name and the topic's summary."""
        self._names = {}
        self._longest = {}
        self._topics = {}
        titles = set()
        # A title means its own topic, so titles come first; any other name that two topics have says nothing.
        for row in sorted(rows, key=lambda row: row.kind != NameKind.TITLE):
            self._topics[row.slug] = row
            words = _WORD.findall(row.name)
            if not words or (len(words) == 1 and row.kind in _OTHER_NAMES):
                continue
            key = tuple(map(_folded, words))
            known = self._names.get(key)
            if known is None:
                self._names[key] = (row.slug, words)
            elif known[0] != row.slug and (row.kind == NameKind.TITLE or key not in titles):
                self._names[key] = (None, words)
            if row.kind == NameKind.TITLE:
                titles.add(key)
            self._longest[key[0]] = max(len(words), self._longest.get(key[0], 0))

    def topic(self, slug):
        """Return the row of the live topic under `slug`, or None."""
        return self._topics.get(slug)

    def words_to_read(self, word):
        """Return how many words the longest name has that begins with `word`, as written; 0 where none does."""
        return self._longest.get(_folded(word), 0)

    def longest_at(self, words):
        """Return the slug that the longest name at the start of `words` means, and how many words it has.

        `words` are as written. The slug is None where the words are a name, but of no one topic; (None, 0) where
        they are none.
        """
        key = tuple(map(_folded, words))
        for length in range(len(key), 0, -1):
            if (found := self._names.get(key[:length])) and _are_written_alike(words, found[1]):
                return found[0], length
        return None, 0


# A text has the same words again and again, and so has the next.
_folded = lru_cache(maxsize=2**14)(fold_name)


def _are_written_alike(words, name):
    """Return whether `words` begin as `name` is written: capitals within a word, as in “MRI”, have to agree."""
    return all(word == own or own[1:] == own[1:].lower() for word, own in zip(words, name, strict=False))


def explain(sections, own_slug, glossary):
    """Return the rendered `sections` of a topic with their first names of others as terms, and the `Term`s."""
    explaining = _Explaining(own_slug, glossary)
    sections = [replace(section, html=mark_safe(explaining.html(section))) for section in sections]  # noqa: S308 - made of clean HTML
    return sections, explaining.terms


class _Explaining:
    def __init__(self, own_slug, glossary):
        self._glossary = glossary
        self._done = {own_slug, None}
        self.terms = []

    def html(self, section):
        """Return the section's HTML with its terms marked. In boxes, which say what to do, only links count."""
        names_count = not section.style
        parts, within, end = [], [""], 0
        for tag in TAG.finditer(section.html):
            text = section.html[end : tag.start()]
            parts.append(self._text(text) if names_count and within == [""] else text)
            parts.append(self._link(tag[0]) if within[-1] in _LINKS_COUNT_IN else tag[0])
            closes, name = _TAG_NAME.match(tag[0]).groups()
            if name in _SKIPPED and not closes:
                within.append(name)
            elif name in _SKIPPED:
                within.pop()
            end = tag.end()
        text = section.html[end:]
        return "".join([*parts, self._text(text) if names_count else text])

    def _link(self, tag):
        """Return `tag`; a link to a topic that was not named before becomes a term."""
        if (link := _LINK.fullmatch(tag)) and (slug := _slug_of(link[1])) and self._glossary.topic(slug):
            return self._opening(slug) or tag
        return tag

    def _text(self, text):
        """Return running `text` with its first names of other topics as terms."""
        words = [word for word in _WORD_OR_ENTITY.finditer(text) if word[1]]
        parts, end, at = [], 0, 0
        while at < len(words):
            slug, length = None, 0
            if most := self._glossary.words_to_read(words[at][1]):
                slug, length = self._glossary.longest_at(_phrase(text, words[at : at + most]))
            if opening := length and self._opening(slug):
                start, stop = words[at].start(), words[at + length - 1].end()
                parts += [text[end:start], opening, text[start:stop], "</a>"]
                end = stop
            at += length or 1
        return "".join([*parts, text[end:]])

    def _opening(self, slug):
        """Return the opening tag of a term; nothing where the topic was named before."""
        if slug in self._done:
            return ""
        self._done.add(slug)
        topic = self._glossary.topic(slug)
        if not topic.summary:
            return ""
        url = reverse("topics:detail", args=[slug])
        term = Term(f"term_{len(self.terms) + 1}", topic.title, topic.full_name, url, topic.summary.splitlines())
        self.terms.append(term)
        return format_html('<a class="term" href="{}" data-term="{}">', url, term.id)


def _phrase(text, words):
    """Return the first of `words`, which are matches in `text`, as written: as many as only spaces or hyphens part."""
    phrase = [words[0][1]]
    for one, two in pairwise(words):
        if not _BETWEEN_WORDS.fullmatch(text, one.end(), two.start()):
            break
        phrase.append(two[1])
    return phrase


def _slug_of(path):
    """Return the slug in the address of a topic's page; none for any other address."""
    before, after = reverse("topics:detail", args=["slug"]).split("slug")
    inner = path.removeprefix(before).removesuffix(after)
    return inner if path == f"{before}{inner}{after}" and "/" not in inner else ""
