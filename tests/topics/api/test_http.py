"""What holds for every address of the API: 304, CORS, licence, methods, and every bad question as a problem."""

import pytest
from hypothesis import HealthCheck, given, settings

from references.models import Reference
from tests.topics.strategies import texts
from topics import caching
from topics.api import parameters
from topics.api.problems import Problem
from topics.models import Site, Topic

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/api/topics/",
    "/api/topics/ccsvi/",
    "/api/topics/ccsvi/editions/",
    "/api/topics/ccsvi/editions/1/",
    "/api/references/",
    "/api/references/zamboni2009/",
    "/api/suggestions/?q=cc",
    "/api/lookup/?system=icd-10&code=G35",
    "/api/topics.jsonl",
    "/api/topic-document.schema.json",
    "/api/openapi.json",
]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def long_ago(monkeypatch):
    """Let whole seconds have passed since the last change."""
    when = "Mon, 02 Mar 2026 12:00:01 GMT"
    monkeypatch.setattr(caching, "last_modified", lambda moment: when)
    monkeypatch.setattr("topics.api.whole.last_modified", lambda moment: when)
    return when


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_an_etag_a_time_a_licence_and_is_for_every_site(client, site, address, long_ago):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Last-Modified"] == long_ago
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert response["X-Robots-Tag"] == "noindex"
    assert '<http://testserver/api/#licence>; rel="license"' in response["Link"]
    assert not response.cookies
    for headers in ({"If-None-Match": response["ETag"]}, {"If-Modified-Since": long_ago}):
        again = client.get(address, headers=headers)
        assert (again.status_code, body(again)) == (304, b"")
        assert again["ETag"] == response["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_answer_has_the_same_etag_and_another_licence_makes_another(client, site, address):
    etag = client.get(address)["ETag"]
    assert client.get(address)["ETag"] == etag
    Site.objects.update(licence="Another")
    is_same = address in ("/api/topic-document.schema.json", "/api/openapi.json")
    assert (client.get(address)["ETag"] == etag) == is_same


@pytest.mark.parametrize("address", ["/api/topics/ccsvi/", "/api/references/zamboni2009/", "/api/topics.jsonl"])
def test_a_corrected_reference_makes_another_etag_by_whatever_way_it_was_corrected(client, site, address):
    etag = client.get(address)["ETag"]
    reference = Reference.objects.get(key="zamboni2009")
    Reference.objects.filter(pk=reference.pk).update(csl=reference.csl | {"title": "Corrected"})
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("address", ["/api/topics/", "/api/topics/ccsvi/", "/api/topics.jsonl"])
def test_another_review_date_makes_another_etag(client, site, address):
    etag = client.get(address)["ETag"]
    Topic.objects.filter(slug="ccsvi").update(review_due="2030-01-01")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/"])
def test_head_is_get_without_the_body(client, site, address):
    response = client.head(address)
    assert response.status_code == 200
    assert response["ETag"] == client.get(address)["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_that_asks_first_is_told_that_it_may_read(client, address):
    response = client.options(address)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/api/", "/api/nothing/"])
def test_nothing_can_be_written(client, address, method):
    response = getattr(client, method)(address)
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == (404 if "nothing" in address else 405)
    if response.status_code == 405:
        assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/topics/?color=red", 400, "This address takes no “color”. It takes changed_since, cursor, letter"),
        ("/api/topics/ccsvi/?sort=title", 400, "takes no “sort”"),
        ("/api/topics.jsonl?limit=1", 400, "It takes none."),
        ("/api/topics/?letter=%C3%A9", 400, "letter is “é”, but must be one of A to Z, or 0-9 for the rest."),
        ("/api/topics/?letter=cc", 400, "letter is “cc”"),
        ("/api/topics/?name=...", 400, "has neither letter nor digit"),
        ("/api/topics/?name=a%00", 400, "name holds a NUL"),
        ("/api/topics/?sort=age", 400, "sort is “age”, but must be one of title, published"),
        ("/api/topics/?limit=0", 400, "limit is “0”, but must be a whole number from 1 to 200."),
        ("/api/topics/?limit=201", 400, "limit is “201”"),
        ("/api/topics/?limit=%D9%A2", 400, "limit is “٢”"),
        ("/api/topics/?limit=1&limit=2", 400, "limit is given 2 times. Give it once."),
        ("/api/topics/?cursor=nonsense", 400, "The cursor “nonsense” is none of ours."),
        ("/api/topics/?cursor=WyJ0aXRsZSIsImEiXQ", 400, "is none of ours"),
        ("/api/topics/?sort=published&cursor=WyJ0aXRsZSIsImEiLDFd", 400, "in another order"),
        ("/api/topics/?cursor=WyJ0aXRsZSIsIlx1MDAwMCIsMV0", 400, "is none of ours"),
        (
            "/api/topics/?changed_since=2026-02-30",
            400,
            "changed_since is “2026-02-30”, but must be a date that there is",
        ),
        ("/api/topics/?changed_since=yesterday", 400, "such as 2026-03-01"),
        ("/api/topics/?changed_since=2026-03-01T12:00:00", 400, "a time with its offset"),
        ("/api/topics/?changed_since=20260301", 400, "must be a date"),
        ("/api/topics/ccsvi/?as_of=9999-12-31", 400, "must be a date that there is"),
        ("/api/topics/ccsvi/?as_of=2999-01-01", 400, "still to come"),
        ("/api/suggestions/", 400, "This address needs q."),
        ("/api/nothing/", 404, "There is nothing at this address."),
        ("/api/topics/ccsvi/nothing/", 404, "There is nothing at this address."),
    ],
)
def test_a_bad_question_is_a_problem_that_says_what_is_wrong(client, site, path, status, said):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert said in problem["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_query_of_ten_megabytes_is_too_long(client):
    response = client.get("/api/topics/", QUERY_STRING="name=" + "a" * 10_000_000)
    assert (response.status_code, response["Content-Type"]) == (414, "application/problem+json")
    assert "4000 characters" in response.json()["detail"]


@pytest.mark.parametrize("address", ["/api/topics/", "/api/topics.jsonl", "/api/nothing/"])
def test_who_takes_xml_alone_is_told_that_there_is_json(client, site, address):
    response = client.get(address, headers={"Accept": "text/xml"})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert "Accept: application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "text/xml, application/json;q=0.1", "text/html,*/*;q=0.8", ""]
)
def test_who_takes_json_too_gets_it(client, site, accept):
    assert client.get("/api/topics/", headers={"Accept": accept}).status_code == 200


def test_a_time_with_a_plus_may_be_written_as_it_is(client, site):
    assert client.get("/api/topics/?changed_since=2020-03-01T12:00:00+01:00").status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts(40), texts(40))
def test_no_cursor_whatever_it_holds_is_more_than_a_problem(cursor, member):
    for text in (cursor, parameters.cursor_of("title", [member]), parameters.cursor_of("title", [member, member])):
        with pytest.raises(Problem):
            parameters.place_of(text, "title", (parameters.text, parameters.whole))
    cursor = parameters.cursor_of("title", [member, 7])
    assert parameters.place_of(cursor, "title", (parameters.text, parameters.whole)) == [member, 7]


def test_the_description_is_of_openapi_31_and_names_the_server_and_every_answer(client):
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1.")
    assert described["servers"] == [{"url": "http://testserver"}]
    assert len(described["paths"]) == 10
    for operation in (path["get"] for path in described["paths"].values()):
        assert {"200", "304", "400", "406", "414"} <= set(operation["responses"])
        assert operation["summary"] and operation["description"]
        assert all(parameter["description"] for parameter in operation["parameters"])
