"""Bringing references in: a file in any of the usual formats is read, matched with the library, and stored.

    reading = importing.read(data, "export.ris")
    matches = matching.match(reading.records)
    stored = storing.store(matches, by=user)

Every record of a file comes out either as an item or with one sentence that says why not; none vanishes.
"""

from references.importing.reading import read
from references.importing.report import Reading, Record, UnreadableError

__all__ = ["Reading", "Record", "UnreadableError", "read"]
