"""The API's references, and who cites them; suggestions; looking up by the code of another system."""

import pytest

from tests.make import make_live
from topics import publishing
from topics.models import Topic

pytestmark = pytest.mark.django_db


def test_references_that_readers_were_shown_are_listed_by_key(client, site):
    answer = client.get("/api/references/").json()
    assert [one["key"] for one in answer["references"]] == ["nice2012", "zamboni2009", "zamboni2009a"]
    assert answer["references"][2]["merged_into"] == "zamboni2009"
    assert answer["references"][1]["csl"]["PMID"] == "19060024"


def test_references_come_in_pages(client, site):
    first = client.get("/api/references/?limit=2").json()
    assert [one["key"] for one in client.get(first["next"]).json()["references"]] == ["zamboni2009a"]


def test_a_reference_says_who_cites_it_also_under_the_key_it_was_merged_from(client, site):
    answer = client.get("/api/references/zamboni2009/").json()
    assert [topic["title"] for topic in answer["cited_by"]] == ["CCSVI", "Stents"]
    assert answer["cited_by"][0]["url"] == "http://testserver/api/topics/ccsvi/"
    response = client.get("/api/references/zamboni2009a/")
    assert (response.status_code, response["Location"]) == (301, "/api/references/zamboni2009/")


@pytest.mark.parametrize("key", ["unused2001", "none", "%00", "a" * 200, "A"])
def test_a_reference_that_no_reader_was_shown_is_not_found(client, site, key):
    assert client.get(f"/api/references/{key}/").status_code == 404


def test_suggestions_are_those_of_the_search_box(client, site):
    (found,) = client.get("/api/suggestions/?q=lib").json()["suggestions"]
    assert (found["name"], found["title"], found["slug"]) == ("Liberation therapy", "CCSVI", "ccsvi")
    assert client.get("/api/suggestions/?q=x").json()["suggestions"] == []


@pytest.mark.parametrize(
    ("system", "code", "matched"),
    [
        ("icd-10", "G35", "G35"),
        ("icd-10", "g35", "G35"),
        ("icd-10", "G35.1", "G35"),
        ("2.16.840.1.113883.6.3", "G35", "G35"),
        ("http://snomed.info/sct", "24700007", "24700007"),
        ("urn:oid:2.16.840.1.113883.6.96", "24700007", "24700007"),
        ("icd-10", "G36", None),
        ("snomed-ct", "22298006", None),
    ],
)
def test_a_code_finds_its_topic_by_every_name_of_its_system(client, site, system, code, matched):
    answer = client.get("/api/lookup/", {"system": system, "code": code}).json()
    assert answer["matched"] == matched
    assert [topic["slug"] for topic in answer["topics"]] == (["ccsvi"] if matched else [])


def test_the_narrowest_code_that_any_topic_has_counts(client, site):
    make_live("narrow", codes=[{"system": "icd-10", "code": "G35.1"}])
    answer = client.get("/api/lookup/?system=icd-10&code=G35.12").json()
    assert (answer["matched"], [topic["slug"] for topic in answer["topics"]]) == ("G35.1", ["narrow"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("system=icd-9&code=340", "system is “icd-9”, but must be one of snomed-ct"),
        ("system=snomed-ct&code=24700008", "is not a code of SNOMED CT, such as 24700007. Its last digit checks"),
        ("system=icd-10", "This address needs code."),
    ],
)
def test_what_is_no_code_is_a_sentence(client, query, said):
    response = client.get(f"/api/lookup/?{query}")
    assert response.status_code == 400
    assert said in response.json()["detail"]


def test_codes_of_withdrawn_topics_find_nothing(client, site, pat):
    publishing.withdraw(Topic.objects.get(slug="ccsvi"), pat, "expired")
    assert client.get("/api/lookup/?system=icd-10&code=G35").json()["topics"] == []
