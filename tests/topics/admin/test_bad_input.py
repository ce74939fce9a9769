"""What nobody should post to the topic form, and somebody does: nothing is lost, nothing is half done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.posting import posted
from topics import publishing
from topics.models import Edition, Topic, WithdrawalReason

pytestmark = pytest.mark.django_db

ONE, TWO = ({"key": name.lower(), "heading": name, "body": f"<p>{name} text.</p>"} for name in ("One", "Two"))


def publish_tomorrow():
    """Return what the form posts besides its words to have them published tomorrow."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    return {"_publish": "1", "publish_at_0": f"{tomorrow:%d/%m/%Y}", "publish_at_1": f"{tomorrow:%H:%M}"}


def body_errors(response):
    return response.context["inline_admin_formsets"][0].formset.forms[0].errors["body"]


def test_two_megabytes_in_a_section_are_refused_in_words_and_come_back_whole(client, pat):
    topic = make.make_topic(by=pat)
    text = "<p>" + "word " * 400_000 + "</p>"

    response = client.post(page("change", topic.pk), posted(topic, sections=[{"heading": "H", "body": text}]))

    assert body_errors(response) == [
        "This text has 2,000,007 characters, more than a section can hold (500,000). Split it."
    ]
    (section,) = response.context["inline_admin_formsets"][0].formset.forms
    assert section["body"].value() == text
    assert topic.revisions.count() == 1


def test_two_megabytes_in_a_section_are_previewed_as_far_as_they_go(client, pat):
    topic = make.make_topic(by=pat)
    text = "<p>Begin. " + "word " * 400_000 + "</p>"

    shown = client.post(page("preview", topic.pk), posted(topic, sections=[{"heading": "H", "body": text}]))

    assert "Begin." in shown.content.decode()
    assert "more than a section can hold" in shown.context["faults"][0]


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<svg/onload=alert(1)><p>Kept", "<p>Kept</p>"),
        ("<table><tr><td><table><tr><td>Kept", "Kept"),
        ('<a href="java&#10;script:alert(1)">Kept</a>', "Kept"),
        ("<p>Kept<!-- <script>alert(1)", "<p>Kept</p>"),
        ("<math><mtext></p><style><!--</style><img src=x onerror=alert(1)>--></math>", ""),
        ("<p>Kept</b></i></p></p></div></body></html>", "<p>Kept</p>"),
    ],
)
def test_markup_from_hell_is_stored_without_its_teeth(client, pat, markup, kept):
    topic = make.make_topic(by=pat)

    client.post(page("change", topic.pk), posted(topic, sections=[{"heading": "H", "body": markup}]))

    body = topic.sections.get().body
    assert kept in body
    assert not [
        one for one in ("<svg", "<script", "<img", "<style", "alert(1)", "onerror", "javascript") if one in body
    ]


@pytest.mark.parametrize("field", ["title", "slug", "full_name", "pronunciation", "summary", "sections-0-heading"])
def test_a_nul_byte_is_said_beside_its_field_and_the_rest_is_kept(client, pat, field):
    topic = make.make_topic(by=pat)
    mine = posted(topic) | {"full_name": "Typed besides."}
    mine[field] = "A\0B"

    response = client.post(page("change", topic.pk), mine)

    assert response.status_code == 200
    assert "Null characters are not allowed." in " ".join(map(str, response.context["faults"]))
    assert topic.revisions.count() == 1


def test_a_nul_byte_in_a_new_topic_is_said_too(client):
    response = client.post(page("add"), posted(title="A\0B", slug="a\0b"))

    assert response.status_code == 200
    assert not Topic.objects.exists()


@pytest.mark.parametrize("button", ["_continue", "_save", "_publish"])
def test_the_form_of_a_new_topic_posted_twice_makes_one_topic_and_no_error(client, button):
    data = posted(title="Optic neuritis", slug="optic-neuritis") | {button: "1"}

    client.post(page("add"), data)
    second = client.post(page("add"), data, follow=True)

    topic = Topic.objects.get()
    assert topic.revisions.count() == 1
    assert topic.editions.count() == (button == "_publish")
    assert second.redirect_chain == [(page("change", topic.pk), 302)]
    assert "is saved already: the button was pressed twice" in second.content.decode()


def test_publishing_by_a_new_topics_form_that_was_saved_already_says_that_it_is_not_published(client):
    data = posted(title="Optic neuritis", slug="optic-neuritis")

    client.post(page("add"), data)
    second = client.post(page("add"), data | {"_publish": "1"}, follow=True)

    assert not Topic.objects.get().editions.exists()
    assert "but it is not published. Press “Save and publish” here." in second.content.decode()


def test_another_form_with_the_address_of_a_new_topic_is_refused_and_keeps_its_text(client):
    client.post(page("add"), posted(title="Optic neuritis", slug="optic-neuritis"))

    other = client.post(page("add"), posted(title="Optic neuritis", slug="optic-neuritis", summary="Other words."))

    assert "The address “optic-neuritis” belongs to the topic" in str(other.context["faults"])
    assert "Other words." in other.content.decode()
    assert Topic.objects.count() == 1


def test_publish_pressed_twice_publishes_once_and_says_so_both_times(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic, summary="New.") | {"_publish": "1", "publish_note": "Newer."}

    client.post(page("change", topic.pk), mine)
    second = client.post(page("change", topic.pk), mine, follow=True)

    assert topic.editions.count() == 1
    messages = [str(message) for message in second.context["messages"]]
    assert messages[-1] == "“Ccsvi” is live."
    assert "was not published" not in " ".join(messages)


def test_publish_pressed_twice_for_a_time_to_come_schedules_once(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic) | publish_tomorrow()

    client.post(page("change", topic.pk), mine)
    second = client.post(page("change", topic.pk), mine, follow=True)

    assert topic.editions.count() == 1
    assert "will be live on" in second.content.decode()


def test_publishing_again_what_was_called_off_is_no_second_press(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic) | publish_tomorrow()
    client.post(page("change", topic.pk), mine)
    publishing.cancel(topic.editions.get(), pat)

    again = client.post(page("change", topic.pk), mine)

    assert "decided what readers get" in str(again.context["faults"])


def test_publishing_again_with_another_note_is_no_second_press(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic) | {"_publish": "1", "publish_note": "New."}
    client.post(page("change", topic.pk), mine)

    again = client.post(page("change", topic.pk), mine | {"publish_note": "Corrected."})

    assert "decided what readers get" in str(again.context["faults"])
    assert topic.editions.count() == 1


LONG = "9" * 5000


@pytest.mark.parametrize(
    "field", ["sections-TOTAL_FORMS", "sections-0-position", "citations-0-reference", "related-0-other"]
)
def test_a_number_too_long_to_be_one_is_no_server_error(client, pat, field):
    topic = make.make_topic(by=pat)
    rows = {f"{prefix}-TOTAL_FORMS": "1" for prefix in ("citations", "related")}

    response = client.post(page("change", topic.pk), posted(topic) | rows | {field: LONG, "title": ""})

    assert response.status_code == 200
    assert topic.revisions.count() == 1


def test_the_same_words_published_by_another_editor_meanwhile_are_no_second_press(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic) | {"_publish": "1"}
    publishing.publish(topic, make.make_user("ben"))

    response = client.post(page("change", topic.pk), mine)

    assert "ben decided what readers get" in str(response.context["faults"])


def test_a_tab_from_yesterday_overwrites_nothing_and_publishes_nothing(client, pat):
    topic = make.make_live(by=pat, sections=[ONE, TWO])
    mine = posted(topic, summary="Typed yesterday.") | {"_publish": "1"}
    ben = make.make_user("ben")
    for words in ("First.", "Second."):
        make.change(topic, summary=words)
        publishing.publish(topic, ben)
    publishing.withdraw(topic, ben, WithdrawalReason.IN_ERROR)

    response = client.post(page("change", topic.pk), mine)

    assert "ben saved this topic at" in str(response.context["faults"])
    assert "Typed yesterday." in response.content.decode()
    assert Topic.objects.get().summary == "Second."
    assert not Edition.objects.live().exists()


def test_a_section_that_somebody_moved_while_it_was_edited_keeps_both_the_place_and_the_words(client, pat):
    topic = make.make_topic(by=pat, sections=[ONE, TWO])
    mine = posted(topic, sections=[ONE, TWO | {"body": "<p>Two mine.</p>"}])
    base = topic.revisions.first()
    make.change(topic, sections=[TWO, ONE])
    publishing.record(topic, make.make_user("ben"))

    asked = client.post(page("change", topic.pk), mine)
    taken = client.post(page("change", topic.pk), mine | {"_take_over": str(base.pk)})

    assert "ben saved this topic at" in str(asked.context["faults"])
    forms = taken.context["inline_admin_formsets"][0].formset.forms
    assert [(form["heading"].value(), form["body"].value()) for form in forms] == [
        ("Two", "<p>Two mine.</p>"),
        ("One", "<p>One text.</p>"),
    ]


def test_a_form_from_before_another_log_in_is_refused_in_words_with_the_way_back(pat):
    topic = make.make_topic(by=pat)
    client = Client(enforce_csrf_checks=True)
    client.force_login(pat)

    response = client.post(page("change", topic.pk), posted(topic, summary="Typed."))

    shown = response.content.decode()
    assert response.status_code == 403
    assert "<h1>The page was out of date</h1>" in shown
    assert "What you typed is not lost" in shown
    assert f'href="{page("change", topic.pk)}"' in shown
    assert "CSRF" not in shown
    assert topic.revisions.count() == 1
