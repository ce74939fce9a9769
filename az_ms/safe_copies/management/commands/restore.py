"""Bring a safe copy back into an empty database: what script/restore runs."""

import sys

from django.core.management import call_command

from az_ms.safe_copies import restoring
from az_ms.safe_copies.arguments import SafeCopyCommand, path
from az_ms.safe_copies.errors import BrokenOffError, SafeCopyError
from az_ms.safe_copies.signals import breaking_off
from references.console import is_of_older_release


class Command(SafeCopyCommand):
    """Say what was restored, then verify it; whatever stands in the way is one sentence, and the exit status 1."""

    help = "Restores a safe copy into the site's database, which must be empty, and verifies the record."
    call = "./script/restore FILE"

    def add_arguments(self, parser):
        """Take the copy."""
        parser.add_argument("file", type=path, metavar="FILE", help="a safe copy that script/backup made")

    def handle(self, *args, file, **options):
        """Restore the copy ``file``."""
        try:
            with breaking_off():
                copy = restoring.restore(file.absolute())
        except (SafeCopyError, BrokenOffError) as error:
            sys.exit(str(error))
        self.stdout.write(f"Restored {copy.file}: {copy}.")
        if is_of_older_release():
            self.stdout.write("It is of an older release: run “manage.py migrate”, then “manage.py verify_record”.")
            return
        call_command("verify_record", stdout=self.stdout, stderr=self.stderr)
