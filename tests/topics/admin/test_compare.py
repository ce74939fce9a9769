"""Versions of a topic beside each other in the admin, and the way back to an older one."""

import pytest
from django.core.exceptions import ValidationError

from tests import make
from tests.topics.admin.addresses import page
from topics import documents, publishing
from topics.models import Edition, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(pat):
    """A topic that readers have with the summary “Live.”, whose draft has since said “Draft.” and “Newest.”."""
    topic = make.make_live(by=pat, summary="Live.")
    for summary in ("Draft.", "Newest."):
        make.change(topic, summary=summary)
        publishing.record(topic, pat)
    return topic


def summaries(response):
    (part,) = response.context["comparison"].parts
    return [text for text in ("Live", "Draft", "Newest") if text in part.old + part.new]


def test_changes_since_live_are_one_click_from_the_form(client, topic):
    form = client.get(page("change", topic.pk)).content.decode()
    assert f'<a href="{page("compare", topic.pk)}">Changes since live</a>' in form
    assert summaries(client.get(page("compare", topic.pk))) == ["Live", "Newest"]


def test_any_two_revisions_are_compared(client, topic):
    assert summaries(client.get(page("compare", topic.pk), {"from": "1", "to": "2"})) == ["Live", "Draft"]
    assert summaries(client.get(page("compare", topic.pk), {"from": "3", "to": "live"})) == ["Live", "Newest"]


def test_citations_are_shown_by_author_and_year_as_in_the_editor(client, pat):
    make.make_reference("zamboni2009")
    topic = make.make_topic(by=pat)
    cites = [{"heading": "What is it?", "body": "<p>Veins [@zamboni2009].</p>"}]
    make.change(topic, sections=cites, references=[{"key": "zamboni2009"}])
    publishing.record(topic, pat)

    shown = client.get(page("compare", topic.pk)).content.decode()

    assert '<span class="cited" title="[@zamboni2009]">[Zamboni, 2009]</span>' in shown


@pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 30, "\0", "²"])
def test_a_revision_that_is_not_there_is_not_found(client, topic, number):
    assert client.get(page("compare", topic.pk), {"from": number}).status_code == 404


def test_a_topic_that_was_saved_once_is_compared_with_itself(client, pat):
    topic = make.make_topic(by=pat)
    assert "No word differs" in client.get(page("compare", topic.pk)).content.decode()


def test_the_history_leads_to_what_changed_in_each_revision(client, topic):
    shown = client.get(page("history", topic.pk)).content.decode()
    assert f"{page('compare', topic.pk)}?from=2&amp;to=3" in shown
    assert page("restore", topic.pk, 2) in shown


def test_a_revision_is_brought_back_as_a_new_one_and_readers_keep_what_they_have(client, topic):
    shown = client.get(page("restore", topic.pk, 2))
    client.post(page("restore", topic.pk, 2), {"seen": shown.context["seen"]})

    assert Topic.objects.get().summary == "Draft."
    assert topic.revisions.first().number == 4
    assert documents.read(Edition.objects.live().get().revision.text)["summary"] == "Live."


def test_what_could_not_be_brought_back_is_said(client, pat):
    gone = make.make_topic("gone", by=pat)
    topic = make.make_topic("old-address", by=pat, related=["gone"])
    make.change(topic, slug="new-address", related=[])
    publishing.record(topic, pat)
    publishing.discard(gone, pat)
    make.make_topic("old-address", title="Other", by=pat)

    response = client.post(page("restore", topic.pk, 1), follow=True)

    said = response.content.decode()
    assert "The address “old-address” belongs to the topic “Other”" in said
    assert "The related topic “gone” is no longer there" in said
    topic.refresh_from_db()
    assert topic.slug == "new-address"


def test_a_draft_that_was_changed_meanwhile_is_not_replaced_unseen(client, topic, pat):
    seen = client.get(page("restore", topic.pk, 2)).context["seen"]
    make.change(topic, summary="By Ben.")
    publishing.record(topic, make.make_user("ben"))

    response = client.post(page("restore", topic.pk, 2), {"seen": seen})

    assert "Somebody has changed the draft" in response.content.decode()
    assert Topic.objects.get().summary == "By Ben."


def test_bringing_back_what_the_draft_says_already_is_refused(topic, pat):
    with pytest.raises(ValidationError, match="says exactly this already"):
        publishing.bring_back(topic, pat, topic.revisions.first())


def test_only_who_may_change_a_topic_brings_back_and_only_who_may_see_it_compares(client, topic):
    client.force_login(make.make_user("viewer", "view_topic"))
    assert client.get(page("compare", topic.pk)).status_code == 200
    assert client.post(page("restore", topic.pk, 2)).status_code == 403
    client.force_login(make.make_user("nobody"))
    assert client.get(page("compare", topic.pk)).status_code == 403
