"""Looking up a DOI or PMID, at a server on loopback that answers, hangs, refuses and lies."""

import asyncio
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from references import looking_up
from references.models import Reference
from tests import make

DOI = "10.1136/jnnp.2008.157164"
WORK = {
    "type": "journal-article",
    "DOI": "10.1136/JNNP.2008.157164",
    "title": ["Chronic <scp>CCSVI</scp> in <i>MS</i> &amp; others"],
    "container-title": ["Journal of Neurology"],
    "short-container-title": ["J. Neurol."],
    "author": [
        {"given": "P", "family": "Zamboni", "sequence": "first", "affiliation": []},
        {"name": "Study Group", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[2009, 4]]},
    "publisher": "BMJ",
    "volume": "80",
    "page": "392-399",
}
NBIB = "\nPMID- 19060024\nTI  - Chronic venous insufficiency.\nFAU - Zamboni, P\nDP  - 2009 Apr\n"


class Server(BaseHTTPRequestHandler):
    """Answers each path with what the test has put there: (status, body, headers), or a function of the handler."""

    answers = {}

    def do_GET(self):
        answer = self.answers.get(unquote(self.path), (404, b"Resource not found.", {}))
        if callable(answer):
            answer(self)
            return
        status, body, headers = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def address():
    with serving() as found:
        yield found


@pytest.fixture
def answers(address, settings, monkeypatch):
    """What the server says, by path; looking up is on and goes there, and waits for half a second."""
    settings.LOOK_UP_REFERENCES = True
    settings.CROSSREF_URL = settings.NCBI_URL = address
    monkeypatch.setattr(looking_up, "SECONDS", 0.5)
    monkeypatch.setattr(Server, "answers", {})
    return Server.answers


def crossref(answers, body=None, status=200, doi=DOI, **headers):
    body = json.dumps({"status": "ok", "message": WORK}).encode() if body is None else body
    answers[f"/works/{doi}"] = (status, body, headers)


def pubmed(answers, body, pmid="19060024"):
    answers[f"/entrez/eutils/efetch.fcgi?db=pubmed&rettype=medline&retmode=text&id={pmid}"] = (200, body.encode(), {})


def look_up(**identifiers):
    return looking_up.look_up_all([identifiers])[0]


def test_crossref_answers_a_doi(answers):
    crossref(answers)

    found = look_up(DOI=DOI)

    assert found.item == {
        "type": "article-journal",
        "title": "Chronic CCSVI in <i>MS</i> & others",
        "author": [{"family": "Zamboni", "given": "P"}, {"literal": "Study Group"}],
        "container-title": "Journal of Neurology",
        "container-title-short": "J Neurol",
        "volume": "80",
        "page": "392-399",
        "issued": {"date-parts": [[2009, 4]]},
        "DOI": DOI,
    }
    assert found.notes == ("From Crossref",)
    assert not found.is_retracted


def test_pubmed_answers_a_pmid(answers):
    pubmed(answers, NBIB)

    found = look_up(PMID="19060024")

    assert (found.item["title"], found.item["PMID"]) == ("Chronic venous insufficiency", "19060024")
    assert found.notes == ("From PubMed",)


def test_crossref_says_what_is_retracted(answers):
    crossref(answers, json.dumps({"message": WORK | {"updated-by": [{"type": "retraction"}]}}).encode())

    assert look_up(DOI=DOI).is_retracted


def test_a_preprint_has_its_server(answers):
    work = WORK | {"type": "posted-content", "container-title": [], "institution": [{"name": "medRxiv"}]}
    crossref(answers, json.dumps({"message": work}).encode())

    item = look_up(DOI=DOI).item

    assert (item["type"], item["genre"], item["container-title"]) == ("article", "Preprint", "medRxiv")


def _hang(handler):
    time.sleep(1)


def _drip_headers(handler):
    for _time in range(20):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.05)


def _drip_body(handler):
    handler.send_response(200)
    handler.end_headers()
    for _time in range(20):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def _hang_up(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


def _nonsense(handler):
    handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")


@pytest.mark.parametrize("hanging", [_hang, _drip_headers, _drip_body])
def test_a_server_that_hangs_is_not_waited_for(answers, hanging):
    answers[f"/works/{DOI}"] = hanging
    start = time.monotonic()

    found = look_up(DOI=DOI)

    assert "Crossref did not answer within" in found.messages[0]
    assert time.monotonic() - start < 0.9


def test_several_are_not_waited_for_longer_than_one(answers):
    for number in range(8):
        answers[f"/works/10.1000/{number}"] = _hang
    start = time.monotonic()

    found = looking_up.look_up_all([{"DOI": f"10.1000/{number}"} for number in range(8)])

    assert ["did not answer" in one.messages[0] for one in found] == [True] * 8
    assert time.monotonic() - start < 0.9


@pytest.mark.parametrize("rude", [_hang_up, _nonsense])
def test_a_server_that_breaks_off_is_a_sentence(answers, rude):
    answers[f"/works/{DOI}"] = rude

    assert look_up(DOI=DOI).messages == ["Crossref cannot be reached. Try again later."]


def test_a_server_that_refuses_is_a_sentence(answers, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.CROSSREF_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"

        assert look_up(DOI=DOI).messages == ["Crossref cannot be reached. Try again later."]


LIES = {
    "about another source": (json.dumps({"message": WORK | {"DOI": "10.1000/other"}}), "another source"),
    "without a DOI": (json.dumps({"message": {name: WORK[name] for name in WORK if name != "DOI"}}), "another source"),
    "a page": ("<html><body>Welcome to the hotel’s network</body></html>", "could not be read"),
    "cut short": (json.dumps({"message": WORK})[:-30], "could not be read"),
    "nothing": ("", "could not be read"),
    "a list": ("[]", "could not be read"),
    "no message": ("{}", "could not be read"),
    "no title": (json.dumps({"message": WORK | {"title": []}}), "could not be read"),
    "depths": ("[" * 100_000, "could not be read"),
    "a number beyond all measure": ('{"message": ' + "9" * 5000 + "}", "could not be read"),
    "too much": (" " * (looking_up.LARGEST + 1), "more than a reference can be"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_server_that_lies_is_not_believed(answers, lie, monkeypatch):
    body, words = LIES[lie]
    monkeypatch.setattr(looking_up, "SECONDS", 8)
    crossref(answers, body.encode())

    assert words in look_up(DOI=DOI).messages[0]


@pytest.mark.parametrize(
    "odd",
    [
        {"author": "nobody"},
        {"author": [None, 5, {}, {"family": 5}]},
        {"title": [5, "A title"]},
        {"issued": {"date-parts": [[None]]}},
        {"issued": {"date-parts": [[2009, 13, 40]]}},
        {"issued": "2009", "volume": 5, "ISBN": ["1"], "type": "x", "updated-by": {"type": "retraction"}},
    ],
)
def test_odd_parts_of_an_answer_are_left_out(answers, odd):
    crossref(answers, json.dumps({"message": WORK | odd}).encode())

    assert look_up(DOI=DOI).item["DOI"] == DOI


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "does not know it"),
        (429, "could not answer now"),
        (500, "could not answer now"),
        (302, "could not answer"),
    ],
)
def test_a_status_is_a_sentence_and_no_redirection_is_followed(answers, status, words):
    crossref(answers, b"", status, Location="/works/10.1000/elsewhere")
    crossref(answers, doi="10.1000/elsewhere")

    assert words in look_up(DOI=DOI).messages[0]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (NBIB.replace("19060024", "5"), "another source"),
        (NBIB * 2, "could not be read"),
        ("PMID- 19060024\nDP  - 2009\n", "could not be read"),
        ("<html>", "does not know it"),
        ("", "does not know it"),
    ],
)
def test_pubmed_is_not_believed_either(answers, body, words):
    pubmed(answers, body)

    assert words in look_up(PMID="19060024").messages[0]


@pytest.mark.django_db
class TestTheButton:
    @pytest.fixture
    def put_in(self, client):
        client.force_login(User.objects.create_superuser("editor"))

        def put(text):
            response = client.post(reverse("admin:references_reference_box"), {"text": text})
            return response["Location"]

        return put

    def test_what_is_found_can_be_added_and_what_is_not_says_why(self, client, answers, put_in):
        crossref(answers)
        preview = put_in(f"{DOI}\n10.1000/unknown")

        page = client.post(preview, {"look_up": "1"}, follow=True).content.decode()

        assert "Zamboni P, Study Group" in page or "Zamboni P; Study Group" in page
        assert "From Crossref" in page
        assert "Crossref does not know it. Check the number." in page
        client.post(preview, {"shown": "0", "want": "0", "store": "1"})
        assert Reference.objects.get().key == "zamboni2009"

    def test_what_turns_out_to_be_known_is_not_added(self, client, answers, put_in):
        known = make.make_reference("known2009", title="Chronic CCSVI in MS & others", PMID="7")
        known.csl = known.csl | {"author": [{"family": "Zamboni", "given": "P"}]}
        known.save()
        crossref(answers)
        preview = put_in(DOI)

        page = client.post(preview, {"look_up": "1"}, follow=True).content.decode()

        assert "probably the same</strong> as" in page
        client.post(preview, {"shown": "0", "store": "1"})
        assert Reference.objects.get() == known

    def test_it_is_not_there_where_there_is_no_network(self, client, settings, put_in, monkeypatch):
        settings.LOOK_UP_REFERENCES = False
        monkeypatch.setattr(looking_up, "look_up_all", lambda wanted: pytest.fail("asked all the same"))
        preview = put_in(DOI)

        assert "Look up what is only an address" not in client.get(preview).content.decode()
        client.post(preview, {"look_up": "1"})

    def test_a_server_that_is_down_stops_nothing(self, client, answers, put_in, settings):
        settings.CROSSREF_URL = "http://127.0.0.1:9"
        preview = put_in('[{"type": "book", "title": "Good"}]')
        other = put_in(DOI)

        page = client.post(other, {"look_up": "1"}, follow=True).content.decode()

        assert "Crossref cannot be reached." in page
        client.post(preview, {"shown": "0", "want": "0", "store": "1"})
        assert Reference.objects.get().title == "Good"


def test_it_works_where_an_event_loop_runs_already(answers):
    crossref(answers)

    async def within():
        return look_up(DOI=DOI)

    # A loop of the browser's tests may run in this thread.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(within())).result().item["DOI"] == DOI


def test_a_pmcid_alone_is_not_looked_up():
    assert look_up(PMCID="PMC5").messages == ["Only a DOI or a PubMed number (PMID) can be looked up."]
