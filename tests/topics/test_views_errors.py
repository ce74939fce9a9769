"""Pages for what went wrong, and what watches over the servers."""

import re

import pytest
from django.db import InterfaceError, OperationalError, connections
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import server_error

from az_ms.private_postgres.errors import PrivatePostgresError
from tests.make import make_live
from topics.models import Site

SAME_SITE = {"sec-fetch-site": "same-origin"}


def text_of(response):
    """Return the words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.fixture
def no_database(monkeypatch):
    """A database that does not answer."""

    def refuse(*_args, **_kwargs):
        raise OperationalError("could not connect")

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    monkeypatch.setattr(connections["default"], "ensure_connection", refuse)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/nowhere/", "/a-z/nowhere/", "/a-z/letter/ab/", "/favicon.ico", "/a-z/x/y/z/", "/%00/"]
)
def test_what_is_not_there_is_a_page_that_offers_search_and_letters(client, pat, path):
    make_live("ccsvi")
    Site.objects.update(notice="Closed on Friday", name="Our A to Z")
    response = client.get(path)
    assert response.status_code == 404
    assert "Page not found" in text_of(response)
    assert "Closed on Friday" in text_of(response)
    assert "<title>Page not found – Our A to Z</title>" in response.content.decode()
    assert 'href="/a-z/letter/c/"' in response.content.decode()
    assert 'role="search"' in response.content.decode()
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies


@pytest.mark.django_db
def test_not_found_is_counted_out_once_and_again_when_the_letters_change(client, pat, django_assert_num_queries):
    make_live("ccsvi")
    client.get("/nowhere/")
    with django_assert_num_queries(1):
        assert client.get("/elsewhere/").status_code == 404
    make_live("stents")
    assert 'href="/a-z/letter/s/"' in client.get("/nowhere/").content.decode()


def test_not_found_is_said_even_when_the_database_does_not_answer(client, no_database):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Page not found" in text_of(response)


def test_what_fails_is_a_page_that_stands_alone(no_database):
    page = render_to_string("500.html")
    assert "The fault is ours" in page
    assert page.lstrip().startswith("<!DOCTYPE html>")
    response = server_error(RequestFactory().get("/"))
    assert (response.status_code, response.content.decode()) == (500, page)


def test_a_page_whose_database_does_not_answer_is_that_page(client, no_database):
    client.raise_request_exception = False
    for path in ("/", "/a-z/", "/a-z/ccsvi/", "/search/?q=a"):
        response = client.get(path)
        assert response.status_code == 500
        assert "Something went wrong" in text_of(response)


def test_healthz_asks_nothing_but_whether_the_process_answers(client, no_database):
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_more_than_the_site_takes_at_once_is_said_in_words_with_what_to_do(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    response = client.post("/admin/login/", {"username": "x" * (2 * 1024 * 1024 + 1)})
    assert response.status_code == 413
    assert "Nothing was stored." in text_of(response)
    assert "2.0 MB" in text_of(response)


def test_more_fields_than_the_site_takes_are_said_in_words_too(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = client.post("/search/tell-us/", {f"field{number}": "x" for number in range(4)}, headers=SAME_SITE)
    assert response.status_code == 413
    assert "or 3 fields" in text_of(response)


def test_a_request_that_cannot_be_read_is_a_page_of_the_site(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Nothing was stored." in text_of(response)
    assert "elsewhere" not in response.content.decode()


def test_a_request_to_the_api_that_cannot_be_read_is_a_problem(client):
    response = client.get("/api/v1/topics/", headers={"host": "elsewhere.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
def test_readyz_is_200_when_the_database_answers(client):
    response = client.get("/readyz/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize(
    "error",
    [OperationalError("could not connect"), InterfaceError("connection already closed"), PrivatePostgresError("No.")],
)
def test_readyz_is_503_when_the_database_does_not_answer(client, monkeypatch, error):
    def refuse(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    response = client.get("/readyz/")
    assert response.status_code == 503
    assert response.content == b"The database does not answer.\n"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/"])
def test_probes_are_for_looking_alone(client, path):
    assert client.post(path).status_code == 405
