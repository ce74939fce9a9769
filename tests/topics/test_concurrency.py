"""Two at once, each in a connection of its own: nobody's work is lost, and whoever must give way is told in words."""

import threading
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from references.models import Reference
from tests.make import change, in_hours, make_live, make_reference, make_topic, publisher, what_readers_get
from topics import documents, merging, publishing
from topics.models import Address, Edition, Topic, WithdrawalReason

pytestmark = pytest.mark.django_db(transaction=True)

_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


def at_once(*works, behind=None):
    """Run each of `works` in a thread and return its result, or the exception that it raised.

    With `behind` (a topic) all of them start while its row is locked, so that they are really waiting for it.
    """
    results = [None] * len(works)
    together = threading.Barrier(len(works))

    def run(number, work):
        try:
            together.wait(20)
            results[number] = work()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    with transaction.atomic():
        if behind is not None:
            Topic.objects.select_for_update().get(pk=behind.pk)
        for thread in threads:
            thread.start()
        if behind is not None:
            wait_for(lambda: waiting() == len(works))
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return results


def waiting():
    """Return how many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return cursor.fetchone()[0]


def wait_for(happened):
    """Wait until `happened()` is true; for ten seconds at most."""
    pause = threading.Event()
    for _ in range(1000):
        if happened():
            return
        pause.wait(0.01)
    raise AssertionError("waited too long")


def check_windows(topic):
    """Check that the standing editions follow each other without overlap or gap, with numbers of their own."""
    editions = list(topic.editions.standing().order_by("live_from", "number"))
    for edition, following in pairwise(editions):
        assert edition.live_until == following.live_from
    assert editions[-1].live_until is None
    numbers = [edition.number for edition in editions]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def publish_other_words(topic, title, at=None):
    """Return the work of an editor who changes the title of `topic` and publishes, all in one transaction."""

    def work():
        with transaction.atomic():
            Topic.objects.select_for_update().get(pk=topic.pk)
            mine = Topic.objects.get(pk=topic.pk)
            documents.restore(mine, documents.compose(mine) | {"title": title})
            return publishing.publish(mine, publisher(), at=at)

    return work


def test_two_who_publish_other_words_at_once_both_do():
    topic = make_live("ccsvi", title="A")
    results = at_once(publish_other_words(topic, "B"), publish_other_words(topic, "C"), behind=topic)
    assert {type(result) for result in results} == {Edition}
    check_windows(topic)
    assert topic.editions.count() == topic.revisions.count() == 3
    assert what_readers_get(topic, timezone.now()) == Topic.objects.get().title


def test_two_who_schedule_at_once_both_do():
    topic = make_live("ccsvi", title="A")
    at_once(
        publish_other_words(topic, "B", in_hours(2)),
        publish_other_words(topic, "C", in_hours(1)),
        publish_other_words(topic, "D", in_hours(3)),
        behind=topic,
    )
    check_windows(topic)
    assert [what_readers_get(topic, in_hours(hours)) for hours in (0.5, 1.5, 2.5, 3.5)] == ["A", "C", "B", "D"]


def test_of_two_who_publish_the_same_words_at_once_one_is_told_so():
    topic, pat = make_topic("ccsvi"), publisher()
    results = at_once(*[lambda: publishing.publish(topic, pat)] * 2, behind=topic)
    assert {type(result) for result in results} == {Edition, ValidationError}
    assert any("exactly these words" in str(result) for result in results)
    check_windows(topic)


def test_one_publishes_and_one_withdraws_at_once_and_one_of_them_is_last():
    topic, pat = make_live("ccsvi", title="A"), publisher()
    results = at_once(
        publish_other_words(topic, "B"),
        lambda: publishing.withdraw(topic, pat, WithdrawalReason.OUT_OF_DATE),
        behind=topic,
    )
    assert {type(result) for result in results} == {Edition}
    check_windows(topic)


def test_two_who_record_the_same_words_at_once_make_one_revision():
    topic, pat = make_topic("ccsvi"), publisher()
    first, second = at_once(*[lambda: publishing.record(topic, pat)] * 2, behind=topic)
    assert first == second == topic.revisions.get()


def test_two_who_call_off_the_same_edition_at_once_do_so_once():
    topic, pat = make_live("ccsvi", title="A"), publisher()
    edition = publishing.publish(change(topic, title="B"), pat, at=in_hours(1))
    results = at_once(*[lambda: publishing.cancel(Edition.objects.get(pk=edition.pk), pat)] * 2, behind=topic)
    assert sorted(type(result) is list for result in results) == [False, True]
    assert any("called off before" in str(result) for result in results)
    check_windows(topic)


def test_one_discards_what_the_other_publishes_and_one_of_them_is_refused():
    topic, pat = make_topic("ccsvi", by=publisher()), publisher()
    results = at_once(lambda: publishing.publish(topic, pat), lambda: publishing.discard(topic, pat), behind=topic)
    assert sorted(type(result) is ValidationError for result in results) == [False, True]
    assert Topic.objects.count() == Edition.objects.count()


def test_of_two_merged_into_each_other_at_once_one_stays():
    one, other, pat = make_live("ccsvi"), make_live("stents"), publisher()
    merged = WithdrawalReason.MERGED
    results = at_once(
        lambda: publishing.withdraw(one, pat, merged, merged_into=other),
        lambda: publishing.withdraw(other, pat, merged, merged_into=one),
        behind=one,
    )
    assert {type(result) for result in results} == {Edition, ValidationError}
    assert Edition.objects.live().count() == 1


def test_of_two_topics_that_want_one_address_at_once_one_is_told_whose_it_is():
    first, pat = make_topic("ccsvi", title="First"), publisher()
    second = make_topic("stents", title="Second")
    results = []

    def publish_second():
        try:
            results.append(publishing.publish(second, pat))
        except ValidationError as error:
            results.append(" ".join(error.messages))
        finally:
            connection.close()

    thread = threading.Thread(target=publish_second)
    with transaction.atomic():
        Address.objects.create(slug="stents", topic=first, created_at=timezone.now())
        thread.start()
        wait_for(lambda: waiting() == 1)
    thread.join(30)
    assert results == [
        "The address “stents” belongs to the topic “First”, as readers may have kept it. Choose a different one."
    ]
    assert not second.editions.exists()
    assert not second.revisions.exists()


def test_of_two_merges_in_opposite_directions_one_is_done_and_the_other_is_told():
    first, second = make_reference("first2001"), make_reference("second2001")
    topic = make_topic(references=[{"key": "first2001"}, {"key": "second2001"}])
    pat = publisher()

    results = at_once(
        lambda: merging.merge(first, second, pat), lambda: merging.merge(second, first, pat), behind=topic
    )

    (refused,) = [one for one in results if isinstance(one, Exception)]
    assert isinstance(refused, ValidationError)
    assert "was merged before" in str(refused)
    (stayed,) = Reference.objects.filter(merged_into=None)
    assert [one["key"] for one in documents.compose(topic)["references"]] == [stayed.key]


def test_a_draft_saved_while_its_reference_is_merged_cites_what_stays():
    duplicate, into = make_reference("duplicate2001"), make_reference("stays2001")
    topic = make_topic(references=[{"key": "duplicate2001"}])
    pat = publisher()

    results = at_once(lambda: merging.merge(duplicate, into, pat), lambda: publishing.record(topic, pat), behind=topic)

    assert not [one for one in results if isinstance(one, Exception)]
    assert documents.compose(topic)["references"][0]["key"] == "stays2001"
    latest = topic.revisions.order_by("-number").first()
    assert documents.read(latest.text)["references"][0]["key"] == "stays2001"
