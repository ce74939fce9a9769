"""The contract of a topic document (topic-document.schema.json): what breaks it, said in words."""

import json
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import jsonschema_rs
from django.core.exceptions import ValidationError

SCHEMA = json.loads((Path(__file__).parent / "topic-document.schema.json").read_text(encoding="utf-8"))

_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)


class Problem(NamedTuple):
    """Where in a document something is wrong (`sections[2].heading`), and what to do about it."""

    path: str
    message: str

    def __str__(self):
        return f"{self.path}: {self.message}" if self.path else self.message


class DocumentError(ValidationError):
    """A document that cannot be kept; `problems` lists every reason that was found."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__([str(problem) for problem in problems])


def problems_of(document):
    """Return what in `document` (anything JSON can say) breaks the schema, as a list of `Problem`."""
    try:
        found = [Problem(path_of(error.instance_path), _in_words(error)) for error in _VALIDATOR.iter_errors(document)]
        # Two rules may be broken by one thing and say the same of it.
        return list(dict.fromkeys(found))
    except (UnicodeError, ValueError, TypeError, OverflowError):
        return [Problem("", "This holds a text or a number that no document can hold. Delete it, or type it anew.")]


def path_of(steps):
    """Return the steps to a place in a document in one word: `sections[2].heading`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


_TYPES = {
    "string": "a text",
    "object": "an object",
    "array": "a list",
    "boolean": "true or false",
    "null": "null",
}


def _in_words(error):
    """Return the sentence for one schema error."""
    limit, found = reduce(lambda rule, step: rule[step], error.schema_path, SCHEMA), error.instance
    match error.schema_path[-1]:
        case "required":
            missing = [name for name in limit if name not in found]
            return f"The field {_quoted(missing)} is missing."
        case "additionalProperties":
            known = reduce(lambda rule, step: rule[step], error.schema_path[:-1], SCHEMA)["properties"]
            unknown = sorted(set(found) - set(known))
            return f"The field {_quoted(unknown)} is not known. Take it out, or correct its name."
        case "type":
            kinds = [limit] if isinstance(limit, str) else limit
            return f"This must be {' or '.join(_TYPES[kind] for kind in kinds)}."
        case "enum":
            return f"{_short(found)} is not one of {_quoted(limit)}."
        case "const":
            return f"This must be {limit}."
        case "pattern" if limit == r"\S":
            return "This is empty. Fill it in."
        case "pattern" if "[:._-]" in limit:
            return f"{_short(found)} does not fit: small letters a to z and digits, with single : . _ or - between."
        case "pattern":
            return f"{_short(found)} does not fit: small letters a to z, digits and single hyphens only."
        case "maxLength":
            return f"This has {len(found):,} characters; at most {limit:,} fit."
        case "minLength":
            return "This is empty. Fill it in."
        case "minItems":
            return "At least one is needed."
        case "uniqueItems":
            return "One of these stands here twice."
        case "format":
            return f"{_short(found)} is not a date. Write it like 2026-03-31."
    return error.message


def _quoted(values):
    return ", ".join(f"“{value}”" for value in values)


def _short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"
