"""Notices against sources of the library, out of a file in the format of the Retraction Watch data set.

The file has a row a notice, with the DOI and PMID of the source that it is about. It has more than 60,000 rows, dates
as in America, “unavailable” or 0 where there is no identifier, and bytes that are no UTF-8.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from references.identifiers import normalise_doi, normalise_pmid
from references.models import Reference
from references.watching import Nature, Notice

COLUMNS = (
    "Record ID",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
)
_NATURES = {nature.value.casefold(): nature for nature in Nature}
_DATES = ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y")
# Of the two, only what a notice says is taken from the file; what an editor said of it stays.
_SAID = ("nature", "reasons", "noticed_on", "notice_doi", "notice_pmid")

# The longest field of the data set is a list of institutions.
csv.field_size_limit(10 * 1024 * 1024)


@dataclass
class Report:
    """What came of reading the file."""

    rows: int = 0
    new: list[Notice] = field(default_factory=list)
    changed: list[Notice] = field(default_factory=list)
    known: int = 0
    problems: list[str] = field(default_factory=list)


class NotTheDataSetError(ValidationError):
    """The file is something else; the message says what it lacks."""


@transaction.atomic
def check_retractions(file, progress=iter):
    """Note every notice in `file` (of bytes) that is about a reference of the library; return the `Report`.

    `progress` wraps the iterable of rows, to show how far it has come. Twice is as once. A notice that says something
    else than before is open again, whatever was decided of it. Raises `NotTheDataSetError`.
    """
    report = Report()
    by_doi, by_pmid = _library()
    wanted = defaultdict(dict)
    for line, row in progress(_rows(file, report)):
        report.rows += 1
        for reference in {by_doi.get(_doi(row["OriginalPaperDOI"])), by_pmid.get(_pmid(row["OriginalPaperPubMedID"]))}:
            if reference is not None and (said := _said(row, line, report)):
                wanted[reference][row["Record ID"].strip()] = said
    for reference, notices in wanted.items():
        _note(reference, notices, report)
    return report


def _library():
    """Return the id of the reference for each DOI and each PMID; a merged one's is that of the one it went into."""
    by_doi, by_pmid = {}, {}
    rows = Reference.objects.order_by().values_list("pk", "merged_into", "doi", "pmid")
    # Those that were merged come first, so that what stands in its own name wins.
    for pk, merged_into, doi, pmid in sorted(rows, key=lambda row: row[1] is None):
        if doi:
            by_doi[doi] = merged_into or pk
        if pmid:
            by_pmid[pmid] = merged_into or pk
    return by_doi, by_pmid


def _rows(file, report):
    """Yield (number of the line that a row ends on, row) of what is a row of the data set; note what is not."""
    lines = (raw.decode("utf-8-sig" if number == 0 else "utf-8", errors="replace") for number, raw in enumerate(file))
    reader = csv.reader(line.replace("\0", "") for line in lines)
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error:
        names = []
    if missing := [name for name in COLUMNS if name not in names]:
        raise NotTheDataSetError(
            f"This is not the Retraction Watch data set: it has no column {', '.join(missing)}. The first line "
            "must have the names of the columns, set off by commas."
        )
    try:
        for values in reader:
            if len(values) == len(names):
                yield reader.line_num, dict(zip(names, values, strict=True))
            elif values:
                report.problems.append(
                    f"Line {reader.line_num}: it has {len(values)} fields instead of {len(names)}, so it was left out."
                )
    except csv.Error as error:
        report.problems.append(f"Line {reader.line_num}: the rest cannot be read as CSV ({error}).")


def _said(row, line, report):
    """Return what a row says as columns of a `Notice`, or None, with the reason in the report."""
    nature = _NATURES.get(row["RetractionNature"].strip().casefold())
    if nature is None or not row["Record ID"].strip():
        what = (
            f"“{row['RetractionNature'][:40]}” is no kind of notice" if nature is None else "the record has no number"
        )
        report.problems.append(f"Line {line}: {what}, so it was left out, although the library has the source.")
        return None
    noticed_on = _date(row["RetractionDate"])
    if noticed_on is None and row["RetractionDate"].strip():
        report.problems.append(
            f"Line {line}: “{row['RetractionDate'][:40]}” is not a date. The notice is kept without."
        )
    return {
        "nature": nature.value,
        "reasons": "\n".join(filter(None, (reason.strip(" +") for reason in row["Reason"].split(";")))),
        "noticed_on": noticed_on,
        "notice_doi": _doi(row["RetractionDOI"]),
        "notice_pmid": _pmid(row["RetractionPubMedID"]),
    }


def _note(reference, notices, report):
    """Keep what was found against one reference."""
    known = {notice.record: notice for notice in Notice.objects.filter(reference=reference, record__in=notices)}
    for record, said in notices.items():
        notice = known.get(record)
        if notice is None:
            report.new.append(Notice.objects.create(reference_id=reference, record=record, **said))
        elif {name: getattr(notice, name) for name in _SAID} == said:
            report.known += 1
        else:
            for name, value in said.items():
                setattr(notice, name, value)
            notice.dismissed_at, notice.dismissed_by, notice.dismissed_because = None, None, ""
            notice.save()
            report.changed.append(notice)


def _doi(text):
    try:
        return normalise_doi(text)
    except ValidationError:
        return ""


def _pmid(text):
    try:
        return normalise_pmid(text.strip().removesuffix(".0"))
    except ValidationError:
        return ""


def _date(text):
    day = text.strip().split(" ")[0]
    for form in _DATES:
        try:
            return datetime.strptime(day, form).date()
        except ValueError:
            continue
    return None
