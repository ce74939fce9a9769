"""CSL-JSON, as Zotero, Crossref and this site write it: a list of items, or one."""

import json
import re

from django.core.exceptions import ValidationError

from references import csl
from references.importing import items
from references.importing.report import Record

_BETWEEN = re.compile(r"[\s,\[\]]*")
_DECODER = json.JSONDecoder()
# Crossref's own answers wrap an item, some programs a list.
_WRAPPERS = ("message", "items", "references")


def read(text, show):
    """(records, lines that belong to none) of a text in CSL-JSON."""
    return [_record(line, text[start:end], found) for line, start, end, found in show(_items(text))], []


def _items(text):
    """[(line, start, end, value or a ValidationError that says why there is none)] of the list, in order."""
    found, start, line, counted = [], _BETWEEN.match(text).end(), 1, 0
    while start < len(text):
        line, counted = line + text.count("\n", counted, start), start
        try:
            value, end = _DECODER.raw_decode(text, start)
        except RecursionError:
            value, end = ValidationError("The JSON has too many lists in lists."), len(text)
        except ValueError as error:
            place = f": look at line {error.lineno} ({error.msg})" if isinstance(error, json.JSONDecodeError) else ""
            value = ValidationError(f"This is not JSON{place}.")
            end = _next_object(text, start)
        for one in _unwrapped(value):
            found.append((line, start, end, one))
        start = _BETWEEN.match(text, end).end()
    return found


def _next_object(text, start):
    """Where the next object of the list can begin: at a line that begins as far in as the broken one."""
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    if indent.strip():
        indent = ""
    following = re.compile(rf"^{indent}\{{", re.MULTILINE).search(text, start + 1)
    return following.start() if following else len(text)


def _unwrapped(value):
    for name in _WRAPPERS:
        if isinstance(value, dict) and "type" not in value and isinstance(value.get(name), list | dict):
            inner = value[name]
            return [one for part in (inner if isinstance(inner, list) else [inner]) for one in _unwrapped(part)]
    return [value]


def _record(line, raw, found):
    notes = []
    try:
        if isinstance(found, ValidationError):
            raise found
        if not isinstance(found, dict):
            raise ValidationError("A reference is an object in braces, this is something else.")
        item = items.finish(_tidy(found), notes)
        key = found.get("id")
        return Record(
            line,
            raw,
            item,
            notes=tuple(notes),
            is_retracted=items.is_retracted(item["title"]),
            key=key if _is_key(key) else "",
        )
    except ValidationError as error:
        return Record(line, raw, problem=" ".join(error.messages))


def _tidy(found):
    """The object without what belongs to where it comes from, with Crossref's lists of titles as texts."""
    item = {name: value for name, value in found.items() if name not in ("id", "citation-key")}
    for name in ("title", "container-title", "container-title-short", "ISSN", "ISBN"):
        if isinstance(item.get(name), list):
            item[name] = next((text for text in item[name] if isinstance(text, str)), "")
    if isinstance(item.get("ISBN"), str):
        # Zotero writes all of them into one text.
        item["ISBN"] = item["ISBN"].split()[0] if item["ISBN"].split() else ""
    return item


def _is_key(key):
    """Whether an id can be kept: those of programs are numbers, or addresses."""
    try:
        csl.validate_key(key)
    except ValidationError:
        return False
    return not key.isdecimal()
