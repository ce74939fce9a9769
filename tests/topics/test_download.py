"""The whole set: what import reads, in one stream, the same each time."""

import io
import json

import pytest
from django.core.management import call_command

from tests.make import change, make_live
from topics import importing, live, publishing, schema
from topics.download import whole_documents
from topics.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db):
    call_command("seed_demo", stdout=io.StringIO(), stderr=io.StringIO())


def downloaded(client):
    return b"".join(client.get("/api/topics.jsonl").streaming_content)


def test_every_line_is_a_whole_document_and_the_same_as_export_writes(client, demo):
    lines = downloaded(client).decode().splitlines()
    exported = io.StringIO()
    call_command("export_topics", "--live", stdout=exported)
    assert len(lines) == 50
    assert lines == exported.getvalue().splitlines()
    assert [schema.problems_of(json.loads(line)) for line in lines] == [[]] * 50
    assert [json.loads(line)["slug"] for line in lines] == sorted(json.loads(line)["slug"] for line in lines)


@pytest.mark.django_db(transaction=True)
def test_the_set_imported_into_an_empty_site_is_byte_for_byte_the_same(client, pat, demo, tmp_path, django_db_blocker):
    first = downloaded(client)
    file = tmp_path / "whole.jsonl"
    file.write_bytes(first)
    call_command("flush", interactive=False, verbosity=0)
    assert not Edition.objects.exists()
    call_command("import_topics", str(file), "--publish", stdout=io.StringIO(), stderr=io.StringIO())
    assert downloaded(client) == first


def test_it_has_what_readers_have_and_not_the_draft(client, pat):
    topic = make_live("ccsvi", summary="Live.")
    change(topic, summary="Draft.")
    publishing.withdraw(make_live("stents"), pat, "expired")
    (line,) = downloaded(client).decode().splitlines()
    assert json.loads(line)["summary"] == "Live."


@pytest.mark.parametrize("size", [1, 7])
def test_it_asks_once_for_each_batch(pat, size, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("topics.download._BATCH", 3)
    for number in range(size):
        make_live(f"topic-{number}")
    now = live.moment_of_list().now
    with django_assert_num_queries(size // 3 + 1):
        assert len(list(whole_documents(now))) == size


def test_an_empty_site_is_an_empty_set(client):
    assert downloaded(client) == b""
    assert importing.lines_of([]) is not None
