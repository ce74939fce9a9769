"""Add references from files, as the “Add references” box of the admin does."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from references import formatting
from references.console import author, progress_on
from references.importing import intake
from references.importing.matching import Status


class Command(BaseCommand):
    help = (
        "Add references from files of RIS, NBIB, BibTeX or CSL-JSON, or of DOIs and PubMed numbers. Whatever is "
        "probably the same as something in the library is named and left out. Exits with 1 if a record was refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report all, store nothing")
        parser.add_argument("--json", action="store_true", help="report as JSON, each record with what became of it")
        parser.add_argument("--by", metavar="USERNAME", help="whose name the history gets (default: an import account)")

    def handle(self, *, files, dry_run, by, **options):
        for path in files:
            if not path.is_file():
                raise CommandError(f"There is no file {path}. Check the name.")
        show = progress_on(self.stderr)
        with transaction.atomic():
            user = author(by)
            found = intake.begin(((path.name, path.read_bytes()) for path in files), user, show)
            found = intake.store(found, user, show)
            report = _report(found)
            transaction.set_rollback(dry_run)
        if options["json"]:
            self.stdout.write(json.dumps({"stored": not dry_run, "files": report}, ensure_ascii=False, indent=2))
        else:
            self._show(report, dry_run)
        if any(file["problem"] or file["counts"][Status.UNREADABLE] for file in report):
            sys.exit(1)

    def _show(self, report, dry_run):
        for file in report:
            for note in [file["problem"], *file["notes"]]:
                if note:
                    self.stdout.write(f"{file['name']}: {note}")
            for record in file["records"]:
                if record["status"] not in (Status.NEW, Status.HERE, Status.TWICE) or record["notes"]:
                    said = "; ".join(filter(None, [record["words"], *record["notes"]]))
                    self.stdout.write(f"{file['name']}:{record['line']}: {said}: {record['source']}")
        columns = [("file", max(len(file["name"]) for file in report)), ("records", 7), ("added", 7)]
        columns += [(label, len(label)) for _value, label in Status.choices if _value != Status.NEW]
        self.stdout.write("  ".join(label.ljust(width) for label, width in columns))
        for file in report:
            cells = [file["name"], len(file["records"]), file["counts"][Status.NEW]]
            cells += [file["counts"][value] for value in Status.values if value != Status.NEW]
            row = (str(cell).ljust(width) for cell, (_label, width) in zip(cells, columns, strict=True))
            self.stdout.write("  ".join(row))
        if dry_run:
            self.stdout.write("Dry run: nothing was stored.")


def _report(found):
    """What became of each record, by file, as plain data; `source` is what the record says, in short."""
    report = [
        {
            "name": file["name"],
            "format": file.get("format", ""),
            "problem": file.get("problem", ""),
            "notes": file.get("notes", []),
            "counts": dict.fromkeys(Status.values, 0),
            "records": [],
        }
        for file in found.files
    ]
    for record in found.records.select_related("reference").iterator(chunk_size=500):
        file = report[record.file]
        file["counts"][record.status] += 1
        file["records"].append(
            {
                "line": record.line,
                "status": record.status,
                "words": record.problem or Status(record.status).label,
                "key": record.reference.key if record.reference else "",
                "notes": [*record.notes, *(["It has been retracted"] if record.is_retracted else [])],
                "source": formatting.short_name(record.item) if record.item else record.words(),
            }
        )
    return report
