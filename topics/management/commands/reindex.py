"""Rebuild what readers' queries ask from the record."""

from django.core.management.base import BaseCommand

from references.console import progress_on
from topics import projection


class Command(BaseCommand):
    help = "Rebuild the A to Z's and the search's rows from all editions. Readers see the old ones until it is done."

    def handle(self, **_options):
        progress = progress_on(self.stderr)
        count = projection.rebuild(lambda editions: progress(editions, "Rebuilding"))
        self.stdout.write(f"Rebuilt the rows of {count} edition{'' if count == 1 else 's'}.")
