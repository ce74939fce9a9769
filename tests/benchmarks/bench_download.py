"""How much memory the whole set takes: it is streamed by a process of its own, once from few topics and once from many.

    .venv/bin/python -m tests.benchmarks.bench_download [--topics 100000]

The topics are copies of one of the demonstration, in a database of their own under var/benchmarks.
"""

import argparse
import os
import resource
import subprocess
import sys
import time

from tests.benchmarks.bench_pages import FOLDER, ROOT, environment

FEW = 1_000


def main():
    """Make the copies, and print for each size the bytes, the seconds and the most memory that the process took."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--topics", type=int, default=100_000)
    options.add_argument("--stream", action="store_true", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.stream:
        stream()
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    places = environment() | {"PRIVATE_POSTGRES_DIR": str(FOLDER / "download"), "DJANGO_DEBUG": "1"}
    for command in (["migrate", "--verbosity", "0"], ["seed_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=places, check=False, stdout=sys.stderr)
    print(f"{'topics':>8}{'MB':>8}{'s':>8}{'most memory, MB':>17}")
    for size in (FEW, options.topics):
        subprocess.run([sys.executable, "manage.py", "shell", "-c", COPY], cwd=ROOT, check=True,
                       env=places | {"COPIES": str(size)}, stdout=subprocess.DEVNULL)  # fmt: skip
        subprocess.run([sys.executable, "-m", "tests.benchmarks.bench_download", "--stream"], cwd=ROOT, env=places)


COPY = """
import os
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('''
        CREATE TEMP TABLE few AS SELECT n FROM generate_series(1, %s) AS n
         WHERE NOT EXISTS (SELECT FROM topics_topic WHERE slug = 'copy-' || n);
        INSERT INTO topics_topic (slug, title, full_name, pronunciation, summary, evidence_status, evidence_statement,
                                  codes, created_at)
        SELECT 'copy-' || n, title, full_name, pronunciation, summary, evidence_status, evidence_statement, codes,
               created_at FROM few, topics_topic WHERE slug = 'ccsvi';
        INSERT INTO topics_revision (topic_id, number, text, digest, created_at, created_by_id)
        SELECT copy.id, 1, replace(revision.text, '"slug": "ccsvi"', '"slug": "copy-' || n || '"'), revision.digest,
               revision.created_at, revision.created_by_id
          FROM few JOIN topics_topic AS copy ON copy.slug = 'copy-' || n
          JOIN topics_edition AS edition ON edition.slug = 'ccsvi' AND edition.number = 1
          JOIN topics_revision AS revision ON revision.id = edition.revision_id;
        INSERT INTO topics_edition (topic_id, number, kind, revision_id, slug, live_from, created_by_id, created_at,
                                    note, reason)
        SELECT copy.id, 1, 'published', revision.id, copy.slug, now(), revision.created_by_id, now(), '', ''
          FROM few JOIN topics_topic AS copy ON copy.slug = 'copy-' || n
          JOIN topics_revision AS revision ON revision.topic_id = copy.id;
        INSERT INTO topics_link (edition_id, kind, target, position)
        SELECT edition.id, link.kind, link.target, link.position
          FROM few JOIN topics_edition AS edition ON edition.slug = 'copy-' || n
          JOIN topics_edition AS first ON first.slug = 'ccsvi' AND first.number = 1
          JOIN topics_link AS link ON link.edition_id = first.id AND link.kind = 'cites';
        ANALYZE topics_topic, topics_revision, topics_edition, topics_link;
    ''', [int(os.environ["COPIES"])])
"""


def stream():
    """Ask for the whole set as a client does, keep none of it, and print what that took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "az_ms.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    begun, size, lines = time.monotonic(), 0, 0
    for line in Client().get("/api/topics.jsonl").streaming_content:
        size, lines = size + len(line), lines + 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    print(f"{lines:8}{size / 1e6:8.0f}{time.monotonic() - begun:8.1f}{memory:17.0f}", flush=True)


if __name__ == "__main__":
    main()
