"""Two documents compared in words, part by part: names, sections, references and the rest.

Everything here is a function of canonical documents (or of what `documents.approximate` makes); what is said in HTML is
escaped here.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from rapidfuzz.distance import Indel

from topics.models.choices import AliasKind, Aspect, EvidenceStatus, SectionStyle
from topics.wording import blocks_of, render_words

_FIELDS = {
    "title": "Title",
    "full_name": "Full name",
    "pronunciation": "Pronunciation",
    "slug": "Web address",
    "summary": "In short",
}
_LISTS = {"aliases": "Other names", "references": "References", "related": "Related topics", "codes": "Codes"}

# Two paragraphs that have less in common than this are two, not one in two versions.
_ALIKE = 0.4
# Past so many pairs of paragraphs or words, what is between two equal ones is shown as gone and new.
_MOST_PAIRS = 2_500
_MOST_WORD_PAIRS = 100_000_000
# Fewer equal words than these, between two changes, read better as part of the change.
_FEWEST_EQUAL = 2


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Part:
    """A part of a topic in two versions: each as HTML, with what the other lacks marked, and notes in words.

    `by` says in words who changed it, where that is known.
    """

    key: str
    label: str
    change: Change
    old: SafeString
    new: SafeString
    notes: tuple = ()
    by: str = ""


def compare(old, new, reference_names=None):
    """Return the `Part`s of two documents, in the order of the new one; equal ones too.

    `reference_names` gives what to call a reference by its key.
    """
    names = reference_names or {}
    parts = [_text(f"field:{name}", label, old[name], new[name]) for name, label in _FIELDS.items()]
    parts.append(_text("field:evidence", "What research says", _evidence(old), _evidence(new)))
    parts += _sections(old["sections"], new["sections"], _told_apart(names))
    parts += [
        _list(f"list:{name}", label, _items(old, name, names), _items(new, name, names))
        for name, label in _LISTS.items()
        if old[name] or new[name]
    ]
    return parts


def changes(old, new, reference_names=None):
    """Return the `Part`s that differ."""
    return [part for part in compare(old, new, reference_names) if part.change != Change.SAME]


def values(document):
    """Return what a document says, part by part, under the keys that its `Part`s have; and the order of sections."""
    found = {f"field:{name}": document[name] for name in (*_FIELDS, "evidence")}
    found |= {f"section:{section['key']}": section for section in document["sections"]}
    found |= {f"list:{name}": document[name] for name in _LISTS}
    return found | {"order": [section["key"] for section in document["sections"]]}


def changed_by(base, theirs, mine):
    """Return for each part that differs from `base` who changed it: "theirs", "mine" or "both"."""
    base, theirs, mine = values(base), values(theirs), values(mine)
    who = {}
    for key in dict.fromkeys(chain(base, theirs, mine)):
        by = {name for name, one in (("theirs", theirs), ("mine", mine)) if one.get(key) != base.get(key)}
        if by:
            who[key] = "both" if len(by) == 2 else by.pop()
    return who


def _text(key, label, old, new):
    """Compare two plain texts, one paragraph a line."""
    if old == new:
        html = _paragraphs(old)
        return Part(key, label, Change.SAME, html, html)
    change = Change.CHANGED if old and new else Change.ADDED if new else Change.REMOVED
    return Part(key, label, change, *_bodies(_paragraphs(old), _paragraphs(new), {}))


def _paragraphs(text):
    return format_html_join("", "<p>{}</p>", ((line,) for line in text.splitlines()))


def _evidence(document):
    evidence = document["evidence"]
    if not evidence:
        return ""
    return f"{EvidenceStatus(evidence['status']).label}: {evidence['statement']}"


def _told_apart(names):
    """Return the names; where several references have the same one, with the key of each behind it."""
    count = Counter(names.values())
    return {key: name if count[name] == 1 else f"{name} @{key}" for key, name in names.items()}


def _sections(old, new, names):
    before = {section["key"]: (place, section) for place, section in enumerate(old, start=1)}
    after = {section["key"] for section in new}
    stay = _in_same_order([s["key"] for s in old if s["key"] in after], [s["key"] for s in new if s["key"] in before])
    parts = []
    for place, section in enumerate(new, start=1):
        key = section["key"]
        if key not in before:
            parts.append(_section(None, section, (f"Added as section {place}.",), names))
            continue
        was, earlier = before[key]
        notes = () if key in stay else (f"Moved from place {was} to place {place}.",)
        parts.append(_section(earlier, section, notes, names))
    # What is gone is shown where it stood.
    for place, section in enumerate(old):
        if section["key"] not in after:
            previous = f"section:{old[place - 1]['key']}" if place else None
            index = next((i for i, part in enumerate(parts, start=1) if part.key == previous), 0)
            parts.insert(index, _section(section, None, (f"Removed; it was section {place + 1}.",), names))
    return parts


def _in_same_order(old, new):
    """Return the keys whose order among each other is the same in both lists."""
    blocks = Indel.opcodes(old, new)
    return {key for block in blocks if block.tag == "equal" for key in new[block.dest_start : block.dest_end]}


_SECTION_WORDS = {
    "aspect": ("It is about", dict(Aspect.choices)),
    "style": ("It stands out as", dict(SectionStyle.choices)),
    "key": ("Its anchor is", {}),
}


def _section(old, new, notes, names):
    present = new or old
    key, heading = f"section:{present['key']}", present["heading"] or "(no heading)"
    label = f"Section “{heading}”"
    if old is None or new is None:
        old_html, new_html = _bodies(_whole(old), _whole(new), names)
        return Part(key, label, Change.ADDED if new else Change.REMOVED, old_html, new_html, notes)
    moved = bool(notes)
    for name, (words, labels) in _SECTION_WORDS.items():
        if old[name] != new[name]:
            was, now = (labels.get(value, value) or "nothing" for value in (old[name], new[name]))
            notes += (f"{words}: {now} (before: {was}).",)
    old_html, new_html = _bodies(_whole(old), _whole(new), names)
    if old == new:
        return Part(key, label, Change.MOVED if moved else Change.SAME, old_html, new_html, notes)
    if old["body"] != new["body"] and _words(old) == _words(new):
        notes += ("Only the markup of the text changed.",)
    return Part(key, label, Change.CHANGED, old_html, new_html, notes)


def _whole(section):
    """Return a section's heading and text as one piece of HTML."""
    if section is None:
        return ""
    heading = f"<h2>{escape(section['heading'])}</h2>" if section["heading"] else ""
    return heading + section["body"]


def _words(section):
    return [block.key for block in blocks_of(section["body"])]


def _items(document, name, reference_names):
    """Return the entries of one of a document's lists, in words."""
    if name == "aliases":
        return [_alias(alias) for alias in document["aliases"]]
    if name == "references":
        return [
            f"{reference_names.get(one['key'], one['key'])} [@{one['key']}]"
            + (f", link: “{one['link_text']}”" if one["link_text"] else "")
            for one in document["references"]
        ]
    return [str(one) for one in document[name]]


def _alias(alias):
    hidden = "" if alias["listed"] or alias["kind"] == AliasKind.MISSPELLING else ", not in the A to Z"
    return f"{alias['name']} ({AliasKind(alias['kind']).label.lower()}{hidden})"


def _list(key, label, old, new):
    notes = ()
    if old != new and sorted(old) == sorted(new):
        notes = ("Only the order changed.",)
    change = Change.SAME if old == new else Change.CHANGED if old and new else Change.ADDED if new else Change.REMOVED
    return Part(key, label, change, _entries(old, new, "del"), _entries(new, old, "ins"), notes)


def _entries(items, others, tag):
    """Return a list in HTML, with the entries that `others` lacks marked by `tag`."""
    lines = (
        (item if item in others else format_html("<{}>{}</{}>", mark_safe(tag), item, mark_safe(tag)),)  # noqa: S308
        for item in items
    )
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if items else SafeString("")


def _bodies(old, new, names):
    """Return two texts of HTML with the words that the other one lacks marked, citations as `names` calls them."""
    before, after = blocks_of(old), blocks_of(new)
    left, right = [], []
    for was, now in _pair(before, after):
        if was and now:
            ours, theirs = _mark_words(was, now)
            left.append(render_words(was, ours, "del", names))
            right.append(render_words(now, theirs, "ins", names))
        elif was:
            left.append(render_words(was, [True] * len(was.words), "del", names))
        else:
            right.append(render_words(now, [True] * len(now.words), "ins", names))
    return SafeString("".join(left)), SafeString("".join(right))


def _pair(old, new):
    """Return the blocks of two texts in pairs, None where one has no counterpart."""
    pairs = []
    for op in Indel.opcodes([block.key for block in old], [block.key for block in new]):
        before, after = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        if op.tag == "equal":
            pairs += zip(before, after, strict=True)
        else:
            pairs += [(block, None) for block in before] + [(None, block) for block in after]
    return _pair_alike(pairs)


def _pair_alike(pairs):
    """Let blocks that stand between the same equal ones, and are alike, be one block in two versions."""
    paired, gap = [], []
    for pair in [*pairs, (None, None)]:
        if (pair[0] is None) != (pair[1] is None):
            gap.append(pair)
            continue
        paired += _align([was for was, _now in gap if was], [now for _was, now in gap if now])
        gap = []
        if pair != (None, None):
            paired.append(pair)
    return paired


def _align(old, new):
    """Return the pairs, in order, that have most in common together (a longest path over all pairs)."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return [(one, None) for one in old] + [(None, one) for one in new]
    alike = [[Indel.normalized_similarity(was.keys, now.keys) for now in new] for was in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if alike[i][j] >= _ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return pairs + [(one, None) for one in old[i:]] + [(None, one) for one in new[j:]]


def _mark_words(old, new):
    """Return for each word of two blocks whether the other one lacks it."""
    gone, added = [False] * len(old.words), [False] * len(new.words)
    if old.keys == new.keys:
        return gone, added
    if len(old.words) * len(new.words) > _MOST_WORD_PAIRS:
        return [True] * len(old.words), [True] * len(new.words)
    operations = list(Indel.opcodes(old.keys, new.keys))
    for place, op in enumerate(operations):
        is_between = 0 < place < len(operations) - 1
        if op.tag == "equal" and not (is_between and op.src_end - op.src_start < _FEWEST_EQUAL):
            continue
        gone[op.src_start : op.src_end] = [True] * (op.src_end - op.src_start)
        added[op.dest_start : op.dest_end] = [True] * (op.dest_end - op.dest_start)
    return gone, added
