"""The API's lists of topics, in every order and from page to page, and how much they ask; and topics as they were."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.make import change, make_live, make_reference, make_topic
from topics import publishing
from topics.models import Edition, Topic

pytestmark = pytest.mark.django_db


def slugs(client, query=""):
    """Return the slugs of a list."""
    return [topic["slug"] for topic in client.get(f"/api/topics/{query}").json()["topics"]]


def all_pages(client, query):
    """Return the slugs of all pages from the first one on, and how many pages there were."""
    address, found, pages = f"/api/topics/{query}", [], 0
    while address:
        page = client.get(address).json()
        found += [topic["slug"] for topic in page["topics"]]
        address, pages = page["next"], pages + 1
    return found, pages


def test_lists_come_in_every_order_and_back(client, pat):
    for slug, reviewed_on, due in [("a", "2026-01-03", None), ("b", None, None), ("c", "2026-01-01", "2029-01-01")]:
        topic = make_live(slug)
        if reviewed_on:
            publishing.review(topic, pat, date.fromisoformat(reviewed_on), due and date.fromisoformat(due))
    assert slugs(client, "?sort=title") == ["a", "b", "c"]
    assert slugs(client, "?sort=-title") == ["c", "b", "a"]
    assert slugs(client, "?sort=published") == ["a", "b", "c"]
    assert slugs(client, "?sort=-published") == ["c", "b", "a"]
    assert slugs(client, "?sort=reviewed") == ["c", "a", "b"]
    assert slugs(client, "?sort=-reviewed") == ["a", "c", "b"]
    assert slugs(client, "?sort=review_due")[0] == slugs(client, "?sort=-review_due")[0] == "c"


@pytest.mark.parametrize("order", ["title", "-title", "published", "-published", "reviewed", "-reviewed", "review_due"])
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_have_every_topic_once_whatever_their_length(client, pat, order, limit):
    for number in range(7):
        topic = make_live(f"topic-{number}", title="Alike" if number % 2 else f"“Odd” {number} é")
        if number % 3:
            publishing.review(topic, pat, date(2026, 1, 1 + number % 2))
    whole = slugs(client, f"?sort={order}")
    assert len(whole) == 7
    assert all_pages(client, f"?sort={order}&limit={limit}") == (whole, -(-7 // limit))


def test_a_page_goes_on_where_the_last_one_ended_though_topics_came_and_went(client, pat):
    for slug in ("b", "d", "f"):
        make_live(slug)
    first = client.get("/api/topics/?limit=2").json()
    publishing.withdraw(Topic.objects.get(slug="d"), pat, "expired")
    make_live("c")
    make_live("e")
    assert [topic["slug"] for topic in client.get(first["next"]).json()["topics"]] == ["e", "f"]


@pytest.mark.parametrize("size", [3, 60])
def test_a_list_asks_twice_whatever_its_size(client, pat, size, django_assert_num_queries):
    for number in range(size):
        make_live(f"topic-{number}")
    with django_assert_num_queries(2):
        assert len(client.get("/api/topics/").json()["topics"]) == min(size, 50)


@pytest.mark.parametrize("topics", [1, 30])
def test_a_topic_asks_no_more_whatever_it_is_related_to(client, pat, topics, django_assert_max_num_queries):
    for number in range(topics):
        make_live(f"topic-{number}", related=["ccsvi"])
    make_live("ccsvi")
    with django_assert_max_num_queries(2):
        assert client.get("/api/topics/ccsvi/").status_code == 200
    with django_assert_max_num_queries(1):
        assert client.get("/api/topics/ccsvi/").status_code == 200


def test_a_topic_can_be_read_as_it_was(client, pat):
    topic = make_live("ccsvi", summary="First.")
    first = Edition.objects.get()
    publishing.publish(change(topic, summary="Second."), pat)
    second = Edition.objects.get(number=2)

    def summary(at):
        return client.get("/api/topics/ccsvi/", {"as_of": at.isoformat()}).json()["document"]["summary"]

    assert summary(first.live_from) == "First."
    assert summary(second.live_from - timedelta(microseconds=1)) == "First."
    assert summary(second.live_from) == "Second."
    assert (
        client.get("/api/topics/ccsvi/", {"as_of": (first.live_from - timedelta(seconds=1)).isoformat()}).status_code
        == 404
    )
    assert client.get(f"/api/topics/ccsvi/?as_of={timezone.localdate()}").json()["edition"] == 2
    assert client.get("/api/topics/ccsvi/?as_of=2020-03-01").status_code == 404


def test_a_topic_whose_address_is_a_number_is_found_under_it(client, pat):
    make_topic("other")
    make_live("2020", title="2020")
    assert client.get("/api/topics/2020/").json()["document"]["title"] == "2020"


@pytest.mark.parametrize("size", [1, 40])
def test_references_ask_at_most_twice_whatever_their_number(client, pat, size, django_assert_max_num_queries):
    keys = [f"key{number}" for number in range(size)]
    for key in keys:
        make_reference(key)
    make_live("ccsvi", references=[{"key": key} for key in keys])
    for path in ("/api/references/", "/api/references/key0/"):
        with django_assert_max_num_queries(2):
            assert client.get(path).status_code == 200
