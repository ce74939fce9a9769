"""Bringing a safe copy back: whole, into an empty database, or not at all."""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from . import copies, server
from .errors import SafeCopyError
from .signals import past_breaking_off

PLAY = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
# pg_restore 17 and newer write it for every server, and those before 17 do not know it.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
_PREAMBLE = 40  # lines, before any of the data's

# Tables, views, sequences and functions that are neither PostgreSQL's own nor an extension's.
_WHAT_IS_THERE = """
    SELECT count(*) FROM (
        SELECT oid, relnamespace AS space, 'pg_class'::regclass AS kind
          FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        UNION ALL
        SELECT oid, pronamespace, 'pg_proc'::regclass FROM pg_proc
    ) AS object JOIN pg_namespace ON pg_namespace.oid = space
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = kind AND objid = object.oid AND deptype = 'e')
"""


def restore(file: Path) -> copies.SafeCopy:
    """Bring the safe copy ``file`` back into the site's database, which must be empty, and return the copy.

    Raises SafeCopyError when the copy is not sound, before anything is touched, or when it cannot be brought back
    whole; then nothing is.
    """
    copy, archive = copies.open_checked(file)
    with archive:
        _refuse_newer(copy)
        reader = server.reader(copy.about["programs"])
        version = server.connect()
        player = server.client("psql", version, prefer=max)  # pg_restore writes what older ones do not know
        _refuse_unless_empty()
        _play(reader, player, archive, version)
    _count_again(copy)
    return copy


def _refuse_newer(copy):
    known = MigrationLoader(None).disk_migrations
    unknown = [
        f"{app} {name}"
        for app, names in copy.about["migrations"].items()
        for name in names
        if app in {label for label, _ in known} and (app, name) not in known
    ]
    if unknown:
        raise SafeCopyError(
            f"{copy.file} was made by a newer release of the site (this one does not know {unknown[0]}): install that "
            "release, then restore."
        )


def _refuse_unless_empty():
    with connection.cursor() as cursor:
        cursor.execute(_WHAT_IS_THERE)
        if not cursor.fetchone()[0]:
            return
    remedy = "make an empty one (createdb) and name it in DATABASE_URL"
    if server.is_private():
        folder = settings.DATABASES["default"]["HOST"]
        remedy = f"end the site, move that folder away (mv {folder} {folder}.before) and run this again"
    raise SafeCopyError(f"A safe copy is restored only into an empty database, and {server.name()} is not: {remedy}.")


def _play(reader, player, archive, version):
    """Let psql do what pg_restore reads in the archive, in one transaction that ends only when all was read."""
    read = [reader, "--file=-", "--no-owner", "--no-privileges", "--no-comments"]
    play = [player, *server.address(), *PLAY]
    where = server.environment()
    with tempfile.TemporaryFile() as reader_said, tempfile.TemporaryFile() as player_said:
        reading = server.start(read, env=where, stdin=archive, stdout=subprocess.PIPE, stderr=reader_said)
        playing = None
        try:
            playing = server.start(
                play, env=where, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=player_said
            )
            with suppress(BrokenPipeError), playing.stdin:  # psql ends at the first error
                playing.stdin.write(b"BEGIN;\n")
                for line in islice(reading.stdout, _PREAMBLE):
                    if version >= 17 or line != _UNKNOWN_BEFORE_17:
                        playing.stdin.write(line)
                shutil.copyfileobj(reading.stdout, playing.stdin, copies.CHUNK)
                if reading.wait() == 0:
                    past_breaking_off()
                    playing.stdin.write(b"COMMIT;\n")
            failed = playing.wait() or reading.wait()
        finally:
            for process in filter(None, (playing, reading)):
                process.kill()
                process.wait()
            reading.stdout.close()
        if failed:
            raise SafeCopyError(_sentence(_all(player_said) or _all(reader_said)))


def _all(said):
    said.seek(0)
    return said.read().decode(errors="replace")


def _sentence(said):
    remedy = "mend that, then run this again"
    if "permission denied" in said:
        remedy = "make the role of DATABASE_URL the owner of the database, then run this again"
    elif "No space left" in said or "could not extend" in said:
        remedy = "make room on the server’s disk, then run this again"
    return f"Nothing was restored ({server.why(said)}): {remedy}."


def _count_again(copy):
    with connection.cursor() as cursor:
        # The planner knows nothing of the new rows otherwise.
        cursor.execute("ANALYZE")
        cursor.execute("SELECT (SELECT count(*) FROM topics_topic), (SELECT count(*) FROM topics_edition)")
        found = cursor.fetchone()
    if found != (copy.about["topics"], copy.about["editions"]):
        raise SafeCopyError(
            f"{copy.file} should hold {copy}, but {found[0]} topics and {found[1]} editions came back: empty the "
            "database and restore another copy."
        )
