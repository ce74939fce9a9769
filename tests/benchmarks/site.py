"""The site that benchmarks measure: production settings and a database of their own under var/benchmarks."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "benchmarks"


def environment(name="postgres"):
    """Return the environment of the benchmark's processes; `name` is the folder of the private database."""
    return os.environ | {
        "DJANGO_DEBUG": "0",
        "DJANGO_HTTPS": "0",
        "SECRET_KEY": "only-for-the-benchmark-" + "x" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": os.environ.get("BENCHMARK_DATABASE_URL", "private"),
        "PRIVATE_POSTGRES_DIR": str(FOLDER / name),
        "PAGE_MAX_AGE": "0",
    }


def manage(commands, env):
    """Run each of the `commands` of manage.py, given as lists, whatever becomes of the one before.

    What is wrong with single lines of an imported file is no concern here.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    for command in commands:
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, stderr=subprocess.DEVNULL, check=False
        )
