"""Sections, names and references of the topic form: added, moved, taken out, and all of it without scripts."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.test_admin import TWO_SECTIONS, desk, editor, log_in, open_topic, press, type_at_the_end
from tests.browser.test_writing import save, topic

__all__ = ["desk", "topic"]


def test_a_section_with_text_is_taken_out_only_when_that_is_confirmed(desk, topic):
    answers = [False, True]
    asked = []
    desk.on(
        "dialog", lambda dialog: (asked.append(dialog.message), dialog.accept() if answers.pop(0) else dialog.dismiss())
    )
    desk.get_by_role("button", name="Add another Section").click()
    desk.keyboard.type("Three")
    editor(desk, 2).click()
    desk.keyboard.type("Third.")
    out = desk.locator("#sections-2 .inline-deletelink")

    out.click()
    expect(editor(desk, 2)).to_contain_text("Third.")
    out.click()
    expect(desk.locator("#sections-2")).to_have_count(0)
    assert asked == ["Take out “Three” with all that stands in it?"] * 2
    save(desk)
    assert topic.sections.count() == 2


def test_a_new_section_is_begun_with_its_heading(desk, topic):
    desk.get_by_role("button", name="Add another Section").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("Three")

    expect(desk.locator("#id_sections-2-heading")).to_have_value("Three")


def test_sections_are_sorted_by_keyboard_and_keep_what_was_typed(desk, topic):
    type_at_the_end(desk, 1, " Typed.")
    desk.locator("#sections-1").get_by_role("button", name="Move Two up").focus()
    desk.keyboard.press("Enter")

    expect(desk.get_by_text("Two: now 1 of 2")).to_be_attached()
    expect(editor(desk, 1)).to_contain_text("Second. Typed.")
    save(desk)
    assert [(one.heading, one.body) for one in topic.sections.all()] == [
        ("Two", "<p>Second. Typed.</p>"),
        ("One", "<p>First.</p>"),
    ]


@pytest.mark.parametrize("how", ["arrow", "arrows at once", "arrow of an older browser", "mouse"])
def test_a_section_that_is_moved_keeps_its_citations(desk, topic, how):
    make.make_reference("nice2012")
    texts = [f'<p>{number} [@nice2012] <a href="/a-z/optic-neuritis/">eye</a> end.</p>' for number in range(3)]
    sections = [{"heading": f"Section {number}", "body": text} for number, text in enumerate(texts)]
    make.change(topic, sections=sections, references=[{"key": "nice2012"}])
    open_topic(desk, topic)
    type_at_the_end(desk, 2, " Typed.")
    if how == "arrow of an older browser":
        desk.evaluate("delete Element.prototype.moveBefore")
    if how == "mouse":
        desk.locator("#sections-2 h3").scroll_into_view_if_needed()
        desk.set_viewport_size({"width": 1280, "height": 4000})
        start, end = (desk.locator(f"#sections-{number} h3 .inline_label").bounding_box() for number in (2, 0))
        desk.mouse.move(start["x"] + 20, start["y"] + 5)
        desk.mouse.down()
        for step in range(1, 41):
            desk.mouse.move(start["x"] + 20, start["y"] + 5 + (end["y"] - start["y"] - 10) * step / 40)
        desk.mouse.up()
    else:
        for _ in range(2 if how == "arrows at once" else 1):
            desk.locator("#sections-2").get_by_role("button", name="Move Section 2 up").click()
    save(desk)

    texts[2] = texts[2].replace("end.", "end. Typed.")
    found = [(one.heading, one.body) for one in topic.sections.all()]
    assert sorted(body for _heading, body in found) == sorted(texts)
    assert found[2][0] != "Section 2"


def test_references_are_sorted_by_keyboard(desk, topic):
    make.make_reference("nice2012")
    make.change(topic, references=[{"key": "zamboni2009"}, {"key": "nice2012"}])
    open_topic(desk, topic)
    desk.locator("#citations-0").get_by_role("button", name="down").focus()
    desk.keyboard.press("Space")

    save(desk)
    assert [one.reference.key for one in topic.citations.all()] == ["nice2012", "zamboni2009"]


def test_without_scripts_everything_but_comfort_works(plain_page):
    make.publisher()
    make.make_reference("zamboni2009")
    topic = make.make_topic(by=make.publisher(), sections=TWO_SECTIONS)
    log_in(plain_page, "pat")
    plain_page.goto(f"/admin/topics/topic/{topic.pk}/change/")
    press(plain_page, "Add a section")
    plain_page.locator("#id_sections-2-heading").fill("Three")
    plain_page.locator("#id_sections-2-body").fill("<p>Third [@zamboni2009].</p>")
    plain_page.locator("#id_sections-0-position").fill("9")
    press(plain_page, "Save and publish")

    assert "is live" in plain_page.locator(".messagelist").inner_text()
    assert [one.heading for one in topic.sections.all()] == ["Two", "One", "Three"]
    assert topic.citations.get().reference.key == "zamboni2009"
