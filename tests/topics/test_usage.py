"""Where references are used, in drafts and in what readers have."""

import pytest

from references.models import Reference
from tests.make import change, in_hours, make_live, make_reference, make_topic
from topics import publishing, usage

pytestmark = pytest.mark.django_db


def sections(*bodies):
    """Return sections for a document, headed “One”, “Two” …"""
    return [
        {"heading": heading, "body": f"<p>{body}</p>"}
        for heading, body in zip(("One", "Two", "Three"), bodies, strict=False)
    ]


def used(reference):
    """Return where a reference is used as (title, draft, live, to come)."""
    return [(use.topic.title, use.draft, use.live, use.to_come) for use in usage.uses_of(reference)]


def test_a_reference_nobody_cites_is_not_used(db):
    assert used(make_reference()) == []


def test_a_draft_tells_the_sections_that_cite_it_and_not_the_others():
    reference = make_reference()
    make_topic(sections=sections("a [@zamboni2009].", "b.", "c [@zamboni2009]."), references=[{"key": "zamboni2009"}])
    assert used(reference) == [("Ccsvi", ["One", "Three"], None, None)]


def test_a_reference_that_only_stands_in_the_list_is_used_in_no_section():
    reference = make_reference()
    make_topic(references=[{"key": "zamboni2009"}])
    assert used(reference) == [("Ccsvi", [], None, None)]


def test_a_section_without_a_heading_is_called_the_opening():
    reference = make_reference()
    make_topic(sections=[{"heading": "", "body": "<p>a [@zamboni2009].</p>"}], references=[{"key": "zamboni2009"}])
    assert used(reference) == [("Ccsvi", ["the opening"], None, None)]


def test_what_readers_have_what_they_will_have_and_the_draft_are_told_apart(pat):
    reference = make_reference()
    listed = [{"key": "zamboni2009"}]
    topic = make_live(by=pat, sections=sections("a [@zamboni2009]."), references=listed)
    publishing.publish(change(topic, sections=sections("a.", "b [@zamboni2009].")), pat, at=in_hours(1))
    change(topic, sections=sections("a."), references=[])
    assert used(reference) == [("Ccsvi", None, ["One"], ["Two"])]


def test_what_was_withdrawn_or_replaced_is_not_used(pat):
    reference = make_reference()
    gone = make_live("gone", by=pat, references=[{"key": "zamboni2009"}])
    publishing.withdraw(gone, pat, "out-of-date")
    change(gone, references=[])
    replaced = make_live("replaced", by=pat, references=[{"key": "zamboni2009"}])
    publishing.publish(change(replaced, references=[]), pat)
    assert used(reference) == []


def test_topics_stand_by_their_titles():
    reference = make_reference()
    for slug, title in (("x", "beta"), ("y", "Alpha"), ("z", "Gamma")):
        make_topic(slug, title=title, references=[{"key": "zamboni2009"}])
    assert [title for title, *_rest in used(reference)] == ["Alpha", "beta", "Gamma"]


def test_what_cites_a_merged_duplicate_uses_the_reference_it_went_into(pat):
    reference, duplicate = make_reference(), make_reference("zamboni2009a")
    make_live(
        by=pat,
        sections=sections("a [@zamboni2009a].", "b [@zamboni2009]."),
        references=[{"key": "zamboni2009"}, {"key": "zamboni2009a"}],
    )
    Reference.objects.filter(pk=duplicate.pk).update(merged_into=reference)
    assert used(reference) == [("Ccsvi", ["One", "Two"], ["One", "Two"], None)]


@pytest.mark.parametrize("count", [1, 7])
def test_the_uses_of_many_cost_as_many_queries_as_those_of_one(pat, count, django_assert_num_queries):
    references = [make_reference(f"key{number}") for number in range(count)]
    for number in range(count):
        make_live(f"topic-{number}", by=pat, references=[{"key": f"key{number}"}])
    with django_assert_num_queries(5):
        found = usage.uses_of_all(references)
    assert [len(uses) for uses in found.values()] == [1] * count


def test_the_count_is_of_topics_in_draft_or_live_each_once(pat):
    reference, other = make_reference(), make_reference("other2001")
    make_live("both", by=pat, references=[{"key": "zamboni2009"}])
    make_topic("draft", references=[{"key": "zamboni2009"}])
    change(make_live("live", by=pat, references=[{"key": "zamboni2009"}]), references=[])
    counted = usage.with_counts(Reference.objects.order_by("pk")).values_list("key", "topic_count")
    assert list(counted) == [(reference.key, 3), (other.key, 0)]


def test_the_count_of_a_reference_has_what_cites_its_duplicates(pat):
    reference, duplicate = make_reference(), make_reference("zamboni2009a")
    make_live(by=pat, references=[{"key": "zamboni2009a"}])
    Reference.objects.filter(pk=duplicate.pk).update(merged_into=reference)
    assert usage.with_counts(Reference.objects.filter(pk=reference.pk)).get().topic_count == 1


def test_earlier_versions_are_those_that_name_the_key_and_no_other(pat):
    reference = make_reference()
    make_reference("zamboni2009a")
    topic = make_live(by=pat, references=[{"key": "zamboni2009"}])
    publishing.record(change(topic, references=[{"key": "zamboni2009a"}]), pat)
    assert [(one.topic.title, one.number) for one in usage.earlier_versions(reference)] == [("Ccsvi", 1)]
