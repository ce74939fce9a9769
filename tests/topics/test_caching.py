"""Pages kept by size, answered with 304, and for no longer than they stay true."""

import gzip
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from topics import caching, live
from topics.caching import PageCache, local_day, max_age, respond
from topics.live import Moment
from topics.models import Site


def moment(now=datetime(2026, 3, 2, 12, tzinfo=UTC), next_change=None, stamp="stamp"):
    return Moment(now=now, site=Site(name="A to Z"), next_change=next_change, stamp=stamp, snapshot="")


@pytest.fixture
def template(settings, tmp_path):
    """The name of a template that shows a word."""
    (tmp_path / "word.html").write_text("<p>{{ word }} of {{ site.name }}</p>")
    (tmp_path / "other.html").write_text("<p>other</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return "word.html"


class Words:
    """A context that counts how often it is asked for."""

    def __init__(self, word="one"):
        self.word, self.asked = word, 0

    def __call__(self):
        self.asked += 1
        return {"word": self.word}


# The cache


def test_what_was_put_is_there_until_it_is_cleared():
    cache = PageCache(limit=10)
    cache.put("a", b"12345")
    assert cache.get("a") == b"12345"
    assert cache.get("b") is None

    cache.clear()

    assert cache.get("a") is None


def test_the_pages_longest_unused_go_first_when_bytes_run_out():
    cache = PageCache(limit=10)
    cache.put("a", b"1234")
    cache.put("b", b"1234")
    cache.get("a")

    cache.put("c", b"1234")

    assert [key for key in "abc" if cache.get(key)] == ["a", "c"]


def test_all_that_is_needed_goes():
    cache = PageCache(limit=10)
    for key in "abcde":
        cache.put(key, b"12")

    cache.put("f", b"123456789")

    assert [key for key in "abcdef" if cache.get(key)] == ["f"]


def test_exactly_the_limit_fits():
    cache = PageCache(limit=10)

    cache.put("a", b"12345")
    cache.put("b", b"12345")

    assert cache.get("a") == cache.get("b") == b"12345"


def test_putting_a_page_again_counts_it_once():
    cache = PageCache(limit=10)
    for _ in range(5):
        cache.put("a", b"1234")

    cache.put("b", b"123456")

    assert cache.get("a") == b"1234"
    assert cache.get("b") == b"123456"


def test_a_page_larger_than_the_limit_is_not_kept_and_leaves_room_for_others():
    cache = PageCache(limit=10)
    cache.put("a", b"12345678901")
    assert cache.get("a") is None

    cache.put("b", b"1234567890")

    assert cache.get("b") == b"1234567890"


def test_a_cleared_cache_has_all_its_room():
    cache = PageCache(limit=10)
    cache.put("a", b"1234567890")
    cache.clear()

    cache.put("b", b"12345")
    cache.put("c", b"12345")

    assert cache.get("b") == b"12345"


def test_an_empty_page_is_a_page():
    cache = PageCache(limit=10)

    cache.put("a", b"")

    assert cache.get("a") == b""


def test_threads_may_share_it():
    cache = PageCache(limit=100)

    def work(name):
        for number in range(500):
            cache.put(f"{name}{number % 7}", b"1234567890")
            cache.get(f"{name}{number % 5}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(len(cache.get(f"{name}{number}") or b"") for name in "abcd" for number in range(7)) == 100


# Responses


def test_a_page_is_made_once_and_then_kept(rf, template):
    words = Words()

    first = respond(rf.get("/"), moment(), "key", template, words)
    second = respond(rf.get("/"), moment(), "key", template, words)

    assert first.content == second.content == b"<p>one of A to Z</p>"
    assert first["ETag"] == second["ETag"]
    assert words.asked == 1


def test_a_reader_who_has_the_page_gets_304_and_nothing_is_made(rf, template):
    words = Words()
    etag = respond(rf.get("/"), moment(), "key", template, words)["ETag"]
    caching.pages.clear()

    response = respond(rf.get("/", headers={"If-None-Match": etag}), moment(), "key", template, words)

    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag
    assert "max-age" in response["Cache-Control"]
    assert words.asked == 1


def test_a_weak_etag_and_one_of_many_count_too(rf, template):
    etag = respond(rf.get("/"), moment(), "key", template, Words())["ETag"]

    for header in (f"W/{etag}", f'"other", {etag}', f'W/"other", W/{etag}'):
        assert (
            respond(rf.get("/", headers={"If-None-Match": header}), moment(), "key", template, Words()).status_code
            == 304
        )


@pytest.mark.parametrize("header", ['"other"', "", "nonsense", '"', "é"])
def test_any_other_etag_gets_the_page(rf, template, header):
    response = respond(rf.get("/", headers={"If-None-Match": header}), moment(), "key", template, Words())

    assert response.status_code == 200


def test_another_key_template_or_release_is_another_page(rf, template, settings):
    etags = {respond(rf.get("/"), moment(), ("key", 1), template, Words())["ETag"]}
    etags.add(respond(rf.get("/"), moment(), ("key", 2), template, Words())["ETag"])
    etags.add(respond(rf.get("/"), moment(), ("key", 1), "other.html", Words())["ETag"])
    settings.RELEASE = "another"
    etags.add(respond(rf.get("/"), moment(), ("key", 1), template, Words())["ETag"])

    assert len(etags) == 4


def test_keys_that_read_alike_are_not_alike(rf, template):
    first = respond(rf.get("/"), moment(), ("a, b",), template, Words("one"))
    second = respond(rf.get("/"), moment(), ("a", "b"), template, Words("two"))
    third = respond(rf.get("/"), moment(), ("1",), template, Words("three"))
    fourth = respond(rf.get("/"), moment(), (1,), template, Words("four"))

    assert len({response.content for response in (first, second, third, fourth)}) == 4


def test_a_page_that_is_gone_is_never_304(rf, template):
    gone = respond(rf.get("/"), moment(), "key", template, Words(), status=410)

    again = respond(
        rf.get("/", headers={"If-None-Match": gone["ETag"]}), moment(), "key", template, Words(), status=410
    )

    assert gone.status_code == again.status_code == 410
    assert again.content == b"<p>one of A to Z</p>"


@pytest.fixture
def long_page(template, tmp_path):
    (tmp_path / "long.html").write_text("<p>{{ word }}</p>" + "<p>again</p>" * 1000)
    return "long.html"


def test_a_page_goes_compressed_to_whoever_takes_it_so(rf, long_page):
    plain = respond(rf.get("/"), moment(), "key", long_page, Words())

    packed = respond(rf.get("/", headers={"Accept-Encoding": "br, gzip"}), moment(), "key", long_page, Words())

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain
    assert packed["ETag"] == f"W/{plain['ETag']}"


def test_a_reader_with_the_compressed_page_gets_304(rf, long_page):
    headers = {"Accept-Encoding": "gzip"}
    etag = respond(rf.get("/", headers=headers), moment(), "key", long_page, Words())["ETag"]

    again = respond(rf.get("/", headers=headers | {"If-None-Match": etag}), moment(), "key", long_page, Words())

    assert again.status_code == 304


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br"])
def test_a_page_goes_plain_to_whoever_does_not(rf, long_page, accepted):
    response = respond(rf.get("/", headers={"Accept-Encoding": accepted}), moment(), "key", long_page, Words())

    assert "Content-Encoding" not in response
    assert response.content.startswith(b"<p>one</p>")


def test_what_is_short_goes_plain(rf, template):
    response = respond(rf.get("/", headers={"Accept-Encoding": "gzip"}), moment(), "key", template, Words())

    assert "Content-Encoding" not in response


# The time of the last change


def respond_when(request, changed_at, now):
    when = Moment(now=now, site=Site(), next_change=None, stamp="", snapshot="", changed_at=changed_at)
    return caching.respond_text(request, when, "key", lambda: "text", "text/plain", says_when=True)


def test_the_last_change_is_told_in_whole_seconds_and_never_too_early(rf):
    change = datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)
    later = change + timedelta(seconds=1)

    assert respond_when(rf.get("/"), change, later)["Last-Modified"] == "Mon, 02 Mar 2026 12:00:01 GMT"


def test_a_change_of_this_very_second_is_not_told_because_another_may_follow_in_it(rf):
    change = datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)

    assert not respond_when(rf.get("/"), change, change + timedelta(milliseconds=300)).has_header("Last-Modified")


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Mon, 02 Mar 2026 12:00:01 GMT", 304),
        ("Mon, 02 Mar 2026 12:00:02 GMT", 304),
        ("Mon, 02 Mar 2026 12:00:00 GMT", 200),
        ("yesterday", 200),
        ("", 200),
    ],
)
def test_who_was_told_since_when_gets_304_unless_it_changed_later(rf, since, status):
    change = datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)
    request = rf.get("/", headers={"If-Modified-Since": since})

    assert respond_when(request, change, change + timedelta(hours=1)).status_code == status


def test_an_etag_counts_for_more_than_a_time(rf):
    change = datetime(2026, 3, 2, 12, tzinfo=UTC)
    headers = {"If-Modified-Since": "Mon, 02 Mar 2026 12:00:01 GMT", "If-None-Match": '"another"'}

    assert respond_when(rf.get("/", headers=headers), change, change + timedelta(hours=1)).status_code == 200


# How long


@pytest.fixture
def hour(settings):
    settings.PAGE_MAX_AGE = 3600


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.usefixtures("hour")
@pytest.mark.parametrize(
    ("now", "next_change", "seconds"),
    [
        (NOON, None, 3600),
        (NOON, NOON + timedelta(days=3), 3600),
        (NOON, NOON + timedelta(seconds=90), 90),
        (NOON, NOON + timedelta(seconds=90, microseconds=999_999), 90),
        (NOON, NOON + timedelta(microseconds=5), 0),
        (NOON, NOON - timedelta(seconds=5), 0),
        (NOON.replace(hour=23, minute=59), None, 60),
        (NOON.replace(hour=23, minute=59), NOON.replace(hour=23, minute=59, second=10), 10),
        (NOON.replace(hour=0), None, 3600),
        # In summer the readers' midnight is at 23 h UTC.
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), None, 60),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), None, 3600),
        # The nights on which the clocks change.
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), None, 60),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), None, 60),
    ],
)
def test_a_page_is_kept_no_longer_than_till_the_next_change_or_midnight(now, next_change, seconds):
    assert max_age(moment(now, next_change)) == seconds


def test_the_setting_is_the_most(settings):
    settings.PAGE_MAX_AGE = 0

    assert max_age(moment()) == 0


def test_a_long_setting_meets_midnight_on_the_day_the_clocks_change(settings):
    settings.PAGE_MAX_AGE = 10**6

    assert max_age(moment(datetime(2026, 10, 25, 0, 0, tzinfo=UTC))) == 24 * 3600
    assert max_age(moment(datetime(2026, 10, 24, 23, 0, tzinfo=UTC))) == 25 * 3600
    assert max_age(moment(datetime(2026, 3, 29, 0, 0, tzinfo=UTC))) == 23 * 3600


@pytest.mark.usefixtures("hour")
def test_the_header_says_so(rf, template):
    response = respond(rf.get("/"), moment(NOON, NOON + timedelta(seconds=7)), "key", template, Words())

    assert response["Cache-Control"] == "max-age=7"


def test_the_day_is_the_readers():
    assert str(local_day(moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)))) == "2026-07-02"
    assert str(local_day(moment(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)))) == "2026-01-01"


@pytest.mark.django_db
def test_the_moment_of_a_list_has_another_stamp_when_anything_was_published(pat):
    before = live.moment_of_list().stamp
    assert live.moment_of_list().stamp == before

    make.make_live("ccsvi", by=pat)

    assert live.moment_of_list().stamp != before
    assert json.JSONDecoder().raw_decode(live.moment_of_list().stamp)[0]["name"] == "A to Z of MS"
