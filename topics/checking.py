"""What an editor should look at before a text is published, in words, and what must be mended first.

Functions of the document alone, and of `Facts` about the rest of the site where a check needs them. Targets: the NHS
content guide and the Patient Information Forum ask for a reading age of 9 to 11 years; sentences of at most 25 words
and paragraphs of at most 50 are the house's rules.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from topics import citations
from topics.cleaning import plain_text
from topics.folding import fold_name
from topics.models.choices import Aspect
from topics.readability import flesch_kincaid_age, paragraphs, reading_age, sentences, words

MOST_WORDS_IN_SENTENCE = 25
MOST_WORDS_IN_PARAGRAPH = 50
READING_AGE = 14

# Both grades are averages over sentences: of fewer than these they say nothing.
_FEWEST_SENTENCES = 3

# What states nothing that a source would have to carry.
_WITHOUT_SOURCES = {Aspect.QUESTIONS_TO_ASK}

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)"')
_TOPIC_LINK = re.compile(r"(?:https?://[^/]+)?/a-z/([a-z0-9]+(?:-[a-z0-9]+)*)/?(?:[#?].*)?\Z")
_ALWAYS_MASKED = frozenset({"multiple", "sclerosis"})


class Level(StrEnum):
    MUST = "must"  # publishing is refused until it is mended
    LOOK = "look"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing about a document: `section` is the place among the sections from 0, None for the topic itself."""

    section: int | None
    level: Level
    words: str


@dataclass(frozen=True)
class Facts:
    """What the checks have to know of the rest of the site.

    `live` holds the addresses under which readers have a topic; `names` the title of the other topic for each folded
    name that is one; `library` the keys, of those cited, that the library has; `cautions` what readers are told of
    those that cannot be relied on.
    """

    live: frozenset = frozenset()
    names: dict = field(default_factory=dict)
    library: frozenset = frozenset()
    cautions: dict = field(default_factory=dict)


def names(document):
    """Return all names of a document's topic, the title first."""
    every = [document["title"], document["full_name"], *(alias["name"] for alias in document["aliases"])]
    return [name for name in every if name]


def linked_topics(body):
    """Return the addresses of topics that a body links to, each once, in their order."""
    return list(dict.fromkeys(found[1] for href in _LINK.findall(body) if (found := _TOPIC_LINK.match(href))))


def must_mend(document):
    """Return in words what keeps a document from being published."""
    found = []
    for finding in check(document):
        if finding.level == Level.MUST:
            place = "" if finding.section is None else f"Section {finding.section + 1}: "
            found.append(place + finding.words)
    return found


def check(document, facts=None):
    """Return the `Finding`s about a `document`; those that need `Facts` only where they are given."""
    found = [Finding(None, level, text) for level, text in _topic(document, facts)]
    masked = _masked(document)
    for index, section in enumerate(document["sections"]):
        found += [Finding(index, level, text) for level, text in _section(section, masked, document, facts)]
    return found


def _topic(document, facts):
    if not document["summary"]:
        yield Level.MUST, "“In short” is empty. Readers see it first: answer the question in two to five sentences."
    else:
        yield from _wording(document["summary"], _masked(document))
    for name in dict.fromkeys(names(document)) if facts else ():
        if other := facts.names.get(fold_name(name)):
            yield Level.LOOK, f"“{name}” is also a name of the topic “{other}”. Readers will find both under it."
    for slug in document["related"] if facts else ():
        if slug not in facts.live:
            yield Level.LOOK, f"The related topic “{slug}” is not live, so readers do not see it in the list yet."
    cited = {key for section in document["sections"] for key in citations.cited_keys(section["body"])}
    if unused := [reference["key"] for reference in document["references"] if reference["key"] not in cited]:
        yield Level.INFO, f"Listed but cited by no text: {', '.join(unused)}. They stand at the end of the list."


def _section(section, masked, document, facts):
    body = section["body"]
    if not plain_text(citations.without_marks(body)):
        yield Level.MUST, "There is no text. Write it, or delete the section."
        return
    for table in _TABLE.findall(body):
        if "<th" not in table:
            yield (
                Level.MUST,
                "A table has no headers, so a screen reader cannot say what a cell is about. Put the cursor "
                "in it and press “Header row”.",
            )
    yield from _sources(section, document, facts)
    for slug in linked_topics(body) if facts else ():
        if slug not in facts.live:
            yield Level.LOOK, f"The link to /a-z/{slug}/ leads nowhere yet: readers have no topic there."
    yield from _wording(body, masked)


def _sources(section, document, facts):
    cited = citations.cited_keys(section["body"])
    unknown = [key for key in cited if facts and key not in facts.library]
    if unknown:
        yield Level.MUST, f"The library has no reference {', '.join(f'[@{key}]' for key in unknown)}."
    for key in cited if facts else ():
        if caution := facts.cautions.get(key):
            yield Level.LOOK, f"{key}: {caution.title.lower()}. {caution.words} Readers are told so."
    if cited:
        yield Level.INFO, f"Cites {_count(len(cited), 'source')}: {', '.join(cited)}."
    elif section["aspect"] not in _WITHOUT_SOURCES:
        yield Level.LOOK, "No source is cited. If it states facts, cite what they rest on."


def _wording(body, masked):
    """Say what makes a text hard to read, with the words where it does, and how old a reader must be."""
    found = sentences(body)
    for sentence in found:
        if (count := len(words(sentence))) > MOST_WORDS_IN_SENTENCE:
            yield Level.LOOK, f"A sentence has {count} words (aim for {MOST_WORDS_IN_SENTENCE}): {_quote(sentence)}"
    for paragraph in paragraphs(body):
        if (count := len(words(paragraph))) > MOST_WORDS_IN_PARAGRAPH:
            yield (
                Level.LOOK,
                f"A paragraph has {count} words (aim for {MOST_WORDS_IN_PARAGRAPH}): {_quote(paragraph)}",
            )
    if len(found) >= _FEWEST_SENTENCES:
        smog, flesch_kincaid = reading_age(body, masked), max(5, flesch_kincaid_age(body, masked))
        ages = f"{smog:.0f} years by SMOG, {flesch_kincaid:.0f} by Flesch-Kincaid"
        if smog > READING_AGE:
            yield Level.LOOK, f"Hard to read: reading age {ages}. Aim for 9 to {READING_AGE}; use shorter words."
        else:
            yield Level.INFO, f"Reading age: {ages}."


def _masked(document):
    """Return the words of the topic's own names, in lower case: the page explains them."""
    return _ALWAYS_MASKED | {word.lower() for name in names(document) for word in words(name)}


def _quote(text):
    start = " ".join(text.split()[:8])
    return f"“{start} …”"


def _count(number, thing):
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
