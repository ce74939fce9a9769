"""Export topics as JSON Lines."""

from django.core.management.base import BaseCommand, CommandError

from topics.exporting import export_documents
from topics.models import Topic
from topics.schema import DocumentError


class Command(BaseCommand):
    help = "Write topics as JSON Lines, one whole topic document a line, to the standard output."

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these topics (default: all)")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--draft", action="store_true", help="the working drafts (default)")
        which.add_argument("--live", action="store_true", help="what readers have now")

    def handle(self, *, slugs, live, **_options):
        known = set(Topic.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        if missing := [slug for slug in slugs if slug not in known]:
            raise CommandError(f"There is no topic {', '.join(missing)}. Check the spelling.")
        try:
            for text in export_documents(slugs, live):
                self.stdout.write(text)
        except DocumentError as error:
            raise CommandError(f"A draft breaks a rule, so the export ends here. {' '.join(error.messages)}") from error
