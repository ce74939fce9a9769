"""A topic's page, its history and its editions, as a browser gets them."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from references.models import Reference
from tests.make import change, in_hours, make_live, make_reference, make_topic
from topics import publishing
from topics.models import Edition, Topic

pytestmark = pytest.mark.django_db

PAGES = ["/a-z/ccsvi/", "/a-z/ccsvi/history/", "/a-z/ccsvi/editions/1/"]


def text_of(response):
    """Return the words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def led(client, path):
    """Return the status of `path` and where it leads."""
    response = client.get(path)
    return response.status_code, response.get("Location")


def make_whole(pat):
    """Return a live topic with something of everything, related to “Stents”, and a reference with an address."""
    make_reference("zamboni2009", title="Venous study", DOI="10.1000/x", author=[{"family": "Zamboni", "given": "P"}])
    make_reference("who2020", title="ICD")
    make_reference("book2001", title="Uncited book")
    make_live("stents", title="Stents", full_name="Little tubes")
    return make_live(
        "ccsvi",
        title="CCSVI",
        full_name="Chronic insufficiency",
        pronunciation="see-see",
        summary="First.\nSecond & last.",
        evidence={"status": "not-supported", "statement": "Tested; no benefit."},
        aliases=[{"name": "Liberation"}, {"name": "CCVSI", "kind": "misspelling"}],
        sections=[
            {"heading": "What is it?", "body": "<p>One [@who2020]. Two [@zamboni2009; @who2020].</p>"},
            {"heading": "Is it safe?", "body": "<p>No.</p>", "style": "urgent"},
        ],
        references=[{"key": "zamboni2009", "link_text": "Read the study"}, {"key": "who2020"}, {"key": "book2001"}],
        related=["stents"],
    )


def test_a_topic_shows_all_of_it(client, pat):
    make_whole(pat)
    response = client.get("/a-z/ccsvi/")
    content, words = response.content.decode(), text_of(response)
    assert response.status_code == 200
    assert "<title>CCSVI – A to Z of MS</title>" in content
    heading = " ".join(re.sub(r"<[^>]*>", "", re.search(r"<h1>(.*?)</h1>", content)[1]).split())
    assert heading == "CCSVI: Chronic insufficiency"
    assert '<a class="skip" href="#main_content">' in content
    assert '<a class="skip" href="#main_navigation">' in content
    assert content.count('id="main_content"') == content.count('id="main_navigation"') == 1
    for expected in (
        "How to say it: see-see",
        "Also called: Liberation",
        "In short First. Second &amp; last.",
        "What research says: not supported Tested; no benefit.",
        "On this page What is it? Is it safe? Where this comes from",
        "This page has not been reviewed yet.",
        "Related topics Stents (Little tubes)",
        "This is edition 1.",
        "How this page has changed",
    ):
        assert expected in words, expected
    assert "CCVSI" not in words
    assert '<a href="#what-is-it">What is it?</a>' in content
    assert re.search(r'<a href="/a-z/letter/c/">Return to index:\s+C\s*</a>', content)
    assert len(re.findall(r' id="([^"]+)"', content)) == len(set(re.findall(r' id="([^"]+)"', content)))
    links = set(re.findall(r'href="#([^"]+)"', content))
    assert links <= set(re.findall(r' id="([^"]+)"', content))


def test_citations_are_numbered_by_first_mention_and_lead_there_and_back(client, pat):
    make_whole(pat)
    content = client.get("/a-z/ccsvi/").content.decode()
    marks = re.findall(r'<a class="cite" id="([^"]+)" href="#([^"]+)"', content)
    assert marks == [("cite_1_1", "ref_1"), ("cite_2_1", "ref_2"), ("cite_1_2", "ref_1")]
    entries = re.findall(r'<li id="ref_(\d)".*?</li>', content, re.DOTALL)
    assert entries == ["1", "2", "3"]
    bodies = [found[0] for found in re.finditer(r'<li id="ref_\d".*?</li>', content, re.DOTALL)]
    assert [title in body for title, body in zip(("ICD", "Venous study", "Uncited book"), bodies, strict=True)] == [
        True
    ] * 3
    ways_back = [re.findall(r'<a href="#(cite[^"]+)" role="doc-backlink"', body) for body in bodies]
    assert ways_back == [["cite_1_1", "cite_1_2"], ["cite_2_1"], []]
    assert 'href="https://doi.org/10.1000/x">Read the study' in bodies[1]
    assert "online" not in bodies[0] + bodies[2]


@pytest.mark.django_db(transaction=True)
def test_related_topics_show_on_both_sides_as_long_as_readers_have_them(client, pat):
    topic = make_whole(pat)
    assert "Related topics CCSVI (Chronic insufficiency)" in text_of(client.get("/a-z/stents/"))
    stents = Topic.objects.get(slug="stents")
    publishing.publish(change(stents, title="Tubes", slug="tubes"), pat)
    assert '<a href="/a-z/tubes/">Tubes' in client.get("/a-z/ccsvi/").content.decode()
    publishing.withdraw(topic, pat, "in-error")
    assert "Related topics" not in text_of(client.get("/a-z/tubes/"))


def test_a_topic_related_from_both_sides_is_named_once(client, pat):
    topic = make_live("ccsvi")
    make_live("stents", related=["ccsvi"])
    publishing.publish(change(topic, related=["stents"]), pat)
    assert client.get("/a-z/ccsvi/").content.decode().count('href="/a-z/stents/"') == 1


@pytest.mark.django_db(transaction=True)
def test_the_dates_say_when_it_was_reviewed_and_when_that_is_overdue(client, pat):
    topic = make_live("ccsvi")
    today = timezone.localdate()
    publishing.review(topic, pat, date(2026, 1, 5), date(2999, 1, 5))
    words = text_of(client.get("/a-z/ccsvi/"))
    assert "Page last reviewed: 5 January 2026 Next review due: 5 January 2999" in words
    Topic.objects.update(review_due=today, reviewed_on=today - timedelta(days=9))
    assert "Next review due" in text_of(client.get("/a-z/ccsvi/"))
    Topic.objects.update(review_due=today - timedelta(days=1))
    assert "was due for review on" in text_of(client.get("/a-z/ccsvi/"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["save", "update", "sql", "merge"])
def test_a_corrected_reference_shows_at_once_however_it_was_corrected(client, pat, way):
    reference = make_reference("zamboni2009", title="Wrong")
    make_live("ccsvi", references=[{"key": "zamboni2009"}])
    for page in (PAGES[0], PAGES[2]):
        first = client.get(page)
        assert "Wrong" in text_of(first)
    right = reference.csl | {"title": "Right"}
    if way == "save":
        reference.csl = right
        reference.save()
    elif way == "update":
        Reference.objects.update(csl=right)
    elif way == "merge":
        other = make_reference("other2009", title="Right")
        Reference.objects.filter(pk=reference.pk).update(merged_into=other)
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE references_reference SET csl = jsonb_set(csl, '{title}', '\"Right\"')")
    for page in (PAGES[0], PAGES[2]):
        again = client.get(page, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert "Right" in text_of(again)
        assert "Wrong" not in text_of(again)


# Addresses


def test_old_addresses_and_other_spellings_lead_to_the_one_address(client, pat):
    topic = make_live("old-name", title="A")
    publishing.publish(change(topic, slug="ccsvi", title="B"), pat)
    publishing.publish(change(topic, slug="newest", title="C"), pat, at=in_hours(1))
    for asked, right in (
        ("/a-z/old-name/", "/a-z/ccsvi/"),
        ("/a-z/old-name/history/", "/a-z/ccsvi/history/"),
        ("/a-z/old-name/editions/1/", "/a-z/ccsvi/editions/1/"),
        ("/a-z/CCSVI/", "/a-z/ccsvi/"),
        ("/a-z/Ccsvi/history/", "/a-z/ccsvi/history/"),
        ("/a-z/Ccsvi/editions/2/", "/a-z/ccsvi/editions/2/"),
        ("/A-Z/ccsvi/", "/a-z/ccsvi/"),
        ("/A-Z/CCSVI/History", "/a-z/ccsvi/history/"),
        ("/a-z/CCSVI", "/a-z/ccsvi/"),
        ("/a-z/ccsvi", "/a-z/ccsvi/"),
        ("/a-z/ccsvi/history", "/a-z/ccsvi/history/"),
    ):
        assert led(client, asked) == (301, right)
    assert client.get("/a-z/ccsvi/editions/1/").status_code == 200


def test_an_address_longer_than_any_topic_has_is_not_asked_for(client, pat, django_assert_num_queries):
    make_live("ccsvi")
    with django_assert_num_queries(2) as asked:
        assert client.get(f"/a-z/{'a' * 101}/").status_code == 404
    assert not [query for query in asked if "a" * 101 in query["sql"]]


def test_a_redirect_is_kept_no_longer_than_a_page_as_the_address_may_come_back(client, pat, settings):
    settings.PAGE_MAX_AGE = 60
    topic = make_live("one")
    publishing.publish(change(topic, slug="two"), pat)
    assert client.get("/a-z/one/")["Cache-Control"] == "max-age=60"
    publishing.publish(change(topic, slug="one", title="Back"), pat)
    assert led(client, "/a-z/two/") == (301, "/a-z/one/")
    assert client.get("/a-z/one/").status_code == 200


@pytest.mark.parametrize("slug", ["nowhere", "%00", "a%00b", "c csvi", "é", "%ff", "'", "a" * 5000, "ccsvi%0A"])
def test_whatever_else_is_asked_for_is_not_found(client, pat, slug):
    make_live("ccsvi")
    for rest in ("", "history/", "editions/1/"):
        assert client.get(f"/a-z/{slug}/{rest}").status_code == 404
    for number in ("0", "2", "-1", "9" * 30, "%00"):
        assert client.get(f"/a-z/ccsvi/editions/{number}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_merged_topic_leads_to_where_it_went_and_on_from_there(client, pat):
    first, second, third = make_live("first"), make_live("second"), make_live("third")
    publishing.withdraw(first, pat, "merged", merged_into=second)
    assert led(client, "/a-z/first/") == (301, "/a-z/second/")
    publishing.withdraw(second, pat, "merged", merged_into=third)
    assert led(client, "/a-z/first/") == (301, "/a-z/third/")
    publishing.withdraw(third, pat, "out-of-date")
    response = client.get("/a-z/first/")
    assert response.status_code == 410
    assert "It is now part of another page." in text_of(response)


def test_two_merged_into_each_other_lead_nowhere_but_not_round_and_round(client, pat):
    first, second = make_live("first"), make_live("second")
    publishing.withdraw(first, pat, "merged", merged_into=second)
    Edition.objects.filter(topic=second).update(live_until=in_hours(0))
    now = in_hours(0)
    fields = {"number": 2, "kind": "withdrawn", "reason": "merged", "slug": "second", "created_by": pat}
    Edition.objects.create(topic=second, merged_into=first, live_from=now, created_at=now, **fields)
    assert client.get("/a-z/first/").status_code == client.get("/a-z/second/").status_code == 410


# Withdrawn, to come, called off


@pytest.mark.parametrize(
    ("reason", "words", "others"),
    [
        ("in-error", "published in error, so please do not rely on what it said. See “A", 410),
        ("out-of-date", "It was out of date.", 200),
    ],
)
def test_a_withdrawn_topic_is_gone_and_says_why(client, pat, reason, words, others):
    topic = make_live("ccsvi", title="CCSVI <i>")
    publishing.withdraw(topic, pat, reason, note="See “A & B”")
    change(topic, title="Draft")
    statuses = []
    for page in PAGES:
        response = client.get(page)
        statuses.append(response.status_code)
        if response.status_code == 410:
            assert words in text_of(response)
            assert "CCSVI &lt;i&gt;: this page has been withdrawn" in text_of(response)
            assert "See “A &amp; B”" in text_of(response)
            assert "noindex" in response.content.decode()
        assert "Draft" not in text_of(response)
        assert "Read the current page" not in text_of(response)
        assert 'href="/a-z/ccsvi/"' not in response.content.decode()
    assert statuses == [410, others, others]
    publishing.publish(topic, pat)
    assert client.get("/a-z/ccsvi/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_expired_topic_is_gone_and_says_so(client, pat):
    topic = make_topic("ccsvi")
    until = timezone.now() + timedelta(seconds=0.3)
    publishing.publish(topic, pat, until=until)
    assert client.get("/a-z/ccsvi/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep_until(%s)", [until])
    response = client.get("/a-z/ccsvi/")
    assert response.status_code == 410
    assert "published for a limited time" in text_of(response)


def test_what_is_to_come_or_was_called_off_is_not_found(client, pat):
    topic = make_topic("ccsvi", title="A")
    edition = publishing.publish(topic, pat, at=in_hours(1))
    assert [client.get(page).status_code for page in PAGES] == [404, 404, 404]
    publishing.cancel(edition, pat)
    assert [client.get(page).status_code for page in PAGES] == [404, 404, 404]
    publishing.publish(topic, pat)
    later = publishing.publish(change(topic, title="Secret"), pat, at=in_hours(1))
    assert client.get(f"/a-z/ccsvi/editions/{later.number}/").status_code == 404
    publishing.cancel(later, pat)
    assert client.get(f"/a-z/ccsvi/editions/{later.number}/").status_code == 404
    assert "Secret" not in "".join(text_of(client.get(page)) for page in PAGES)


# History


def test_the_history_lists_what_readers_had_the_newest_first(client, pat):
    topic = make_topic("old", title="A")
    publishing.publish(topic, pat, note="First")
    publishing.withdraw(topic, pat, "out-of-date", note="Second")
    publishing.publish(change(topic, slug="ccsvi", title="B <b>"), pat, note="Third")
    publishing.publish(change(topic, title="C"), pat, at=in_hours(1), note="Fourth")
    content = client.get("/a-z/ccsvi/history/").content.decode()
    assert re.findall(r"<p>(First|Second|Third|Fourth)</p>", content) == ["Third", "Second", "First"]
    assert "B &lt;b&gt;: how this page has changed" in content
    assert content.count("what readers see now") == 1
    assert "It was out of date." in content


def test_an_earlier_edition_shows_its_own_words_and_says_that_it_is_old(client, pat):
    topic = make_live("ccsvi", title="A", sections=[{"heading": "", "body": "<p>Old words.</p>"}])
    publishing.publish(change(topic, title="B", sections=[{"heading": "", "body": "<p>New.</p>"}]), pat)
    old, new = (client.get(f"/a-z/ccsvi/editions/{number}/") for number in (1, 2))
    assert "an earlier edition: number 1" in text_of(old)
    assert "Old words." in text_of(old)
    assert "You are reading edition 2, the one on the page" in text_of(new)
    for response in (old, new):
        assert '<meta name="robots" content="noindex, follow">' in response.content.decode()
        assert '<a class="standalone" href="/a-z/ccsvi/">Read the current page' in response.content.decode()
    publishing.withdraw(topic, pat, "in-error")
    assert client.get("/a-z/ccsvi/editions/1/").status_code == 410


def test_an_edition_that_gave_way_at_its_very_moment_was_never_read(client, pat):
    topic, at = make_live("ccsvi", title="A"), timezone.now() + timedelta(seconds=2)
    publishing.publish(change(topic, title="Never"), pat, at=at)
    publishing.publish(change(topic, title="B"), pat, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep_until(%s)", [at])
    assert [client.get(f"/a-z/ccsvi/editions/{number}/").status_code for number in (1, 2, 3)] == [200, 404, 200]
    assert "Edition 2" not in text_of(client.get("/a-z/ccsvi/history/"))


def test_history_and_editions_of_a_merged_topic_are_kept(client, pat):
    topic, other = make_live("ccsvi"), make_live("stents")
    publishing.withdraw(topic, pat, "merged", merged_into=other)
    assert [client.get(page).status_code for page in PAGES] == [301, 200, 200]


def test_an_edition_says_when_it_was_published_and_nothing_of_reviews(client, pat):
    topic = make_live("ccsvi")
    assert "Published:" in text_of(client.get("/a-z/ccsvi/editions/1/"))
    assert "reviewed" not in text_of(client.get("/a-z/ccsvi/editions/1/"))
    publishing.review(topic, pat, date(2026, 1, 5), date(2999, 1, 5))
    assert "review" not in text_of(client.get("/a-z/ccsvi/editions/1/"))


def test_words_withdrawn_in_error_stay_gone_when_they_were_corrected(client, pat):
    topic = make_live("ccsvi", title="Older")
    publishing.publish(change(topic, title="Wrong"), pat)
    publishing.withdraw(topic, pat, "in-error", note="See “A & B”")
    publishing.publish(change(topic, title="Right"), pat)
    response = client.get("/a-z/ccsvi/editions/2/")
    assert response.status_code == 410
    assert "Right: edition 2 has been withdrawn It was published in error" in text_of(response)
    assert "See “A &amp; B” Read the current page" in text_of(response)
    history = client.get("/a-z/ccsvi/history/")
    assert re.findall(r'href="/a-z/ccsvi/editions/(\d)/"', history.content.decode()) == ["4", "1"]
    assert re.search(r"Edition 2 From \S+ \S+ \S+ It was published in error", text_of(history))
    assert [client.get(f"/a-z/ccsvi/editions/{number}/").status_code for number in (1, 3, 4)] == [200, 404, 200]
    publishing.withdraw(topic, pat, "out-of-date")
    assert client.get("/a-z/ccsvi/editions/2/").status_code == 410
    assert "Read the current page" not in text_of(client.get("/a-z/ccsvi/editions/2/"))


def test_an_in_error_withdrawal_to_come_takes_nothing_back_yet(client, pat):
    topic = make_live("ccsvi")
    publishing.withdraw(topic, pat, "in-error", at=in_hours(1))
    assert [client.get(page).status_code for page in PAGES] == [200, 200, 200]


def test_the_way_back_names_the_index_as_the_navigation_does(client, pat):
    make_live("ccsvi", title="CCSVI")
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', client.get(PAGES[2]).content.decode(), re.DOTALL)[0]
    assert re.findall(r">([^<>]+)</a>", crumbs) == ["Home", "Index", "C", "CCSVI"]


# The number of a topic


@pytest.mark.django_db(transaction=True)
def test_the_number_of_a_topic_leads_to_its_one_address_for_ever(client, pat):
    topic = make_live("ccsvi")
    assert led(client, f"/topics/{topic.pk}/") == (301, "/a-z/ccsvi/")
    assert led(client, f"/topics/{topic.pk}") == (301, f"/topics/{topic.pk}/")
    publishing.publish(change(topic, slug="veins"), pat)
    assert led(client, f"/topics/{topic.pk}/") == (301, "/a-z/veins/")
    publishing.withdraw(topic, pat, "expired")
    assert led(client, f"/topics/{topic.pk}/") == (301, "/a-z/veins/")
    assert client.get("/a-z/veins/").status_code == 410


def test_there_is_no_number_of_what_readers_never_had(client, pat):
    draft, scheduled = make_topic("draft"), make_topic("scheduled")
    publishing.publish(scheduled, pat, at=in_hours(1))
    for number in (draft.pk, scheduled.pk, 0, 10**30):
        assert client.get(f"/topics/{number}/").status_code == 404


def test_a_number_is_never_given_again(client, pat):
    first = make_topic("first")
    number = first.pk
    publishing.discard(first, pat)
    assert make_topic("second").pk > number
