"""Publishing from the topic form: now, at a time, and what stands in the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.posting import errors_of, posted
from topics import documents, publishing
from topics.models import Edition

pytestmark = pytest.mark.django_db


def test_save_and_publish_gives_readers_the_saved_words_with_the_note(client, pat):
    topic = make.make_topic(by=pat)

    client.post(page("change", topic.pk), posted(topic, summary="New.") | {"_publish": "1", "publish_note": "Newer."})

    edition = Edition.objects.live().get(topic=topic)
    assert (documents.read(edition.revision.text)["summary"], edition.note) == ("New.", "Newer.")


def test_publishing_at_a_time_to_come_schedules(client, pat):
    topic = make.make_topic(by=pat)
    tomorrow = timezone.localtime() + timedelta(days=1)

    client.post(
        page("change", topic.pk),
        posted(topic)
        | {"_publish": "1", "publish_at_0": f"{tomorrow:%Y-%m-%d}", "publish_at_1": f"{tomorrow:%H:%M:%S}"},
    )

    assert not Edition.objects.live().exists()
    assert Edition.objects.live(tomorrow + timedelta(minutes=1)).get().topic == topic


def test_a_publishing_time_that_has_passed_is_said_and_nothing_is_stored(client, pat):
    topic = make.make_topic(by=pat)

    response = client.post(
        page("change", topic.pk),
        posted(topic, summary="New.") | {"_publish": "1", "publish_at_0": "2020-01-01", "publish_at_1": "10:00"},
    )

    assert "That time has passed" in errors_of(response)
    assert topic.revisions.count() == 1


def test_each_fault_is_said_above_the_form_and_leads_to_its_place(client, pat):
    topic = make.make_topic(by=pat)
    sections = [{"heading": "One", "body": "<p>So [@nobody2020].</p>"}, {"heading": "A" * 300, "body": "<p>Two.</p>"}]
    wrong = {"slug": "Not a slug", "publish_at_0": "24/11/2030", "codes-count": "1", "codes-0-code": "D009103"}

    response = client.post(page("change", topic.pk), posted(topic, sections=sections) | wrong)

    shown = response.content.decode()
    anchors = {fault.anchor: fault.words for fault in response.context["faults"]}
    assert sorted(anchors) == ["id_codes_0", "id_publish_at_0", "id_sections-1-heading", "id_slug", "sections-0"]
    assert anchors["sections-0"].startswith("Section 1, Text: The library has no reference")
    assert all(f'<a href="#{anchor}">' in shown and f'id="{anchor}"' in shown for anchor in anchors)
    assert "correct the error" not in shown


@pytest.mark.parametrize(
    ("day", "time"), [("24/11/2030", ""), ("", "09:00"), ("tomorrow", "nine"), ("31/02/2030", "09:00")]
)
def test_a_time_of_which_half_is_missing_or_wrong_is_said_once(client, pat, day, time):
    topic = make.make_topic(by=pat)

    response = client.post(
        page("change", topic.pk), posted(topic) | {"_publish": "1", "publish_at_0": day, "publish_at_1": time}
    )

    assert errors_of(response).count("Give both a day and a time") == 1
    assert not topic.editions.exists()


def test_a_time_that_the_clocks_leave_out_is_said_in_words(client, pat):
    topic = make.make_topic(by=pat)

    response = client.post(
        page("change", topic.pk),
        posted(topic) | {"_publish": "1", "publish_at_0": "28/03/2027", "publish_at_1": "01:30"},
    )

    assert "The clocks change then" in errors_of(response)


def test_all_that_is_to_come_is_said_above_the_form(client, pat):
    topic = make.make_topic(by=pat)
    start = timezone.localtime() + timedelta(days=1)
    publishing.publish(topic, pat, at=start, until=start + timedelta(days=1))

    shown = client.get(page("change", topic.pk)).content.decode()

    assert f"<strong>published on {start:%-d %B %Y, %H:%M}</strong>, <strong>withdrawn on " in shown


def test_what_changed_must_be_said_of_a_page_that_readers_have(client, pat):
    topic = make.make_live(by=pat)
    changed = posted(topic, summary="Other.") | {"_publish": "1"}

    refused = client.post(page("change", topic.pk), changed)
    assert "Say in one sentence what changed" in errors_of(refused)
    assert (topic.revisions.count(), topic.editions.count()) == (1, 1)

    client.post(page("change", topic.pk), changed | {"publish_note": "Said it otherwise."})
    assert topic.editions.live().get().note == "Said it otherwise."


def test_words_that_readers_have_already_are_not_published_again_and_the_editor_is_told(client, pat):
    topic = make.make_live(by=pat)

    response = client.post(page("change", topic.pk), posted(topic) | {"_publish": "1"}, follow=True)

    assert "it was not published. Readers have exactly these words already" in response.content.decode()
    assert topic.editions.count() == 1


def test_without_the_permission_nothing_is_published(client, pat):
    topic = make.make_topic(by=pat)
    client.force_login(make.make_user("ed", "change_topic", "view_topic"))

    form = client.get(page("change", topic.pk)).content.decode()
    client.post(page("change", topic.pk), posted(topic) | {"_publish": "1"})

    assert "Save and publish" not in form
    assert not topic.editions.exists()
    assert client.get(page("withdraw", topic.pk)).status_code == 403


def test_publishing_now_warns_of_words_that_were_scheduled_before_and_come_after(client, pat):
    topic = make.make_live(by=pat)
    make.change(topic, summary="For tomorrow.")
    publishing.publish(topic, pat, at=timezone.now() + timedelta(days=1))

    response = client.post(
        page("change", topic.pk), posted(topic, summary="Now.") | {"_publish": "1", "publish_note": "Now."}, follow=True
    )

    assert "Edition 2, scheduled before, is what readers will get on" in response.content.decode()
