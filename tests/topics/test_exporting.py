"""Topics out of the site, whole, and back in again: byte for byte the same."""

import json

import pytest
from django.core.management import call_command

from tests.make import change, make_document, make_live, make_reference, make_topic, publisher
from topics import documents, importing, publishing
from topics.exporting import export_documents
from topics.models import Topic

EVERYTHING = {
    "schema": 1,
    "slug": "ccsvi",
    "title": "CCSVI",
    "full_name": "Chronic cerebrospinal venous insufficiency",
    "pronunciation": "see-see-ess-vee-EYE",
    "summary": "A theory that was tested – and “refuted”.\nZamboni’s “liberation” \u2028 does not help. É",
    "evidence": {"status": "not-supported", "statement": "Tested in trials; no benefit."},
    "aliases": [
        {"name": "Liberation therapy", "kind": "also-called", "listed": True},
        {"name": "Liberation treatment", "kind": "former-name", "listed": False},
        {"name": "CCVSI", "kind": "misspelling", "listed": False},
    ],
    "sections": [
        {
            "key": "lead",
            "heading": "",
            "body": "<p>Lead [@zamboni2009; @who2020].</p>",
            "aspect": "overview",
            "style": "",
        },
        {
            "key": "kept-key",
            "heading": "Is it safe? <b> & “so”",
            "body": "<h3>No</h3><ul><li>1 &lt; 2 &amp; <strong>no</strong> [@who2020]</li></ul>"
            "<table><caption>T</caption><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
            "aspect": "evidence",
            "style": "urgent",
        },
    ],
    "references": [
        {
            "key": "zamboni2009",
            "link_text": "Read it",
            "csl": {
                "type": "article-journal",
                "title": "Chronic <i>venous</i> insufficiency",
                "author": [{"family": "Zamboni", "given": "P"}, {"literal": "The Group"}],
                "issued": {"date-parts": [[2009, 4]]},
                "DOI": "10.1136/jnnp.2008.157164",
                "PMID": "19060024",
                "custom": {"zotero": ["a", 1]},
            },
        },
        {
            "key": "who2020",
            "link_text": "",
            "csl": {"type": "webpage", "title": "ICD", "URL": "https://who.int/a?b=1&c=é"},
        },
        {"key": "uncited:1.a_b-c", "link_text": "", "csl": {"type": "book", "title": "Never cited"}},
    ],
    "related": ["stents"],
    "reviewed_on": "2026-01-05",
    "review_due": "2029-01-05",
}


STENTS = {
    "schema": 1,
    "slug": "stents",
    "title": "Stents",
    "summary": "Small tubes.",
    "sections": [{"heading": "", "body": "<p>They hold a vessel open.</p>"}],
}


def bring_in(path, *lines):
    """Write lines of JSON into the file `path` and import it for readers."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    report = importing.import_documents([path], publisher(), publish=True)
    assert (report.counts["created"], report.problems, report.warnings) == (2, [], [])


def exported(*slugs, **options):
    return list(export_documents(slugs, **options))


def test_everything_in_a_document_comes_out_as_it_went_in(db, tmp_path):
    bring_in(tmp_path / "a.jsonl", json.dumps(EVERYTHING), json.dumps(STENTS))
    (text,) = exported("ccsvi")
    assert "\n" not in text
    assert "“liberation”" in text
    out = json.loads(text)
    for before, after in zip(EVERYTHING["references"], out["references"], strict=True):
        expected = {"id": before["key"], **before["csl"]}
        expected["URL"] = after["csl"]["URL"] if "URL" in expected else None
        assert after["csl"] == {name: value for name, value in expected.items() if value is not None}
        assert (after["key"], after["link_text"]) == (before["key"], before["link_text"])
    expected = documents.canonical(EVERYTHING)
    assert {name: value for name, value in out.items() if name in expected} | {"references": None} == expected | {
        "references": None
    }
    assert (out["reviewed_on"], out["review_due"]) == ("2026-01-05", "2029-01-05")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("live", [False, True])
def test_exported_and_imported_into_an_empty_site_it_is_byte_for_byte_the_same(tmp_path, live):
    bring_in(tmp_path / "a.jsonl", json.dumps(EVERYTHING), json.dumps(STENTS))
    if live:
        change(Topic.objects.get(slug="stents"), title="Not yet for readers")
    first = exported(live=live)
    call_command("flush", verbosity=0, interactive=False)
    assert exported() == []

    bring_in(tmp_path / "b.jsonl", *first)
    assert exported(live=live) == first


def test_topics_come_by_slug_and_only_those_asked_for(pat):
    for slug in ("b", "a-b", "c", "a1"):
        make_topic(slug)
    assert [json.loads(text)["slug"] for text in exported()] == ["a-b", "a1", "b", "c"]
    assert [json.loads(text)["slug"] for text in exported("c", "a1", "c")] == ["a1", "c"]


def test_live_gives_the_words_that_readers_have_and_draft_those_of_editors(pat):
    make_topic("never")
    topic = make_live("ccsvi", title="A")
    change(topic, title="B")
    gone = make_live("gone")
    publishing.withdraw(gone, pat, "in-error")
    assert [json.loads(text)["title"] for text in exported()] == ["B", "Gone", "Never"]
    assert [json.loads(text)["title"] for text in exported(live=True)] == ["A"]


def test_what_readers_have_is_exported_with_the_references_that_no_draft_names_any_more(pat):
    reference = make_reference("zamboni2009")
    topic = make_live("ccsvi", references=[{"key": "zamboni2009"}])
    change(topic, references=[])
    (text,) = exported(live=True)
    assert json.loads(text)["references"] == [{"key": "zamboni2009", "link_text": "", "csl": reference.item}]


def test_no_more_topics_are_read_than_are_asked_for(pat, django_assert_max_num_queries):
    for number in range(5):
        make_topic(f"t{number}")
    documents_out = export_documents()
    with django_assert_max_num_queries(10):
        next(documents_out)


def test_a_canonical_document_is_its_own_export(pat):
    make_topic("ccsvi")
    out = json.loads(exported()[0])
    assert {name: out[name] for name in make_document("ccsvi")} == make_document("ccsvi")
