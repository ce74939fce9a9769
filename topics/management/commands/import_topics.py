"""Import topic documents from JSON Lines files."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from references.console import author, progress_on
from topics import importing


class Command(BaseCommand):
    help = "Import topics from files of JSON Lines, one topic document a line. Exits with 1 if a line was refused."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--publish", action="store_true", help="give readers what was imported, now")
        parser.add_argument("--dry-run", action="store_true", help="report all, store nothing")
        parser.add_argument("--by", metavar="USERNAME", help="whose name the record gets (default: an import account)")

    def handle(self, *, files, publish, dry_run, by, **_options):
        for path in files:
            if not path.is_file():
                raise CommandError(f"There is no file {path}. Check the name.")
        with transaction.atomic():
            report = importing.import_documents(files, author(by), publish, progress_on(self.stderr))
            transaction.set_rollback(dry_run)
        self._show(report, dry_run)
        if report.problems:
            sys.exit(1)

    def _show(self, report, dry_run):
        for sentence in report.warnings:
            self.stderr.write(f"{sentence} (warning)")
        for sentence in report.problems:
            self.stderr.write(self.style.ERROR(sentence))
        outcomes = (importing.CREATED, importing.CHANGED, importing.UNCHANGED, importing.REFUSED)
        summary = ", ".join(f"{report.counts[outcome]} {outcome}" for outcome in outcomes)
        self.stdout.write(f"{summary}{' (dry run: nothing was stored)' if dry_run else ''}")
