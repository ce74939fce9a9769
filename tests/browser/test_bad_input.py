"""What goes wrong while somebody writes, in a real browser: too much text, another log-in, no scripts."""

from playwright.sync_api import expect

from tests import make
from tests.browser.test_admin import desk, editor, log_in, open_topic, press, type_at_the_end, wait_for_editors

__all__ = ["desk"]


def test_two_megabytes_pasted_at_once_are_refused_in_words_and_stay_in_the_form(desk):
    topic = make.make_topic(by=make.publisher())
    open_topic(desk, topic)
    desk.evaluate(
        """() => {
            const editor = CKEDITOR.instances["id_sections-0-body"];
            const html = "<p>" + "word ".repeat(40).trim() + "</p>";
            editor.focus();
            const dataTransfer = new CKEDITOR.plugins.clipboard.dataTransfer();
            editor.fire("paste", { type: "html", method: "paste", dataValue: html.repeat(10_000), dataTransfer });
        }"""
    )
    desk.get_by_label("In short:").fill("The page still answers.")
    press(desk, "Save draft")

    expect(desk.locator("#sections-0 .errorlist")).to_contain_text(
        "more than a section can hold (500,000). Split it.", timeout=30_000
    )
    wait_for_editors(desk, 1)
    assert desk.evaluate("CKEDITOR.instances['id_sections-0-body'].getData().length") > 2_000_000
    assert desk.get_by_label("In short:").input_value() == "The page still answers."
    assert topic.revisions.count() == 1
    desk.on("dialog", lambda dialog: dialog.accept())


def test_more_than_the_site_takes_at_once_is_not_sent_and_stays_in_the_form(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    topic = make.make_topic(by=make.publisher())
    open_topic(desk, topic)
    desk.get_by_label("In short:").fill("The page still answers.")
    desk.evaluate(
        """() => {
            const field = document.getElementById("id_sections-0-heading");
            field.removeAttribute("maxlength");
            field.value = "x".repeat(1024 * 1024);
        }"""
    )
    press(desk, "Save draft")

    alert = desk.locator("[role=alert]", has_text="more than the site takes at once (1 MB)")
    expect(alert).to_be_focused()
    assert desk.get_by_label("In short:").input_value() == "The page still answers."
    desk.evaluate("document.getElementById('id_sections-0-heading').value = 'Short'")
    press(desk, "Save draft")
    desk.locator(".messagelist .success").wait_for()
    assert topic.sections.get().heading == "Short"


def test_text_survives_another_log_in_in_another_tab(desk):
    topic = make.make_topic(by=make.publisher())
    open_topic(desk, topic)
    type_at_the_end(desk, 0, " Typed.")
    desk.context.clear_cookies()
    other = desk.context.new_page()
    log_in(other, "pat")
    other.get_by_text("Welcome").first.wait_for()
    press(desk, "Save draft")

    desk.get_by_role("heading", name="The page was out of date").wait_for()
    desk.get_by_role("link", name="Open the page again").click()
    press(desk, "Bring it back")
    desk.get_by_text("It is not saved yet.").wait_for()
    expect(editor(desk, 0)).to_contain_text("This is ccsvi. Typed.")
    press(desk, "Save draft")
    desk.locator(".messagelist .success").wait_for()
    assert topic.sections.get().body == "<p>This is ccsvi. Typed.</p>"


def test_without_scripts_references_and_related_topics_are_added_by_key_and_title(plain_page):
    reference = make.make_reference("zamboni2009")
    other = make.make_live("fatigue", title="Fatigue")
    topic = make.make_topic(by=make.publisher())
    log_in(plain_page, "pat")
    plain_page.goto(f"/admin/topics/topic/{topic.pk}/change/")
    plain_page.get_by_label("A reference’s key").fill("zamboni2009")
    press(plain_page, "Add the reference")
    plain_page.get_by_label("A topic’s title").fill("Fatigue")
    press(plain_page, "Add the related topic")
    press(plain_page, "Save draft")

    assert plain_page.locator(".messagelist .success").count() == 1
    assert topic.citations.get().reference == reference
    assert topic.related.get().other == other
