"""CSL items as CSL-JSON, without what is for editors only."""

import json

# Notes are for colleagues, abstracts are their authors' own, and "custom" holds what is no CSL.
_KEPT_BACK = frozenset({"abstract", "annote", "note", "custom"})


def to_csl_json(items):
    """Return a list of CSL items, as `csl.normalise` returns them, as the text of a CSL-JSON file."""
    public = [{name: value for name, value in item.items() if name not in _KEPT_BACK} for item in items]
    return json.dumps(public, ensure_ascii=False, indent=2) + "\n"
