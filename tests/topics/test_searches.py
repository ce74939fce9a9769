"""Counting searches: gathered in the process, written together and seldom, and never at the cost of a reader."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tests.make import make_live
from tests.topics.test_concurrency import at_once, wait_for, waiting
from topics import searches
from topics.models import SearchCount
from topics.models.searches import OTHERS, PERSONAL
from topics.searches import Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def tally():
    """The counts of one process, apart from those of the pages."""
    tally = Tally()
    yield tally
    tally.clear()


@pytest.fixture
def clock(monkeypatch):
    """The process's clock; `clock.now` is set by the test."""

    class Clock:
        now = 1000.0

    monkeypatch.setattr(searches, "monotonic", lambda: Clock.now)
    return Clock


def flush_and_close(tally):
    """Write the counts of a process over a connection of its own."""
    tally.flush()
    connection.close()


def counts(*fields, **of):
    """Return the named fields of all counts, in the order of days and queries."""
    return list(SearchCount.objects.filter(**of).order_by("day", "query").values_list(*fields))


@pytest.fixture
def finish_a_request(client):
    """Let the process answer any request."""
    return lambda: client.get("/healthz/")


# What a line is


def test_searches_are_counted_by_their_folded_words(tally):
    for query in ("Foot  drop", "foot-drop!", "FOOT DROP", "Fóot drop"):
        tally.count(query, 0)
    tally.flush()
    assert counts("day", "query", "searched") == [(timezone.localdate(), "foot drop", 4)]


def test_the_number_of_results_is_the_last_one_that_is_known(tally):
    for results in (3, 0, None):
        tally.count("foot drop", results)
    tally.flush()
    assert counts("results") == [(0,)]
    tally.count("foot drop")
    tally.flush()
    assert counts("results", "searched") == [(0, 4)]
    tally.count("foot drop", 2)
    tally.flush()
    assert counts("results") == [(2,)]


def test_a_query_that_was_never_asked_anew_has_no_number_of_results(tally):
    tally.count("foot drop")
    tally.flush()
    assert counts("results") == [(None,)]


def test_a_long_query_is_cut(tally):
    tally.count("ab " * 200, 0)
    tally.flush()
    assert counts("query") == [(("ab " * 34)[:100],)]


def test_what_has_no_word_is_not_counted(tally):
    tally.count("?!", 0)
    tally.flush()
    assert counts("query") == []


@pytest.mark.parametrize("query", ["jo@example.org", "943 476 5919", "07700 900123", "SW1A 1AA", "12/03/1980"])
def test_of_a_query_that_looks_personal_nothing_is_kept_but_that_there_was_one(tally, query):
    tally.count(f"fatigue {query}", 7)
    tally.note_opened(f"fatigue {query}")
    tally.flush()
    assert counts("query", "searched", "results", "opened") == [(PERSONAL, 1, None, 1)]


def test_nothing_is_known_of_who_asked():
    assert {field.name for field in SearchCount._meta.get_fields()} == {
        "id",
        "day",
        "query",
        "results",
        "searched",
        "scripted",
        "opened",
        "told",
        "said",
    }


# When it is written


def test_counting_asks_the_database_nothing_and_writes_behind_the_first_request_half_a_minute_later(
    clock, finish_a_request, django_assert_num_queries
):
    with django_assert_num_queries(0):
        for _ in range(50):
            searches.count("foot drop", 0)
            clock.now += 0.5
            finish_a_request()
    assert counts("searched") == []
    clock.now += 5
    finish_a_request()
    assert counts("searched") == [(50,)]


def test_where_nothing_was_gathered_nothing_is_asked(clock, finish_a_request, django_assert_num_queries):
    clock.now += 1000
    with django_assert_num_queries(0):
        finish_a_request()
        searches.tally.flush()


def test_counts_are_written_by_one_statement_however_many_there_are(tally, django_assert_num_queries):
    tally.count("the day's first", 0)
    tally.flush()
    for number in range(300):
        tally.count(f"word {number}", 0)
    with django_assert_num_queries(4):  # savepoint, timeout, one statement, release
        tally.flush()
    assert SearchCount.objects.count() == 301


@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_writes_what_it_has_gathered():
    script = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from topics import searches
searches.count("foot drop", 0)
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "az_ms.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script, connection.settings_dict["NAME"]],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert counts("query", "searched") == [("foot drop", 1)]


# Limits


def test_a_flood_of_different_queries_is_gathered_as_others(tally, monkeypatch):
    monkeypatch.setattr(searches, "MOST_GATHERED", 3)
    for number in range(50):
        tally.count(f"word {number}", 0)
        tally.note_opened(f"word {number}")
    tally.count("word 1", 0)
    tally.flush()
    assert counts("query", "searched") == [(OTHERS, 47), ("word 0", 1), ("word 1", 2), ("word 2", 1)]


def test_a_day_has_so_many_lines_and_no_more_but_those_it_has_are_counted_on(monkeypatch):
    monkeypatch.setattr(searches, "MOST_A_DAY", 3)
    for number in range(6):
        tally = Tally()  # each in a process of its own
        tally.count(f"word {number}", 0)
        tally.count("word 0", 0)
        tally.flush()
    tally.count("jo@example.org", 0)
    tally.flush()
    assert counts("query", "searched") == [(PERSONAL, 1), (OTHERS, 3), ("word 0", 7), ("word 1", 1), ("word 2", 1)]
    assert counts("results", query=OTHERS) == [(None,)]


def test_a_flood_within_one_write_leaves_a_full_day_too(tally, monkeypatch):
    monkeypatch.setattr(searches, "MOST_A_DAY", 3)
    for number in range(6):
        tally.count(f"word {number}", 0)
    tally.flush()
    assert counts("query", "searched") == [(OTHERS, 3), ("word 0", 1), ("word 1", 1), ("word 2", 1)]


def test_counts_are_kept_for_ninety_days(tally):
    today = timezone.localdate()
    for days in (200, 90, 89, 1):
        SearchCount.objects.create(day=today - timedelta(days=days), query="old", searched=1)
    tally.count("new", 0)
    tally.flush()
    assert counts("day") == [(today - timedelta(days=days),) for days in (89, 1, 0)]


def test_old_counts_are_looked_for_once_a_day(tally, monkeypatch):
    tally.count("new", 0)
    tally.flush()
    today = timezone.localdate()
    SearchCount.objects.create(day=today - timedelta(days=90), query="old")
    tally.count("new", 0)
    tally.flush()
    assert SearchCount.objects.filter(query="old").exists()
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    tally.count("new", 0)
    tally.flush()
    assert not SearchCount.objects.filter(query="old").exists()


# Beacons


def test_a_beacon_raises_what_is_there_and_makes_nothing(tally):
    tally.note_scripted("nobody asked")
    tally.note_opened("nobody asked")
    tally.flush()
    assert counts("query") == []
    tally.count("ccsvi", 1)
    tally.note_scripted("ccsvi")
    tally.flush()
    tally.note_opened("CCSVI")
    tally.flush()
    assert counts("query", "searched", "scripted", "opened") == [("ccsvi", 1, 1, 1)]


def test_nothing_is_opened_more_often_than_it_was_searched_for(tally):
    tally.count("ccsvi", 1)
    for _ in range(5):
        tally.note_opened("ccsvi")
        tally.note_scripted("ccsvi")
    tally.flush()
    assert counts("searched", "scripted", "opened") == [(1, 1, 1)]
    for _ in range(5):
        tally.note_opened("ccsvi")
        tally.note_scripted("ccsvi")
    tally.count("ccsvi", 1)
    tally.flush()
    assert counts("searched", "scripted", "opened") == [(2, 2, 2)]


def test_a_beacon_that_comes_before_its_search_is_written_waits_for_it():
    mine, another = Tally(), Tally()
    mine.note_opened("ccsvi")
    mine.flush()
    another.count("ccsvi", 1)
    another.flush()
    mine.flush()
    assert counts("searched", "opened") == [(1, 1)]


def test_a_beacon_does_not_wait_for_ever(tally, django_assert_num_queries):
    tally.note_opened("nobody asked")
    for _ in range(searches.MOST_TRIES):
        tally.flush()
    with django_assert_num_queries(0):
        tally.flush()


# Where something fails


def test_a_database_that_takes_no_counts_breaks_no_page_and_loses_none(client, clock, finish_a_request, caplog):
    make_live("ccsvi")
    searches.count("foot drop", 0)
    searches.tally.note_scripted("foot drop")
    clock.now += 60
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE topics_searchcount RENAME TO away")
    assert client.get("/a-z/ccsvi/").status_code == 200
    assert "kept for later" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE away RENAME TO topics_searchcount")
    finish_a_request()
    assert counts("searched") == []
    clock.now += 60
    finish_a_request()
    assert counts("query", "searched", "scripted") == [("foot drop", 1, 1)]


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_do_not_lose_counts_or_wait_for_each_other_in_a_ring(caplog):
    lines = [*"abcdefghijklmnopqrstuvwxyz"]
    for line in lines:
        SearchCount.objects.create(day=timezone.localdate(), query=line, searched=1)
    one, other = Tally(), Tally()
    for line in lines:
        one.count(line, 1)
        one.note_opened(line)
    for line in reversed(lines):
        other.count(line, 2)
        other.note_opened(line)

    threads = [threading.Thread(target=flush_and_close, args=[tally]) for tally in (one, other)]
    with transaction.atomic():
        SearchCount.objects.select_for_update().get(query="m")
        for thread in threads:
            thread.start()
        wait_for(lambda: waiting() == 2)
    for thread in threads:
        thread.join(30)

    assert counts("query", "searched", "opened") == [(line, 3, 2) for line in lines]
    assert caplog.text == ""


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_the_same_new_line_at_once_make_one():
    tallies = [Tally() for _ in range(4)]
    for tally in tallies:
        for number in range(200):
            tally.count(f"word {number}", 0)
    at_once(*[tally.flush for tally in tallies])
    assert counts("searched") == [(4,)] * 200


def test_threads_that_count_at_once_lose_nothing(tally):
    at_once(*[lambda: [tally.count("foot drop", 0) for _ in range(500)]] * 8)
    tally.flush()
    assert counts("searched") == [(4000,)]


# What readers tell


def test_what_readers_tell_is_written_behind_the_very_request_with_their_words(clock, finish_a_request):
    searches.tally.tell("Foot drop", "How do I walk with it?")
    finish_a_request()
    assert counts("query", "told", "said", "searched", "results") == [
        ("foot drop", 1, "How do I walk with it?", 0, None)
    ]
    searches.tally.tell("foot drop")
    searches.tally.tell("foot drop", "Me too.")
    finish_a_request()
    assert counts("told", "said") == [(3, "How do I walk with it?\nMe too.")]


def test_of_many_sentences_the_newest_stay(tally):
    for _ in range(30):
        tally.tell("foot drop", "x" * 200)
        tally.flush()
    tally.tell("foot drop", "The last.")
    tally.flush()
    [(said, told)] = counts("said", "told")
    assert said.endswith("\nThe last.")
    assert (len(said), told) == (searches.LONGEST_SENTENCES, 31)


# The search page


def test_a_readers_search_is_counted_with_its_number_of_results(client):
    make_live("ccsvi")
    client.get("/search/?q=CCSVI")
    client.get("/search/?q=foot+drop")
    client.get("/search/?q=foot+drop")
    searches.tally.flush()
    assert counts("query", "searched", "results") == [("ccsvi", 1, 1), ("foot drop", 2, 0)]


@pytest.mark.parametrize(
    "address", ["/search/", "/search/?q=", "/search/?q=%3F", "/search/?q=-x", "/search/?q=a&page=2"]
)
def test_what_is_no_search_is_not_counted(client, address):
    client.get(address)
    searches.tally.flush()
    assert counts("query") == []


def test_neither_head_nor_what_a_browser_fetches_ahead_is_counted(client):
    client.head("/search/?q=ccsvi")
    client.get("/search/?q=ccsvi", headers={"Sec-Purpose": "prefetch;prerender"})
    searches.tally.flush()
    assert counts("query") == []


def test_a_page_that_the_reader_still_holds_is_a_search_all_the_same(client):
    etag = client.get("/search/?q=ccsvi")["ETag"]
    assert client.get("/search/?q=ccsvi", headers={"If-None-Match": etag}).status_code == 304
    searches.tally.flush()
    assert counts("searched", "results") == [(2, 0)]
