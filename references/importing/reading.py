"""Reading a file of references: which format it has, and its records."""

import re

from references.importing import bibtex, csl_json, lines, nbib, ris
from references.importing.decoding import decode
from references.importing.report import Reading, UnreadableError

# The first that a line of the text fits is its format.
_FORMATS = (
    ("CSL-JSON", re.compile(r"\A\s*[\[{]"), csl_json.read),
    ("RIS", ris.START, ris.read),
    ("NBIB (PubMed)", nbib.START, nbib.read),
    ("BibTeX", bibtex.START, bibtex.read),
)
# What people have instead, and cannot be read here.
_FOREIGN = (
    ("EndNote XML", re.compile(r"\A\s*<\?xml.*?<(?:xml>\s*<)?records>", re.DOTALL)),
    ("a web page or XML", re.compile(r"\A\s*<")),
    ("an EndNote “Refer” file", re.compile(r"^%0 ", re.MULTILINE)),
    ("a Web of Science plain-text file", re.compile(r"\AFN (?:Clarivate|Thomson|ISI)")),
)
_NOTHING = (
    "No reference was found in it. It can be RIS, NBIB (PubMed), BibTeX, CSL-JSON, or lines each with a DOI or PubMed "
    "address."
)


def _all(items, title):
    return items


def read(data, name="", show=_all):
    """
    The `Reading` of a file's bytes, or of pasted text.

    `show(records, title)` wraps the list of records as they are worked off, to show progress. Raises
    UnreadableError when nothing in the file looks like a reference.
    """
    text, encoding, notes = decode(data)
    title, read_records = _format(text)
    records, passed_over = read_records(text, lambda found: show(found, name or title))
    if not records:
        raise UnreadableError(_NOTHING)
    if passed_over:
        count = f"{len(passed_over)} lines" if len(passed_over) > 1 else "A line"
        number, words = passed_over[0]
        notes.append(f"{count} outside of the records said nothing of a reference; the first is line {number}: {words}")
    return Reading(name, title, encoding, records, tuple(notes))


def _format(text):
    for title, start, read_records in _FORMATS:
        if start.search(text):
            return title, read_records
    for what, start in _FOREIGN:
        if start.search(text):
            raise UnreadableError(f"This is {what}. Export the references as RIS, and add that file.")
    if lines.names_any(text):
        return "DOIs and PubMed numbers", lines.read
    raise UnreadableError(_NOTHING)
