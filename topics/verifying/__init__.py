"""Whether the record is whole: what the models promise and PostgreSQL's constraints cannot hold, row by row.

``record.py`` looks at revisions, editions, addresses and reviews, ``derived.py`` at what readers' queries ask,
``library.py`` at references, ``guards.py`` at what keeps the record in PostgreSQL itself. `verify` calls them all.
"""

from .whole import verify

__all__ = ["verify"]
