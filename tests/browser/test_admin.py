"""What editors do, in a real browser: with mouse and keyboard, over CKEditor and the sorting of rows."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from topics import documents, publishing
from topics.models import Edition, Topic

TWO_SECTIONS = [{"heading": "One", "body": "<p>First.</p>"}, {"heading": "Two", "body": "<p>Second.</p>"}]


@pytest.fixture
def desk(page):
    """The admin, with an editor logged in who may publish."""
    make.publisher()
    log_in(page, "pat")
    return page


def log_in(page, username):
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()


def open_topic(page, topic):
    page.goto(f"/admin/topics/topic/{topic.pk}/change/")
    wait_for_editors(page, topic.sections.count())


def wait_for_editors(page, count):
    for number in range(count):
        editor(page, number).wait_for()


def editor(page, number):
    """Return the text of a section as CKEditor shows it."""
    return page.frame_locator(f"#cke_id_sections-{number}-body iframe").locator("body")


def type_at_the_end(page, number, text):
    editor(page, number).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_an_editor_writes_a_new_topic_publishes_it_and_a_reader_finds_it(desk):
    desk.goto("/admin/topics/topic/add/")
    wait_for_editors(desk, 1)
    desk.get_by_label("Title:").fill("Optic neuritis")
    desk.get_by_label("In short:").fill("Optic neuritis is swelling of the nerve of the eye.")
    desk.locator("#id_sections-0-heading").fill("What is it?")
    type_at_the_end(desk, 0, "A nerve swells.")
    press(desk, "Save and publish")

    assert "is live" in desk.locator(".messagelist").inner_text()
    desk.goto("/a-z/letter/o/")
    desk.get_by_role("link", name="Optic neuritis").click()
    expect(desk).to_have_url(re.compile("/a-z/optic-neuritis/$"))
    assert "A nerve swells." in desk.locator("main").inner_text()


def test_what_is_typed_into_the_editor_is_saved_as_a_draft_that_readers_do_not_see(desk):
    topic = make.make_live(sections=TWO_SECTIONS)
    open_topic(desk, topic)
    type_at_the_end(desk, 1, " And more.")
    press(desk, "Save draft")

    desk.locator(".messagelist").wait_for()
    assert [section.body for section in topic.sections.all()] == ["<p>First.</p>", "<p>Second. And more.</p>"]
    desk.goto("/a-z/ccsvi/")
    assert "And more" not in desk.locator("main").inner_text()


def test_sections_are_sorted_by_dragging_and_keep_their_texts(desk):
    topic = make.make_topic(by=make.publisher(), sections=TWO_SECTIONS)
    open_topic(desk, topic)
    desk.set_viewport_size({"width": 1280, "height": 2600})
    desk.locator("#sections-1 > h3").drag_to(desk.locator("#sections-0 > h3"))
    wait_for_editors(desk, 2)
    press(desk, "Save draft")

    desk.locator(".messagelist").wait_for()
    assert [(one.heading, one.body) for one in topic.sections.all()] == [
        ("Two", "<p>Second.</p>"),
        ("One", "<p>First.</p>"),
    ]


def test_another_section_starts_an_editor_of_its_own(desk):
    topic = make.make_topic(by=make.publisher())
    open_topic(desk, topic)
    desk.get_by_role("button", name="Add another Section").click()
    editor(desk, 1).wait_for()
    desk.locator("#id_sections-1-heading").fill("Two")
    type_at_the_end(desk, 1, "Second text.")
    press(desk, "Save draft")

    desk.locator(".messagelist").wait_for()
    assert [section.body for section in topic.sections.all()] == ["<p>This is ccsvi.</p>", "<p>Second text.</p>"]


def test_a_reference_is_found_by_its_author_and_cited(desk):
    make.make_reference("zamboni2009")
    topic = make.make_topic(by=make.publisher())
    open_topic(desk, topic)
    type_at_the_end(desk, 0, " Cited [@zamboni2009].")
    desk.get_by_role("button", name="Add another Reference").click()
    desk.locator("#citations-0 .select2-selection").click()
    desk.keyboard.type("Zamb")
    desk.get_by_role("option", name=re.compile("Zamboni")).click()
    press(desk, "Save and publish")

    desk.goto("/a-z/ccsvi/")
    assert desk.locator("#ref_1").inner_text().startswith("Zamboni P.")


def test_the_second_of_two_editors_keeps_the_text_is_told_who_saved_and_decides(desk):
    topic = make.make_topic(by=make.publisher(), sections=TWO_SECTIONS)
    open_topic(desk, topic)
    make.change(topic, sections=TWO_SECTIONS[:1], summary="By Ben.")
    publishing.record(topic, make.make_user("ben"))
    type_at_the_end(desk, 1, " Mine.")
    press(desk, "Save draft")

    assert "ben saved this topic at" in desk.locator(".errornote, .errorlist").first.inner_text() or (
        "ben saved this topic at" in desk.locator("#content").inner_text()
    )
    wait_for_editors(desk, 2)
    assert editor(desk, 1).inner_text().strip() == "Second. Mine."
    assert Topic.objects.get().summary == "By Ben."

    press(desk, "Save draft")
    desk.locator(".messagelist").wait_for()
    assert documents.compose(Topic.objects.get())["sections"][1]["body"] == "<p>Second. Mine.</p>"


def test_a_topic_is_withdrawn_with_a_reason_by_keyboard_alone(desk):
    topic = make.make_live()
    desk.goto(f"/admin/topics/topic/{topic.pk}/withdraw/")
    desk.get_by_label("Out of date").focus()
    desk.keyboard.press("Space")
    desk.get_by_role("button", name="Withdraw").focus()
    desk.keyboard.press("Enter")

    desk.locator(".messagelist").wait_for()
    assert Edition.objects.current().get().reason == "out-of-date"
    desk.goto("/a-z/ccsvi/")
    assert "withdrawn" in desk.get_by_role("heading", level=1).inner_text()


def test_the_publish_button_is_not_there_for_those_who_may_not(page):
    topic = make.make_topic(by=make.publisher())
    make.make_user("ed", "change_topic", "view_topic")
    log_in(page, "ed")
    open_topic(page, topic)

    assert page.get_by_role("button", name="Save draft", exact=True).count() == 1
    assert page.get_by_role("button", name="Save and publish").count() == 0


def test_on_a_phone_no_column_of_the_list_the_history_or_a_comparison_is_out_of_sight(desk):
    topic = make.make_live(by=make.publisher())
    publishing.record(make.change(topic, summary="Other words."), make.make_user("somebody-with-a-long-name"))
    desk.set_viewport_size({"width": 390, "height": 800})
    for address in ("", f"{topic.pk}/history/", f"{topic.pk}/compare/?from=1&to=2"):
        desk.goto(f"/admin/topics/topic/{address}")
        cut = desk.evaluate(
            """() => [...document.querySelectorAll("td, th, select, .results, .record, .two")]
                .filter(one => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth)
                .map(one => one.outerHTML.slice(0, 80))"""
        )
        assert cut == []
