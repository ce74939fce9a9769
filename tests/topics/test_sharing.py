"""What pages say to those who share them."""

import re

import pytest
from hypothesis import given

from tests.make import make_live
from tests.topics.strategies import texts
from topics.sharing import first_sentences


def metas(response):
    """Return what each meta element of a page says by its name or property."""
    found = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', response.content.decode())
    return dict(found)


def canonical(response):
    """Return the one address that a page names."""
    found = re.findall(r'<link rel="canonical" href="([^"]*)">', response.content.decode())
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ""),
        ("One", "One"),
        ("One. Two. Three.", "One. Two."),
        ("One!  Two? Three.", "One! Two?"),
        ("First line\nSecond line\nThird", "First line Second line"),
        ("Ask Dr. Smith. Then rest. Then go.", "Ask Dr. Smith. Then rest."),
        ("It helps, e.g. Walking. Ask first. Go.", "It helps, e.g. Walking. Ask first."),
        ("About 5.5 in 100. That is few. Yes.", "About 5.5 in 100. That is few."),
        ("It is rare (very). See below. End.", "It is rare (very). See below."),
        ("Many people have MS. It differs. So ask.", "Many people have MS. It differs."),
        ("He said “No.” Then left. End.", "He said “No.” Then left."),
        ("Wait… then it goes. And more. End.", "Wait… then it goes. And more."),
    ],
)
def test_a_description_is_the_first_two_sentences(text, sentences):
    assert first_sentences(text) == sentences


@given(texts(300))
def test_a_description_is_the_beginning_of_the_text_whatever_that_is(text):
    described = first_sentences(text)
    assert "".join(text.split()).startswith("".join(described.split()))


@pytest.mark.django_db
def test_a_topic_has_a_card_that_says_what_it_is(client, pat):
    make_live("ccsvi", title="CCSVI & <b>", summary="One “a”. Two. Three.")
    response = client.get("/a-z/ccsvi/")
    said = metas(response)
    assert canonical(response) == said["og:url"] == "http://testserver/a-z/ccsvi/"
    assert said["og:title"] == said["twitter:title"] == "CCSVI &amp; &lt;b&gt;"
    assert said["description"] == said["og:description"] == said["twitter:description"] == "One “a”. Two."
    assert said["og:type"] == "article"
    assert said["og:site_name"] == "A to Z of MS"
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image"] == said["twitter:image"] == "http://testserver/static/card.png"
    assert said["og:image:alt"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/a-z/", "/a-z/letter/c/", "/a-z/ccsvi/history/", "/a-z/ccsvi/editions/1/"])
def test_each_page_names_itself_as_its_one_address_whatever_was_asked_with_it(client, pat, path):
    make_live("ccsvi")
    assert canonical(client.get(f"{path}?utm_source=letter")) == f"http://testserver{path}"


@pytest.mark.django_db
def test_a_site_with_an_origin_of_its_own_names_that_whoever_asks(client, pat, settings):
    make_live("ccsvi")
    assert canonical(client.get("/a-z/ccsvi/")) == "http://testserver/a-z/ccsvi/"
    settings.SITE_ORIGIN = "https://www.example.org"
    response = client.get("/a-z/ccsvi/")
    assert canonical(response) == "https://www.example.org/a-z/ccsvi/"
    assert "testserver" not in response.content.decode()


@pytest.mark.django_db
def test_two_hosts_never_share_a_page_that_names_one_of_them(client, pat, settings):
    settings.ALLOWED_HOSTS = ["one.example.org", "two.example.org"]
    make_live("ccsvi")
    for host in settings.ALLOWED_HOSTS:
        assert canonical(client.get("/a-z/ccsvi/", headers={"host": host})) == f"http://{host}/a-z/ccsvi/"
    etags = {client.get("/a-z/ccsvi/", headers={"host": host})["ETag"] for host in settings.ALLOWED_HOSTS}
    assert len(etags) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/a-z/letter/q/", "/search/?q=a", "/a-z/?find=c", "/a-z/ccsvi/history/", "/a-z/ccsvi/editions/1/"]
)
def test_empty_letters_searches_and_editions_are_not_for_search_engines_but_what_they_link_to_is(client, pat, path):
    make_live("ccsvi")
    assert metas(client.get(path))["robots"] == "noindex, follow"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/a-z/", "/a-z/letter/c/", "/a-z/ccsvi/", "/search/", "/reading-settings/"])
def test_the_pages_that_matter_are_for_search_engines(client, pat, path):
    make_live("ccsvi")
    assert "robots" not in metas(client.get(path))
