"""The private server of one data folder: made, started, shared by processes, and stopped by the last of them.

Locks, not lists of process ids, say who uses it, because the kernel drops the locks of a process that was killed:

- ``<folder>.users`` is held shared by every process that uses the server, for as long as it lives. Whoever gets it
  exclusively is alone, and may stop the server. A newcomer waits for that, and then starts it again.
- ``<folder>.starting`` is held exclusively while the server is made and started, so that two cannot do so at once.

The locks are ``flock``'s. A forked child shares its parent's, and keeps it when the parent has let go; nothing that
is executed inherits them (Python opens files close-on-exec), least of all the server.
"""

import atexit
import fcntl
import functools
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from .errors import PrivatePostgresError
from .launching import Launcher

ROLE = DATABASE = "az_ms"
PORT = 5432  # of the socket's name only: the server listens on no network
SOCKET = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107  # bytes, without the closing NUL
PATIENCE = 60  # seconds that a start or a stop may take

INITDB = (
    "--username=postgres",
    "--auth=trust",  # the folder is closed to everyone else, and there is no network
    "--encoding=UTF8",
    # PostgreSQL's own locale: the same on every machine, whatever locales that has.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
# An ordinary role, as a host would give: it may make the tests' database, and pass no permission by.
FIRST_SQL = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",  # the data folder: no path that would have to be quoted
    "unix_socket_permissions": "0700",
    "port": PORT,
    "max_connections": 50,
    "wal_level": "minimal",  # nothing is replicated from here
    "max_wal_senders": 0,
    "max_logical_replication_workers": 0,
    "log_checkpoints": "off",
}
# What the log says when the last server was killed and is not quite gone: its process is not yet buried, or a query
# runs on.
NOT_YET_GONE = ('lock file "postmaster.pid" already exists', "pre-existing shared memory block")


class PrivatePostgres:
    """The PostgreSQL server whose data are in ``folder``, as this process uses it."""

    def __init__(self, folder: Path | str):
        self.folder = Path(folder).absolute()
        self.log = self.folder / "server.log"
        self._users: int | None = None

    def start(self) -> None:
        """Use the server from now on: make it if it is new, start it if it does not run, and keep it running.

        Cheap when this process uses it already. Raises PrivatePostgresError when it cannot be had.
        """
        if self._users is not None and self._accepts():
            return
        self._check_path()
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            with self._locked("starting", fcntl.LOCK_EX):
                self._join()
                if not self._accepts():
                    self._launch()
        except OSError as error:
            raise PrivatePostgresError(
                f"PostgreSQL cannot keep data in {self.folder} ({error.strerror}: {error.filename or self.folder}): "
                "run this as the user whose folder it is, or set PRIVATE_POSTGRES_DIR or DATABASE_URL."
            ) from error

    def stop(self) -> bool:
        """Use the server no longer, and stop it unless another process uses it; return whether it was stopped.

        Called at the end of every process that used it. Does nothing where the server was never started.
        """
        if self._users is None:
            return False
        atexit.unregister(self.stop)
        # Closed, not unlocked: unlocking would let go for the processes forked from this one too.
        os.close(self._users)
        self._users = None
        try:
            with self._locked("users", fcntl.LOCK_EX | fcntl.LOCK_NB):
                return self._shut_down()
        except OSError:  # others use it (or the folder is gone, and its server goes by itself)
            return False

    def pid(self) -> int | None:
        """Return the process id of the running server, or None when none runs."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
            server = psutil.Process(pid)
            # The file outlives a killed server, and its number may be another process's by now.
            its_own = server.status() != psutil.STATUS_ZOMBIE and self.folder.samefile(server.cwd())
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if its_own else None

    def connection_params(self) -> dict[str, str | int]:
        """Return what a client needs to connect as the application: host, port, user and dbname."""
        return {"host": str(self.folder), "port": PORT, "user": ROLE, "dbname": DATABASE}

    def _check_path(self) -> None:
        length = len(os.fsencode(self.folder / SOCKET))
        if length > SOCKET_PATH_LIMIT:
            raise PrivatePostgresError(
                f"The path of {self.folder} is {length - SOCKET_PATH_LIMIT} bytes too long for PostgreSQL's socket: "
                "move the project to a shorter path, or set PRIVATE_POSTGRES_DIR to one."
            )

    def _beside(self, suffix: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{suffix}")

    @contextmanager
    def _locked(self, suffix: str, mode: int) -> Iterator[None]:
        lock = self._open_lock(suffix)
        try:
            fcntl.flock(lock, mode)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, suffix: str) -> int:
        return os.open(self._beside(suffix), os.O_RDONLY | os.O_CREAT, 0o600)

    def _join(self) -> None:
        """Become one of the users; only under the lock for starting, so that a process does so once."""
        if self._users is None:
            users = self._open_lock("users")
            fcntl.flock(users, fcntl.LOCK_SH)
            self._users = users
            atexit.register(self.stop)

    def _accepts(self) -> bool:
        """Whether the server runs and takes connections."""
        try:
            status = (self.folder / "postmaster.pid").read_text().split("\n")[7].strip()
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.folder / SOCKET))
        except (FileNotFoundError, ConnectionError, IndexError):
            return False
        return status == "ready"

    def _launch(self) -> None:
        launcher = Launcher(self.folder)
        if not (self.folder / "PG_VERSION").exists():
            self._make(launcher)
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        start = ("start", "-s", "-w", "-t", str(PATIENCE), "-D", self.folder, "-l", self.log, "-o", options)
        give_up = time.monotonic() + PATIENCE
        while not self._accepts():
            if self.log.exists():
                self.log.replace(self.log.with_suffix(".log.1"))
            tried = launcher.run("pg_ctl", *start)
            if tried.returncode == 0:
                return
            said = self.log.read_text(errors="replace") if self.log.exists() else tried.stderr
            if not any(reason in said for reason in NOT_YET_GONE) or time.monotonic() > give_up:
                raise PrivatePostgresError(f"PostgreSQL did not start ({_reason(said)}): see {self.log}.")
            time.sleep(0.1)

    def _make(self, launcher: Launcher) -> None:
        """Make the data folder with its role and its database, whole or not at all."""
        if self.folder.exists() and any(self.folder.iterdir()):
            raise PrivatePostgresError(f"{self.folder} is not empty, and no data folder of PostgreSQL: move it away.")
        new = self._beside("new")
        if new.exists():
            shutil.rmtree(new)  # a start that was killed
        new.mkdir(mode=0o700)
        if launcher.owner:
            os.chown(new, launcher.owner.pw_uid, launcher.owner.pw_gid)
        for command, text in (
            (("initdb", *INITDB, "-D", new), ""),
            (("postgres", "--single", "-c", "log_checkpoints=off", "-D", new, "postgres"), FIRST_SQL),
        ):
            done = launcher.run(*command, text=text)
            if done.returncode != 0 or "ERROR" in done.stderr:
                raise PrivatePostgresError(f"PostgreSQL made no data folder {self.folder}: {_reason(done.stderr)}.")
        new.rename(self.folder)

    def _shut_down(self) -> bool:
        """Stop the server as it stops best: without waiting for clients, and with a last checkpoint."""
        pid = self.pid()
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        give_up = time.monotonic() + PATIENCE
        while self.pid() is not None and time.monotonic() < give_up:
            time.sleep(0.01)
        return True


@functools.cache
def private_server(folder: str) -> PrivatePostgres:
    """Return this process's one PrivatePostgres of a data folder, not started."""
    return PrivatePostgres(folder)


def _reason(said: str) -> str:
    """Return the line that says why, of all that a program of PostgreSQL's printed."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror:" in line] or lines[-1:]
    return telling[-1].rstrip(".") if telling else "it did not say why"
