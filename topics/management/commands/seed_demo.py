"""Load the demonstration content."""

import sys
from pathlib import Path

from django.contrib.admin.models import LogEntry
from django.core.management.base import BaseCommand
from django.db import transaction

from references.console import author, progress_on
from topics import importing
from topics.models import Site, Topic

DEMO = Path(__file__).resolve().parents[2] / "demo"
NOTICE = "Demonstration content, not medical advice"


class Command(BaseCommand):
    help = "Load and publish the demonstration topics, and set the site's notice that says what they are."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="only where the site has never had a topic")

    def handle(self, *, if_empty, **_options):
        if if_empty and has_ever_had_a_topic():
            self.stdout.write("The site has topics of its own, so no demonstration content was loaded.")
            return
        with transaction.atomic():
            report = importing.import_documents(
                sorted(DEMO.glob("*.jsonl")), author(None), publish=True, progress=progress_on(self.stderr)
            )
            Site.objects.filter(pk=1, notice="").update(notice=NOTICE)
        for sentence in report.problems:
            self.stderr.write(self.style.ERROR(sentence))
        self.stdout.write(f"Loaded {report.counts[importing.CREATED]} demonstration topics.")
        if report.problems:
            sys.exit(1)


def has_ever_had_a_topic():
    """Return whether there is a topic, or was one that an editor discarded again."""
    acts = LogEntry.objects.filter(content_type__app_label="topics", content_type__model=Topic._meta.model_name)
    return Topic.objects.exists() or acts.exists()
