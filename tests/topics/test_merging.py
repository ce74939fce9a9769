"""Two references that are the same source become one."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from references.models import Reference
from tests.make import make_document, make_live, make_reference, make_topic
from tests.topics.admin.test_topic import posted
from topics import documents, importing, merging
from topics.exporting import export_documents
from topics.models import Revision, Section, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """The duplicate and the reference that it goes into."""
    return make_reference("zamboni2009a"), make_reference("zamboni2009")


def make_citing(slug, body, *keys, **fields):
    """Return a topic whose one section says `body` and which lists the references of `keys`."""
    return make_topic(
        slug,
        sections=[{"heading": "One", "body": f"<p>{body}</p>"}],
        references=[{"key": key} for key in keys],
        **fields,
    )


def said(topic):
    """Return the body of the draft's first section and the keys it lists."""
    document = documents.compose(topic)
    return document["sections"][0]["body"], [one["key"] for one in document["references"]]


def test_every_draft_cites_the_one_that_stays(pair, pat):
    make_reference("who2020")
    first = make_citing("first", "a [@zamboni2009a].", "zamboni2009a")
    second = make_citing("second", "b [@who2020; @zamboni2009a].", "who2020", "zamboni2009a")
    changed = merging.merge(*pair, pat)
    assert changed == [first, second]
    assert said(first) == ("<p>a [@zamboni2009].</p>", ["zamboni2009"])
    assert said(second) == ("<p>b [@who2020; @zamboni2009].</p>", ["who2020", "zamboni2009"])


def test_a_topic_that_cited_both_cites_one_and_a_mark_of_both_names_it_once(pair, pat):
    topic = make_citing("both", "a [@zamboni2009a; @zamboni2009]. b [@zamboni2009a].", "zamboni2009a", "zamboni2009")
    merging.merge(*pair, pat)
    assert said(topic) == ("<p>a [@zamboni2009]. b [@zamboni2009].</p>", ["zamboni2009"])


def test_the_words_of_the_link_are_kept_where_the_other_has_none(pair, pat):
    topic = make_topic(references=[{"key": "zamboni2009a", "link_text": "Read it"}, {"key": "zamboni2009"}])
    merging.merge(*pair, pat)
    assert documents.compose(topic)["references"] == [{"key": "zamboni2009", "link_text": "Read it"}]


def test_each_changed_draft_gets_a_revision_by_whoever_merged_and_no_other_does(pair, pat):
    make_citing("cites", "a [@zamboni2009a].", "zamboni2009a")
    make_citing("other", "a [@zamboni2009].", "zamboni2009")
    merging.merge(*pair, pat)
    assert list(Revision.objects.values_list("topic__slug", "created_by__username")) == [("cites", "pat")]


def test_what_the_one_that_stays_lacks_is_filled_in_and_what_it_says_is_kept(pat):
    duplicate = make_reference(
        "zamboni2009a", DOI="10.1000/x", PMID="123", title="Another title", note="authors truncated"
    )
    into = make_reference("zamboni2009", PMID="124", title="The title")
    assert merging.gaps(duplicate, into) == {"DOI": "10.1000/x"}
    merging.merge(duplicate, into, pat)
    into.refresh_from_db()
    assert (into.doi, into.pmid, into.title, into.csl.get("note")) == ("10.1000/x", "124", "The title", None)


def test_facts_and_the_note_for_colleagues_are_filled_in_and_the_history_says_why(pat):
    duplicate = make_reference(
        "zamboni2009a", custom={"archive-url": "https://example.org/a", "authors-truncated": True}
    )
    duplicate.internal_note = "Ask the library."
    duplicate.save()
    into = make_reference("zamboni2009", custom={"free-to-read": True})
    merging.merge(duplicate, into, pat)
    into.refresh_from_db()
    assert into.csl["custom"] == {"archive-url": "https://example.org/a", "free-to-read": True}
    assert into.internal_note == "Ask the library."
    version = into.versions.first()
    assert (version.by, version.why) == (pat, "zamboni2009a was merged into it")


def test_identifiers_that_differ_are_named():
    duplicate = make_reference("zamboni2009a", DOI="10.1000/x", PMID="1", PMCID="PMC1")
    assert merging.contradictions(duplicate, make_reference(DOI="10.1000/y", PMCID="PMC1")) == ["DOI"]


def test_a_duplicate_of_a_duplicate_leads_to_the_last(pair, pat):
    duplicate, middle = pair
    last = make_reference("last2010")
    merging.merge(duplicate, middle, pat)
    middle.refresh_from_db()
    merging.merge(middle, last, pat)
    assert set(Reference.objects.filter(merged_into=last).values_list("key", flat=True)) == {
        "zamboni2009",
        "zamboni2009a",
    }


@pytest.mark.parametrize("to_itself", [True, False])
def test_what_cannot_be_merged_is_refused_with_a_reason(pair, pat, to_itself):
    duplicate, into = pair
    merging.merge(duplicate, into, pat)
    target, words = (into, "cannot be merged into itself") if to_itself else (duplicate, "was merged before, into “zam")
    with pytest.raises(ValidationError, match=words):
        merging.merge(into, target, pat)


def test_one_draft_that_breaks_a_rule_stops_the_whole_merge(pair, pat):
    fine = make_citing("fine", "a [@zamboni2009a].", "zamboni2009a")
    broken = make_citing("broken", "a [@zamboni2009a].", "zamboni2009a")
    Section.objects.filter(topic=broken).update(body="<p>a [@zamboni2009a] and [@nobody1999].</p>")
    with pytest.raises(ValidationError, match=r"The draft of “Broken” has to be put in order first: .*nobody1999"):
        merging.merge(*pair, pat)
    assert said(fine) == ("<p>a [@zamboni2009a].</p>", ["zamboni2009a"])
    assert not Reference.objects.exclude(merged_into=None).exists()


def test_readers_keep_their_page_and_the_source_is_shown_under_the_old_key(client, pat):
    into = make_reference("zamboni2009", title="The one that stays")
    duplicate = make_reference("zamboni2009a", title="The duplicate")
    make_live(
        by=pat,
        sections=[{"heading": "One", "body": "<p>a [@zamboni2009a].</p>"}],
        references=[{"key": "zamboni2009a"}],
    )
    assert "The duplicate" in client.get("/a-z/ccsvi/").content.decode()
    merging.merge(duplicate, into, pat)
    page = client.get("/a-z/ccsvi/").content.decode()
    assert "The one that stays" in page
    assert "The duplicate" not in page


def test_a_published_text_that_cites_both_has_one_entry_for_them(client, pat):
    into, duplicate = make_reference("zamboni2009", title="The source"), make_reference("zamboni2009a")
    make_live(
        by=pat,
        sections=[
            {"heading": "One", "body": "<p>a [@zamboni2009a; @zamboni2009]. b [@zamboni2009]. c [@zamboni2009a].</p>"}
        ],
        references=[{"key": "zamboni2009a"}, {"key": "zamboni2009"}],
    )
    merging.merge(duplicate, into, pat)
    page = client.get("/a-z/ccsvi/").content.decode()
    assert page.count("The source.") == 1
    assert page.count('href="#ref_1"') == 3
    assert 'id="ref_2"' not in page


def test_a_mark_typed_with_the_old_key_becomes_one_of_the_new(client, pair, pat):
    merging.merge(*pair, pat)
    topic = make_topic(by=pat)
    section = {"key": "one", "heading": "One", "body": "<p>a [@zamboni2009a; @zamboni2009].</p>", "aspect": ""}
    client.force_login(pat)
    response = client.post(
        reverse("admin:topics_topic_change", args=[topic.pk]), posted(topic, sections=[section | {"style": ""}])
    )
    assert response.status_code == 302
    assert said(topic) == ("<p>a [@zamboni2009].</p>", ["zamboni2009"])


def test_a_row_that_was_opened_before_the_merge_cites_what_it_went_into(client, pair, pat):
    topic = make_topic(references=[{"key": "zamboni2009a"}], by=pat)
    data = posted(topic)
    merging.merge(*pair, pat)
    client.force_login(pat)
    # Not taken for a conflict, although the merge made a revision: it says the same.
    assert client.post(reverse("admin:topics_topic_change", args=[topic.pk]), data).status_code == 302
    assert said(topic)[1] == ["zamboni2009"]


def test_a_document_imported_with_the_old_key_cites_what_it_went_into(pair, pat, tmp_path):
    merging.merge(*pair, pat)
    document = make_document(
        sections=[{"heading": "One", "body": "<p>a [@zamboni2009a].</p>"}], references=[{"key": "zamboni2009a"}]
    )
    path = tmp_path / "topics.jsonl"
    path.write_text(documents.as_text(document), encoding="utf-8")
    report = importing.import_documents([path], pat)
    assert report.problems == []
    assert said(Topic.objects.get()) == ("<p>a [@zamboni2009].</p>", ["zamboni2009"])


def test_what_is_exported_comes_back_as_the_source_that_stayed(pair, pat, tmp_path):
    duplicate, into = pair
    make_live(by=pat, references=[{"key": "zamboni2009a"}])
    merging.merge(duplicate, into, pat)
    (line,) = export_documents(live=True)
    (reference,) = json.loads(line)["references"]
    assert (reference["key"], reference["csl"]["id"], reference["csl"]["title"]) == (
        "zamboni2009a",
        "zamboni2009a",
        "On zamboni2009",
    )
    path = tmp_path / "topics.jsonl"
    path.write_text(line, encoding="utf-8")
    importing.import_documents([path], pat)
    assert said(Topic.objects.get())[1] == ["zamboni2009"]
    assert Reference.objects.count() == 2
