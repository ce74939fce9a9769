"""Names of people and groups as bibliographic programs write them, as names of CSL."""

import re

_SUFFIX = re.compile(r"(?:jr|sr|2nd|3rd|4th|ii|iii|iv)\.?", re.IGNORECASE)
# A word that no person is called, and that names of groups mostly have.
_OF_A_GROUP = re.compile(
    r"\b(?:agency|alliance|association|authority|board|cent(?:er|re)|collaborat\w+|college|commission|committee|"
    r"consortium|council|department|federation|for|forum|foundation|group|health|hospital|initiative|institute\w*|"
    r"investigators|league|ministry|network|nhs|nice|of|office|organi[sz]ation|panel|programme|register|registry|"
    r"research|service|society|study|task|team|the|trial|trust|union|university|who|workshop)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:et\.? ?al\.?|and others|others|\.\.\.|…)", re.IGNORECASE)
_NOBODY = re.compile(r"\[?(?:no authors? listed|anonymous|anon\.?)\]?", re.IGNORECASE)


def people(texts):
    """
    (names, whether there are more, notes) of the authors as they stand in a file, one or several a text.

    A note tells of each name without a comma that was taken for a person's.
    """
    names, has_more, notes = [], False, []
    for text in texts:
        for one in _split(" ".join(text.split())):
            trimmed = re.sub(r",?\s+(?:et\.? ?al\.?)$", "", one, flags=re.IGNORECASE)
            if trimmed != one or _MORE.fullmatch(one):
                has_more = True
            if not trimmed.strip(" ,.") or _MORE.fullmatch(trimmed) or _NOBODY.fullmatch(trimmed):
                continue
            name, is_guess = _name(trimmed)
            names.append(name)
            if is_guess:
                notes.append(f"“{trimmed}” has no comma and was read as {name['family']}, {name['given']}.")
    return names, has_more, notes


def person(text):
    """The name of a text in the form Family, Given or Family, Given, Suffix; a group's without a comma."""
    return _name(text)[0]


def _split(text):
    """The names of one text: Zamboni, P.; Galeotti, R. and Zamboni P, Galeotti R are two each."""
    if ";" in text:
        return [part.strip() for part in text.split(";") if part.strip()]
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and all(re.fullmatch(r"[^\W\d_][\w'’\- ]+ [A-Z]{1,3}", part) for part in parts):
        return parts
    return [text]


def _name(text):
    """(name, whether it is a guess which part is which)."""
    text = text.strip()
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and parts[0] and any(parts[1:]):
        return _with_comma(parts), False
    # A comma with nothing after it is how EndNote marks a group.
    text = text.rstrip(", ")
    words = text.split()
    if len(parts) > 1 or len(words) < 2 or _OF_A_GROUP.search(text):
        return {"literal": text}, False
    if re.fullmatch(r"[A-Z]{1,3}|(?:[A-Z]\.[-‐]?){1,4}", words[-1]) and any(
        word != word.upper() for word in words[:-1]
    ):
        return {"family": " ".join(words[:-1]), "given": words[-1]}, False
    has_initial = any(re.fullmatch(r"(?:[A-Z]\.?[-‐]?){1,3}", word) for word in words[:-1])
    if (len(words) == 2 or has_initial) and all(
        word[0].isupper() and word[1:] != word[1:].upper() for word in words[-1:]
    ):
        return {"family": words[-1], "given": " ".join(words[:-1])}, True
    return {"literal": text}, False


def _with_comma(parts):
    family, *rest = parts
    suffix = next((part for part in rest if _SUFFIX.fullmatch(part)), "")
    if len(rest) > 2 or (len(rest) == 2 and not suffix):
        # Department of Health, Education, and Welfare
        return {"literal": ", ".join(parts)}
    given = " ".join(part for part in rest if part != suffix)
    if not suffix:
        *words, last = given.split() or [""]
        if words and _SUFFIX.fullmatch(last):
            given, suffix = " ".join(words), last
    return {name: value for name, value in (("family", family), ("given", given), ("suffix", suffix)) if value}
