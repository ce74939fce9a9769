"""Two editors' versions of one document brought together, as far as they do not touch the same part."""

from topics.comparing import changed_by, values


def take_over(base, theirs, mine):
    """Return `mine` with everything that only `theirs` has changed since `base`; what both changed stays mine.

    The result may break rules of documents, such as citing what is not listed: it is for a form, not to be stored.
    """
    who = changed_by(base, theirs, mine)
    taken = {key for key, by in who.items() if by == "theirs"}
    merged, said = dict(mine), values(theirs)
    for key in taken:
        kind, _, name = key.partition(":")
        if kind in ("field", "list"):
            merged[name] = said[key]
    sections = {section["key"]: section for section in mine["sections"]}
    for key in taken:
        kind, _, name = key.partition(":")
        if kind != "section":
            continue
        if key in said:
            sections[name] = said[key]
        else:
            del sections[name]
    first, second = (theirs, mine) if who.get("order") == "theirs" else (mine, theirs)
    merged["sections"] = [sections[key] for key in _order(first["sections"], second["sections"], sections)]
    return merged


def _order(first, second, keys):
    """Return `keys` in the order of the first list of sections; others follow what they follow in the second."""
    order = [section["key"] for section in first if section["key"] in keys]
    previous = None
    for section in second:
        key = section["key"]
        if key in keys and key not in order:
            order.insert(order.index(previous) + 1 if previous in order else 0, key)
        if key in order:
            previous = key
    return order
