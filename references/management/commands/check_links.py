"""Follow the links of the references and note which no longer lead anywhere."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from references import links
from references.console import progress_on
from references.watching import LinkStatus


class Command(BaseCommand):
    help = (
        "Follow the links of references: those that worked a week ago, and every night those that did not. A link is "
        "dead after failing on three days. What is found is kept at once: run again, it goes on where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also those that were checked lately")
        parser.add_argument("--at-once", type=int, default=4, metavar="N", help="sites asked at a time (default: 4)")
        parser.add_argument(
            "--pause", type=float, default=1.0, metavar="SECONDS", help="between two questions to a site (default: 1)"
        )

    def handle(self, *, at_once, pause, **options):
        if at_once < 1 or pause < 0:
            raise CommandError("--at-once is 1 or more, --pause is 0 or more.")
        due = links.due(timezone.now(), everything=options["all"])
        counts, died = Counter(), []
        try:
            for reference, address, answer in self._followed(due, at_once, pause):
                check = links.note(reference, address, answer, timezone.now())
                if check is None:
                    continue
                counts[check.status] += 1
                if check.status == LinkStatus.DEAD and check.failed_days == check.FAILED_DAYS_UNTIL_DEAD:
                    died.append(f"{reference.key}: {address} ({answer.words})")
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was found is kept; run it again to go on.")
        for sentence in died:
            self.stdout.write(f"Dead: {sentence}")
        found = ", ".join(f"{counts[status]} {status.label.lower()}" for status in LinkStatus)
        self.stdout.write(f"{counts.total()} of {len(due)} links followed: {found}.")

    def _followed(self, due, at_once, pause):
        """Yield what came of each link, once any site has answered: else it is this machine that is cut off."""
        held, is_online = [], False
        progress = progress_on(self.stderr)
        for found in progress(links.follow_all(due, at_once, pause), "Following", len(due)):
            is_online = is_online or found[2].is_reached
            held.append(found)
            if is_online:
                yield from held
                held = []
        if held:
            raise CommandError(
                f"No site answered, of {len(held)} links. Is this machine connected to the internet? Nothing was noted."
            )
