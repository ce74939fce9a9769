"""The API's topics: the list in its orders and pages, one topic now and then, and its editions."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.make import change
from topics import publishing
from topics.models import Edition, Topic

pytestmark = pytest.mark.django_db


def slugs(client, query=""):
    """Return the slugs of a list."""
    return [topic["slug"] for topic in client.get(f"/api/topics/{query}").json()["topics"]]


# The list


def test_the_list_has_what_is_live_by_title_with_the_licence_and_whom_to_name(client, site):
    answer = client.get("/api/topics/").json()
    assert [topic["slug"] for topic in answer["topics"]] == ["25-foot-walk", "ccsvi", "new-name", "stents"]
    assert answer["licence"] == "CC BY 4.0"
    assert answer["attribution"] == "A to Z of MS, The Charity: http://testserver/"
    assert answer["next"] is None
    ccsvi = answer["topics"][1]
    assert ccsvi["id"] == site["ccsvi"].pk
    assert ccsvi["published_at"] == Edition.objects.live().get(slug="ccsvi").live_from.isoformat()
    del ccsvi["id"], ccsvi["published_at"]
    assert ccsvi == {
        "slug": "ccsvi",
        "status": "live",
        "title": "CCSVI",
        "full_name": "Chronic insufficiency",
        "summary": "Other words.",
        "evidence_status": "not-supported",
        "edition": 2,
        "reviewed_on": "2026-01-05",
        "review_due": "2029-01-05",
        "reason": "",
        "merged_into": None,
        "page": "http://testserver/a-z/ccsvi/",
        "url": "http://testserver/api/topics/ccsvi/",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?letter=c", ["ccsvi"]),
        ("?letter=C", ["ccsvi"]),
        ("?letter=l", ["ccsvi"]),
        ("?letter=0-9", ["25-foot-walk"]),
        ("?letter=z", []),
        ("?name=ccsvi", ["ccsvi"]),
        ("?name=LIBERATION%20Thérapy", ["ccsvi"]),
        ("?name=CCVSI", ["ccsvi"]),
        ("?name=ccs", []),
        ("?letter=s&name=stents", ["stents"]),
    ],
)
def test_topics_are_found_by_letter_and_by_any_of_their_names(client, site, query, found):
    assert slugs(client, query) == found


def test_what_changed_since_is_there_also_when_it_was_withdrawn(client, site):
    found = {topic["slug"]: topic for topic in client.get("/api/topics/?changed_since=2020-01-01").json()["topics"]}
    assert set(found) == {"25-foot-walk", "ccsvi", "new-name", "stents", "merged", "expired", "wrong"}
    assert (found["expired"]["status"], found["expired"]["reason"]) == ("withdrawn", "expired")
    assert (found["merged"]["reason"], found["merged"]["merged_into"]) == ("merged", "ccsvi")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert slugs(client, f"?changed_since={tomorrow}") == []


@pytest.mark.parametrize("change_made", ["published", "reviewed", "withdrawn", "corrected"])
def test_each_kind_of_change_counts_as_one(client, site, pat, change_made):
    since = timezone.now().isoformat().replace("+00:00", "Z")
    topic = Topic.objects.get(slug="ccsvi")
    assert slugs(client, f"?changed_since={since}") == []
    if change_made == "published":
        publishing.publish(change(topic, summary="Third."), pat)
    elif change_made == "reviewed":
        publishing.review(topic, pat, date(2026, 2, 5))
    elif change_made == "withdrawn":
        publishing.withdraw(topic, pat, "expired")
    else:
        reference = topic.citations.first().reference
        reference.csl = reference.csl | {"title": "Corrected"}
        reference.save()
    assert "ccsvi" in slugs(client, f"?changed_since={since}")


# One topic


def test_a_topic_is_its_document_with_links_to_all_it_names(client, site):
    answer = client.get("/api/topics/ccsvi/").json()
    assert answer["document"]["summary"] == "Other words."
    assert answer["document"]["codes"][0] == {"system": "icd-10", "code": "G35"}
    assert (answer["edition"], answer["note"], answer["is_overdue"]) == (2, "Said otherwise.", False)
    assert (answer["reviewed_on"], answer["review_due"]) == ("2026-01-05", "2029-01-05")
    assert [(one["number"], one["key"]) for one in answer["references"]] == [(1, "nice2012"), (2, "zamboni2009")]
    assert (
        answer["references"][1]["citation"]
        == ("Zamboni P. On zamboni2009. 2009. doi: 10.1000/x. Cited in PubMed; PMID: 19060024.")
        or "doi: 10.1000/x" in answer["references"][1]["citation"]
    )
    assert answer["references"][1]["csl"]["DOI"] == "10.1000/x"
    assert answer["references"][1]["url"] == "http://testserver/api/references/zamboni2009/"
    assert answer["related"] == [
        {
            "title": "Stents",
            "slug": "stents",
            "page": "http://testserver/a-z/stents/",
            "url": "http://testserver/api/topics/stents/",
        }
    ]
    assert answer["editions"] == "http://testserver/api/topics/ccsvi/editions/"


def test_a_topic_answers_to_its_number_for_ever(client, site, pat):
    number = site["ccsvi"].pk
    assert client.get(f"/api/topics/{number}/").json()["slug"] == "ccsvi"
    publishing.publish(change(Topic.objects.get(pk=number), slug="veins"), pat)
    assert client.get(f"/api/topics/{number}/").json()["slug"] == "veins"


def test_old_addresses_and_merged_topics_lead_on(client, site):
    for path, target in [
        ("/api/topics/old-name/", "/api/topics/new-name/"),
        ("/api/topics/merged/", "/api/topics/ccsvi/"),
        ("/api/topics/old-name/editions/", "/api/topics/new-name/editions/"),
        ("/api/topics/old-name/editions/1/", "/api/topics/new-name/editions/1/"),
        ("/api/topics/ccsvi", "/api/topics/ccsvi/"),
    ]:
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, target)


def test_what_was_withdrawn_is_gone_with_the_reason(client, site):
    response = client.get("/api/topics/expired/")
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["reason"] == "expired"
    assert response.json()["detail"] == (
        "Readers have this no more. It was published for a limited time, which has passed. See the new page."
    )


@pytest.mark.parametrize(
    "name", ["draft", "to-come", "none", "0", str(10**17), "9" * 30, "%00", "a%20b", "é", "a" * 500]
)
@pytest.mark.parametrize("rest", ["", "editions/", "editions/1/"])
def test_what_readers_never_had_is_not_found(client, site, name, rest):
    response = client.get(f"/api/topics/{name}/{rest}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_no_answer_says_a_word_of_what_was_in_error_is_to_come_or_is_a_draft(client, site):
    today = timezone.localdate().isoformat()
    for path in (
        "/api/topics/",
        "/api/topics/?changed_since=2020-01-01",
        "/api/topics/wrong/",
        f"/api/topics/wrong/?as_of={today}",
        "/api/topics/wrong/editions/",
        "/api/topics/wrong/editions/1/",
        "/api/references/",
        "/feed/",
        "/sitemap-topics-1.xml",
    ):
        content = client.get(path).content.decode()
        assert "unused2001" not in content
        assert "To come" not in content and "Draft" not in content
        assert "A wrong dose" not in content, path


# As it was


def test_what_was_withdrawn_can_be_read_as_it_was_but_for_what_was_in_error(client, site):
    for slug, status in (("expired", 200), ("wrong", 410)):
        then = Edition.objects.get(slug=slug, number=1).live_from
        assert client.get(f"/api/topics/{slug}/", {"as_of": then.isoformat()}).status_code == status


def test_the_future_is_nobodys_to_read(client, site):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client.get(f"/api/topics/ccsvi/?as_of={tomorrow}")
    assert response.status_code == 400
    assert "still to come" in response.json()["detail"]


# Editions


def test_editions_are_listed_with_when_readers_had_them_and_lead_to_their_words(client, site):
    answer = client.get("/api/topics/ccsvi/editions/").json()
    second, first = answer["editions"]
    assert (first["number"], second["number"]) == (1, 2)
    assert first["until"] == second["since"]
    assert (second["until"], second["note"]) == (None, "Said otherwise.")
    assert client.get(first["url"]).json()["document"]["summary"] == "All about ccsvi."
    assert client.get(first["url"]).json()["replaced_at"] == first["until"]


def test_what_was_in_error_is_listed_without_a_link(client, site):
    withdrawn, wrong = client.get("/api/topics/wrong/editions/").json()["editions"]
    assert (withdrawn["kind"], withdrawn["reason"], withdrawn["url"]) == ("withdrawn", "in-error", None)
    assert (wrong["kind"], wrong["reason"], wrong["url"]) == ("published", "in-error", None)


@pytest.mark.parametrize("number", ["0", "3", "999999999999", "x", "-1", "1.5"])
def test_there_is_no_other_edition(client, site, number):
    assert client.get(f"/api/topics/ccsvi/editions/{number}/").status_code == 404
