"""The sitemap in shards, and robots.txt."""

import re
from datetime import date

import pytest

from tests.make import in_hours, make_live, make_topic
from topics import publishing, sitemaps
from topics.models import Edition, Review

pytestmark = pytest.mark.django_db

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def listed(response):
    """Return the addresses that a sitemap or its index names, each with when it changed last."""
    content = response.content.decode()
    assert content.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert NAMESPACE in content
    found = re.findall(r"<loc>(.*?)</loc>(?:<lastmod>(.*?)</lastmod>)?", content)
    return {address.removeprefix("http://testserver"): changed for address, changed in found}


def test_the_sitemap_has_every_live_topic_and_when_it_changed(client, pat):
    make_live("ccsvi")
    publishing.withdraw(make_live("stents"), pat, "expired")
    publishing.publish(make_topic("to-come"), pat, at=in_hours(1))
    live_from = Edition.objects.get(slug="ccsvi").live_from
    assert list(listed(client.get("/sitemap.xml"))) == ["/sitemap-pages.xml", "/sitemap-topics-1.xml"]
    found = listed(client.get("/sitemap-topics-1.xml"))
    assert list(found) == ["/a-z/ccsvi/"]
    assert found["/a-z/ccsvi/"][:19] == live_from.isoformat()[:19]
    standing = ["/about/", "/contact/", "/privacy/", "/accessibility/", "/how-we-make-our-information/"]
    assert list(listed(client.get("/sitemap-pages.xml"))) == ["/", "/a-z/", *standing]


def test_a_review_counts_as_a_change_because_the_page_shows_its_date(client, pat):
    topic = make_live("ccsvi")
    publishing.review(topic, pat, date(2026, 1, 5))
    at = Review.objects.get().at
    assert listed(client.get("/sitemap-topics-1.xml"))["/a-z/ccsvi/"][:19] == at.isoformat()[:19]
    assert listed(client.get("/sitemap.xml"))["/sitemap-topics-1.xml"][:19] == at.isoformat()[:19]


@pytest.mark.parametrize(("topics", "shards"), [(1, 1), (2, 1), (3, 2), (5, 3)])
def test_no_shard_is_longer_than_it_may_be_and_none_is_missing(client, pat, monkeypatch, topics, shards):
    monkeypatch.setattr(sitemaps, "SHARD", 2)
    for number in range(topics):
        make_live(f"topic-{number}")
    names = [f"/sitemap-topics-{number}.xml" for number in range(1, shards + 1)]
    assert list(listed(client.get("/sitemap.xml"))) == ["/sitemap-pages.xml", *names]
    found = [list(listed(client.get(name))) for name in names]
    assert [len(shard) <= 2 for shard in found] == [True] * shards
    assert [path for shard in found for path in shard] == [f"/a-z/topic-{number}/" for number in range(topics)]


@pytest.mark.parametrize("path", ["/sitemap-topics-1.xml", "/sitemap-topics-0.xml", "/sitemap-topics-99999999999.xml"])
def test_there_is_no_shard_without_topics(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("size", [1, 20])
def test_sitemaps_ask_twice_whatever_their_size(client, pat, size, django_assert_num_queries):
    for number in range(size):
        make_live(f"topic-{number}")
    for path in ("/sitemap.xml", "/sitemap-topics-1.xml"):
        with django_assert_num_queries(2):
            assert client.get(path).status_code == 200


def test_who_has_the_sitemap_gets_304(client, pat):
    make_live("ccsvi")
    response = client.get("/sitemap-topics-1.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert client.get("/sitemap-topics-1.xml", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_robots_are_told_where_the_sitemap_is_and_may_read_what_says_noindex(client):
    response = client.get("/robots.txt")
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /admin/\n" in text
    assert text.endswith("\nSitemap: http://testserver/sitemap.xml\n")
    forbidden = re.findall("Disallow: (.*)", text)
    for path in ("/", "/a-z/letter/c/", "/search/?q=a", "/a-z/ccsvi/editions/1/", "/api/", "/feed/"):
        assert not any(path.startswith(one) for one in forbidden), path
