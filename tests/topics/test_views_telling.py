"""What pages tell the site: beacons and messages, from its own pages only, without a cookie."""

import re

import pytest

from topics import searches
from topics.models import SearchCount
from topics.models.searches import PERSONAL
from topics.views import telling
from topics.views.telling import Pace

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def no_haste(monkeypatch):
    """Let each test begin with nothing sent in the last minute."""
    monkeypatch.setattr(telling, "beacons", Pace(600))
    monkeypatch.setattr(telling, "messages", Pace(20))


def beacon(client, headers=HERE, **data):
    return client.post("/search/opened/", {"q": "ccsvi", "what": "opened", **data}, headers=headers)


def tell(client, headers=HERE, **data):
    return client.post("/search/tell-us/", {"q": "foot drop", "said": "", "website": "", **data}, headers=headers)


def counted(*fields):
    searches.tally.flush()
    return list(SearchCount.objects.order_by("query").values_list(*fields))


def text_of(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def test_a_beacon_is_answered_with_nothing_and_counted(client):
    searches.count("ccsvi", 1)

    answers = [beacon(client, what=what) for what in ("scripted", "opened")]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert counted("scripted", "opened") == [(1, 1)]


def test_a_beacon_of_a_search_that_nobody_made_is_answered_the_same_and_counts_nothing(client):
    assert beacon(client).status_code == 204
    assert counted("query") == []


@pytest.mark.parametrize("data", [{"q": ""}, {"q": " "}, {"q": "x" * 201}, {"what": "searched"}, {"what": ""}])
def test_what_cannot_be_a_beacon_is_answered_with_a_sentence(client, data):
    searches.count("ccsvi", 1)
    answer = beacon(client, **data)
    assert answer.status_code == 400
    assert answer.content.decode().startswith("Say in q what was searched for")
    assert counted("opened") == [(0,)]


@pytest.mark.parametrize("send", [beacon, tell])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_other_sites_and_programs_send_is_refused(client, send, headers):
    searches.count("ccsvi", 1)
    answer = send(client, headers=headers)
    assert answer.status_code == 403
    assert answer.content.decode() == "This address only takes what pages of this site send.\n"
    assert counted("opened", "told") == [(0, 0)]


@pytest.mark.parametrize(
    "headers",
    [HERE, {"Origin": "https://testserver"}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "https://www.example.org"}],
)
def test_what_a_page_of_the_site_sends_is_taken(client, settings, headers):
    settings.CSRF_TRUSTED_ORIGINS = ["https://www.example.org"]
    assert beacon(client, headers=headers).status_code == 204


@pytest.mark.parametrize("send", [beacon, tell])
def test_what_is_large_is_refused_unread(client, send):
    answer = send(client, q="x" * telling.LARGEST_POST)
    assert answer.status_code == 413
    assert "send a few words" in answer.content.decode()


def test_other_methods_are_answered_with_a_sentence(client):
    for answer in (client.get("/search/opened/"), client.put("/search/tell-us/", headers=HERE)):
        assert answer.status_code == 405
        assert "POST" in answer["Allow"]
        assert answer.content.decode().startswith("This address only takes")


def test_beacons_beyond_their_pace_are_answered_and_not_counted(client, monkeypatch):
    monkeypatch.setattr(telling, "beacons", Pace(2))
    for _ in range(5):
        searches.count("ccsvi", 1)
        assert beacon(client).status_code == 204
    assert counted("opened") == [(2,)]


def test_a_pace_is_so_many_a_minute(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(telling, "monotonic", lambda: now[0])
    pace = Pace(2)
    allowed = []
    for now[0] in (0, 1, 2, 59, 60, 60.5, 61, 62):
        allowed.append(pace.allows())
    assert allowed == [True, True, False, False, True, False, True, False]


def test_a_reader_who_found_nothing_tells_us_and_is_thanked(client):
    answer = tell(client, said="How do I\r\nwalk with it?")

    assert (answer.status_code, answer["Location"]) == (302, "/search/thanks/")
    assert "Thank you" in text_of(client.get("/search/thanks/"))
    assert counted("query", "told", "said") == [("foot drop", 1, "How do I walk with it?")]


@pytest.mark.parametrize("field", ["q", "said"])
@pytest.mark.parametrize(
    "text", ["ask jo@example.org", "ring 07700 900123", "943 476 5919", "BS8 1TQ", "born 12/3/1980"]
)
def test_what_looks_personal_is_refused_with_a_sentence_and_the_form_comes_back_with_it(client, field, text):
    answer = tell(client, **{field: text})

    assert answer.status_code == 400
    assert "Please leave out e-mail addresses, phone and NHS numbers, postcodes and dates of birth" in text_of(answer)
    assert text in answer.content.decode()
    assert f'aria-describedby="tell_{field}_error"' in answer.content.decode()
    assert "<title>Error: " in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert counted("query") == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"q": ""}, "Please say what you were looking for."),
        ({"q": "?!"}, "Please use letters or numbers"),
        ({"q": "x" * 201}, "at most 200 characters"),
        ({"said": "x" * 201}, "at most 200 characters"),
        ({"said": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(client, data, words):
    answer = tell(client, **data)
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert counted("query") == []


def test_ends_of_lines_count_once(client):
    assert tell(client, said="x" * 99 + "\r\n" + "y" * 100).status_code == 302


def test_what_a_program_fills_in_is_thanked_for_and_thrown_away(client):
    assert tell(client, website="https://spam.example").status_code == 302
    assert counted("query") == []


def test_many_messages_at_once_are_asked_to_wait_and_not_lost(client, monkeypatch):
    monkeypatch.setattr(telling, "messages", Pace(1))
    tell(client)
    answer = tell(client, said="Do not lose this.")
    assert answer.status_code == 429
    assert "Please send yours again in a minute." in text_of(answer)
    assert "Do not lose this." in answer.content.decode()
    assert counted("told") == [(1,)]


def test_the_form_shows_what_was_searched_for_escaped(client):
    page = client.get("/search/tell-us/", {"q": '"><b>'}).content.decode()
    assert 'value="&quot;&gt;&lt;b&gt;"' in page
    assert '<meta name="robots" content="noindex, follow">' in page


def test_no_page_or_answer_sets_a_cookie(client):
    answers = [
        beacon(client),
        tell(client),
        tell(client, q=""),
        client.get("/search/tell-us/"),
        client.get("/search/thanks/"),
    ]
    assert [dict(answer.cookies) for answer in answers] == [{}] * 5


def test_a_message_about_a_personal_query_cannot_be_sent_but_the_search_was_counted(client):
    searches.count("jo@example.org", 0)
    tell(client, q="jo@example.org")
    assert counted("query", "searched", "told") == [(PERSONAL, 1, 0)]
