"""What verifying the record takes as it grows: seconds, processor time, and the most memory that the command had.

    .venv/bin/python -m tests.benchmarks.bench_verify --topics FILE.jsonl [--sizes 1000 6000 20000]

The topics are those of the file, as often as needed, in a database of their own under var/benchmarks, which grows from
each size to the next. What a topic takes at the first size is 1.0.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from tests.benchmarks import site
from tests.benchmarks.bench_pages import KEEP_DATABASE
from tests.benchmarks.site import ROOT


def main():
    """Fill the database up to each size in turn, verify it in a process of its own, and print what that took."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--topics", type=Path, required=True, help="topic documents, JSON Lines")
    options.add_argument("--sizes", type=int, nargs="+", default=[1000, 6000, 20_000])
    options = options.parse_args()
    env = site.environment("verify")
    site.manage([["migrate", "--verbosity", "0"]], env)
    keeper = subprocess.Popen([sys.executable, "manage.py", "shell", "-c", KEEP_DATABASE], cwd=ROOT, env=env)
    try:
        print(f"{'topics':>8}{'s':>8}{'CPU s':>8}{'MiB':>6}{'a topic':>9}", flush=True)
        first = None
        before = 0
        for size in options.sizes:
            fill(options.topics, before, size, env)
            seconds, used = verify(env)
            first = first or seconds / size
            print(
                f"{size:8}{seconds:8.1f}{used.ru_utime + used.ru_stime:8.1f}{used.ru_maxrss / 1024:6.0f}"
                f"{seconds / size / first:9.2f}",
                flush=True,
            )
            before = size
    finally:
        keeper.send_signal(signal.SIGTERM)
        keeper.wait()


def fill(topics, before, size, env):
    """Publish the topics from number `before` to `size`, counted through the file again and again."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        lines = topics.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(islice(cycle(lines), before, size), start=before):
            file.write(_copy(json.loads(line), number // len(lines)) + "\n")
        file.flush()
        site.manage([["import_topics", file.name, "--publish"]], env)


def _copy(document, number):
    """Return a line for the copy `number` of a document, which names those of its own round as related."""
    document["slug"] += f"-{number}"
    document["related"] = [f"{slug}-{number}" for slug in document.get("related", [])]
    return json.dumps(document, ensure_ascii=False)


def verify(env):
    """Verify everything; return the seconds, and what the process used. Ends where anything was found wrong."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "verify_record"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("The record of the benchmark is not whole; what was found stands above.")
    return time.perf_counter() - begun, used


if __name__ == "__main__":
    main()
