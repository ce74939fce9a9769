"""Note which references were retracted, from a file of the Retraction Watch data set."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from references import retractions
from references.console import progress_on


class Command(BaseCommand):
    help = (
        "Note every retraction, expression of concern, correction and reinstatement in FILE (CSV, the Retraction Watch "
        "data set) that is about a reference of the library, by DOI and PMID. Readers see it at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report all, store nothing")

    def handle(self, *, file, dry_run, **_options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}. Check the name.")
        progress = progress_on(self.stderr)
        with transaction.atomic(), file.open("rb") as opened:
            try:
                report = retractions.check_retractions(opened, lambda rows: progress(rows, "Reading"))
            except retractions.NotTheDataSetError as error:
                raise CommandError(" ".join(error.messages)) from None
            transaction.set_rollback(dry_run)
        for sentence in report.problems:
            self.stderr.write(sentence)
        for words, notices in (("New", report.new), ("Changed", report.changed)):
            for notice in notices:
                when = f" ({notice.noticed_on:%-d %B %Y})" if notice.noticed_on else ""
                self.stdout.write(f"{words}: {notice.reference.key}, {notice.get_nature_display().lower()}{when}")
        self.stdout.write(
            f"{report.rows} rows read: {len(report.new)} new, {len(report.changed)} changed, {report.known} known."
            f"{' (dry run: nothing was stored)' if dry_run else ''}"
        )
