"""Text that is not saved yet: asked about before it is left, kept in the browser, and offered again."""

from playwright.sync_api import expect

from tests.browser.test_admin import desk, editor, open_topic, press, type_at_the_end
from tests.browser.test_writing import body, save, topic
from topics.models import Topic

__all__ = ["desk", "topic"]


def wait_until_kept(page, words):
    """Wait until the browser has kept what was typed; the page's policy forbids Playwright's own waiting for that."""
    for _ in range(100):
        if page.evaluate("words => Object.values(localStorage).some(kept => kept.includes(words))", words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"“{words}” was not kept")


def test_leaving_with_unsaved_text_asks_and_without_does_not(desk, topic):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto("/admin/")
    assert asked == []

    open_topic(desk, topic)
    type_at_the_end(desk, 0, " Typed.")
    desk.goto("/admin/")
    assert asked == ["beforeunload"]


def test_what_was_typed_is_offered_after_a_crash_until_it_is_saved(desk, topic):
    desk.get_by_label("In short:").fill("Typed before the crash.")
    type_at_the_end(desk, 1, " Typed too.")
    wait_until_kept(desk, "Typed too.")
    crashed = desk.context.new_page()
    desk.close(run_before_unload=False)

    open_topic(crashed, topic)
    offer = crashed.get_by_role("region", name="Text that was not saved")
    expect(offer).to_contain_text("You typed text here on")
    offer.get_by_role("button", name="Bring it back").click()
    crashed.get_by_text("This is what you had typed. It is not saved yet.").wait_for()
    expect(editor(crashed, 1)).to_contain_text("Second. Typed too.")
    assert topic.revisions.count() == 1
    save(crashed)

    assert Topic.objects.get(slug="ccsvi").summary == "Typed before the crash."
    open_topic(crashed, topic)
    assert crashed.get_by_role("region", name="Text that was not saved").count() == 0


def test_what_was_kept_stays_until_it_is_answered_whatever_is_typed_meanwhile(desk, topic):
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_label("In short:").fill("Typed first.")
    wait_until_kept(desk, "Typed first.")
    open_topic(desk, topic)
    desk.get_by_label("In short:").fill("Typed second.")
    wait_until_kept(desk, "Typed second.")
    wait_until_kept(desk, "Typed first.")

    open_topic(desk, topic)
    offer = desk.get_by_role("region", name="Text that was not saved")
    expect(offer.get_by_role("button", name="Bring it back")).to_have_count(2)
    desk.get_by_label("In short:").fill("Typed third.")
    offer.get_by_role("button", name="Bring it back").last.click()
    desk.get_by_text("It is not saved yet.").wait_for()
    expect(desk.get_by_label("In short:")).to_have_value("Typed first.")
    expect(offer.get_by_role("button", name="Bring it back")).to_have_count(2)
    save(desk)

    open_topic(desk, topic)
    offer.get_by_role("button", name="Bring it back").first.click()
    expect(desk.get_by_label("In short:")).to_have_value("Typed third.")


def test_a_refused_form_goes_on_with_the_copy_that_it_had(desk, topic):
    desk.get_by_label("Address:").fill("not an address")
    desk.get_by_label("In short:").fill("Typed before.")
    press(desk, "Save draft")
    expect(desk.locator(".errornote")).to_be_focused()
    desk.locator(".errornote").get_by_role("link", name="Web address").click()
    expect(desk.get_by_label("Address:")).to_be_focused()
    desk.get_by_label("In short:").fill("Typed after.")
    wait_until_kept(desk, "Typed after.")
    assert desk.evaluate("Object.keys(localStorage).filter(name => name.startsWith('desk:')).length") == 1
    desk.get_by_label("Address:").fill("ccsvi")
    save(desk)

    open_topic(desk, topic)
    assert desk.get_by_role("region", name="Text that was not saved").count() == 0


def test_what_is_typed_after_a_save_whose_answer_never_came_is_offered(desk, topic):
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_label("In short:").fill("Saved.")
    wait_until_kept(desk, "Saved.")
    desk.evaluate(
        """() => {
            const form = document.getElementById("topic_form");
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                fetch(form.action, {
                    method: "post", headers: { "X-CSRFToken": form.csrfmiddlewaretoken.value },
                    body: new FormData(form, event.submitter), redirect: "manual",
                }).then(() => { document.body.dataset.saved = "1"; });
            });
        }"""
    )
    press(desk, "Save draft")
    desk.locator("body[data-saved]").wait_for()
    desk.get_by_label("In short:").fill("Typed after it.")
    wait_until_kept(desk, "Typed after it.")

    open_topic(desk, topic)
    assert Topic.objects.get(slug="ccsvi").summary == "Saved."
    press(desk, "Bring it back")
    expect(desk.get_by_label("In short:")).to_have_value("Typed after it.")


def test_text_of_many_signs_that_are_no_letters_can_be_brought_back(desk, topic, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 400_000
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_label("Full name:").evaluate("field => field.removeAttribute('maxlength')")
    desk.get_by_label("Full name:").fill("<>" * 100_000 + "end.")
    wait_until_kept(desk, "end.")

    open_topic(desk, topic)
    press(desk, "Bring it back")
    desk.get_by_text("It is not saved yet.").wait_for()
    assert desk.get_by_label("Full name:").input_value().endswith("end.")


def test_a_browser_that_has_no_room_for_a_copy_says_so(desk, topic):
    desk.evaluate("localStorage.setItem('other', 'x'.repeat(5_242_000))")
    desk.get_by_label("In short:").fill("Typed without a copy.")

    desk.get_by_text("This browser keeps no copy of what you type").wait_for()


def test_what_was_kept_can_be_thrown_away(desk, topic):
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_label("In short:").fill("Never mind.")
    wait_until_kept(desk, "Never mind.")
    open_topic(desk, topic)
    press(desk, "Throw it away")
    open_topic(desk, topic)

    assert desk.get_by_role("region", name="Text that was not saved").count() == 0


def test_text_survives_a_session_that_ended_while_it_was_written(desk, topic):
    type_at_the_end(desk, 0, " Typed.")
    desk.context.clear_cookies(name="sessionid")
    press(desk, "Save draft")
    desk.get_by_label("Username").wait_for()
    desk.get_by_label("Username").fill("pat")
    desk.get_by_label("Password").fill("a long password")
    press(desk, "Log in")
    press(desk, "Bring it back")
    desk.get_by_text("It is not saved yet.").wait_for()
    save(desk)

    assert body() == "<p>First. Typed.</p>"
