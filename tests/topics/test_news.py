"""What feeds tell of topics: which events, in which order, and what changed in words."""

from datetime import date

import pytest
from hypothesis import given

from tests.make import change, in_hours, make_document, make_live, make_reference, make_topic
from tests.topics.strategies import sound_documents
from topics import documents, live, news, publishing

HEADED = {"heading": "What is it?", "body": "<p>One.</p>"}


def told(most=50):
    """Return (title, words) of what happened last, the newest first."""
    return [news.told(event) for event in news.events(live.moment_of_list().now, most)]


@pytest.mark.django_db
def test_a_topic_is_new_changed_reviewed_and_withdrawn(pat):
    topic = make_live("ccsvi", title="CCSVI", summary="Veins.")
    publishing.publish(change(topic, summary="Veins in the neck."), pat, note="Said where.")
    publishing.review(topic, pat, date(2026, 1, 5), date(2029, 1, 5))
    publishing.withdraw(topic, pat, "out-of-date", note="See the new page.")
    assert told() == [
        ("CCSVI: withdrawn", "It was out of date. See the new page."),
        ("CCSVI: changed", "Said where. “In short” was changed."),
        ("CCSVI: new", "Veins."),
    ]


@pytest.mark.django_db
def test_a_review_is_told_as_long_as_readers_have_the_topic(pat):
    topic = make_live("ccsvi", title="CCSVI")
    publishing.review(topic, pat, date(2026, 1, 5), date(2029, 1, 5))
    assert told()[0] == (
        "CCSVI: reviewed",
        "The whole page was reviewed on 5 January 2026. The next review is due on 5 January 2029.",
    )


@pytest.mark.django_db
def test_what_is_to_come_or_was_called_off_is_not_told(pat):
    publishing.cancel(publishing.publish(make_topic("stents"), pat, at=in_hours(1)), pat)
    publishing.publish(make_topic("ccsvi"), pat, at=in_hours(1))
    assert told() == []


@pytest.mark.django_db
def test_words_published_in_error_are_told_no_more_but_their_withdrawal_is(pat):
    topic = make_live("ccsvi", title="CCSVI", summary="A wrong dose.")
    publishing.withdraw(topic, pat, "in-error")
    assert told() == [("CCSVI: withdrawn", "It was published in error, so please do not rely on what it said.")]


@pytest.mark.django_db
def test_the_newest_are_told_and_no_more_than_asked_for(pat):
    for number in range(5):
        make_live(f"topic-{number}", title=f"Topic {number}")
    assert [title for title, _words in told(2)] == ["Topic 4: new", "Topic 3: new"]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 30])
def test_whatever_happened_is_one_query(pat, size, django_assert_num_queries):
    for number in range(size):
        make_live(f"topic-{number}")
    now = live.moment_of_list().now
    with django_assert_num_queries(1):
        assert len([news.told(event) for event in news.events(now, 50)]) == size


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {}, []),
        ({}, {"title": "Veins"}, ["The title is now “Veins”."]),
        ({"full_name": "Long"}, {}, ["The full name was removed."]),
        ({}, {"pronunciation": "see-see"}, ["How to say it was changed."]),
        ({}, {"aliases": [{"name": "Other"}]}, ["Other names were changed."]),
        ({}, {"related": ["stents"]}, ["Related topics were changed."]),
        ({}, {"codes": [{"system": "mesh", "code": "D1"}]}, ["Codes were changed."]),
        (
            {},
            {"evidence": {"status": "harmful", "statement": "It is."}},
            ["What research says is now “Harmful”."],
        ),
        (
            {"evidence": {"status": "harmful", "statement": "It is."}},
            {"evidence": {"status": "harmful", "statement": "It is so."}},
            ["What research says was put in other words."],
        ),
        ({"evidence": {"status": "harmful", "statement": "It is."}}, {}, ["What research says was removed."]),
        (
            {"sections": [HEADED, {"heading": "Old", "body": "<p>Two.</p>"}]},
            {"sections": [HEADED | {"body": "<p>Another.</p>"}, {"heading": "New", "body": "<p>Two.</p>"}]},
            ["A section was changed: “What is it?”.", "A section was added: “New”.", "A section was removed: “Old”."],
        ),
        (
            {"sections": [HEADED, {"heading": "Two", "body": ""}]},
            {"sections": [{"heading": "Two", "body": ""}, HEADED]},
            ["Sections were put in another order."],
        ),
        (
            {"sections": [{"heading": "", "body": "<p>One.</p>"}]},
            {"sections": [{"heading": "", "body": "<p>Two.</p>"}]},
            ["A section was changed: the opening."],
        ),
        (
            {"references": [{"key": "a2009"}]},
            {"references": [{"key": "b2009"}, {"key": "c2009"}]},
            ["2 references were added.", "1 reference was removed."],
        ),
    ],
)
def test_what_changed_is_said_in_sentences(old, new, said):
    assert news.changes(make_document(**old), make_document(**new)) == said


@given(sound_documents(), sound_documents())
def test_any_two_documents_differ_in_words_if_readers_see_a_difference(old, new):
    old, new = documents.canonical(old), documents.canonical(new)
    assert news.changes(old, old) == []
    assert all(sentence.endswith(".") for sentence in news.changes(old, new))


@pytest.mark.django_db
def test_a_reference_that_was_cited_anew_is_counted(pat):
    make_reference("a2009")
    topic = make_live("ccsvi")
    publishing.publish(change(topic, references=[{"key": "a2009"}]), pat)
    assert told()[0][1] == "1 reference was added."
