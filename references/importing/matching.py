"""Which records of a file the library has already, and which are probably the same as something it has.

The same DOI, PMID or PMCID is the same source. Without one in common, nearly the same title, first author and year
are probably the same, and an editor decides.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models.fields.json import KT
from rapidfuzz import fuzz, process

from references import csl
from references.models import Reference
from references.text import fold_name

# Percent of two titles that must be alike: a subtitle's punctuation or a misprint, not another part of a series.
NEARLY = 93
IDENTIFIERS = ("DOI", "PMID", "PMCID")
_ANY, _NOTHING = "any year", ([], [])


class Status(models.TextChoices):
    """What a record is to the library."""

    NEW = "new", "new"
    HERE = "here", "already here"
    TWICE = "twice", "twice in what you added"
    PROBABLE = "probable", "probably the same"
    LOOK_UP = "look-up", "only an address"
    UNREADABLE = "unreadable", "cannot be read"


@dataclass(frozen=True, slots=True)
class Match:
    """What a record is and what it is like: `reference_id` in the library, or `twin`, the index of an earlier one."""

    status: Status
    reference_id: int | None = None
    twin: int | None = None


class Library:
    """All that is known of a source so far: the references that are stored, and the records matched before."""

    def __init__(self):
        self._by_identifier = {}
        self._by_author = defaultdict(lambda: ([], []))  # by name and year: titles, and what each is
        stored = Reference.objects.order_by("pk").annotate(pmcid=KT("csl__PMCID"), into=models.F("merged_into"))
        for pk, into, doi, pmid, pmcid, title, author, year in stored.values_list(
            "pk", "into", "doi", "pmid", "pmcid", "title", "first_author", "year"
        ).iterator(chunk_size=2000):
            found = Match(Status.HERE, reference_id=into or pk)
            self._learn({"DOI": doi, "PMID": pmid, "PMCID": pmcid}, title, author, year, found, is_merged=bool(into))

    def match(self, index, record):
        """The `Match` of one record, the index-th of all; it is known to the ones after it."""
        if record.problem:
            return Match(Status.UNREADABLE)
        item = record.item or record.identifiers
        for name in IDENTIFIERS:
            if item.get(name) and (found := self._by_identifier.get((name, item[name]))):
                return found
        if record.item is None:
            self._learn(item, "", "", None, Match(Status.TWICE, twin=index))
            return Match(Status.LOOK_UP)
        title, author, year = csl.title(item), csl.first_author(item), csl.year(item)
        probable = self._probable(title, author, year)
        self._learn(item, title, author, year, Match(Status.TWICE, twin=index))
        return probable or Match(Status.NEW)

    def _learn(self, item, title, author, year, found, is_merged=False):
        for name in IDENTIFIERS:
            if item.get(name) and not (is_merged and (name, item[name]) in self._by_identifier):
                self._by_identifier[name, item[name]] = found
        if title:
            for when in (year, _ANY):
                titles, matches = self._by_author[fold_name(author), when]
                titles.append(fold_name(title))
                matches.append(found)

    def _probable(self, title, author, year):
        author, title = fold_name(author), fold_name(title)
        for when in (_ANY,) if year is None else (year, year - 1, year + 1, None):
            titles, matches = self._by_author.get((author, when), _NOTHING)
            if found := process.extractOne(title, titles, scorer=fuzz.ratio, score_cutoff=NEARLY):
                match = matches[found[2]]
                return Match(Status.PROBABLE, reference_id=match.reference_id, twin=match.twin)
        return None
