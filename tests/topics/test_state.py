"""The state of topics on its two axes: what SQL filters by is what Python reads."""

from datetime import date

import pytest
from django.utils import timezone

from tests.make import change, in_hours, make_live, make_topic
from topics import publishing
from topics.models import Topic
from topics.state import DraftIs, ReadersSee


def publish(topic, pat, **options):
    """Publish and return the topic."""
    publishing.publish(topic, pat, **options)
    return topic


def changed(topic, pat):
    """Change the draft, record it as the admin does, and return the topic."""
    publishing.record(change(topic, title="Changed"), pat)
    return topic


def withdraw(topic, pat, at=None):
    """Withdraw and return the topic."""
    publishing.withdraw(topic, pat, "out-of-date", at=at)
    return topic


def cancelled(topic, pat):
    """Schedule the draft, call that off, and return the topic."""
    publishing.cancel(publishing.publish(topic, pat, at=in_hours(1)), pat)
    return topic


CASES = {
    "never-recorded": (make_topic, "nothing", "changed", None),
    "recorded": (lambda slug, pat: make_topic(slug, by=pat), "nothing", "changed", None),
    "live": (make_live, "live", "same", None),
    "live-changed": (lambda slug, pat: changed(make_live(slug), pat), "live", "changed", None),
    "live-changed-back": (
        lambda slug, pat: changed_back(changed(make_live(slug, title="A"), pat), pat),
        "live",
        "same",
        None,
    ),
    "scheduled": (lambda slug, pat: publish(make_topic(slug), pat, at=in_hours(1)), "nothing", "changed", "published"),
    "called-off": (lambda slug, pat: cancelled(make_topic(slug), pat), "nothing", "changed", None),
    "live-and-scheduled": (
        lambda slug, pat: publish(changed(make_live(slug), pat), pat, at=in_hours(1)),
        "live",
        "changed",
        "published",
    ),
    "live-and-expiring": (
        lambda slug, pat: publish(make_topic(slug), pat, until=in_hours(1)),
        "live",
        "same",
        "withdrawn",
    ),
    "withdrawn": (lambda slug, pat: withdraw(make_live(slug), pat), "withdrawn", "changed", None),
    "withdrawn-and-scheduled": (
        lambda slug, pat: publish(withdraw(make_live(slug), pat), pat, at=in_hours(1)),
        "withdrawn",
        "changed",
        "published",
    ),
    "back": (lambda slug, pat: publish(withdraw(make_live(slug), pat), pat), "live", "same", None),
}


def changed_back(topic, pat):
    """Change the title back to "A", record that, and return the topic."""
    publishing.record(change(topic, title="A"), pat)
    return topic


@pytest.fixture
def topics(pat):
    """One topic for each of CASES, its slug the name of the case."""
    for slug, (make, *_expected) in CASES.items():
        make(slug, **({"by": None} if make is make_topic else {})) if make in (make_topic, make_live) else make(
            slug, pat
        )


def test_each_topic_has_its_state_on_both_axes(topics):
    found = {
        topic.slug: (topic.readers_see, topic.draft_is, topic.scheduled_kind) for topic in Topic.objects.with_state()
    }
    assert found == {slug: tuple(expected) for slug, (_make, *expected) in CASES.items()}


def test_sql_filters_by_the_same_values_that_python_reads(topics):
    every = list(Topic.objects.with_state())
    for field, values in (("readers_see", ReadersSee.values), ("draft_is", DraftIs.values)):
        parts = [set(Topic.objects.with_state().filter(**{field: value})) for value in values]
        assert parts == [{topic for topic in every if getattr(topic, field) == value} for value in values]
        assert sum(map(len, parts)) == len(every)
    both = Topic.objects.with_state().filter(readers_see="live", draft_is="changed")
    assert {topic.slug for topic in both} == {"live-changed", "live-and-scheduled"}
    assert Topic.objects.with_state().filter(scheduled_for__isnull=False).count() == 4


def test_the_dates_are_those_of_the_editions(pat):
    topic = make_live("ccsvi")
    live = topic.editions.get()
    later = publishing.publish(change(topic, title="B", slug="stents"), pat, at=in_hours(1))
    publishing.publish(change(topic, title="C"), pat, at=in_hours(2))
    found = Topic.objects.with_state().get()
    assert (found.live_from, found.live_slug, found.last_published_at) == (live.live_from, "ccsvi", live.live_from)
    assert (found.scheduled_for, found.scheduled_kind) == (later.live_from, "published")
    assert found.saved_at == topic.revisions.first().created_at


def test_what_was_withdrawn_still_says_when_it_was_published(pat):
    topic = make_live("ccsvi")
    live = topic.editions.get()
    withdrawal = publishing.withdraw(topic, pat, "out-of-date")
    found = Topic.objects.with_state().get()
    assert (found.live_from, found.last_published_at) == (withdrawal.live_from, live.live_from)


def test_the_state_is_that_of_the_moment_asked_for(pat):
    topic = make_topic("ccsvi")
    publishing.publish(topic, pat, at=in_hours(1), until=in_hours(2))

    def state(hours):
        found = Topic.objects.with_state(at=in_hours(hours)).get()
        return found.readers_see, found.draft_is, found.scheduled_kind

    assert state(0) == ("nothing", "changed", "published")
    assert state(1.5) == ("live", "same", "withdrawn")
    assert state(2.5) == ("withdrawn", "changed", None)


def test_the_state_costs_one_query_however_many_topics(topics, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len([topic.readers_see for topic in Topic.objects.with_state()]) == len(CASES)


def test_due_on_the_day_itself_is_not_overdue(pat):
    topic = make_live("ccsvi")
    make_live("stents")
    publishing.review(topic, pat, date(2024, 1, 5), date(2025, 1, 5))
    assert list(Topic.objects.overdue(date(2025, 1, 5))) == []
    assert list(Topic.objects.overdue(date(2025, 1, 6))) == [topic]
    assert list(Topic.objects.overdue(timezone.localdate())) == [topic]


def test_every_word_is_looked_for_in_names_and_text(pat):
    make_topic(
        "ccsvi",
        title="CCSVI",
        full_name="Venous insufficiency",
        summary="A theory.",
        aliases=[{"name": "Liberation"}, {"name": "Liberation therapy"}],
        sections=[{"heading": "What?", "body": "<p>Stents 100%</p>"}, {"heading": "Safe?", "body": "<p>stents</p>"}],
    )
    make_topic("other")
    for words in ("ccsvi", "VENOUS theory", "liberation", "stents", "safe? what?", "100%"):
        assert [topic.slug for topic in Topic.objects.matching(words)] == ["ccsvi"], words
    for words in ("venous other", "100_", "theory%"):
        assert not Topic.objects.matching(words).exists(), words
    assert Topic.objects.matching(" ").count() == 2
