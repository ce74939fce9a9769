"""The first page, the whole A to Z and its letters, as a browser gets them."""

import re
import time
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from references.models import Reference
from tests.make import change, in_hours, make_live, make_reference, make_topic
from topics import caching, publishing
from topics.models import Edition, Site

pytestmark = pytest.mark.django_db

LISTS = ["/", "/a-z/", "/a-z/?find=ccsvi", "/a-z/letter/c/", "/search/", "/search/?q=ccsvi"]


def text_of(response):
    """Return the words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def letters_of(response):
    """Return what the A to Z bar says of each letter that leads somewhere, with where."""
    bar = re.search(r'<nav class="letters".*?</nav>', response.content.decode(), re.DOTALL)[0]
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', bar, re.DOTALL)
    return {href: " ".join(re.sub(r"<[^>]*>", "", words).split()) for href, words in links}


# The first page


def test_home_of_an_empty_site_says_so(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "There are no topics yet." in text_of(response)


def test_home_shows_what_is_new_with_the_newest_first_and_what_is_live_alone(client, pat):
    for number in range(1, 8):
        make_live(f"topic-{number}", summary=f"Summary {number} <b>")
    publishing.withdraw(Edition.objects.live().get(slug="topic-7").topic, pat, "in-error")
    publishing.publish(make_topic("future"), pat, at=in_hours(1))
    words = text_of(client.get("/"))
    found = re.findall(r"Topic \d(?= Summary)", words)
    assert found == ["Topic 6", "Topic 5", "Topic 4", "Topic 3", "Topic 2", "Topic 1"]
    assert "See the whole index: 6 topics" in words
    assert "Future" not in words
    assert "&lt;b&gt;" in words


# The index


def test_index_lists_every_listed_name_under_its_letter_and_digits_last(client, pat):
    make_live("ccsvi", title="CCSVI", full_name="Chronic insufficiency", aliases=[{"name": "Liberation therapy"}])
    make_live("ms", title="The MS", aliases=[{"name": "emm ess", "kind": "misspelling"}])
    make_live("t25fw", title="25-foot walk", evidence={"status": "promising", "statement": "It is."})
    make_live("elan", title="Élan")
    response = client.get("/a-z/")
    content = response.content.decode()
    assert re.findall(r'id="letter_([^"]+)"', content) == ["c", "e", "l", "m", "0-9"]
    assert letters_of(response)["#letter_c"] == "C , 2 names"
    assert letters_of(response)["#letter_0-9"].endswith("0 to 9 , 1 name")
    words = text_of(response)
    assert "CCSVI (Chronic insufficiency)" in words
    assert "Chronic insufficiency, see CCSVI" in words
    assert "Liberation therapy, see CCSVI" in words
    assert "25-foot walk Promising, not yet proven" in words
    assert "emm ess" not in words


def test_a_long_index_shows_letters_alone(client, pat, monkeypatch):
    monkeypatch.setattr("topics.views.index.LONGEST_INDEX", 1)
    make_live("ccsvi")
    make_live("stents")
    response = client.get("/a-z/")
    assert "too long for one page" in text_of(response)
    assert set(letters_of(response)) == {"/a-z/letter/c/", "/a-z/letter/s/"}


def test_names_in_other_scripts_stand_with_the_digits_in_one_group(client, pat):
    for title in ("25-foot walk", "α-synuclein", "Zinc"):
        make_live(f"t{len(title)}", title=title)
    response = client.get("/a-z/")
    assert re.findall(r'id="letter_([^"]+)"', response.content.decode()) == ["z", "0-9"]
    assert letters_of(response)["#letter_0-9"].endswith("0 to 9 , 2 names")


def test_names_are_escaped(client, pat):
    make_live("ccsvi", title="<b>C</b> & Co", aliases=[{"name": "C <i>"}])
    for page in ("/", "/a-z/", "/a-z/?find=c", "/a-z/letter/c/"):
        content = client.get(page).content.decode()
        assert "&lt;b&gt;C&lt;/b&gt; &amp; Co" in content, page
        assert "<b>C" not in content


# The index, filtered


def find(client, text):
    """Return the index filtered by `text`."""
    response = client.get("/a-z/", {"find": text})
    assert response.status_code == 200
    return response


def names_of(response):
    """Return the lines of the index."""
    entries = re.findall(r'<ul class="entries.*?</ul>', response.content.decode(), re.DOTALL)
    return re.findall(r"<a [^>]*>(.*?)</a>", re.sub("</?span[^>]*>", "", " ".join(entries)))


@pytest.fixture
def some_names(pat):
    make_live(
        "ccsvi", title="CCSVI", full_name="Chronic venous insufficiency", aliases=[{"name": "Liberation therapy"}]
    )
    make_live(
        "spasticity",
        title="Spasticity",
        aliases=[{"name": "Spasms, see-saw"}, {"name": "spasim", "kind": "misspelling"}],
    )
    make_live("gbs", title="Guillain–Barré syndrome")
    make_live("hugging", title="MS hug")
    make_live("devic", title="Devic’s disease")
    make_live("t25fw", title="25-foot walk")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("spas", ["Spasms, see-saw, see Spasticity", "Spasticity"]),
        ("SPÁS", ["Spasms, see-saw, see Spasticity", "Spasticity"]),
        ("s", ["Guillain–Barré syndrome", "Spasms, see-saw, see Spasticity", "Spasticity"]),
        ("hug", ["MS hug"]),
        ("hug m", ["MS hug"]),
        ("  ms   HUG ", ["MS hug"]),
        ("guillain-barre", ["Guillain–Barré syndrome"]),
        ("barré", ["Guillain–Barré syndrome"]),
        ("devics", ["Devic’s disease"]),
        ("Devic's", ["Devic’s disease"]),
        ("chron", ["Chronic venous insufficiency, see CCSVI"]),
        ("ccsvi", ["CCSVI (Chronic venous insufficiency)"]),
        ("25", ["25-foot walk"]),
        ("asticity", []),
        ("see spasms ms", []),
        ("%", None),
        ("s%", ["Guillain–Barré syndrome", "Spasms, see-saw, see Spasticity", "Spasticity"]),
        ("_pasms", []),
    ],
)
def test_the_filter_finds_names_by_the_first_letters_of_any_of_their_words(client, some_names, text, names):
    assert names_of(find(client, text)) == (names_of(client.get("/a-z/")) if names is None else names)


def test_the_filtered_index_says_how_many_names_match_and_counts_them_by_letter(client, some_names):
    response = find(client, "s")
    assert "3 names match “s”." in text_of(response)
    assert letters_of(response) == {"#letter_g": "G , 1 name", "#letter_s": "S , 2 names"}
    assert '<a class="standalone" id="filter_clear" href="/a-z/">Clear</a>' in response.content.decode()
    assert 'value="s"' in response.content.decode()
    assert "<title>s: 3 names – Index – A to Z of MS</title>" in response.content.decode()
    assert "1 name matches “hug”." in text_of(find(client, "hug"))


def test_where_no_name_matches_there_are_ways_on(client, some_names):
    response = find(client, "a & b?")
    assert "No name matches “a &amp; b?”. You can search, or choose a letter." in text_of(response)
    assert 'href="/search/?q=a%20%26%20b%3F">Search all pages for' in response.content.decode()
    assert letters_of(response)["/a-z/letter/s/"] == "S , 2 names"
    assert "There are no topics" not in text_of(response)


def test_only_the_whole_index_is_for_search_engines(client, some_names):
    noindex = '<meta name="robots" content="noindex, follow">'
    for text in ("spas", "xyzzy", "?"):
        assert noindex in find(client, text).content.decode(), text
    for text in ("", "   "):
        assert noindex not in find(client, text).content.decode()


@pytest.mark.parametrize("text", ["?", "…", "\0", "\x1b\x00-", "😀", "   ", ""])
def test_a_filter_without_a_letter_shows_all_names_and_says_what_is_needed(client, some_names, text):
    response = find(client, text)
    assert names_of(response) == names_of(client.get("/a-z/"))
    assert ("Please use letters or numbers" in text_of(response)) == bool(text.replace("\0", "").strip())
    assert "\0" not in response.content.decode()


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "a " * 5_000, "ﷺ" * 10_000, "' OR 1=1 --", '"><script>', "\u202e" + "א" * 50]
)
def test_whatever_is_typed_into_the_filter_gives_an_ordinary_page(client, some_names, text):
    response = find(client, text)
    assert "No name matches" in text_of(response)
    assert len(response.content) < 20_000
    assert "<script>" not in response.content.decode()


def test_a_filtered_page_is_kept_for_the_very_text_that_it_shows(client, some_names):
    assert 'value="hug"' in find(client, "hug").content.decode()
    assert 'value="HUG"' in find(client, "HUG").content.decode()
    assert find(client, "hug")["ETag"] == find(client, " hug ")["ETag"] != find(client, "ms")["ETag"]


def test_a_long_index_can_be_filtered_and_shows_no_more_names_than_fit(client, some_names, monkeypatch):
    monkeypatch.setattr("topics.views.index.LONGEST_INDEX", 2)
    assert names_of(find(client, "hug")) == ["MS hug"]
    response = find(client, "s")
    assert names_of(response) == []
    assert "3 names match “s”. That is too many for one page" in text_of(response)
    assert letters_of(response)["/a-z/letter/m/"] == "M , 1 name"


# Letters


def test_a_letter_shows_its_names_with_the_letters_before_and_after(client, pat):
    make_live("aspirin")
    make_live("ccsvi", title="CCSVI", full_name="Chronic insufficiency")
    make_live("t25fw", title="25-foot walk")
    response = client.get("/a-z/letter/c/")
    words = text_of(response)
    assert "2 names under C." in words
    assert "Aspirin" not in words
    assert letters_of(response) == {
        "/a-z/letter/a/": "A , 1 name",
        "/a-z/letter/c/": "C , 2 names",
        "/a-z/letter/0-9/": "#0 to 9 , 1 name",
    }
    assert 'href="/a-z/letter/a/" rel="prev"' in response.content.decode()
    assert 'href="/a-z/letter/0-9/" rel="next"' in response.content.decode()
    assert "<title>C – A to Z of MS</title>" in response.content.decode()


def test_a_letter_without_names_says_so_and_digits_have_a_page(client, pat):
    make_live("t25fw", title="25-foot walk")
    assert "There are no topics under X yet." in text_of(client.get("/a-z/letter/x/"))
    assert "1 name under 0 to 9" in text_of(client.get("/a-z/letter/0-9/"))


@pytest.mark.parametrize("letter", ["ab", "abc", "1", "0", "-", "é", "ß", "ç", "c%00", "%00", "0-99", "letter", "c d"])
def test_what_is_no_letter_is_not_found(client, letter):
    assert client.get(f"/a-z/letter/{letter}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/a-z/letter/C/", "/a-z/letter/c/"),
        ("/a-z/letter/%23/", "/a-z/letter/0-9/"),
        ("/a-z/letter/c", "/a-z/letter/c/"),
        ("/a-z", "/a-z/"),
        ("/A-Z", "/a-z/"),
        ("/A-Z/", "/a-z/"),
        ("/A-Z/letter/C", "/a-z/letter/c/"),
        ("/A-Z//example/", "/a-z//example/"),
        ("/search?q=a", "/search/?q=a"),
    ],
)
def test_another_spelling_leads_to_the_one_address(client, asked, right):
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, right)


# What every page of readers keeps to


def test_every_page_says_how_to_write_to_us_once_there_is_an_address(client, pat):
    assert "Contact:" not in text_of(client.get("/"))
    Site.objects.update(contact_email="us&them@example.org")
    for page in (*LISTS, "/nowhere/"):
        content = client.get(page).content.decode()
        assert 'Contact: <a href="mailto:us%26them@example.org">us&amp;them@example.org</a>' in content, page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", LISTS)
def test_lists_follow_what_is_live_at_once(client, pat, page):
    topic = make_live("ccsvi", title="CCSVI old name")
    assert "CCSVI old name" in text_of(client.get(page)) or page == "/search/"
    publishing.publish(change(topic, title="CCSVI new name"), pat)
    assert "CCSVI old name" not in text_of(client.get(page))
    publishing.withdraw(topic, pat, "in-error")
    assert "CCSVI new name" not in text_of(client.get(page))


@pytest.mark.django_db(transaction=True)
def test_a_scheduled_edition_shows_at_its_moment_and_no_cache_keeps_the_page_past_it(client, pat, settings):
    settings.PAGE_MAX_AGE = 60
    make_live("ccsvi", title="CCSVI")
    assert client.get("/a-z/")["Cache-Control"] == "max-age=60"
    edition = publishing.publish(make_topic("stents"), pat, at=timezone.now() + timedelta(seconds=1.2))
    pages = ["/", "/a-z/", "/a-z/?find=s", "/a-z/letter/s/", "/search/?q=stents", "/a-z/ccsvi/"]
    for page in pages:
        response = client.get(page)
        assert "Stents" not in text_of(response).replace("stents", ""), page
        assert response["Cache-Control"] in ("max-age=0", "max-age=1")
    assert client.get("/a-z/stents/").status_code == 404
    time.sleep(max(0, (edition.live_from - timezone.now()).total_seconds()) + 0.01)
    for page in pages[:-1]:
        assert "Stents" in text_of(client.get(page)), page
    assert client.get("/a-z/stents/").status_code == 200


def test_no_cache_keeps_a_page_past_midnight_where_readers_are(settings):
    settings.PAGE_MAX_AGE = 3600
    now = datetime.fromisoformat("2026-07-01T22:59:50.5+00:00")
    assert caching.max_age(moment_at(now)) == 9
    assert caching.max_age(moment_at(now, now + timedelta(seconds=3.9))) == 3
    assert caching.max_age(moment_at(now - timedelta(hours=2))) == 3600


def moment_at(now, next_change=None):
    """Return the moment `now`, with a change to come or none."""
    return SimpleNamespace(now=now, next_change=next_change)


@pytest.mark.parametrize("page", [*LISTS, "/a-z/ccsvi/", "/a-z/ccsvi/history/", "/a-z/ccsvi/editions/1/"])
def test_who_has_the_page_gets_304_until_it_changes_and_nobody_a_cookie(client, pat, page):
    topic = make_live("ccsvi", title="CCSVI")
    response = client.get(page)
    etag = response["ETag"]
    for held in (etag, f'"other", W/{etag}'):
        again = client.get(page, headers={"If-None-Match": held})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Cache-Control"] == response["Cache-Control"]
    Site.objects.update(notice="Closed")
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 200
    assert "Closed" in text_of(client.get(page))
    Site.objects.update(notice="")
    assert client.get(page)["ETag"] == etag
    publishing.publish(change(topic, title="New"), pat)
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("page", [*LISTS, "/a-z/ccsvi/"])
def test_pages_are_for_looking_alone(client, pat, page):
    make_live("ccsvi")
    assert client.head(page).status_code == 200
    assert client.head(page).content == b""
    for method in (client.post, client.put, client.delete):
        assert method(page).status_code == 405


@pytest.mark.parametrize("number", [pytest.param(1, marks=pytest.mark.django_db(transaction=True)), 50])
def test_pages_cost_few_queries_however_many_topics(client, pat, number, django_assert_max_num_queries):
    make_reference("zamboni2009")
    body = "<p>So it is [@zamboni2009].</p>"
    for count in range(number):
        make_live(
            f"topic-{count}",
            sections=[{"heading": "What?", "body": body}],
            references=[{"key": "zamboni2009"}],
            related=["topic-0"] if count else [],
            aliases=[{"name": f"Alias {count}"}],
        )
    # Names and words are read when what is live has changed; and of each search three are what bounds its time.
    client.get("/search/?q=warm")
    for page, most in (
        ("/", 2),
        ("/a-z/", 2),
        ("/a-z/?find=alias", 2),
        ("/a-z/?find=nothing+of+it", 2),
        ("/a-z/letter/t/", 2),
        ("/search/", 2),
        ("/search/?q=topic", 6),
        ("/search/?q=nothing+of+it", 8),
        ("/search/?q=zamboni&page=2", 7),
        (f"/a-z/topic-{number - 1}/", 3),
        ("/a-z/topic-0/", 3),
        ("/a-z/topic-0/history/", 3),
        ("/a-z/topic-0/editions/1/", 4),
        ("/a-z/nowhere/", 3),
    ):
        with django_assert_max_num_queries(most) as cold:
            client.get(page)
        assert not [query["sql"] for query in cold if "django_session" in query["sql"] or "auth_user" in query["sql"]]
    for page in (f"/a-z/topic-{number - 1}/", "/a-z/topic-0/", "/", "/a-z/"):
        with django_assert_max_num_queries(1):
            client.get(page)
    Reference.objects.update(year=2010)
    with django_assert_max_num_queries(2):
        client.get("/a-z/")
