"""The formats in which references can be taken away, each by the ending of its files."""

from collections.abc import Callable
from typing import NamedTuple

from references.exporting.bibtex import to_bibtex
from references.exporting.csl_json import to_csl_json
from references.exporting.ris import to_ris


class Format(NamedTuple):
    """What a file of this kind is called, for whom it is, its media type, and how items are written in it."""

    name: str
    programs: str
    content_type: str
    write: Callable[[list[dict]], str]


FORMATS = {
    "ris": Format("RIS", "Zotero, EndNote, Mendeley", "application/x-research-info-systems; charset=utf-8", to_ris),
    "bib": Format("BibTeX", "LaTeX, JabRef", "application/x-bibtex; charset=utf-8", to_bibtex),
    "json": Format("CSL-JSON", "Zotero, Pandoc", "application/vnd.citationstyles.csl+json", to_csl_json),
}
