"""Making a safe copy while the site goes on: pg_dump of one moment, checked before it gets its name."""

import hashlib
import os
import subprocess
import tempfile
from contextlib import suppress
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from psycopg2.errors import InsufficientPrivilege

from . import copies, server
from .errors import SafeCopyError
from .signals import past_breaking_off

# Owners and privileges are those of the server that it is restored into, and the site needs no extension.
DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--extension=plpgsql")
PATIENCE = "--lock-wait-timeout=60s"  # with whatever changes tables, such as migrate

_COUNTS = """
    SELECT clock_timestamp(), (SELECT count(*) FROM topics_topic), (SELECT count(*) FROM topics_edition),
           (SELECT json_object_agg(app, names) FROM
               (SELECT app, json_agg(name ORDER BY name) AS names FROM django_migrations GROUP BY app) AS applied)
"""


def make(folder: Path) -> copies.SafeCopy:
    """Make a safe copy of the site's database in ``folder`` (made where it is missing), which the caller holds.

    It shows one moment, whatever is written meanwhile. Raises SafeCopyError; then nothing of it is left.
    """
    database = Path(settings.DATABASES["default"]["HOST"]) if server.is_private() else None
    if database and not (database / "PG_VERSION").exists():
        raise SafeCopyError(
            f"There is no database in {database} yet: set DATABASE_URL or PRIVATE_POSTGRES_DIR as the site has it."
        )
    version = server.connect()
    program = server.client("pg_dump", version)
    partial = None
    try:
        copies.sweep(folder)
        handle, name = tempfile.mkstemp(copies.PARTIAL, f".{copies.PREFIX}", folder)  # only its owner reads it
        partial = Path(name)
        with os.fdopen(handle, "wb") as archive:
            about, digest = _dump(program, archive, version)
            archive.flush()
            os.fsync(archive.fileno())
        about |= {"bytes": partial.stat().st_size, "programs": server.major(program), "server": version}
        _read_through(partial, about["programs"])
        past_breaking_off()
        return copies.keep(folder, partial, digest, about)
    except OSError as error:
        raise copies.unwritable(folder, error) from None
    finally:
        if partial:
            with suppress(FileNotFoundError):  # it has its own name by now
                partial.unlink()


def _dump(program, archive, version):
    """Write the archive; return what was counted at the moment it shows, and its SHA-256 in hexadecimal."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            if version >= 17:
                cursor.execute("SET LOCAL transaction_timeout = 0")
            cursor.execute(_COUNTS)
            moment, topics, editions, migrations = cursor.fetchone()
            cursor.execute("SELECT pg_export_snapshot()")
            digest = _stream(
                [program, *server.address(), *DUMP, PATIENCE, f"--snapshot={cursor.fetchone()[0]}"], archive
            )
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise SafeCopyError(
                f"The role of DATABASE_URL may not read all of {server.name()} ({server.why(str(error))}): use the "
                "role that owns the tables."
            ) from None
        raise SafeCopyError(
            f"{_capital(server.name())} holds no A to Z: set DATABASE_URL as the site has it, or start the site once."
        ) from None
    except DatabaseError as error:
        raise SafeCopyError(
            f"The connection to {server.name()} broke off ({server.why(str(error))}): see to it, then try again."
        ) from None
    about = {
        "made_at": moment.astimezone(UTC).isoformat(),
        "database": server.name(),
        "topics": topics,
        "editions": editions,
        "migrations": migrations,
    }
    return about, digest


def _stream(command, archive):
    """Write what the command prints into the file ``archive``, and return its SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as said:
        process = server.start(command, env=server.environment(), stdout=subprocess.PIPE, stderr=said)
        try:
            while chunk := process.stdout.read(copies.CHUNK):
                digest.update(chunk)
                archive.write(chunk)
            failed = process.wait()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        if failed:
            said.seek(0)
            raise SafeCopyError(
                f"pg_dump could not copy {server.name()} ({server.why(said.read().decode(errors='replace'))}): mend "
                "that, then try again."
            )
    return digest.hexdigest()


def _read_through(archive, version):
    """Read the archive from the disk to its end, as a restore would: a copy that cannot be read is none."""
    command = [server.reader(version), "--file=-", archive]
    with server.start(
        command, env=server.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as reading:
        _, said = reading.communicate()
    if reading.returncode:
        raise SafeCopyError(
            f"The copy cannot be read again ({server.why(said)}), so it was not kept: see to the disk of "
            f"{archive.parent}, or name another folder."
        )


def _capital(sentence):
    return sentence[0].upper() + sentence[1:]
