"""RIS: a file cut into its records, each brought into the strict form that rispy reads.

rispy 0.10 alone returns nothing, without a word, for a byte order mark, for a record without ER and for one space
before the hyphen, so records are found and counted here, and each one is given to it by itself.
"""

import re
from string import ascii_uppercase, digits

import rispy
from django.core.exceptions import ValidationError

from references.importing import items, ris_items
from references.importing.report import Record

_HYPHEN = r"[-–—]"
START = re.compile(rf"^[ \t]*TY[ \t]*{_HYPHEN}(?:[ \t]|$)", re.MULTILINE)
_END = re.compile(rf"[ \t]*ER[ \t]*{_HYPHEN}[ \t]*$")
_TAG = re.compile(rf"([ \t]*)([A-Z][A-Z0-9])([ \t]*{_HYPHEN})(?:[ \t]+(.*)|)$")
_TAGS = [first + second for first in ascii_uppercase for second in ascii_uppercase + digits]
# Of RIS (1.0 of 2001 and 2.0 of 2012), and what EndNote, Web of Science and Embase add.
_KNOWN = frozenset(
    re.findall(
        "..",
        "A1A2A3A4ABADANAUAVBTC1C2C3C4C5C6C7C8CACNCPCTCYDADBDIDODPEDEPETIDISJ1J2J9JAJFJIJOKWL1L2L3L4LALBLKLPM1M2M3N1N2NV"
        "OPPBPIPPPUPYRIRNRPSESNSPSTT1T2T3TATITTTYU1U2U3U4U5URVLVOWEY1Y2",
    )
)
# A line without a tag below one of these is a value more when it is not set in, as EndNote writes them.
_LISTS = frozenset({"A1", "A2", "A3", "A4", "AU", "ED", "DB", "KW", "N1", "SN", "UR"})


def read(text, show):
    """(records, lines that belong to none) of a text in RIS."""
    blocks, outside = _blocks(text.split("\n"))
    parser = rispy.RisParser(
        mapping=dict(zip(_TAGS, _TAGS, strict=True)), list_tags=frozenset(_TAGS), delimiter_tags_mapping={}
    )
    return [_record(parser, number, lines) for number, lines in show(blocks)], outside


def _blocks(lines):
    """
    ([(line number, lines)], [(line number, words) outside of all]): from TY to the next one, or to ER.

    Lines with tags outside of such are a block too: a record that lacks its beginning.
    """
    blocks, outside, current = [], [], None
    for number, line in enumerate(lines, start=1):
        if START.match(line):
            current = [line]
            blocks.append((number, current))
        elif _END.match(line):
            current = None
        elif current is not None:
            current.append(line)
        elif line.strip():
            tag = _TAG.match(line)
            if tag and tag[2] in _KNOWN:
                current = [line]
                blocks.append((number, current))
            else:
                outside.append((number, line.strip()[:60]))
    return blocks, outside


def _record(parser, number, lines):
    raw = "\n".join(lines).rstrip()
    if not START.match(lines[0]):
        return Record(number, raw, problem="The record does not begin with TY, so it is not clear what it is.")
    fields = _fields(lines)
    strict = "\n".join(f"{tag}  - {value}" for tag, value in fields)
    parsed = parser.parse(f"{strict}\nER  - ")
    if len(parsed) != 1 or sum(map(len, parsed[0].values())) - len(parsed[0]["TY"]) != len(fields) - 1:
        return Record(number, raw, problem="It could not be taken apart into its fields. Check the tags of its lines.")
    notes = []
    try:
        item, is_retracted = ris_items.item(parsed[0], notes)
        return Record(number, raw, items.finish(item, notes), notes=tuple(notes), is_retracted=is_retracted)
    except ValidationError as error:
        return Record(number, raw, problem=" ".join(error.messages))


def _fields(lines):
    """[[tag, value]] of a record, each value on one line; TY is the first."""
    fields = []
    indent, _tag, gap, _value = _TAG.match(lines[0]).groups()
    for line in lines:
        tag = _TAG.match(line)
        if tag and tag[1] == indent and (tag[3] == gap or tag[2] in _KNOWN):
            fields.append([tag[2], (tag[4] or "").strip()])
        elif line.strip():
            last = fields[-1]
            if last[0] in _LISTS and not line[0].isspace():
                fields.append([last[0], line.strip()])
            else:
                last[1] = f"{last[1]} {line.strip()}".strip()
    return fields
