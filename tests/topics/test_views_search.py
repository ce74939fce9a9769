"""The search page: whatever was typed gives an ordinary page."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tests.make import change, in_hours, make_live, make_topic
from topics import publishing, searches
from topics.caching import pages
from topics.models import Synonym
from topics.search import finding

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
    assert title_of(search(client, "ccsvi")) == "ccsvi: 1 result – A to Z of MS"
    assert "1 result for ccsvi ." in text_of(search(client, "ccsvi"))
    assert title_of(search(client, "xyzzy")) == "xyzzy: nothing found – A to Z of MS"
    assert "Nothing found for xyzzy" in text_of(search(client, "xyzzy"))
    assert 'href="/a-z/letter/c/"' in search(client, "xyzzy").content.decode()


def test_many_results_come_in_pages_that_say_which_they_are(client, many):
    first, last = search(client, "fatigue"), search(client, "fatigue", page=3)
    assert title_of(first) == "fatigue: 25 results (page 1 of 3) – A to Z of MS"
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
        assert title == "fatigue: 25 results (page 1 of 3) – A to Z of MS", page
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


def test_the_search_page_promises_beginnings_of_names(client, pat):
    make_live("ccsvi", title="CCSVI", summary="Stents.")
    assert "The first letters of a name are enough." in text_of(client.get("/search/"))
    assert slugs_of(search(client, "ccs")) == ["ccsvi"]
    nothing = search(client, "xyzzy")
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


def test_what_somebody_searched_for_is_for_no_index_but_the_way_to_search_is(client, pat):
    noindex = '<meta name="robots" content="noindex, follow">'
    assert noindex in client.get("/search/?q=ccsvi").content.decode()
    assert noindex in client.get("/search/?q=%21").content.decode()
    assert noindex not in client.get("/search/").content.decode()


def test_a_correction_is_said_and_can_be_refused(client, pat):
    make_live("eye", title="Optic neuritis")

    page = search(client, "optic neurtis")

    assert "1 result for optic neuritis ." in text_of(page)
    assert "Showing results for optic neuritis . Search instead for “optic neurtis”" in text_of(page)
    (refused,) = re.findall(r'href="(/search/\?q=optic\+neurtis&amp;as-typed=1)"', page.content.decode())
    assert "Showing results for" not in text_of(client.get(refused.replace("&amp;", "&")))


def test_pages_of_a_search_as_typed_stay_so(client, many):
    assert "q=fatigue&amp;as-typed=1&amp;page=2" in search(client, "fatigue", **{"as-typed": 1}).content.decode()


def test_what_synonyms_add_is_said(client, pat):
    make_live("walking", title="Walking")
    Synonym.objects.create(term="foot drop", other="walking", is_two_way=False, created_by=pat)

    page = search(client, "foot drop")

    assert slugs_of(page) == ["walking"]
    assert "Includes results for walking ." in text_of(page)


def test_it_is_said_when_no_page_has_all_of_the_words(client, pat):
    make_live("hip", title="Hip replacement")

    assert "No page has all of these words" in text_of(search(client, "hip arthroplasty"))
    assert "No page has all of these words" not in text_of(search(client, "hip replacement"))


def test_other_sections_that_match_are_listed_under_a_hit(client, pat):
    sections = [{"heading": f"Part {number}", "body": "<p>Stents.</p>", "key": f"part-{number}"} for number in range(6)]
    make_live("ccsvi", title="CCSVI", sections=sections)

    links = re.findall(r'<a[^>]*href="/a-z/ccsvi/#([^"]+)"', search(client, "stents").content.decode())

    assert links == ["part-0", "part-1", "part-2", "part-3"]


def test_where_nothing_is_found_there_are_near_names_letters_and_a_way_to_tell_us(client, pat):
    make_live("bladder", title="Bladder")

    page = search(client, "blaidyers")

    assert '<a href="/a-z/bladder/">Bladder</a>' in page.content.decode()
    assert 'href="/a-z/letter/b/"' in page.content.decode()
    assert 'action="/search/tell-us/"' in page.content.decode()


def test_a_search_that_takes_too_long_is_stopped_and_says_so(client, pat, monkeypatch):
    make_live("ccsvi", title="CCSVI")
    monkeypatch.setattr(finding, "LONGEST_SECONDS", 0.05)
    monkeypatch.setattr(finding.texts, "matching", lambda *_: connection.cursor().execute("SELECT pg_sleep(5)"))

    response = client.get("/search/?q=ccsvi")

    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert "That search took too long" in text_of(response)
    assert 'href="/a-z/letter/c/"' in response.content.decode()


def test_searches_are_counted_by_what_they_found_and_only_on_their_first_page(client, many, monkeypatch):
    counted = []
    monkeypatch.setattr(searches, "count", lambda *args: counted.append(args))

    search(client, "fatigue")
    search(client, "fatigue", page=2)
    search(client, "xyzzy")
    client.head("/search/?q=fatigue")
    client.get("/search/?q=")
    client.get("/search/?q=-x")

    assert counted == [("fatigue", 25), ("xyzzy", 0)]


# Suggestions


def suggested(client, query):
    """Return the suggestions for what is typed."""
    response = client.get("/search/suggestions/", {"q": query})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()


def test_suggestions_say_name_topic_address_and_what_to_mark(client, pat):
    make_live("ccsvi", title="CCSVI", full_name="Chronic insufficiency", aliases=[{"name": "Liberation therapy"}])

    assert suggested(client, "libe") == {
        "query": "libe",
        "suggestions": [
            {
                "name": "Liberation therapy",
                "title": "CCSVI",
                "full_name": "Chronic insufficiency",
                "url": "/a-z/ccsvi/",
                "marked": [[0, 4]],
            }
        ],
    }


def test_places_in_a_name_are_counted_as_javascript_counts(client, pat):
    make_live("x", title="😀 smile")

    assert suggested(client, "smi")["suggestions"][0]["marked"] == [[3, 6]]


def test_suggestions_are_kept_by_readers_for_as_long_as_a_page_and_asked_for_again_cheaply(client, pat):
    make_live("ccsvi", title="CCSVI")
    first = client.get("/search/suggestions/?q=cc")

    assert first["Cache-Control"].startswith("max-age=")
    assert client.get("/search/suggestions/?q=cc", headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_live("ccx", title="CCX")
    assert client.get("/search/suggestions/?q=cc", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("query", ["", "a", "\0", "x" * 10_000, '"', "-- -", "<b>", "أب", "%", "or or", "' OR 1=1"])
def test_whatever_is_typed_gives_ordinary_suggestions(client, pat, query):
    make_live("ccsvi", title="CCSVI")

    assert suggested(client, query)["suggestions"] == []


@pytest.mark.parametrize("count", [3, 30])
def test_a_search_page_asks_the_same_number_of_queries_however_many_topics_there_are(client, pat, count):
    for number in range(count):
        make_live(f"topic-{number:02}", summary="All about fatigue.")
    search(client, "warm")
    pages.clear()

    with CaptureQueriesContext(connection) as queries:
        search(client, "fatigue")

    asked = [one["sql"] for one in queries if "topics_" in one["sql"]]
    assert len(asked) == 2
