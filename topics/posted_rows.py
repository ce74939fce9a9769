"""The rows of a posted topic form, before anything is bound: put in order, added to, replaced by a document's."""

from references.models import Reference
from topics import documents

ROWS = ("sections", "aliases", "citations", "related")

# More rows than any topic has; Django takes twice as many.
_MOST_ROWS = 1_000


def as_new_rows(posted):
    """Return the posted data with every row to keep as a new one, in the order in which the editor put them.

    A save replaces all rows of the draft, so it asks for none of the rows that were there when the form was opened:
    another editor may have deleted them since, and a form bound to what is gone cannot be shown again.
    """
    posted = posted.copy()
    for prefix in ROWS:
        count = posted.get(f"{prefix}-TOTAL_FORMS", "")
        if not count.isdecimal() or int(count) > _MOST_ROWS:
            continue
        posted[f"{prefix}-INITIAL_FORMS"] = "0"
        rows = [_take_row(posted, f"{prefix}-{index}-") for index in range(int(count))]
        rows = [row for row in rows if "DELETE" not in row]
        posted[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        for index, row in enumerate(sorted(rows, key=_place)):
            row.pop("id", None)
            posted.update({f"{prefix}-{index}-{name}": value for name, value in row.items()})
            posted[f"{prefix}-{index}-position"] = str(index + 1)
    return posted


def with_another_row(posted, prefix, **fields):
    """Return the posted data with one more row of a kind at its end, if `prefix` is one of `ROWS`; it says `fields`."""
    posted = posted.copy()
    count = posted.get(f"{prefix}-TOTAL_FORMS", "")
    if prefix in ROWS and count.isdecimal() and int(count) < _MOST_ROWS:
        posted[f"{prefix}-TOTAL_FORMS"] = str(int(count) + 1)
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
            {"reference": references[one["key"]], "link_text": one["link_text"]}
            for one in document["references"]
            if one["key"] in references
        ],
        "related": [{"other": others[slug]} for slug in document["related"] if slug in others],
    }
    for prefix, ones in rows.items():
        kept.update({f"{prefix}-TOTAL_FORMS": str(len(ones)), f"{prefix}-INITIAL_FORMS": "0"})
        for index, row in enumerate(ones):
            kept.update({f"{prefix}-{index}-{name}": value for name, value in row.items()})
    return as_new_rows(kept)


def _take_row(posted, start):
    """Take the fields of one row out of the posted data and return them by their names."""
    names = [name for name in posted if name.startswith(start)]
    return {name.removeprefix(start): posted.pop(name)[-1] for name in names}


def _place(row):
    """Return what rows are sorted by: placed ones by their place, new ones last."""
    place = row.get("position", "")
    return int(place) if place.isdecimal() and int(place) else float("inf")
