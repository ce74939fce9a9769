"""Look through the whole record for what is not as it was written."""

import sys
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from references.console import is_of_older_release, progress_on
from topics import verifying


class Command(BaseCommand):
    help = (
        "Compute every digest of the record anew and compare all that follows from it. Prints what is wrong, and what "
        "to do, and exits with 1 if anything is. Changes nothing, and may run while editors work."
    )

    def handle(self, **_options):
        if is_of_older_release():
            raise CommandError("The database is of an older release. Run “manage.py migrate” first.")
        progress = progress_on(self.stderr)
        counts, wrong = Counter(), 0
        for finding in verifying.verify(counts, lambda topics: progress(topics, "Verifying")):
            wrong += 1
            self.stdout.write(str(finding))
        seen = ", ".join(f"{counts[kind]} {kind}" for kind in ("topics", "revisions", "editions", "references"))
        if wrong:
            self.stdout.write(f"Looked at {seen}: {wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
            sys.exit(1)
        self.stdout.write(f"Looked at {seen}: all is as it was recorded.")
