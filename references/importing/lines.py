"""Lines that only say where a source is to be found: DOIs, PubMed numbers and addresses, alone or in a sentence."""

import re

from references.importing import items
from references.importing.report import Record

_DOI = re.compile(r"\b10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>]+")
_LABELLED = (
    ("PMID", re.compile(r"\bPMID\s*:?\s*([1-9][0-9]{0,7})\b", re.IGNORECASE)),
    ("PMID", re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)/?([1-9][0-9]{0,7})\b", re.IGNORECASE)),
    ("PMCID", re.compile(r"\b(PMC[1-9][0-9]{0,8})\b", re.IGNORECASE)),
)
NOTHING = "There is no DOI and no PubMed number in this line."


def names_any(text):
    """Whether any line of the text names a DOI, PMID or PMCID."""
    return any(one for line in text.split("\n") for one in _in_line(line))


def read(text, show):
    """(records, lines that belong to none) of such lines; a line that names nothing is a record that cannot be read."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    return [record for number, line in show(lines) for record in _records(number, line)], []


def _records(number, line):
    found = _in_line(line)
    if not found:
        return [Record(number, line, problem=NOTHING)]
    return [Record(number, line, identifiers=identifiers) for identifiers in found]


def _in_line(line):
    """
    [{"DOI": …}] of each source that a line names.

    Where all of its words are identifiers, each is a source; in a sentence, one DOI and its PMID are the same one.
    """
    words = [word for word in re.split(r"[\s,;]+", line.strip()) if word]
    alone = [_identifier(word) for word in words]
    if words and all(alone):
        return alone
    if whole := _identifier(line):
        return [whole]
    found = {}
    for text in _DOI.findall(line)[:1]:
        if doi := items.identifier_in("DOI", [text]):
            found["DOI"] = doi
    for name, pattern in _LABELLED:
        if name not in found and (match := pattern.search(line)):
            found[name] = items.identifier_in(name, [match[1]])
    return [found] if found else []


def _identifier(text):
    for name in ("DOI", "PMID", "PMCID"):
        if identifier := items.identifier_in(name, [text]):
            return {name: identifier}
    return None
