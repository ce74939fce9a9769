"""Postgres itself keeps the record, whatever asks it: each refusal by plain SQL."""

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tests.make import change, in_hours, make_live, make_topic, make_user
from topics import publishing
from topics.models import Address, Edition, Review, Revision


def run(sql, *parameters):
    """Run `sql` and check what is deferred, as a commit would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def is_refused(sql, *parameters, why="The record is kept"):
    """Check that Postgres refuses `sql` and keeps every row of the record as it was."""
    models = (Revision, Review, Edition, Address)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    with pytest.raises(Error, match=why):
        run(sql, *parameters)
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


@pytest.fixture
def topic(pat):
    """A topic with two revisions, a review and three editions: gone by, live, and to come."""
    topic = make_live("ccsvi", title="A")
    publishing.publish(change(topic, title="B"), pat)
    publishing.review(topic, pat)
    publishing.publish(change(topic, title="C"), pat, at=in_hours(1))
    return topic


def test_revisions_reviews_and_addresses_neither_change_nor_go(topic):
    for sql in (
        "UPDATE topics_revision SET text = '{}'",
        "UPDATE topics_revision SET number = number + 10",
        "UPDATE topics_revision SET created_at = now()",
        "UPDATE topics_revision SET digest = digest",
        "UPDATE topics_review SET note = 'better'",
        "UPDATE topics_review SET reviewed_on = '2020-01-01'",
        "UPDATE topics_address SET slug = 'other'",
        "UPDATE topics_address SET topic_id = topic_id",
        "DELETE FROM topics_revision",
        "DELETE FROM topics_review",
        "DELETE FROM topics_address",
        "DELETE FROM topics_edition",
        "DELETE FROM topics_edition WHERE live_from > now()",
    ):
        is_refused(sql)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_edition_does_not_change_whether_gone_by_live_or_to_come(topic, number):
    for change_of in (
        "live_from = live_from + interval '1 second'",
        "kind = 'withdrawn', revision_id = NULL, reason = 'in-error'",
        "slug = 'other'",
        "note = 'better'",
        "number = number + 10",
        "revision_id = (SELECT id FROM topics_revision WHERE number = 4 - edition.number)",
        "created_at = now()",
        "id = id + 1000",
    ):
        sql = f"UPDATE topics_edition AS edition SET {change_of} WHERE number = %s"
        if number == 2 and "revision_id = (" in change_of:
            sql = sql.replace("4 - edition.number", "3")
        is_refused(sql, number)


def test_an_edition_does_not_pass_to_another_user_or_reason(topic):
    ed = make_user("ed")
    is_refused("UPDATE topics_edition SET created_by_id = %s", ed.pk)
    publishing.withdraw(topic, ed, "out-of-date")
    is_refused("UPDATE topics_edition SET reason = 'in-error' WHERE kind = 'withdrawn'")


def test_the_end_of_an_edition_can_be_computed_anew(topic):
    run("UPDATE topics_edition SET live_until = live_until - interval '1 microsecond' WHERE number = 1")


def test_an_edition_is_called_off_once(topic, pat):
    ed = make_user("ed")
    run("UPDATE topics_edition SET cancelled_at = now(), cancelled_by_id = %s WHERE number = 3", pat.pk)
    for again in (
        "cancelled_at = now() + interval '1 day'",
        "cancelled_at = NULL, cancelled_by_id = NULL",
        f"cancelled_by_id = {ed.pk}",
    ):
        is_refused(f"UPDATE topics_edition SET {again} WHERE number = 3")


def test_who_called_off_and_when_belong_together(topic, pat):
    is_refused("UPDATE topics_edition SET cancelled_at = now() WHERE number = 3", why="edition_cancelled_whole")
    is_refused("UPDATE topics_edition SET cancelled_by_id = %s", pat.pk, why="edition_cancelled_whole")


def test_windows_of_one_topic_cannot_overlap(topic):
    overlap = "edition_windows_apart"
    is_refused("UPDATE topics_edition SET live_until = NULL WHERE number = 1", why=overlap)
    is_refused("UPDATE topics_edition SET live_until = live_until + interval '1 us' WHERE number = 1", why=overlap)
    revision = topic.revisions.first()
    insert = "live_until) SELECT topic_id, 99, kind, %s, slug, note, reason, created_by_id, created_at"
    columns = "topic_id, number, kind, revision_id, slug, note, reason, created_by_id, created_at"
    is_refused(
        f"INSERT INTO topics_edition ({columns}, live_from, {insert}, live_from + interval '1 minute', NULL "
        "FROM topics_edition WHERE number = 3",
        revision.pk,
        why=overlap,
    )


def test_windows_of_two_topics_may_overlap(topic, pat):
    make_live("stents", by=pat)
    assert Edition.objects.live().count() == 2


def test_a_window_does_not_end_before_it_begins(topic):
    is_refused("UPDATE topics_edition SET live_until = live_from - interval '1 us'", why="edition_window_forward")


def test_an_edition_shows_a_revision_of_its_own_topic(topic, pat):
    other = make_topic("stents", by=pat)
    with pytest.raises(IntegrityError, match="edition_revision_of_topic"):
        insert(other, revision=topic.revisions.first(), by=pat)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"revision": None}, "edition_whole"),
        ({"reason": "in-error"}, "edition_whole"),
        ({"kind": "withdrawn"}, "edition_whole"),
        ({"kind": "withdrawn", "revision": None, "reason": "bored"}, "edition_whole"),
        ({"kind": "hidden"}, "edition_kind_valid|edition_whole"),
        ({"kind": "withdrawn", "revision": None, "reason": "merged"}, "edition_merged_says_where"),
        ({"number": 1}, "edition_number_unique"),
    ],
)
def test_an_edition_that_says_half_is_refused(topic, pat, fields, why):
    with pytest.raises(IntegrityError, match=why):
        insert(topic, by=pat, **{"revision": topic.revisions.first()} | fields)


def test_a_topic_is_not_merged_into_itself(topic, pat):
    fields = {"kind": "withdrawn", "reason": "merged", "merged_into": topic}
    with pytest.raises(IntegrityError, match="edition_not_merged_into_itself"):
        insert(topic, revision=None, by=pat, **fields)


def insert(topic, by, **fields):
    """Insert an edition past the verbs, between the live one and the one to come."""
    defaults = {"number": 50, "kind": "published", "slug": topic.slug}
    at = in_hours(5) if topic.slug == "ccsvi" else timezone.now()
    moments = {"live_from": at, "live_until": at, "created_at": at}
    with transaction.atomic(), connection.cursor() as cursor:
        Edition.objects.create(topic=topic, created_by=by, **defaults | moments | fields)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_numbers_of_revisions_are_unique_in_a_topic(topic, pat):
    with pytest.raises(IntegrityError, match="revision_number_unique"), transaction.atomic():
        Revision.objects.create(topic=topic, number=1, text="{}", digest="0", created_at=in_hours(0), created_by=pat)


def test_a_user_whom_the_record_names_cannot_be_deleted(topic, pat):
    with pytest.raises(ProtectedError):
        pat.delete()
    pat.user_permissions.clear()
    is_refused("DELETE FROM auth_user WHERE id = %s", pat.pk, why="foreign key")


def test_a_topic_with_a_record_cannot_be_deleted(topic):
    with pytest.raises(ProtectedError):
        topic.delete()


def test_what_was_never_published_can_go(pat):
    topic = make_topic("ccsvi", by=pat)
    publishing.review(topic, pat)
    run("DELETE FROM topics_review")
    run("DELETE FROM topics_revision")


def test_only_the_topic_that_was_published_is_kept(topic, pat):
    other = make_topic("stents", by=pat)
    run("DELETE FROM topics_revision WHERE topic_id = %s", other.pk)
    is_refused("DELETE FROM topics_revision WHERE topic_id = %s", topic.pk)


def test_a_review_is_due_after_the_day_of_it(topic, pat):
    today = timezone.localdate()
    fields = {"revision": topic.revisions.first(), "kind": "reviewed", "by": pat, "at": timezone.now()}
    for due in (today, today - timedelta(days=1)):
        with pytest.raises(IntegrityError, match="review_due_after_reviewed"), transaction.atomic():
            Review.objects.create(reviewed_on=today, review_due=due, **fields)
