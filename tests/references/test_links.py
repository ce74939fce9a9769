"""Do links still lead anywhere? Asked of a server on loopback alone, which answers, hangs, refuses and lies."""

import socket
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from references import links
from references.models import LinkCheck, Reference
from references.watching import LinkStatus
from tests.make import make_reference

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Handler(BaseHTTPRequestHandler):
    """The path says what is answered: /404, /head-405/200 (to a HEAD, else), /to/… (redirect), /meet, /hang …"""

    def do_GET(self):
        server, parts = self.server, self.path.strip("/").split("/")
        with server.lock:
            server.asked.append((self.command, self.path))
            server.open += 1
            server.most_open = max(server.most_open, server.open)
        try:
            server.times[self.headers["Host"].split(":")[0]].append(time.monotonic())
            self.answer(parts)
        finally:
            with server.lock:
                server.open -= 1

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def answer(self, parts):
        if parts[0] == "slow":
            time.sleep(0.05)
        if parts[0] == "meet":
            self.server.meeting.wait()
        if parts[0] == "hang":
            self.server.end.wait(5)
        if parts[0] == "close" or (parts[0] == "head-close" and self.command == "HEAD"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, location = 200, None
        if parts[0].startswith("head-") and parts[0] != "head-close":
            status = int(parts[0].removeprefix("head-") if self.command == "HEAD" else parts[1])
        elif parts[0].isdecimal():
            status = int(parts[0])
        elif parts[0] == "to":
            status, location = 302, "/" + "/".join(parts[1:])
        elif parts[0] == "loop":
            status, location = 302, self.path
        elif parts[0] == "nowhere":
            status, location = 302, "ftp://example.org/"
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def loopback():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.lock, server.end = threading.Lock(), threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.end.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def server(loopback, monkeypatch):
    """The server, which has been asked nothing yet."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    loopback.asked, loopback.open, loopback.most_open, loopback.times = [], 0, 0, defaultdict(list)
    loopback.address = f"http://127.0.0.1:{loopback.server_port}"
    return loopback


def follow(*addresses, **options):
    """Return (status, words) of each address, in their order."""
    found = {
        address: answer
        for _reference, address, answer in links.follow_all(
            [(None, address) for address in addresses], **{"pause": 0, "timeout": 5, **options}
        )
    }
    return [(found[address].status, found[address].words) for address in addresses]


@pytest.mark.parametrize(
    ("path", "status", "words", "asked"),
    [
        ("/200", "works", "200 OK", ["HEAD"]),
        ("/204", "works", "204 No Content", ["HEAD"]),
        ("/404", "failing", "404 Not Found", ["HEAD", "GET"]),
        ("/410", "failing", "410 Gone", ["HEAD", "GET"]),
        ("/500", "failing", "500 Internal Server Error", ["HEAD", "GET"]),
        ("/403", "unknown", "403 Forbidden", ["HEAD", "GET"]),
        ("/401", "unknown", "401 Unauthorized", ["HEAD", "GET"]),
        ("/503", "unknown", "503 Service Unavailable", ["HEAD", "GET"]),
        ("/429", "unknown", "429 Too Many Requests", ["HEAD"]),
        ("/head-405/200", "works", "200 OK", ["HEAD", "GET"]),
        ("/head-404/200", "works", "200 OK", ["HEAD", "GET"]),
        ("/head-403/404", "failing", "404 Not Found", ["HEAD", "GET"]),
        ("/head-close", "works", "200 OK", ["HEAD", "GET"]),
        ("/to/to/200", "works", "200 OK", ["HEAD", "HEAD", "HEAD"]),
        ("/to/", "unknown", "It now leads to the front page of 127.0.0.1.", ["HEAD", "HEAD"]),
        ("/", "works", "200 OK", ["HEAD"]),
        ("/to/404", "failing", "404 Not Found", ["HEAD", "HEAD", "GET", "GET"]),
    ],
)
def test_what_a_site_answers_is_weighed(server, path, status, words, asked):
    assert follow(server.address + path) == [(status, words)]
    assert [method for method, _path in server.asked] == asked


def test_what_does_not_answer_has_failed_and_redirects_without_end_tell_nothing(server):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        closed, looped, nowhere, refusal = follow(
            *(server.address + path for path in ("/close", "/loop", "/nowhere")), refused
        )
    assert follow(f"{server.address}/hang", timeout=0.2) == [("failing", "It did not answer in time.")]
    assert closed[0] == "failing"
    assert looped == ("unknown", "It redirects without end, as to who has no cookies.")
    assert nowhere[0] == "failing"
    assert refusal[0] == "failing"
    assert refusal[1].startswith("No connection: ")


def test_a_host_is_asked_one_thing_at_a_time_and_after_a_pause(server):
    follow(*(f"{server.address}/slow/{number}" for number in range(4)), pause=0.05, timeout=5)
    times = server.times["127.0.0.1"]
    assert server.most_open == 1
    # The server sleeps for 0.05 s before it answers, then the pause begins.
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.09


def test_two_hosts_are_asked_at_a_time(server):
    # Each is answered only once both have been asked.
    server.meeting = threading.Barrier(2, timeout=10)
    other = server.address.replace("127.0.0.1", "localhost")
    assert follow(f"{server.address}/meet", f"{other}/meet", timeout=15) == [("works", "200 OK")] * 2
    assert server.most_open == 2


def answered(reference, status, now, address="https://example.org/"):
    return links.note(reference, address, links.Answer(LinkStatus(status), "words"), now)


def days(*statuses):
    """Return the statuses that a link has after each of the answers, a day apart."""
    reference = make_reference()
    return [answered(reference, status, NOW + timedelta(days=day)).status for day, status in enumerate(statuses)]


def test_a_link_is_dead_after_failing_on_three_days():
    assert days("failing", "failing", "failing", "failing") == ["failing", "failing", "dead", "dead"]
    check = LinkCheck.objects.get()
    assert (check.failed_days, check.failed_since, check.last_failed_on) == (
        4,
        NOW.date(),
        NOW.date() + timedelta(days=3),
    )


def test_failing_three_times_on_one_day_is_failing_once():
    reference = make_reference()
    for hours in (0, 1, 2, 20):
        check = answered(reference, "failing", NOW + timedelta(hours=hours))
    assert (check.status, check.failed_days) == ("failing", 1)


def test_one_good_answer_wipes_out_what_was_counted():
    assert days("failing", "failing", "works", "failing", "failing") == [
        "failing",
        "failing",
        "works",
        "failing",
        "failing",
    ]


def test_an_answer_that_tells_nothing_changes_nothing():
    assert days("failing", "unknown", "failing", "unknown", "failing", "unknown", "works", "unknown") == [
        *["failing"] * 4,
        *["dead"] * 2,
        "works",
        "unknown",
    ]


def test_another_address_begins_anew():
    reference = make_reference()
    for day in range(3):
        answered(reference, "failing", NOW + timedelta(days=day))
    check = answered(reference, "failing", NOW + timedelta(days=3), "https://example.org/new")
    assert (check.status, check.failed_days, LinkCheck.objects.count()) == ("failing", 1, 1)


def test_a_reference_deleted_meanwhile_is_passed_over():
    reference = make_reference()
    Reference.objects.all().delete()
    assert answered(reference, "works", NOW) is None


def due(at=NOW, **options):
    return [reference.key for reference, _address in links.due(at, **options)]


def test_due_are_those_never_followed_and_those_followed_long_ago_the_oldest_first():
    for key in ("never", "good", "bad", "cleared"):
        make_reference(key, URL=f"https://example.org/{key}")
    make_reference("nowhere")
    into = make_reference("into", DOI="10.1000/x")
    Reference.objects.filter(pk=make_reference("merged", URL="https://example.org/m").pk).update(merged_into=into)
    for key, status in (("good", "works"), ("bad", "failing"), ("cleared", "works")):
        answered(Reference.objects.get(key=key), status, NOW, f"https://example.org/{key}")
    LinkCheck.objects.filter(reference__key="cleared").update(address="https://example.org/old")

    assert due(NOW) == ["never", "cleared", "into"]
    assert due(NOW + timedelta(days=1)) == ["never", "cleared", "into", "bad"]
    assert due(NOW + timedelta(days=7)) == ["never", "cleared", "into", "good", "bad"]
    assert len(due(NOW, everything=True)) == 5


def test_what_is_due_costs_one_query(django_assert_num_queries):
    for number in range(5):
        answered(make_reference(f"key{number}", URL="https://example.org/"), "works", NOW)
    with django_assert_num_queries(1):
        assert len(due(NOW, everything=True)) == 5


def test_the_command_follows_what_is_due_and_goes_on_where_it_stopped(server, capsys):
    for number, path in enumerate(("/200", "/404", "/403")):
        make_reference(f"key{number}", URL=server.address + path)
    call_command("check_links", pause=0)
    out, err = capsys.readouterr()
    assert out == "3 of 3 links followed: 1 works, 1 failed, to be tried again, 0 dead, 1 cannot tell.\n"
    assert "Following: 3 done" in err
    assert dict(LinkCheck.objects.values_list("reference__key", "status")) == {
        "key0": "works",
        "key1": "failing",
        "key2": "unknown",
    }
    server.asked.clear()
    call_command("check_links", pause=0)
    assert server.asked == []
    call_command("check_links", "--all", pause=0)
    assert len(server.asked) == 5


def test_the_command_names_a_link_on_the_day_it_is_found_dead(server, capsys):
    reference = make_reference(URL=f"{server.address}/404")
    for day in (3, 2):
        answered(reference, "failing", datetime.now(UTC) - timedelta(days=day), f"{server.address}/404")
    call_command("check_links", pause=0)
    assert f"Dead: zamboni2009: {server.address}/404 (404 Not Found)" in capsys.readouterr().out


def test_with_no_answer_from_anywhere_nothing_is_noted_of_any_link(server):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        make_reference(URL=f"http://127.0.0.1:{unused.getsockname()[1]}/")
        with pytest.raises(CommandError, match="Is this machine connected to the internet"):
            call_command("check_links", pause=0)
    assert not LinkCheck.objects.exists()


@pytest.mark.parametrize("options", [{"at_once": 0}, {"pause": -1}])
def test_the_command_refuses_numbers_that_mean_nothing(options):
    with pytest.raises(CommandError, match="--at-once is 1 or more"):
        call_command("check_links", **options)
