"""The search page: whatever was typed gives an ordinary page."""

import re
from urllib.parse import quote

import pytest
from django.utils.html import escape

from tests.make import change, in_hours, make_live, make_topic
from topics import publishing

pytestmark = pytest.mark.django_db


def search(client, query, **parameters):
    """Return the page for a query."""
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return response


def text_of(response):
    """Return the words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def title_of(response):
    """Return what the browser's tab says."""
    return re.search(r"<title>(.*?)</title>", response.content.decode())[1]


def slugs_of(response):
    """Return the topics that were found, in their order."""
    return re.findall(r'<h2 class="links"><a href="/a-z/([^/]+)/"', response.content.decode())


@pytest.fixture
def many(pat):
    """Twenty-five topics that “fatigue” finds."""
    for number in range(25):
        make_live(f"topic-{number:02}", summary="All about fatigue.")


def test_without_a_question_the_page_asks_for_one(client):
    for path in ("/search/", "/search/?q=", "/search/?q=%20%20", "/search/?page=2", "/search/?other=1"):
        response = client.get(path)
        assert response.status_code == 200
        assert title_of(response) == "Search – A to Z of MS"
        assert "Type a word" in text_of(response)


def test_the_title_says_what_was_asked_and_whether_anything_was_found(client, pat):
    make_live("ccsvi", title="CCSVI")
    assert title_of(search(client, "ccsvi")) == "ccsvi: search results – A to Z of MS"
    assert "1 result for ccsvi ." in text_of(search(client, "ccsvi"))
    assert title_of(search(client, "xyzzy")) == "xyzzy: nothing found – A to Z of MS"
    assert "Nothing found for xyzzy" in text_of(search(client, "xyzzy"))
    assert 'href="/a-z/letter/c/"' in search(client, "xyzzy").content.decode()


def test_many_results_come_in_pages_that_say_which_they_are(client, many):
    first, last = search(client, "fatigue"), search(client, "fatigue", page=3)
    assert title_of(first) == "fatigue: search results (page 1 of 3) – A to Z of MS"
    assert "25 results for fatigue . This is page 1 of 3." in text_of(first)
    assert (len(slugs_of(first)), len(slugs_of(last))) == (10, 5)
    every = [slug for page in (1, 2, 3) for slug in slugs_of(search(client, "fatigue", page=page))]
    assert every == [f"topic-{number:02}" for number in range(25)]
    assert 'href="/search/?q=fatigue&amp;page=2" rel="next"' in first.content.decode()
    assert 'rel="prev"' not in first.content.decode()
    assert 'rel="next"' not in last.content.decode()


def test_a_page_that_is_no_number_is_the_first_and_one_past_the_last_is_the_last(client, many):
    for page in ("-1", "0", "abc", "", "1.5", "٣", "²", "1e1", "9" * 20, "\0", " 2"):
        title = title_of(search(client, "fatigue", page=page))
        assert title == "fatigue: search results (page 1 of 3) – A to Z of MS", page
    for page in ("4", "99999"):
        assert "(page 3 of 3)" in title_of(search(client, "fatigue", page=page))
        assert title_of(search(client, "xyzzy", page=page)).startswith("xyzzy: nothing found")


def test_a_very_long_question_is_answered_with_a_sentence(client, pat):
    response = search(client, "fatigue " * 1250)
    assert "at most 200 characters" in text_of(response)
    assert title_of(response) == "Search – A to Z of MS"
    assert len(response.content) < 20_000
    assert "200 characters" not in text_of(search(client, "f" * 200))
    assert "200 characters" in text_of(search(client, "f" * 201))


def test_a_question_without_a_word_is_answered_with_a_sentence(client, pat):
    for query in ("?", "…", "-", '""', "«»", "%", "_", "\u200b", "😀"):
        assert "Please use letters or numbers" in text_of(search(client, query)), query


@pytest.mark.parametrize("query", ["-x", "-x " * 60, '-"optic nerve" -a', "or -x", "--x"])
def test_a_question_that_only_leaves_out_is_answered_with_a_sentence(client, pat, query):
    make_live("ccsvi")
    response = search(client, query)
    assert re.search("Please give a word to look for|at most 20 words", text_of(response))
    assert slugs_of(response) == []


def test_a_question_of_many_words_is_answered_with_a_sentence(client, pat):
    make_live("ccsvi", summary="a1 " * 20)
    assert slugs_of(search(client, "a1 " * 20)) == ["ccsvi"]
    for query in ("a1 " * 21, "a1 " + "-x " * 20, "a1-" * 21):
        assert "Please use at most 20 words" in text_of(search(client, query))
        assert slugs_of(search(client, query)) == []


def test_the_search_page_promises_beginnings_of_names_alone(client, pat):
    make_live("ccsvi", title="CCSVI", summary="Stents.")
    assert "The first letters of a name are enough." in text_of(client.get("/search/"))
    assert slugs_of(search(client, "ccs")) == ["ccsvi"]
    nothing = search(client, "sten")
    assert "try fewer words, or only the first few letters of a name" in text_of(nothing)


@pytest.mark.parametrize(
    "query",
    [
        "\0",
        "a\0b",
        "a\x01\x1f\x7f\x85b",
        "a\nb\r\tc",
        '"',
        'a "b',
        "a -",
        "-a",
        "or",
        "a or",
        "or or or",
        "a & b | !c",
        "(((a",
        "a:*",
        "'; DROP TABLE topics_topic; --",
        "\\",
        "%s %(now)s {} {{ q }}",
        "İıŞß ŒÆ",
        "a" * 200,
        "'" * 199 + "a",
        "a\u0301" * 100,
        "\ufdfa" * 200,
        "\u202e a",
        "the",
    ],
)
def test_whatever_is_typed_gives_an_ordinary_page(client, pat, query):
    make_live("ccsvi")
    search(client, query)


@pytest.mark.parametrize("raw", ["%ff%fe", "%ED%A0%80", "%", "%zz", "a&q=b", "a;b", quote("ê".encode("latin-1"))])
def test_whatever_bytes_come_give_an_ordinary_page(client, pat, raw):
    assert client.get(f"/search/?q={raw}").status_code == 200


def test_what_was_typed_is_escaped_everywhere(client, pat):
    make_live("ccsvi", title="CCSVI")
    for query in ('<script>alert("x")</script>', 'ccsvi "><b>'):
        content = search(client, query).content.decode()
        assert query not in content
        assert escape(query) in content


def test_names_and_snippets_that_were_found_are_escaped(client, pat):
    make_live(
        "ccsvi",
        title="C <b> & Co",
        summary="Fatigue <script> & more",
        aliases=[{"name": "Liberation <i>"}],
        sections=[{"heading": "Fatigue <u>", "body": "<p>Nothing &lt;b&gt; fatigued</p>"}],
    )
    for query in ("fatigue", "fatigued", "liberation"):
        content = search(client, query).content.decode()
        assert slugs_of(search(client, query)) == ["ccsvi"]
        assert not re.search(r"<(script|b|i|u)>", content), query
    assert "Found by its other name: Liberation &lt;i&gt;" in text_of(search(client, "liberation"))


def test_only_what_readers_have_now_is_found(client, pat):
    gone = make_live("gone", summary="fatigue")
    publishing.withdraw(gone, pat, "in-error")
    make_topic("draft", by=pat, summary="fatigue")
    publishing.publish(make_topic("future", summary="fatigue"), pat, at=in_hours(1))
    old = make_live("old", summary="fatigue")
    publishing.publish(change(old, slug="new", summary="tiredness"), pat)
    make_live("here", summary="fatigue")
    assert slugs_of(search(client, "fatigue")) == ["here"]
    assert slugs_of(search(client, "tiredness")) == ["new"]


def test_a_hit_leads_to_its_section(client, pat):
    make_live("ccsvi", sections=[{"heading": "", "body": ""}, {"heading": "Is it safe?", "body": "<p>Stents.</p>"}])
    assert '<a class="standalone" href="/a-z/ccsvi/#is-it-safe">' in search(client, "stents").content.decode()


def test_search_pages_are_for_no_index(client, pat):
    for path in ("/search/", "/search/?q=ccsvi"):
        assert '<meta name="robots" content="noindex, follow">' in client.get(path).content.decode()
