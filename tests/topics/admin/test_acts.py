"""The pages of the admin that ask before something is done: review, withdraw, discard, call off; and the history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.topics.admin.addresses import page
from topics import publishing
from topics.models import Edition, Revision, Topic, WithdrawalReason

pytestmark = pytest.mark.django_db


def test_withdrawing_needs_a_reason_and_shows_it_to_readers(client, pat):
    topic = make.make_live(by=pat)

    client.post(page("withdraw", topic.pk), {"reason": "out-of-date", "note": "A new page is being written."})

    gone = client.get("/a-z/ccsvi/")
    assert gone.status_code == 410
    assert "A new page is being written." in gone.content.decode()


def test_withdrawing_warns_of_words_that_were_scheduled_before_and_bring_the_page_back(client, pat):
    topic = make.make_live(by=pat)
    publishing.publish(make.change(topic, summary="For tomorrow."), pat, at=timezone.now() + timedelta(days=1))

    response = client.post(page("withdraw", topic.pk), {"reason": "in-error"}, follow=True)

    assert "Edition 2, scheduled before, is what readers will get on" in response.content.decode()


def test_merging_asks_for_the_topic_it_went_into(client, pat):
    topic = make.make_live(by=pat)
    other = make.make_live("veins", by=pat)

    refused = client.post(page("withdraw", topic.pk), {"reason": "merged"})
    client.post(page("withdraw", topic.pk), {"reason": "merged", "merged_into": other.pk})

    assert "Say which topic it was merged into" in refused.content.decode()
    assert client.get("/a-z/ccsvi/")["Location"] == "/a-z/veins/"


def test_a_review_moves_the_dates(client, pat):
    topic = make.make_live(by=pat)

    digest = topic.revisions.first().digest
    client.post(page("review", topic.pk), {"reviewed_on": "2026-03-15", "review_due": "2029-03-15", "digest": digest})

    topic.refresh_from_db()
    assert (f"{topic.reviewed_on}", f"{topic.review_due}") == ("2026-03-15", "2029-03-15")


def test_a_draft_that_was_never_published_can_be_discarded_and_a_published_one_cannot(client, pat):
    draft, live = make.make_topic("one", by=pat), make.make_live("two", by=pat)

    client.post(page("discard", draft.pk))
    refused = client.post(page("discard", live.pk))

    assert list(Topic.objects.values_list("slug", flat=True)) == ["two"]
    assert "Withdraw it instead" in refused.content.decode()


def test_what_is_scheduled_can_be_called_off(client, pat):
    topic = make.make_topic(by=pat)
    publishing.publish(topic, pat, at=timezone.now() + timedelta(days=1))

    history = client.get(page("history", topic.pk)).content.decode()
    asked = client.get(page("cancel", topic.pk, 1)).content.decode()
    client.post(page("cancel", topic.pk, 1))

    assert "Call off" in history
    assert "To be published on" in asked
    assert not Edition.objects.scheduled().exists()


def test_history_shows_editions_reviews_and_revisions_and_a_revision_can_be_read(client, pat):
    topic = make.make_live(by=pat)
    publishing.review(topic, pat)
    publishing.withdraw(topic, pat, WithdrawalReason.IN_ERROR, note="Wrong figure.")

    history = client.get(page("history", topic.pk)).content.decode()
    revision = client.get(page("revision", topic.pk, 1)).content.decode()

    assert "Wrong figure." in history
    assert "Published in error" in history
    assert Revision.objects.get().digest in revision
    assert "This is ccsvi." in revision


def test_a_review_is_refused_when_the_words_have_changed_since_the_page_was_opened(client, pat):
    topic = make.make_live(by=pat)
    form = client.get(page("review", topic.pk)).context["form"]
    make.change(topic, summary="Other words.")
    publishing.publish(topic, pat)

    response = client.post(page("review", topic.pk), {name: form[name].value() or "" for name in form.fields})

    assert "Somebody has changed the words" in response.content.decode()
    topic.refresh_from_db()
    assert topic.reviewed_on is None


def test_a_history_that_is_none_leads_back_to_the_list(client):
    assert client.get("/admin/topics/topic/abc/history/").status_code == 302


def test_acts_are_only_for_those_who_may_also_see_topics(client, pat):
    topic = make.make_topic(by=pat)
    client.force_login(make.make_user("ed", "publish_topic"))

    assert client.get(page("discard", topic.pk)).status_code == 403
    assert client.get(page("cancel", topic.pk, 7)).status_code == 403


def test_the_days_of_a_review_are_proposed_in_the_form_that_a_browser_takes(client, pat):
    topic = make.make_live(by=pat)

    form = client.get(page("review", topic.pk)).content.decode()

    assert f'value="{timezone.localdate():%Y-%m-%d}"' in form
