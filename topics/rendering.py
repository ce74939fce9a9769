"""From a document and its references to what templates show: clean HTML, anchors, numbered citations, ways back.

Ids made here hold an underscore, which a section's key never does, so they cannot collide with one.
"""

import re
from dataclasses import dataclass
from math import ceil

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from references import cautions, csl, formatting
from references.cautions import Caution
from references.exporting.coins import to_coins
from topics.citations import MARK, keys_of, without_marks
from topics.cleaning import plain_text
from topics.codes import SYSTEMS
from topics.models.choices import AliasKind, EvidenceStatus, SectionStyle

# A table that holds no other table, so that a match never ends inside what it began.
_TABLE = re.compile(r"<table>(?:(?!<table>).)*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)

# The heading of the box is “What research says”, so the labels of the index would repeat a word.
_EVIDENCE_WORDS = {
    EvidenceStatus.ESTABLISHED: "supported",
    EvidenceStatus.PROMISING: "promising, not yet proven",
    EvidenceStatus.UNCERTAIN: "uncertain",
    EvidenceStatus.NOT_SUPPORTED: "not supported",
    EvidenceStatus.HARMFUL: "harmful",
}


# Silent reading of English prose is put at 240 words a minute (Brysbaert 2019). Many readers of this site are tired, or
# see badly, so it counts on three quarters of that.
WORDS_A_MINUTE = 180

# What a box is called: aloud before its heading, or in place of one.
_BOXES = {
    SectionStyle.CALLOUT: ("Note", "Note"),
    SectionStyle.WARNING: ("Important", "Important"),
    SectionStyle.URGENT: ("Urgent", "When to get help"),
}


@dataclass(frozen=True)
class Section:
    """A section of a page: `spoken` says aloud what kind of box it is, before a heading that does not."""

    key: str
    heading: str
    html: SafeString
    aspect: str
    style: str
    spoken: str


@dataclass(frozen=True)
class NumberedReference:
    """One entry of a page's list: `ways_back` are links to every place that cites it, `coins` is for Zotero."""

    number: int
    key: str
    html: SafeString
    url: str
    link_text: str
    link_context: str
    ways_back: SafeString
    is_cited: bool
    coins: str = ""
    caution: Caution | None = None
    is_dead: bool = False
    archive_url: str = ""


@dataclass(frozen=True)
class Rendered:
    """All of a topic's page that comes from its document and the bibliography."""

    title: str
    full_name: str
    pronunciation: str
    slug: str
    also_called: list[str]
    summary_paragraphs: list[str]
    evidence: dict | None
    sections: list[Section]
    references: list[NumberedReference]
    contents: list[Section]
    codes: list[dict]
    minutes: int


def render(document, items, findings=None):
    """Return the `Rendered` page of a canonical `document`; `items` maps each of its reference keys to a CSL item.

    `findings` maps the keys to what watching found of the sources (see `references.cautions`).

    A key without an item is shown as such rather than dropped, as the numbers of the others hang on it. Keys of one
    item, of which one was merged into the other, are one entry.
    """
    final, listed = _finally_listed(document, items)
    items = {final[key]: item for key, item in items.items() if key in final}
    findings = {final[key]: found for key, found in (findings or {}).items() if key in final}
    numbers, mentions = _number(document, listed, final)
    counted = dict.fromkeys(numbers, 0)
    warned = {key: caution for key in numbers if (caution := cautions.caution_of(findings.get(key)))}

    def link(found):
        return " ".join(_mark(key, numbers, counted, warned) for key in _final_keys(found, final))

    sections = [_section(section, link) for section in document["sections"]]
    return Rendered(
        title=document["title"],
        full_name=document["full_name"],
        pronunciation=document["pronunciation"],
        slug=document["slug"],
        also_called=_also_called(document),
        summary_paragraphs=document["summary"].splitlines(),
        evidence=_evidence(document["evidence"]),
        sections=sections,
        references=[
            _reference(
                number, key, items.get(key), listed[key], mentions.get(key, 0), warned.get(key), findings.get(key)
            )
            for key, number in numbers.items()
        ],
        contents=[section for section in sections if section.heading],
        codes=[code | {"system_name": SYSTEMS[code["system"]].name} for code in document["codes"]],
        minutes=_minutes(document),
    )


def _minutes(document):
    """Return how long the page takes to read: whole minutes, rather too many than too few."""
    texts = [document["summary"], *(plain_text(without_marks(section["body"])) for section in document["sections"])]
    return max(1, ceil(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))


def _also_called(document):
    """Return the names besides title and full name that readers are shown, each once, whatever its case."""
    names = {}
    for alias in document["aliases"]:
        if alias["kind"] != AliasKind.MISSPELLING:
            names.setdefault(alias["name"].casefold(), alias["name"])
    for shown in (document["title"], document["full_name"]):
        names.pop(shown.casefold(), None)
    return list(names.values())


def evidence_label(status):
    """Return the words for an evidence status in the index and in search results; none for no status."""
    return EvidenceStatus(status).label if status else ""


def _section(section, link):
    spoken, instead = _BOXES.get(section["style"], ("", ""))
    return Section(
        key=section["key"],
        heading=section["heading"] or instead,
        html=mark_safe(_frame_tables(MARK.sub(link, section["body"]))),  # noqa: S308 - canonical bodies are clean
        aspect=section["aspect"],
        style=section["style"],
        spoken=spoken if section["heading"] else "",
    )


def cited_items(document, items):
    """Return the CSL items of a document's references in the order of its page, each once; `items` as for `render`."""
    final, listed = _finally_listed(document, items)
    by_final_key = {final[key]: item for key, item in items.items() if key in final}
    numbers, _mentions = _number(document, listed, final)
    return [by_final_key[key] for key in numbers if key in by_final_key]


def _finally_listed(document, items):
    """Return the key that each listed key leads to today, and the words of the link for each of those."""
    final, listed = {}, {}
    for reference in document["references"]:
        key = items.get(reference["key"], {}).get("id", reference["key"])
        final[reference["key"]] = key
        listed[key] = listed.get(key) or reference["link_text"]
    return final, listed


def _final_keys(mark, final):
    """Return the keys that a `mark` names, as they are called today, each once."""
    return dict.fromkeys(final[key] for key in keys_of(mark[1]))


def _number(document, listed, final):
    """Return the number of each key, first mentions first, then uncited ones in the list's order; and mentions."""
    mentions = {}
    for section in document["sections"]:
        for mark in MARK.finditer(section["body"]):
            for key in _final_keys(mark, final):
                mentions[key] = mentions.get(key, 0) + 1
    order = [*mentions, *(key for key in listed if key not in mentions)]
    return {key: number for number, key in enumerate(order, start=1)}, mentions


def _mark(key, numbers, counted, warned):
    number = numbers[key]
    counted[key] += 1
    warning = f", {warned[key].short}" if key in warned and warned[key].short else ""
    return (
        f'<a class="cite" id="cite_{number}_{counted[key]}" href="#ref_{number}" role="doc-noteref">'
        f'<span class="visually-hidden">reference </span>[{number}{warning}]</a>'
    )


def _reference(number, key, item, link_text, mentions, caution, findings):
    ways_back = _ways_back(number, mentions)
    if item is None:
        html = format_html("This reference ({}) is missing from the library.", key)
        return NumberedReference(number, key, html, "", "", "", ways_back, mentions > 0)
    return NumberedReference(
        number=number,
        key=key,
        html=formatting.format_linked(item),
        url=csl.url(item) or "",
        link_text=link_text or formatting.link_words(item),
        link_context=formatting.short_name(item),
        ways_back=ways_back,
        is_cited=mentions > 0,
        coins=to_coins(item),
        caution=caution,
        is_dead=cautions.is_dead(item, findings),
        archive_url=csl.archive_url(item),
    )


def _ways_back(number, mentions):
    """Return links to the places that cite reference `number`, each with a name of its own for a list of links."""
    return format_html_join(
        " ",
        '<a href="#cite_{0}_{1}" role="doc-backlink"><span class="visually-hidden">reference {0}, place </span>{1}</a>',
        ((number, mention) for mention in range(1, mentions + 1)),
    )


def _evidence(evidence):
    if evidence is None:
        return None
    return {"status_words": _EVIDENCE_WORDS[evidence["status"]], "statement": evidence["statement"]}


def _frame_tables(html):
    """Put each table into a region of its own, which a keyboard can scroll when it is wider than the screen."""
    return _TABLE.sub(_frame, html)


def _frame(found):
    caption = _CAPTION.search(found[0])
    name = escape(plain_text(caption[1])) if caption else "Table"
    return f'<div class="table" role="region" tabindex="0" aria-label="{name}">{found[0]}</div>'
