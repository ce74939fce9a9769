"""Running the project's commands as processes of their own, away from the developer's var/."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DJANGO_", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "PRIVATE_POSTGRES_DIR", "RELEASE", "PAGE_MAX_AGE")


def environment(folder=None, **variables):
    """Return this process's environment without our variables, with ``variables``, and ``folder`` for the data."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    if folder:
        kept["PRIVATE_POSTGRES_DIR"] = str(folder)
    return kept | variables


def command(*arguments):
    """Return the command line of manage.py with ``arguments``."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def manage(*arguments, folder=None, **variables):
    """Run manage.py to its end and return it completed."""
    return subprocess.run(
        command(*arguments),
        env=environment(folder, **variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def shell(code, folder):
    """Return the command line and options of a process that runs ``code`` in this project."""
    return {
        "args": command("shell", "-c", code),
        "env": environment(folder),
        "cwd": ROOT,
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


def wait_until(happened, seconds=30):
    """Wait until ``happened()`` is true and return that; fail when it takes too long."""
    give_up = time.monotonic() + seconds
    while not (result := happened()):
        assert time.monotonic() < give_up, "waited too long"
        time.sleep(0.02)
    return result


def is_alive(process):
    """Whether a psutil.Process runs; one that only awaits burial does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_one_sentence(said):
    """Whether what a command printed as its error is one line for people."""
    return said.count("\n") == 1 and "Traceback" not in said and said.rstrip().endswith((".", "?"))
