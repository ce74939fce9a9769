"""The comfort of writing: the editor's buttons, pasting, and where the cursor stands."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.test_admin import TWO_SECTIONS, desk, editor, open_topic, press, type_at_the_end
from topics.cleaning import clean_body
from topics.management.commands.seed_demo import DEMO
from topics.models import Topic

__all__ = ["desk"]


WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal {font-family: Calibri}</style></head><body><!--StartFragment-->
<h1 style='color:#2F5496'>Big heading<o:p></o:p></h1><h2>Smaller heading</h2>
<p class=MsoNormal style='margin-left:2cm'><span style='color:red'>Some <b>bold</b> words,
<a href="https://www.nhs.uk/" target="_blank" onclick="x()">a link</a>.</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First item<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Second item<o:p></o:p></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td><p class=MsoNormal>Cell</p></td></tr>
</table><p class=MsoNormal><img width=10 src="file:///C:/x.png"><o:p>&nbsp;</o:p></p>
<!--EndFragment--></body></html>
"""


@pytest.fixture
def topic(desk):
    make.make_reference("zamboni2009")
    make.make_live("optic-neuritis", title="Optic neuritis", aliases=[{"name": "Eye nerve swelling"}])
    topic = make.make_topic(by=make.publisher(), sections=TWO_SECTIONS)
    open_topic(desk, topic)
    return topic


def button(page, number, name):
    return page.locator(f"#cke_id_sections-{number}-body").get_by_role("button", name=name)


def save(page):
    press(page, "Save draft")
    page.locator(".messagelist .success").wait_for()


def body(number=0):
    """Return what was saved of a section."""
    return Topic.objects.get(slug="ccsvi").sections.all()[number].body


@pytest.mark.parametrize("typed", ["zamb", "2009", "On zam"])
def test_a_source_is_cited_by_the_button_and_shown_as_author_and_year(desk, topic, typed):
    type_at_the_end(desk, 1, " So ")
    button(desk, 1, "Cite").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Author, title, year or key").fill(typed)
    dialog.get_by_role("button", name="Zamboni, 2009").click()

    expect(editor(desk, 1)).to_contain_text("So [Zamboni, 2009]")
    save(desk)
    assert body(1) == "<p>Second. So [@zamboni2009]</p>"
    expect(editor(desk, 1)).to_contain_text("So [Zamboni, 2009]")
    desk.evaluate("CKEDITOR.instances['id_sections-1-body'].getData()")
    save(desk)
    assert body(1) == "<p>Second. So [@zamboni2009]</p>"


def test_a_source_is_cited_by_keyboard_alone(desk, topic):
    type_at_the_end(desk, 0, " So ")
    desk.keyboard.press("Alt+F10")
    for _ in range(40):
        if "cke_button__cite" in desk.evaluate("document.activeElement.className"):
            break
        desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    desk.keyboard.type("zamboni")
    desk.keyboard.press("Enter")
    desk.get_by_role("dialog").wait_for(state="detached")
    desk.keyboard.type(".")

    save(desk)
    assert body() == "<p>First. So [@zamboni2009].</p>"


def test_another_topic_is_linked_to_by_any_of_its_names(desk, topic):
    type_at_the_end(desk, 0, " See ")
    button(desk, 0, "Link to topic").click()
    desk.get_by_role("dialog").get_by_label("Any name of the topic").fill("eye nerve")
    desk.get_by_role("button", name=re.compile("Optic neuritis")).click()
    desk.get_by_role("dialog").wait_for(state="hidden")
    desk.wait_for_function("Object.values(CKEDITOR.instances).some(one => one.focusManager.hasFocus)")
    desk.keyboard.type(".")

    save(desk)
    assert body() == '<p>First. See <a href="/a-z/optic-neuritis/">Optic neuritis</a>.</p>'


def test_chosen_words_become_the_link(desk, topic):
    editor(desk, 0).click()
    desk.keyboard.press("Control+a")
    button(desk, 0, "Link to topic").click()
    desk.get_by_role("dialog").get_by_label("Any name of the topic").fill("optic")
    desk.get_by_role("button", name=re.compile("Optic neuritis")).click()

    save(desk)
    assert body() == '<p><a href="/a-z/optic-neuritis/">First.</a></p>'


def test_letters_are_given_what_they_stand_for(desk, topic):
    type_at_the_end(desk, 0, " An ")
    button(desk, 0, "Abbreviation").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Letters").fill("MRI")
    dialog.get_by_label("What they stand for").fill("magnetic resonance imaging")
    dialog.get_by_role("button", name="Insert").click()
    desk.keyboard.type(" scan")

    save(desk)
    assert body() == '<p>First. An <abbr title="magnetic resonance imaging">MRI</abbr> scan</p>'


@pytest.mark.parametrize("wait", [0, 1000], ids=["at once", "after the text was kept"])
def test_one_thing_after_another_is_put_where_the_cursor_stands(desk, topic, wait):
    def insert(name, *words):
        desk.wait_for_timeout(wait)
        button(desk, 0, name).click()
        for count, word in enumerate(words):
            desk.keyboard.press("Tab" if count else "Control+a")
            desk.keyboard.type(word)
        desk.keyboard.press("Enter")
        desk.get_by_role("dialog").wait_for(state="detached")
        # Faster than any hand, a key would still go to where the dialog was.
        desk.wait_for_timeout(60)

    type_at_the_end(desk, 0, " See ")
    insert("Link to topic", "optic")
    desk.keyboard.type(" and an ")
    insert("Abbreviation", "MRI", "magnetic resonance imaging")
    desk.keyboard.type(" scan ")
    insert("Cite", "zamboni")
    desk.keyboard.type(" or ")
    insert("Link to topic", "eye nerve")
    desk.keyboard.type(" or an ")
    insert("Abbreviation", "FES", "functional electrical stimulation")
    desk.keyboard.type(" that helps.")

    save(desk)
    link = '<a href="/a-z/optic-neuritis/">Optic neuritis</a>'
    assert body() == (
        f'<p>First. See {link} and an <abbr title="magnetic resonance imaging">MRI</abbr> scan [@zamboni2009] '
        f'or {link} or an <abbr title="functional electrical stimulation">FES</abbr> that helps.</p>'
    )


def test_what_is_typed_with_a_mark_chosen_stands_behind_it(desk, topic):
    text = {"heading": "One", "body": "<p>So [@zamboni2009] it is.</p>"}
    make.change(topic, sections=[text], references=[{"key": "zamboni2009"}])
    open_topic(desk, topic)
    editor(desk, 0).get_by_text("[Zamboni, 2009]").click()
    desk.wait_for_timeout(300)
    desk.keyboard.type(", then")

    save(desk)
    assert body() == "<p>So [@zamboni2009], then it is.</p>"


@pytest.mark.parametrize(
    ("key", "expected"), [("End", "So [@zamboni2009] it is. Then"), ("Home", "Then So [@zamboni2009] it is.")]
)
def test_with_a_mark_chosen_home_and_end_go_to_the_edges_of_the_line(desk, topic, key, expected):
    text = {"heading": "One", "body": "<p>So [@zamboni2009] it is.</p>"}
    make.change(topic, sections=[text], references=[{"key": "zamboni2009"}])
    open_topic(desk, topic)
    editor(desk, 0).get_by_text("[Zamboni, 2009]").click()
    desk.wait_for_timeout(300)
    desk.keyboard.press(key)
    desk.keyboard.type(" Then" if key == "End" else "Then ")

    save(desk)
    assert body() == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("text", "key", "typed", "expected"),
    [("{} is long.", "Home", "Sadly ", "Sadly {} is long."), ("It is {}", "Control+End", " then", "It is {} then")],
    ids=["before", "behind"],
)
def test_what_is_typed_beside_an_abbreviation_is_no_part_of_it(desk, topic, text, key, typed, expected):
    abbreviation = '<abbr title="multiple sclerosis">MS</abbr>'
    make.change(topic, sections=[{"heading": "One", "body": f"<p>{text.format(abbreviation)}</p>"}])
    open_topic(desk, topic)
    editor(desk, 0).get_by_text(text.replace("{}", "").strip()).click()
    desk.keyboard.press(key)
    desk.wait_for_timeout(300)
    desk.keyboard.type(typed)

    save(desk)
    assert body() == f"<p>{expected.format(abbreviation)}</p>"


def test_a_space_that_is_meant_to_hold_words_together_stays(desk, topic):
    make.change(topic, sections=[{"heading": "One", "body": "<p>10&nbsp;<strong>mg</strong> or 5&nbsp;g.</p>"}])
    open_topic(desk, topic)
    type_at_the_end(desk, 0, " Daily.")

    save(desk)
    assert body() == "<p>10&nbsp;<strong>mg</strong> or 5&nbsp;g. Daily.</p>"


def test_at_a_line_that_begins_with_a_mark_the_cursor_stands_before_it_and_goes_on(desk, topic):
    words = "Sixteen words of text "
    long = f"<p>{words * 7}[@zamboni2009] {words * 7}end.</p>"
    make.change(topic, sections=[{"heading": "One", "body": long}], references=[{"key": "zamboni2009"}])
    open_topic(desk, topic)
    # Just so many words in the line that the mark begins the next one.
    editor(desk, 0).evaluate(
        """body => {
            const mark = body.querySelector(".cke_widget_wrapper");
            const paragraph = body.querySelector("p");
            for (let width = 900; mark.offsetLeft > paragraph.offsetLeft && width > 200; width -= 4) {
                paragraph.style.width = `${width}px`;
            }
        }"""
    )
    x, y = editor(desk, 0).evaluate(
        """body => {
            const mark = body.querySelector(".cke_widget_wrapper").getBoundingClientRect();
            return [mark.right + 60, (mark.top + mark.bottom) / 2];
        }"""
    )
    corner = editor(desk, 0).evaluate("body => body.getBoundingClientRect().toJSON()")
    editor(desk, 0).click(position={"x": x - corner["x"], "y": y - corner["y"]})
    desk.keyboard.press("Home")
    desk.wait_for_timeout(300)
    desk.keyboard.type("Here ")

    save(desk)
    assert "Here [@zamboni2009]" in body()


def test_what_is_inserted_with_a_mark_chosen_stands_behind_it_too(desk, topic):
    text = {"heading": "One", "body": "<p>So [@zamboni2009] it is.</p>"}
    make.change(topic, sections=[text], references=[{"key": "zamboni2009"}])
    open_topic(desk, topic)
    editor(desk, 0).get_by_text("[Zamboni, 2009]").click()
    button(desk, 0, "Link to topic").click()
    desk.keyboard.type("optic")
    desk.keyboard.press("Enter")
    desk.get_by_role("dialog").wait_for(state="detached")

    save(desk)
    assert body() == '<p>So [@zamboni2009]<a href="/a-z/optic-neuritis/">Optic neuritis</a> it is.</p>'


def test_what_is_typed_after_a_link_to_another_site_stands_behind_it(desk, topic):
    type_at_the_end(desk, 0, " See ")
    desk.locator("#cke_id_sections-0-body .cke_button__link").click()
    desk.get_by_label("Display Text").fill("the NHS")
    desk.get_by_role("textbox", name=re.compile("^URL")).fill("www.nhs.uk")
    desk.get_by_role("button", name="OK").click()
    desk.locator(".cke_dialog").wait_for(state="hidden")
    desk.wait_for_timeout(60)
    desk.keyboard.type(" then.")

    save(desk)
    assert body() == '<p>First. See <a href="https://www.nhs.uk">the NHS</a> then.</p>'


def test_a_dialog_that_is_closed_changes_nothing_and_gives_the_place_back(desk, topic):
    type_at_the_end(desk, 0, " And")
    button(desk, 0, "Cite").click()
    desk.keyboard.press("Escape")
    desk.get_by_role("dialog").wait_for(state="detached")
    desk.keyboard.type(" more")

    save(desk)
    assert body() == "<p>First. And more</p>"


def test_pasted_from_word_headings_lists_tables_and_links_stay_and_the_rest_goes(desk, topic):
    desk.evaluate(
        """html => {
            const editor = CKEDITOR.instances["id_sections-0-body"];
            editor.focus();
            editor.setData("", () => {
                const dataTransfer = new CKEDITOR.plugins.clipboard.dataTransfer();
                dataTransfer.setData("text/html", html);
                editor.fire("paste", { type: "auto", method: "paste", dataValue: html, dataTransfer });
            });
        }""",
        WORD,
    )
    expect(editor(desk, 0)).to_contain_text("Second item")

    save(desk)
    assert re.sub(r">\s+<", "><", body()) == (
        "<h3>Big heading</h3><h3>Smaller heading</h3>"
        '<p>Some <strong>bold</strong> words, <a href="https://www.nhs.uk/">a link</a>.</p>'
        "<ul><li>First item</li><li>Second item</li></ul>"
        "<table><tbody><tr><td><p>Cell</p></td></tr></tbody></table>"
    )


def test_texts_that_nobody_changed_leave_the_editor_as_they_came(desk, topic):
    lines = [line for file in sorted(DEMO.glob("*.jsonl")) for line in file.read_text().splitlines()]
    bodies = [clean_body(section["body"]) for line in lines for section in json.loads(line)["sections"]]

    left = desk.evaluate(
        """async bodies => {
            const editor = CKEDITOR.instances["id_sections-0-body"];
            const left = [];
            for (const body of bodies) {
                await new Promise(resolve => editor.setData(body, resolve));
                left.push(editor.getData());
            }
            return left;
        }""",
        bodies,
    )

    assert [clean_body(one) for one in left] == bodies


def test_a_table_gets_its_row_of_headers_by_a_button(desk, topic):
    desk.evaluate(
        """CKEDITOR.instances["id_sections-0-body"].setData(
            "<table><tbody><tr><td>Drug</td><td>Dose</td></tr><tr><td>A</td><td>5</td></tr></tbody></table>")"""
    )
    editor(desk, 0).get_by_text("Dose").click()
    desk.keyboard.press("End")
    button(desk, 0, "Header row").click()
    desk.keyboard.type(" a day")

    save(desk)
    assert re.sub(r">\s+<", "><", body()) == (
        '<table><thead><tr><th scope="col">Drug</th><th scope="col">Dose a day</th></tr></thead>'
        "<tbody><tr><td>A</td><td>5</td></tr></tbody></table>"
    )
