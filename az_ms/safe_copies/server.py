"""The site's database as PostgreSQL's own programs reach it."""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, NotSupportedError, connection
from psycopg2.extensions import make_dsn

from az_ms.private_postgres.errors import PrivatePostgresError
from az_ms.private_postgres.launching import programs

from .errors import SafeCopyError

# The parameters of psycopg2 and of Django that are none of libpq's, and the secrets.
_NOT_ON_A_COMMAND_LINE = {"cursor_factory", "client_encoding", "password", "sslpassword"}


def is_private() -> bool:
    """Whether the site uses the private server."""
    return settings.DATABASES["default"]["ENGINE"] == "az_ms.private_postgres"


def name() -> str:
    """Return what the database is called in sentences and in copies; it holds no secret."""
    database = settings.DATABASES["default"]
    if is_private():
        return f"the private database in {database['HOST']}"
    return f"the database {database['NAME']} at {database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"


def connect() -> int:
    """Connect to the server and return its major version. Raises SafeCopyError when it cannot be had."""
    try:
        connection.ensure_connection()
        return connection.connection.server_version // 10_000
    except PrivatePostgresError as error:
        raise SafeCopyError(str(error)) from None
    except NotSupportedError as error:
        raise SafeCopyError(f"{str(error).rstrip('.')}: use a newer server.") from None
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise SafeCopyError(
            f"The database of DATABASE_URL cannot be used ({reason}): start its server, or correct DATABASE_URL."
        ) from None


def address() -> tuple[str, str]:
    """Return the option that leads the programs to the database, and that keeps them from asking for a password."""
    parameters = connection.get_connection_params().items()
    shown = {name: value for name, value in parameters if name not in _NOT_ON_A_COMMAND_LINE}
    return f"--dbname={make_dsn(**shown)}", "--no-password"


def environment() -> dict[str, str]:
    """Return the environment of the programs: the password is there, where only this user and root can read it."""
    kept = {key: value for key, value in os.environ.items() if not (is_private() and key.startswith("PG"))}
    password = connection.get_connection_params().get("password")
    return kept | {"LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})


def client(program: str, version: int, prefer=min) -> Path:
    """Return where a ``program`` is that can reach the server, of major ``version`` or newer.

    Of several the oldest, for what it writes can be read by the most, or with ``prefer=max`` the newest. Those of the
    wheel know no TLS; they are used where the site's own connection does without. Raises SafeCopyError when there is
    none.
    """
    if is_private():
        return programs() / program
    folders = _installed() + ([] if connection.connection.info.ssl_in_use else _of_the_wheel())
    return _fitting(program, version, folders, prefer)


def reader(version: int) -> Path:
    """Return a pg_restore that reads what pg_dump of major ``version`` wrote; it reaches no server."""
    return _fitting("pg_restore", version, _of_the_wheel() + _installed(), min)


def start(command: list, **options) -> subprocess.Popen:
    """Start a program, as Popen does. Raises SafeCopyError when it cannot be started."""
    try:
        return subprocess.Popen(command, **options)  # noqa: S603
    except OSError as error:
        raise SafeCopyError(
            f"{command[0]} cannot be started ({error.strerror}): let this user run it, or install it again."
        ) from None


def why(said: str) -> str:
    """Return the first thing that a program complained of."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if re.search("error:|fatal:", line, re.IGNORECASE)] or lines
    return telling[0].rstrip(".") if telling else "it did not say why"


def major(program: Path) -> int | None:
    """Return the major version of a program, or None where it is missing or does not run."""
    with suppress(OSError):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if found := re.search(r"\) (\d+)", said):
            return int(found[1])
    return None


def _fitting(program, version, folders, prefer):
    found = {}
    for folder in folders:
        if its_major := major(folder / program):
            found.setdefault(its_major, folder / program)
    if fitting := [one for one in found if one >= version]:
        return found[prefer(fitting)]
    there = f"only that of version {max(found)} was found" if found else "none was found"
    raise SafeCopyError(
        f"PostgreSQL’s {program} of version {version} or newer is needed and {there}: install it (on Debian and "
        f"Ubuntu: apt-get install postgresql-client-{version}) or put it on the PATH."
    )


def _installed():
    # Debian's /usr/bin/pg_dump stands for one of several, and which one depends on what it is asked.
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("pg_dump")
    return [*folders, Path(on_path).parent] if on_path else folders


def _of_the_wheel():
    with suppress(PrivatePostgresError):
        return [programs()]
    return []
