"""From a document into the draft and back: nothing is lost, and what cannot be kept is said."""

import copy

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given, settings
from hypothesis.extra.django import TestCase

from tests import make
from tests.topics import strategies
from topics import documents, publishing
from topics.documents import as_text, canonical, compose, read, restore, validate
from topics.models import Address, Citation, Section, Topic
from topics.schema import DocumentError


@given(strategies.documents() | strategies.sound_documents())
def test_any_document_is_refused_in_sentences_or_becomes_canonical_for_good(document):
    before = copy.deepcopy(document)
    try:
        made = canonical(document)
    except DocumentError as error:
        assert error.messages
        assert all(message.endswith(".") for message in error.messages)
        assert document == before
        return

    assert document == before
    assert validate(made) == []
    assert canonical(made) == made
    assert as_text(canonical(made)) == as_text(made)
    text = as_text(made)
    assert "\n" not in text
    assert "\r" not in text
    assert read(text) == made
    assert as_text(read(text)) == text
    text.encode()


@settings(max_examples=20)
@given(strategies.sound_documents())
def test_documents_that_keep_every_rule_are_taken(document):
    problems = []
    try:
        canonical(document)
    except DocumentError as error:
        problems = error.messages

    # What is left to chance: a text that is nothing but space, or that grows past its length when composed.
    assert [problem for problem in problems if "is empty" not in problem and "at most" not in problem] == []


class TestTheDraft(TestCase):
    def setUp(self):
        for key in strategies.KEYS:
            make.make_reference(key)
        for slug in strategies.SLUGS:
            make.make_topic(slug)

    @settings(max_examples=15)
    @given(strategies.sound_documents(), strategies.sound_documents())
    def test_a_canonical_document_goes_into_the_draft_and_comes_back(self, first, second):
        try:
            first, second = canonical(first), canonical(second)
        except DocumentError:
            assume(False)
        topic = Topic()

        assert restore(topic, first) == []
        assert compose(Topic.objects.get(pk=topic.pk)) == first

        assert restore(topic, second) == []
        assert compose(Topic.objects.get(pk=topic.pk)) == second


@pytest.mark.django_db
def test_a_reference_that_the_library_lacks_is_named_and_nothing_changes():
    topic = make.make_topic("ccsvi", title="Before")
    document = make.make_document("ccsvi", title="After", references=[{"key": "a2001"}, {"key": "b2002"}])

    with pytest.raises(ValidationError, match=r"The library has no reference a2001, b2002\."):
        restore(topic, document)

    assert compose(Topic.objects.get())["title"] == "Before"
    assert Section.objects.count() == 1


@pytest.mark.django_db
def test_related_topics_that_do_not_exist_are_told_and_left_out():
    make.make_topic("fatigue")

    missing = restore(Topic(), make.make_document("ccsvi", related=["pain", "fatigue", "sleep"]))

    assert missing == ["pain", "sleep"]
    assert compose(Topic.objects.get(slug="ccsvi"))["related"] == ["fatigue"]


@pytest.mark.django_db
def test_a_related_topic_is_found_by_an_address_it_once_had(pat):
    fatigue = make.make_live("tiredness", by=pat)
    publishing.publish(make.change(fatigue, slug="fatigue"), pat)

    missing = restore(Topic(), make.make_document("ccsvi", related=["tiredness", "fatigue"]))

    assert missing == []
    assert Address.objects.count() == 2
    assert compose(Topic.objects.get(slug="ccsvi"))["related"] == ["fatigue"]


@pytest.mark.django_db
def test_restoring_again_replaces_everything_in_the_new_order():
    make.make_reference("a2001")
    make.make_reference("b2002")
    topic = make.make_topic(
        sections=[{"heading": "One", "body": "1"}, {"heading": "Two", "body": "2"}],
        references=[{"key": "a2001", "link_text": "Read"}, {"key": "b2002"}],
    )
    turned = make.make_document(
        sections=[{"heading": "Two", "body": "2"}, {"heading": "One", "body": "1"}],
        references=[{"key": "b2002"}, {"key": "a2001"}],
    )

    restore(topic, turned)

    assert compose(topic) == turned
    assert Section.objects.count() == 2
    assert Citation.objects.count() == 2


@pytest.mark.django_db
def test_a_draft_that_breaks_a_rule_cannot_be_composed():
    topic = make.make_topic()
    topic.sections.update(body="See [@nobody1999].")

    with pytest.raises(DocumentError, match="nobody1999"):
        compose(topic)


@pytest.mark.django_db
def test_a_section_of_the_draft_without_a_key_gets_one():
    topic = make.make_topic()
    Section.objects.create(topic=topic, position=5, heading="What is it?", body="<p>Again.</p>")

    assert [section["key"] for section in compose(topic)["sections"]] == ["what-is-it", "what-is-it-2"]


@pytest.mark.django_db
def test_a_draft_without_sections_is_a_sentence():
    topic = Topic.objects.create(slug="empty", title="Empty")

    with pytest.raises(DocumentError, match="sections: At least one is needed"):
        compose(topic)


@pytest.mark.django_db
def test_topics_are_found_by_slug_before_an_old_address():
    topic = make.make_topic("fatigue")

    assert documents.topics_by_slug(["fatigue", "nothing"]) == {"fatigue": topic.pk}
    assert documents.topics_by_slug([]) == {}
