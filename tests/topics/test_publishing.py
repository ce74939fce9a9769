"""The verbs of the record: after each, what readers get just before, at and just after every boundary."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tests.make import change, in_hours, make_live, make_topic, make_user, timeline
from topics import documents, publishing
from topics.models import Address, Edition, Review, Revision, Topic, WithdrawalReason
from topics.schema import DocumentError

IN_ERROR, OUT_OF_DATE = WithdrawalReason.IN_ERROR, WithdrawalReason.OUT_OF_DATE
MERGED, EXPIRED = WithdrawalReason.MERGED, WithdrawalReason.EXPIRED


def refused(verb, *args, **kwargs):
    """Return the sentence with which a verb refuses, after a look that it wrote nothing."""
    before = [model.objects.count() for model in (Topic, Revision, Edition, Address, Review)]
    with pytest.raises(ValidationError) as caught:
        verb(*args, **kwargs)
    assert [model.objects.count() for model in (Topic, Revision, Edition, Address, Review)] == before
    return " ".join(caught.value.messages)


# Recording


def test_a_word_that_changed_makes_a_revision_and_none_makes_none(pat):
    topic = make_topic("ccsvi")
    first = publishing.record(topic, pat)
    assert publishing.record(topic, pat) == first
    second = publishing.record(change(topic, title="CCSVI again"), pat)
    assert (first.number, second.number) == (1, 2)
    assert first.digest == documents.digest(first.text) != second.digest
    assert second.created_by == pat


def test_words_changed_back_make_a_third_revision_with_the_digest_of_the_first(pat):
    topic = make_topic("ccsvi", title="A")
    first = publishing.record(topic, pat)
    publishing.record(change(topic, title="B"), pat)
    third = publishing.record(change(topic, title="A"), pat)
    assert third.number == 3
    assert third.digest == first.digest


def test_a_draft_that_breaks_a_rule_is_neither_recorded_nor_published(pat):
    topic = make_topic("ccsvi")
    topic.sections.update(body="<p>See [@nobody2001].</p>")
    with pytest.raises(DocumentError, match="nobody2001"):
        publishing.record(topic, pat)
    with pytest.raises(DocumentError, match="nobody2001"):
        publishing.publish(topic, pat)
    assert not Revision.objects.exists()
    assert not Address.objects.exists()


# Publishing


def test_published_now_readers_have_it_at_once_and_for_ever(pat):
    topic = make_topic("ccsvi", title="A")
    before = timezone.now()
    edition = publishing.publish(topic, pat, note="First")
    assert timeline(topic) == [("nothing", "A", "A")]
    assert before <= edition.live_from <= timezone.now()
    assert (edition.number, edition.note, edition.created_by, edition.slug) == (1, "First", pat, "ccsvi")
    assert Edition.objects.live().get() == edition


def test_published_again_the_new_words_follow_the_old_without_a_gap(pat):
    topic = make_live("ccsvi", title="A")
    publishing.publish(change(topic, title="B"), pat)
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "B", "B")]


def test_scheduled_it_goes_live_at_its_moment_and_not_before(pat):
    topic = make_topic("ccsvi", title="A")
    edition = publishing.publish(topic, pat, at=in_hours(1))
    assert timeline(topic) == [("nothing", "A", "A")]
    assert not Edition.objects.live().exists()
    assert list(Edition.objects.scheduled()) == [edition]


def test_published_between_now_and_what_is_scheduled_it_stands_until_then(pat):
    topic = make_topic("ccsvi", title="A")
    publishing.publish(topic, pat)
    publishing.publish(change(topic, title="C"), pat, at=in_hours(2))
    publishing.publish(change(topic, title="B"), pat, at=in_hours(1))
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "B", "B"), ("B", "C", "C")]
    assert [edition.number for edition in topic.editions.order_by("live_from")] == [1, 3, 2]


def test_of_two_for_the_same_moment_readers_get_the_later_made_one(pat):
    topic, at = make_topic("ccsvi", title="A"), in_hours(1)
    publishing.publish(topic, pat, at=at)
    publishing.publish(change(topic, title="B"), pat, at=at)
    assert timeline(topic) == [("nothing", "B", "B")]


def test_with_a_time_to_expire_it_is_gone_at_that_moment(pat):
    topic = make_topic("ccsvi", title="A")
    publishing.publish(topic, pat, until=in_hours(1))
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "expired", "expired")]


def test_published_again_after_it_expired_it_is_back(pat):
    topic = make_topic("ccsvi", title="A")
    publishing.publish(topic, pat, at=in_hours(1), until=in_hours(2))
    publishing.publish(topic, pat, at=in_hours(3))
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "expired", "expired"), ("expired", "A", "A")]


def test_an_expiry_that_would_take_a_later_edition_from_readers_is_refused(pat):
    topic = make_topic("ccsvi", title="A")
    publishing.publish(topic, pat)
    next_year = in_hours(3)
    publishing.publish(change(topic, title="C"), pat, at=next_year)
    change(topic, title="B")
    for until in (next_year, in_hours(5)):
        assert "leave the expiry out" in refused(publishing.publish, topic, pat, until=until)
    publishing.publish(topic, pat, until=in_hours(2))
    assert [at for _before, at, _after in timeline(topic)] == ["A", "B", "expired", "C"]


def test_an_expiry_must_come_after_the_publication(pat):
    topic, at = make_topic("ccsvi"), in_hours(1)
    assert "must be after" in refused(publishing.publish, topic, pat, at=at, until=at)
    assert "must be after" in refused(publishing.publish, topic, pat, until=in_hours(-1))


def test_a_moment_that_has_passed_is_refused(pat):
    topic = make_topic("ccsvi")
    assert "has passed" in refused(publishing.publish, topic, pat, at=in_hours(-1))
    assert "has passed" in refused(publishing.publish, topic, pat, at=timezone.now() - timedelta(seconds=61))
    publishing.publish(topic, pat)
    assert "has passed" in refused(publishing.withdraw, topic, pat, OUT_OF_DATE, at=in_hours(-1))


def test_a_moment_less_than_a_minute_ago_is_now(pat):
    before = timezone.now()
    edition = publishing.publish(make_topic("ccsvi"), pat, at=before - timedelta(seconds=30))
    assert edition.live_from >= before


def test_exactly_the_words_that_readers_have_then_are_refused(pat):
    topic = make_live("ccsvi", title="A")
    assert "exactly these words" in refused(publishing.publish, topic, pat)
    assert "exactly these words" in refused(publishing.publish, topic, pat, at=in_hours(1))
    publishing.publish(change(topic, title="B"), pat, at=in_hours(1))
    assert "are to be published on" in refused(publishing.publish, topic, pat, at=in_hours(2))
    publishing.publish(change(topic, title="A"), pat, at=in_hours(2))
    assert [at for _before, at, _after in timeline(topic)] == ["A", "B", "A"]


def test_a_topic_that_was_discarded_meanwhile_is_refused_in_words(pat):
    topic = make_topic("ccsvi")
    Topic.objects.get(pk=topic.pk).delete()
    assert "has been discarded" in refused(publishing.publish, topic, pat)
    assert "has been discarded" in refused(publishing.record, topic, pat)


# Cancelling


def test_a_scheduled_edition_is_called_off_and_the_one_before_stands(pat):
    topic = make_live("ccsvi", title="A")
    edition = publishing.publish(change(topic, title="B"), pat, at=in_hours(1))
    ed = make_user("ed")
    assert publishing.cancel(edition, ed) == [edition]
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "A", "A")]
    edition.refresh_from_db()
    assert edition.cancelled_by == ed
    assert not Edition.objects.scheduled().exists()


def test_calling_off_a_publication_calls_off_the_expiry_made_with_it(pat):
    topic = make_live("ccsvi", title="A")
    edition = publishing.publish(change(topic, title="B"), pat, at=in_hours(1), until=in_hours(2))
    assert [one.kind for one in publishing.cancel(edition, pat)] == ["published", "withdrawn"]
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "A", "A"), ("A", "A", "A")]


def test_calling_off_an_expiry_leaves_its_publication(pat):
    topic = make_topic("ccsvi", title="A")
    publishing.publish(topic, pat, at=in_hours(1), until=in_hours(2))
    publishing.cancel(topic.editions.get(kind="withdrawn"), pat)
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "A", "A")]


def test_calling_off_a_publication_calls_off_the_withdrawal_that_has_nothing_left_to_withdraw(pat):
    topic = make_topic("ccsvi", title="A")
    edition = publishing.publish(topic, pat, at=in_hours(1))
    publishing.withdraw(topic, pat, OUT_OF_DATE, at=in_hours(2))
    assert len(publishing.cancel(edition, pat)) == 2
    assert timeline(topic) == [("nothing", "nothing", "nothing"), ("nothing", "nothing", "nothing")]


def test_calling_off_what_has_begun_or_was_called_off_is_refused(pat):
    topic = make_live("ccsvi")
    assert "Readers have this already" in refused(publishing.cancel, topic.editions.get(), pat)
    edition = publishing.publish(change(topic, title="B"), pat, at=in_hours(1))
    publishing.cancel(edition, pat)
    assert "called off before" in refused(publishing.cancel, edition, pat)


# Withdrawing


def test_withdrawn_it_is_gone_at_once_and_published_again_it_is_back(pat):
    topic = make_live("ccsvi", title="A")
    withdrawal = publishing.withdraw(topic, pat, OUT_OF_DATE, note="New guideline")
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "out-of-date", "out-of-date")]
    assert (withdrawal.note, withdrawal.slug, withdrawal.revision) == ("New guideline", "ccsvi", None)
    publishing.publish(topic, pat)
    assert timeline(topic)[-1] == ("out-of-date", "A", "A")


def test_withdrawn_in_error_it_stays_so_when_an_expiry_set_before_comes(pat):
    topic = make_topic("ccsvi", title="A")
    publishing.publish(topic, pat, until=in_hours(1))
    publishing.withdraw(topic, pat, IN_ERROR)
    assert timeline(topic) == [
        ("nothing", "A", "A"),
        ("A", "in-error", "in-error"),
        ("in-error", "in-error", "in-error"),
    ]
    publishing.publish(change(topic, title="B"), pat)
    assert timeline(topic)[-1] == ("B", "B", "B")


def test_what_readers_do_not_have_cannot_be_withdrawn(pat):
    topic = make_topic("ccsvi", by=pat)
    assert "do not have this topic" in refused(publishing.withdraw, topic, pat, OUT_OF_DATE)
    publishing.publish(topic, pat, at=in_hours(1))
    assert "do not have this topic" in refused(publishing.withdraw, topic, pat, OUT_OF_DATE)
    publishing.withdraw(topic, pat, OUT_OF_DATE, at=in_hours(2))
    assert "do not have this topic" in refused(publishing.withdraw, topic, pat, IN_ERROR, at=in_hours(3))


def test_merged_needs_another_topic_that_readers_have_then(pat):
    topic, other = make_live("ccsvi", title="A"), make_topic("stents", title="Stents")
    assert "Say which topic" in refused(publishing.withdraw, topic, pat, MERGED)
    assert "is for that reason alone" in refused(publishing.withdraw, topic, pat, OUT_OF_DATE, merged_into=other)
    assert "into itself" in refused(publishing.withdraw, topic, pat, MERGED, merged_into=topic)
    assert "Publish it first" in refused(publishing.withdraw, topic, pat, MERGED, merged_into=other)
    publishing.publish(other, pat, at=in_hours(1))
    assert "Publish it first" in refused(publishing.withdraw, topic, pat, MERGED, merged_into=other)
    publishing.withdraw(topic, pat, MERGED, at=in_hours(1), merged_into=other)
    assert timeline(topic) == [("nothing", "A", "A"), ("A", "merged", "merged")]


# Discarding


def test_a_topic_never_published_is_discarded_whole(pat):
    topic = make_topic("ccsvi", by=pat)
    publishing.review(topic, pat)
    publishing.discard(topic, pat)
    assert not Topic.objects.exists()
    assert not Revision.objects.exists()
    assert not Review.objects.exists()


@pytest.mark.parametrize("what", ["published", "withdrawn", "scheduled", "called off"])
def test_a_topic_ever_published_or_scheduled_is_kept(pat, what):
    topic = make_topic("ccsvi")
    edition = publishing.publish(topic, pat, at=in_hours(1) if what in ("scheduled", "called off") else None)
    if what == "withdrawn":
        publishing.withdraw(topic, pat, OUT_OF_DATE)
    if what == "called off":
        publishing.cancel(edition, pat)
    assert "record is kept" in refused(publishing.discard, topic, pat)


# Reviewing


def test_a_review_moves_the_dates_of_the_topic(pat):
    topic = make_live("ccsvi")
    review = publishing.review(topic, pat, date(2026, 1, 5), date(2029, 1, 5), note="With Dr B")
    topic.refresh_from_db()
    assert (topic.reviewed_on, topic.review_due) == (date(2026, 1, 5), date(2029, 1, 5))
    assert (review.revision, review.by, review.note) == (topic.revisions.get(), pat, "With Dr B")
    publishing.review(topic, pat)
    topic.refresh_from_db()
    assert (topic.reviewed_on, topic.review_due) == (timezone.localdate(), None)


def test_a_review_is_of_the_words_that_readers_have(pat):
    topic = make_live("ccsvi", title="A")
    change(topic, title="B")
    assert "Publish it first" in refused(publishing.review, topic, pat)
    change(topic, title="A")
    publishing.review(topic, pat)


def test_review_dates_that_cannot_be_are_refused(pat):
    topic = make_live("ccsvi")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "still to come" in refused(publishing.review, topic, pat, tomorrow)
    day = date(2026, 1, 5)
    assert "due after" in refused(publishing.review, topic, pat, day, day)
    topic.refresh_from_db()
    assert topic.reviewed_on is None


# One after the other


def test_verbs_after_verbs_in_one_outer_transaction_all_work(pat):
    with transaction.atomic():
        topic = make_topic("ccsvi", by=pat, title="A")
        publishing.publish(topic, pat)
        publishing.review(topic, pat)
        publishing.publish(change(topic, title="B", sections=[{"heading": "", "body": "<p>B</p>"}]), pat)
        scheduled = publishing.publish(change(topic, title="C"), pat, at=in_hours(1), until=in_hours(2))
        with pytest.raises(ValidationError):
            publishing.publish(topic, pat, at=in_hours(-1))
        publishing.cancel(scheduled, pat)
        publishing.withdraw(topic, pat, OUT_OF_DATE)
        publishing.publish(topic, pat)
    assert [at for _before, at, _after in timeline(topic)] == ["A", "B", "out-of-date", "C", "C", "C"]
