"""The feed of changes, by the rules of RFC 4287 that feed validators check."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import given

from tests.make import change, make_live
from tests.topics.strategies import texts
from topics import documents, feeds, publishing
from topics.live import Moment
from topics.models import Review, Site

ATOM = "{http://www.w3.org/2005/Atom}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(xml):
    """Return what a feed validator would say of the feed, in sentences; [] when it is valid."""
    root = ElementTree.fromstring(xml)
    entries = root.findall(f"{ATOM}entry")
    found = [] if root.tag == f"{ATOM}feed" else ["The root is no feed."]
    for place in (root, *entries):
        found += _faults_of_place(place)
    if [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") != 1:
        found.append("The feed does not name itself.")
    if not root.findtext(f"{ATOM}author/{ATOM}name", "").strip():
        found.append("The feed has no author.")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        found.append("Two entries have one id.")
    updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
    if updated != sorted(updated, reverse=True) or (updated and updated[0] != root.findtext(f"{ATOM}updated")):
        found.append("The newest is not first, or the feed not as new.")
    return found


def _faults_of_place(place):
    """Yield what is wrong with a feed's own elements, or with those of an entry."""
    texts = {part: [one.text or "" for one in place.findall(ATOM + part)] for part in ("id", "title", "updated")}
    name = texts["title"]
    for part, values in texts.items():
        if len(values) != 1 or not values[0].strip():
            yield f"{name}: not one {part}, or an empty one."
    if not re.match(r"(https?://|tag:[\w.-]+,\d{4}-\d\d-\d\d:)[^\s<>\"]+$", texts["id"][0]):
        yield f"{name}: the id is no IRI."
    for date_of in place.findall(f"{ATOM}updated") + place.findall(f"{ATOM}published"):
        if not _DATE.fullmatch(date_of.text):
            yield f"{name}: {date_of.text} is no date."
    links = [(link.get("rel", "alternate"), link.get("href", "")) for link in place.findall(f"{ATOM}link")]
    for rel, href in links:
        if not re.match(r"https?://\S+$", href):
            yield f"{name}: {rel} leads nowhere."
    if [rel for rel, _href in links].count("alternate") != 1:
        yield f"{name}: not one alternate link."
    for text in place.findall(f"{ATOM}summary") + place.findall(f"{ATOM}title"):
        if len(text) or text.get("type", "text") not in ("text", "html"):
            yield f"{name}: markup in a text."


def entries_of(response):
    """Return (title, link, summary) of each entry."""
    return [
        (
            entry.findtext(f"{ATOM}title"),
            entry.find(f"{ATOM}link").get("href"),
            entry.findtext(f"{ATOM}summary"),
        )
        for entry in ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    ]


@pytest.mark.django_db
def test_the_feed_tells_what_happened_and_is_valid(client, pat):
    topic = make_live("ccsvi", title="CCSVI & <b>", summary="Veins.")
    publishing.publish(change(topic, summary="Veins!"), pat, note="Said louder.")
    publishing.review(topic, pat, date(2026, 1, 5))
    publishing.withdraw(make_live("stents", title="Stents"), pat, "expired")
    response = client.get("/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert faults(response.content) == []
    assert entries_of(response) == [
        (
            "Stents: withdrawn",
            "http://testserver/a-z/stents/history/",
            "It was published for a limited time, which has passed.",
        ),
        ("Stents: new", "http://testserver/a-z/stents/", "All about stents."),
        (
            "CCSVI & <b>: reviewed",
            "http://testserver/a-z/ccsvi/",
            "The whole page was reviewed on 5 January 2026.",
        ),
        ("CCSVI & <b>: changed", "http://testserver/a-z/ccsvi/", "Said louder. “In short” was changed."),
        ("CCSVI & <b>: new", "http://testserver/a-z/ccsvi/", "Veins."),
    ]


@pytest.mark.django_db
def test_the_feed_of_an_empty_site_is_valid_and_the_same_each_time(client):
    first = client.get("/feed/").content
    assert faults(first) == []
    assert client.get("/feed/").content == first


@pytest.mark.django_db
def test_an_entry_keeps_its_name_when_the_topic_gets_another_title_and_address(client, pat):
    topic = make_live("ccsvi", title="CCSVI")
    before = re.findall(r"<id>(tag:[^<]*)</id>", client.get("/feed/").content.decode())
    publishing.publish(change(topic, title="Veins", slug="veins"), pat)
    after = re.findall(r"<id>(tag:[^<]*)</id>", client.get("/feed/").content.decode())
    assert after[1:] == before
    assert len(set(after)) == 2


@pytest.mark.django_db
def test_who_has_the_feed_gets_304_until_something_happens(client, pat):
    topic = make_live("ccsvi")
    etag = client.get("/feed/")["ETag"]
    assert client.get("/feed/", headers={"If-None-Match": etag}).status_code == 304
    publishing.review(topic, pat, date(2026, 1, 5))
    assert Review.objects.count() == 1
    assert client.get("/feed/", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.django_db
def test_pages_lead_to_the_feed(client, pat):
    make_live("ccsvi")
    assert re.search(
        r'<link rel="alternate" type="application/atom\+xml"[^>]* href="/feed/">',
        client.get("/a-z/ccsvi/").content.decode(),
    )


@given(texts(60, forbidden=True).map(lambda text: re.sub("[\ud800-\udfff]", "", text)), texts(30))
def test_whatever_titles_and_notes_hold_the_feed_is_valid(note, name):
    text = documents.as_text({"schema": 1, "slug": "ccsvi", "title": f"T{note}", "summary": note, "sections": []})
    when = datetime(2026, 3, 2, 12, tzinfo=UTC)
    event = SimpleNamespace(
        kind="published", at=when, topic_id=1, slug="ccsvi", number=1, note=note, reason="", text=text, earlier=None
    )
    moment = Moment(now=when, site=Site(name=f"S{name}"), next_change=None, stamp="", snapshot="", changed_at=when)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds.news, "events", lambda at, most: [event])
        assert faults(feeds._feed(moment, "https://example.org").encode()) == []
