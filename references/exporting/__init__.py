"""CSL items as files that Zotero, EndNote, Mendeley and LaTeX read, and as what Zotero reads off a page."""

from references.exporting.formats import FORMATS, Format

__all__ = ["FORMATS", "Format"]
