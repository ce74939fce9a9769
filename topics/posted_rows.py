"""The rows of a posted topic form, before anything is bound: put in order, added to, replaced by a document's."""

import re

from references.models import Reference
from topics import documents

ROWS = ("sections", "aliases", "citations", "related")

# More rows than any topic has; Django takes twice as many.
_MOST_ROWS = 1_000

_FIELD = re.compile(rf"({'|'.join(ROWS)})-(0|[1-9][0-9]{{0,3}})-(.+)", re.ASCII)
# What these rows point to, by its number in the database.
_POINTERS = ("reference", "other")


def as_new_rows(posted):
    """Return the posted data with every row to keep as a new one, in the order in which the editor put them.

    A save replaces all rows of the draft, so it asks for none of the rows that were there when the form was opened:
    another editor may have deleted them since, and a form bound to what is gone cannot be shown again.
    """
    posted = posted.copy()
    counts = {prefix: number(posted.get(f"{prefix}-TOTAL_FORMS", "")) for prefix in ROWS}
    counts = {prefix: count for prefix, count in counts.items() if count is not None and count <= _MOST_ROWS}
    taken = _take_rows(posted, counts)
    for prefix in counts:
        posted[f"{prefix}-INITIAL_FORMS"] = "0"
        rows = [row for row in taken[prefix] if "DELETE" not in row]
        posted[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        for index, row in enumerate(sorted(rows, key=_place)):
            row.pop("id", None)
            posted.update({f"{prefix}-{index}-{name}": value for name, value in row.items()})
            posted[f"{prefix}-{index}-position"] = str(index + 1)
    return posted


def with_another_row(posted, prefix, **fields):
    """Return the posted data with one more row of a kind at its end, if `prefix` is one of `ROWS`; it says `fields`."""
    posted = posted.copy()
    count = number(posted.get(f"{prefix}-TOTAL_FORMS", ""))
    if prefix in ROWS and count is not None and count < _MOST_ROWS:
        posted[f"{prefix}-TOTAL_FORMS"] = str(count + 1)
        posted.update({f"{prefix}-{count}-{name}": value for name, value in fields.items()})
    return posted


def saying(posted, document):
    """Return the posted data with all that belongs to the document replaced by what `document` says."""
    kept = posted.copy()
    for name in [name for name in kept if name.startswith(tuple(f"{prefix}-" for prefix in ROWS))]:
        del kept[name]
    evidence = document["evidence"] or {"status": "", "statement": ""}
    kept.update({name: document[name] for name in ("title", "slug", "full_name", "pronunciation", "summary")})
    kept.update({"evidence_status": evidence["status"], "evidence_statement": evidence["statement"]})
    keys = [reference["key"] for reference in document["references"]]
    references = dict(Reference.objects.filter(key__in=keys).order_by().values_list("key", "pk"))
    others = documents.topics_by_slug(document["related"])
    rows = {
        "sections": document["sections"],
        "aliases": [alias | {"is_listed": "on" if alias["listed"] else ""} for alias in document["aliases"]],
        "citations": [
            {"reference": str(references[one["key"]]), "link_text": one["link_text"]}
            for one in document["references"]
            if one["key"] in references
        ],
        "related": [{"other": str(others[slug])} for slug in document["related"] if slug in others],
    }
    for prefix, ones in rows.items():
        kept.update({f"{prefix}-TOTAL_FORMS": str(len(ones)), f"{prefix}-INITIAL_FORMS": "0"})
        for index, row in enumerate(ones):
            kept.update({f"{prefix}-{index}-{name}": value for name, value in row.items()})
    return as_new_rows(kept)


def _take_rows(posted, counts):
    """Take the fields of all rows out of the posted data; return each row's, by their names, for each prefix."""
    rows = {prefix: [{} for _ in range(count)] for prefix, count in counts.items()}
    for key in list(posted):
        found = _FIELD.fullmatch(key)
        if found and int(found[2]) < counts.get(found[1], 0):
            value = posted.pop(key)[-1]
            if found[3] in _POINTERS and number(value) is None:
                value = ""
            rows[found[1]][int(found[2])][found[3]] = value
    return rows


def _place(row):
    """Return what rows are sorted by: placed ones by their place, new ones last."""
    return number(row.get("position", "")) or float("inf")


def number(text):
    """Return the whole number that a posted text is; None where it is none, or longer than any id in the database."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
