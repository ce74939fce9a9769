"""Make a safe copy of the site's database: what script/backup runs."""

import sys

from django.conf import settings

from az_ms.safe_copies import copies, making
from az_ms.safe_copies.arguments import SafeCopyCommand, at_least_one, path
from az_ms.safe_copies.errors import BrokenOffError, SafeCopyError
from az_ms.safe_copies.signals import breaking_off

KEPT = 30  # a month of nights


class Command(SafeCopyCommand):
    """Say in one line what was made; whatever stands in the way is one sentence, and the exit status is then 1."""

    help = "Makes a safe copy of the database while the site goes on, and deletes the oldest when there are many."
    call = "./script/backup [FOLDER] [--keep NUMBER]"

    def add_arguments(self, parser):
        """Take the folder, and how many copies are kept in it."""
        parser.add_argument(
            "folder", nargs="?", type=path, metavar="FOLDER", help="where it is kept (default: var/backups)"
        )
        parser.add_argument(
            "--keep", type=at_least_one, default=KEPT, metavar="NUMBER", help=f"copies kept there (default: {KEPT})"
        )

    def handle(self, *args, folder, keep, **options):
        """Make it, then delete what is beyond ``keep``."""
        folder = (folder or settings.VAR_DIR / "backups").absolute()
        try:
            with copies.held(folder):
                with breaking_off():
                    copy = making.make(folder)
                self.stdout.write(f"Made {copy.file} ({copy.about['bytes']:,} bytes): {copy}.")
                try:
                    deleted, warning = copies.rotate(folder, copy, keep)
                except OSError as error:
                    sys.exit(f"Old copies in {folder} could not be deleted ({error.strerror}): see to the folder.")
        except (SafeCopyError, BrokenOffError) as error:
            sys.exit(str(error))
        if deleted:
            self.stdout.write(f"Deleted {deleted} older; kept the newest {keep}.")
        if warning:
            self.stderr.write(warning)
