"""How well and how fast search finds: each kind of query beside Django's SearchVector and SearchRank.

    .venv/bin/python -m tests.benchmarks.bench_search --topics FILE.jsonl --queries FILE.jsonl [--parts] [--copies 18]

A query is a line {"kind", "query", "relevant": [slug]}. Printed for each kind: how often a relevant topic comes first
(recall@1), among the first ten (recall@10), and the mean of one by its place (MRR@10). `--parts` measures again with
one part of the search switched off at a time. `--copies` adds the topics again so many times under new addresses, with
names put together anew from all words of names, and measures only time. Each has a database of its own under
var/benchmarks, which is filled once: delete the folder to begin anew.

The peer is what Django's documentation shows, with the vector stored: names, summary and text by weight, found by
`plainto_tsquery`, ordered by rank. It gets the very words that our search gets, one spelling of two and accents folded.
"""

import argparse
import json
import os
import random
import statistics
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from tests.benchmarks import site

_PEER = """
    CREATE TABLE IF NOT EXISTS benchmark_peer AS
    SELECT edition.slug, setweight(to_tsvector('english', entry.names), 'A')
                         || setweight(to_tsvector('english', entry.summary), 'B')
                         || setweight(to_tsvector('english', entry.body), 'D') AS vector
      FROM topics_searchentry AS entry JOIN topics_edition AS edition ON edition.id = entry.edition_id
     WHERE entry.position = 0;
    CREATE INDEX IF NOT EXISTS benchmark_peer_vector ON benchmark_peer USING gin (vector);
    ANALYZE benchmark_peer;
"""
_PEER_QUERY = """
    SELECT slug FROM benchmark_peer, plainto_tsquery('english', %s) AS query
     WHERE vector @@ query ORDER BY ts_rank(vector, query) DESC LIMIT 10
"""


def main():
    """Load the topics, ask the queries, and print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--topics", type=Path, required=True, help="topic documents, JSON Lines")
    options.add_argument("--queries", type=Path, required=True, help="queries, JSON Lines")
    options.add_argument("--parts", action="store_true", help="switch off one part of the search at a time")
    options.add_argument("--copies", type=int, default=0, help="how often the topics go in again, under other names")
    options = options.parse_args()
    queries = [json.loads(line) for line in options.queries.read_text(encoding="utf-8").splitlines()]
    load(options.topics, options.copies)
    show_memory()
    if not options.copies:
        show_quality("search", ask(queries, ours()))
        show_quality("SearchVector, SearchRank", ask(queries, peer()))
    show_times(queries)
    if options.parts:
        show_parts(queries)


def load(topics, copies):
    """Put the topics and their copies into a database of their own, and set Django up to ask it."""
    env = site.environment(f"search-{copies}")
    os.environ.update(env, DJANGO_SETTINGS_MODULE="az_ms.settings")
    import django

    django.setup()
    from django.db import connection

    from topics.models import Edition

    connection.ensure_connection()  # holds the private server while the commands use it
    site.manage([["migrate", "--verbosity", "0"]], env)
    if Edition.objects.exists():
        return
    files = [topics]
    if copies:
        files.append(site.FOLDER / f"search-{copies}.jsonl")
        write_copies(topics, copies, files[1])
    site.manage([["import_topics", *map(str, files), "--publish"]], env)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write_copies(topics, copies, path):
    """Write `copies` of the topics with new slugs, and with names of as many words drawn from those of all names."""
    documents = [json.loads(line) for line in topics.read_text(encoding="utf-8").splitlines()]
    words = [word for one in documents for word in one["title"].split()]
    dice = random.Random(1098)
    with path.open("w", encoding="utf-8") as file:
        for number in range(2, copies + 2):
            dice.shuffle(words)
            drawn = iter(words)
            for one in documents:
                title = " ".join(next(drawn) for _ in one["title"].split())
                aliases = [{**alias, "name": " ".join(dice.choices(words, k=2))} for alias in one["aliases"]]
                names = {"slug": f"{one['slug'][:90]}-{number}", "title": title, "full_name": "", "aliases": aliases}
                print(json.dumps({**one, **names, "related": []}, ensure_ascii=False), file=file)


def ours():
    """Return a function from a query to the slugs that our search shows first."""
    from topics import live
    from topics.search import search

    return lambda query: [hit.slug for hit in search(query, live.moment_of_list()).hits]


def peer():
    """Return the same for Django's documented way."""
    from django.db import connection

    from topics.search.words import name_words, unify

    with connection.cursor() as cursor:
        cursor.execute(_PEER)

    def slugs(query):
        with connection.cursor() as cursor:
            cursor.execute(_PEER_QUERY, [unify(" ".join(name_words(query)))])
            return [slug for (slug,) in cursor]

    return slugs


def ask(queries, find):
    """Return for each kind the places (0: first; None: not among ten) at which a relevant topic came."""
    places = defaultdict(list)
    for one in queries:
        slugs = find(one["query"])
        found = (place for place, slug in enumerate(slugs) if slug in one["relevant"])
        places[one["kind"]].append(next(found, None))
    return places


def mrr(places):
    """Return the mean of one by the place, nought where there is none."""
    return sum(1 / (place + 1) for place in places if place is not None) / len(places)


def show_quality(title, places):
    print(f"\n{title}\n{'kind':14}{'queries':>8}{'recall@1':>10}{'recall@10':>10}{'MRR@10':>8}")
    for kind, found in sorted(places.items()):
        first, ten = (sum(place is not None and place < most for place in found) / len(found) for most in (1, 10))
        print(f"{kind:14}{len(found):8}{first:10.3f}{ten:10.3f}{mrr(found):8.3f}")


def show_memory():
    """Print how much a process holds of names and words."""
    import psutil

    from topics import live
    from topics.search import lexicon

    process = psutil.Process()
    before = process.memory_info().rss
    lexicon.at(live.moment_of_list())
    print(f"\nHeld of names and words: {(process.memory_info().rss - before) / 1e6:.0f} MB")


def show_times(queries):
    """Print the times of search, suggestions and the peer, each query asked of one after the other."""
    from topics import live
    from topics.search import suggestions

    asked = {"search": ours(), "suggestions": lambda query: suggestions(query, live.moment_of_list()), "peer": peer()}
    times = defaultdict(list)
    for find in asked.values():
        find("warm up")
    for one in queries:
        for name, find in asked.items():
            began = time.perf_counter()
            find(one["query"])
            times[name].append((time.perf_counter() - began) * 1000)
    print(f"\n{'milliseconds':14}{'p50':>8}{'p99':>8}{'p99 / p99 of the peer':>24}")
    p99 = {name: statistics.quantiles(found, n=100)[98] for name, found in times.items()}
    for name, found in times.items():
        print(f"{name:14}{statistics.median(found):8.2f}{p99[name]:8.2f}{p99[name] / p99['peer']:24.2f}")


def parts():
    """Return by name what switches each part of the search off: what is put in place of what."""
    from topics.search import lexicon
    from topics.search.query import parse

    at = lexicon.at

    def without_initials(moment):
        found = at(moment)
        found.by_initials = {}
        return found

    def closed(text):
        return replace(parse(text), is_open=False)

    return {
        "nothing, all of it": {},
        "names": {"topics.search.names.match": lambda *_: {}},
        "texts": {"topics.search.texts.matching": lambda *_: {}},
        "spelling": {"topics.search.spelling.correct": lambda *_: None},
        "unfinished last word": {"topics.search.finding.parse": closed},
        "question words": {"topics.search.words.QUESTION_WORDS": frozenset()},
        "rarity of words": {"topics.search.lexicon.Lexicon.rarity": lambda *_: 1},
        "initials": {"topics.search.lexicon.at": without_initials},
        "some of the words": {"topics.search.finding._Asked.with_some": lambda _, found: found},
        "references": {"topics.search.finding._Asked.citing": lambda *_: {}},
    }


def show_parts(queries):
    """Print MRR@10 by kind with each part switched off."""
    kinds = sorted({one["kind"] for one in queries})
    print(f"\n{'without':22}" + "".join(f"{kind:>14}" for kind in kinds))
    for name, targets in parts().items():
        with ExitStack() as stack:
            # What is held of the names was made with the part, and is made anew without it.
            for target, instead in {"topics.search.lexicon._kept": None, **targets}.items():
                stack.enter_context(patch(target, instead))
            places = ask(queries, ours())
        print(f"{name:22}" + "".join(f"{mrr(places[kind]):14.3f}" for kind in kinds))


if __name__ == "__main__":
    main()
