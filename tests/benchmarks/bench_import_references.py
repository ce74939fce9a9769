"""What 10,000 references in one file take: seconds, and the most memory that the command had.

    .venv/bin/python -m tests.benchmarks.bench_import_references [--records 10000]

The file is made up, 16 MB of RIS with abstracts. A dry run reads, matches and stores all of it and takes it back.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("walking", "fatigue", "vision", "nerve", "spasm", "lesion", "relapse", "brain", "memory", "pain", "tremor")


def main():
    """Write the file, import it in a process of its own, and print what that took."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--records", type=int, default=10_000)
    count = options.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.ris"
        path.write_text("".join(map(_record, range(count))))
        start = time.perf_counter()
        command = [sys.executable, "manage.py", "import_references", str(path), "--dry-run"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - start
        megabytes = path.stat().st_size / 1e6
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout.splitlines()[-2])
    print(f"{count} records, {megabytes:.0f} MB: {seconds:.1f} s ({used.ru_utime:.1f} s of processor time), ", end="")
    print(f"at most {used.ru_maxrss / 1024:.0f} MiB")


def _record(number):
    title = " ".join(WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5, 7, 11, 13))
    return (
        f"TY  - JOUR\nAU  - Author{number % 700}, A\nAU  - Second, B\nTI  - On {title} {number}\n"
        f"JF  - Journal {number % 50}\nPY  - {1980 + number % 45}\nDO  - 10.1000/x.{number}\n"
        f"AB  - {'Words of an abstract that nobody keeps. ' * 36}\nER  -\n"
    )


if __name__ == "__main__":
    main()
