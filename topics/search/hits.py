"""What a page of results shows of each topic that was found."""

from dataclasses import dataclass

from topics.models.projection import NameKind
from topics.rendering import evidence_label
from topics.search import texts
from topics.search.names import WORDS
from topics.search.snippets import snippet
from topics.search.words import content, stem, unify

_OTHER_SECTIONS = 3

# Where a topic's page lists what it cites (templates/_references.html).
_REFERENCES = ("references_list", "Where this comes from")


@dataclass(frozen=True)
class Hit:
    """One topic that was found; the section that matched best, and others that matched, as (key, heading)."""

    title: str
    full_name: str
    slug: str
    matched_name: str
    snippet: str
    section_key: str
    section_heading: str
    other_sections: list[tuple[str, str]]
    evidence_words: str


def hits_of(lexicon, matches, found, now):
    """Return the `Hit`s for the `matches` of a page, by edition and in their order; at most two queries.

    `found` says with which words they were found.
    """
    if not matches:
        return []
    about = list(dict.fromkeys(content(found.words)))
    pieces = [texts.all_of([word]) for word in about]
    marked = set()
    if found.is_open:
        pieces[-1] = texts.unfinished(lexicon, about[-1])
        marked.update(map(stem, texts.endings(lexicon, about[-1])))
    others = [word for other in found.included for word in content(other.split()) if word not in about]
    pieces += [texts.all_of([word]) for word in others]
    about += others
    summaries, sections, are_words = texts.shown(matches.keys(), pieces)
    marked.update(stem(word) for word, is_word in zip(about, are_words, strict=True) if is_word)
    return [
        _hit(match, lexicon.titles[edition], summaries[edition], sections[edition], about, marked)
        for edition, match in matches.items()
    ]


def _hit(match, title, summary, sections, about, marked):
    name = match.name if match.name and match.name.tier >= WORDS else None
    # Where the name answers, the section is the one that has the other words; where there are none, no section.
    rest = [place for place, word in enumerate(about) if name is None or not _has_word(name.name, word)]
    sections = [section for section in sections if any(section.has[place] for place in rest)]
    sections.sort(key=lambda section: (-sum(section.has[place] for place in rest), -section.rank))
    best = sections[0] if sections else None
    others = [
        (section.key, section.heading)
        for section in sections[1:]
        if section.heading and sum(section.has) == sum(best.has)
    ]
    text, place = (best.text, (best.key, best.heading)) if best else (summary, ("", ""))
    if match.cites:
        text, place, others = match.cites, _REFERENCES, []
    is_told = name and name.name.kind not in (NameKind.TITLE, NameKind.FULL_NAME, NameKind.MISSPELLING)
    return Hit(
        title=title.title,
        full_name=title.full_name,
        slug=title.slug,
        matched_name=name.name.name if is_told else "",
        snippet=snippet(text, marked),
        section_key=place[0],
        section_heading=place[1],
        other_sections=others[:_OTHER_SECTIONS],
        evidence_words=evidence_label(title.evidence_status),
    )


def _has_word(name, word):
    return any(one == stem(word) or one.startswith(unify(word)) for one in (*name.stems, *name.plain.split()))
