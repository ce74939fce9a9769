"""How fast pages are: each page under gunicorn beside a bare Django view that returns the same bytes.

    .venv/bin/python -m tests.benchmarks.bench_pages --topics FILE.jsonl [--seconds 3] [--rounds 5]

Both go through the same middleware in the same two workers, in turn in one run, so that what matters is the ratio: the
machine may be busy. "Warm" finds its page in the process; "cold" runs in workers whose cache holds nothing. Needs `wrk`
(Debian: apt-get install wrk). The topics go into a database of their own under var/benchmarks.
"""

import argparse
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.benchmarks import site
from tests.benchmarks.site import FOLDER, ROOT

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_FAILED = re.compile(r"Non-2xx.*|Socket errors:.*")
_MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}


def main():
    """Load the topics, serve them twice, and print a table of rates, 99th percentiles and ratios."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--topics", type=Path, required=True, help="topic documents, JSON Lines")
    options.add_argument("--topic", default="ccsvi", help="the slug of the topic page to ask for")
    options.add_argument("--letter", default="c")
    options.add_argument("--search", default="multiple+sclerosis")
    options.add_argument("--seconds", type=int, default=3)
    options.add_argument("--rounds", type=int, default=5)
    options = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk to ask for pages. Install it (Debian: apt-get install wrk) and start again.")
    load(options.topics)
    pages = {
        "home": "/",
        "index": "/a-z/",
        "letter": f"/a-z/letter/{options.letter}/",
        "topic": f"/a-z/{options.topic}/",
        "search": f"/search/?q={options.search}",
    }
    keeper = subprocess.Popen([sys.executable, "manage.py", "shell", "-c", KEEP_DATABASE], cwd=ROOT, env=environment())
    servers = {}
    try:
        for kind in ("warm", "cold"):
            servers[kind] = Server(kind)
        for name, path in pages.items():
            (FOLDER / name).write_bytes(servers["warm"].page(path))
        print(f"{'page':8}{'kB':>6}{'bare/s':>9}{'warm/s':>9}{'ratio':>7}{'cold/s':>9}{'ratio':>7}"
              f"{'p99 bare':>10}{'warm':>8}{'cold':>8}  (ms)")  # fmt: skip
        for name, path in pages.items():
            print(row(name, measure(servers, name, path, options.seconds, options.rounds)))
    finally:
        for server in servers.values():
            server.stop()
        keeper.terminate()
        keeper.wait()


# Holds a connection, and with it the private server, until it is ended.
# Ends as a program does that has nothing left to do, which stops the private server too.
KEEP_DATABASE = """
import signal
from django.db import connection

connection.ensure_connection()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
signal.sigwait({signal.SIGTERM})
"""


def environment(kind="warm"):
    """Return the environment of a server whose pages are kept ("warm") or not ("cold")."""
    return site.environment() | {"BENCHMARK_FOLDER": str(FOLDER), "BENCHMARK_KIND": kind}


def load(topics):
    """Put the topics into the benchmark's database; those already there are left as they are."""
    site.manage(
        [
            ["migrate", "--verbosity", "0"],
            ["collectstatic", "--no-input", "--verbosity", "0"],
            ["seed_demo"],
            ["import_topics", str(topics), "--publish"],
        ],
        environment(),
    )


class Server:
    """Gunicorn with two workers on a free port."""

    def __init__(self, kind):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{self.port}", "--log-level",
             "error", "tests.benchmarks.bare:application"],
            cwd=ROOT,
            env=environment(kind),
        )  # fmt: skip
        for _ in range(100):
            time.sleep(0.1)
            try:
                self.page("/healthz/")
            except OSError:
                continue
            return
        self.stop()
        sys.exit("The server did not start; what it said stands above.")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def page(self, path):
        """Return the bytes under `path`."""
        with urllib.request.urlopen(self.url(path)) as response:
            return response.read()

    def rate(self, path, seconds):
        """Return requests per second and the 99th percentile in milliseconds, asking with four connections."""
        said = subprocess.run(
            ["wrk", "-t1", "-c4", f"-d{seconds}s", "--latency", self.url(path)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        if failed := _FAILED.search(said):
            sys.exit(f"{path}: {failed[0]}")
        number, unit = _P99.search(said).groups()
        return float(_RATE.search(said)[1]), float(number) * _MILLISECONDS[unit]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def measure(servers, name, path, seconds, rounds):
    """Return, for bare, warm and cold, the rates and 99th percentiles of all rounds, asked in turn."""
    found = {"bare": [], "warm": [], "cold": []}
    for _ in range(rounds):
        found["bare"].append(servers["warm"].rate(f"/bare/{name}/", seconds))
        found["warm"].append(servers["warm"].rate(path, seconds))
        found["cold"].append(servers["cold"].rate(path, seconds))
    return found


def row(name, found):
    """Return one line of the table: medians of the rounds, and medians of the rounds' own ratios."""
    rate = {kind: statistics.median(rate for rate, _p99 in rounds) for kind, rounds in found.items()}
    p99 = {kind: statistics.median(p99 for _rate, p99 in rounds) for kind, rounds in found.items()}
    ratio = {
        kind: statistics.median(one[0] / bare[0] for one, bare in zip(found[kind], found["bare"], strict=True))
        for kind in ("warm", "cold")
    }
    size = (FOLDER / name).stat().st_size / 1000
    return (
        f"{name:8}{size:6.0f}{rate['bare']:9.0f}{rate['warm']:9.0f}{ratio['warm']:7.2f}{rate['cold']:9.0f}"
        f"{ratio['cold']:7.2f}{p99['bare']:10.1f}{p99['warm']:8.1f}{p99['cold']:8.1f}"
    )


if __name__ == "__main__":
    main()
