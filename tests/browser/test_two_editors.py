"""Two editors from the first word to the withdrawal, by mouse and by keyboard; and their pages against axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests import make
from tests.browser.test_admin import editor, log_in, open_topic, wait_for_editors
from topics import publishing
from topics.models import Edition, Topic

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# More controls than any of these pages has.
MOST_PRESSES = 200


class Mouse:
    """An editor who points and clicks."""

    def press(self, page, name, role="button"):
        page.get_by_role(role, name=name, exact=True).click()

    def write(self, page, label, text):
        field = page.get_by_label(label, exact=True).first
        field.click()
        page.keyboard.type(text)

    def write_at_the_end(self, page, number, text):
        editor(page, number).click()
        page.keyboard.press("Control+End")
        page.keyboard.type(text)

    def choose(self, page, label):
        page.get_by_label(label).check()


class Keyboard:
    """An editor without a mouse: whatever is used is reached by Tab, so nothing on the way may keep the focus."""

    def reach(self, page, wanted, key="Tab"):
        """Press `key` until `wanted` has the focus."""
        for _ in range(MOST_PRESSES):
            if wanted.evaluate("element => element === element.ownerDocument.activeElement"):
                return
            page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead to {wanted}")

    def press(self, page, name, role="button"):
        self.reach(page, page.get_by_role(role, name=name, exact=True))
        page.keyboard.press("Enter")

    def write(self, page, label, text):
        self.reach(page, page.get_by_label(label, exact=True).first)
        page.keyboard.press("End")
        page.keyboard.type(text)

    def write_at_the_end(self, page, number, text):
        self.reach(page, page.locator(f"#cke_id_sections-{number}-body iframe"))
        page.keyboard.press("Control+End")
        page.keyboard.type(text)

    def choose(self, page, label):
        """Come to the first of the choices by Tab and go on with the arrows."""
        wanted = page.get_by_label(label)
        self.reach(page, page.get_by_role("radio").first)
        for _ in range(10):
            page.keyboard.press("ArrowDown")
            if wanted.is_checked():
                return
        raise AssertionError(f"The arrows do not lead to {label}")


@pytest.fixture
def ben(page, chromium, live_server):
    """The page of a second editor, in a browser of his own."""
    make.make_user("ben", "publish_topic", "change_topic", "add_topic", "view_topic", "view_reference")
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    second = context.new_page()
    second.set_default_timeout(15_000)
    log_in(second, "ben")
    yield second
    context.close()


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=["mouse", "keyboard"])
def test_two_editors_write_preview_disagree_publish_correct_compare_restore_and_withdraw(page, ben, hand):
    make.publisher()
    log_in(page, "pat")

    # Write.
    page.goto("/admin/topics/topic/add/")
    wait_for_editors(page, 1)
    hand.write(page, "Title:", "Optic neuritis")
    hand.write(page, "In short:", "Swelling of the nerve of the eye.")
    hand.write(page, "Heading", "What is it?")
    hand.write_at_the_end(page, 0, "A nerve swells.")

    # Preview: in a new tab, nothing is stored.
    with page.context.expect_page() as opened:
        hand.press(page, "Preview in a new tab")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Optic neuritis")
    assert not Topic.objects.exists()
    opened.value.close()
    hand.press(page, "Save draft")
    page.locator(".messagelist .success").wait_for()
    wait_for_editors(page, 1)
    topic = Topic.objects.get()

    # Conflict: Ben is warned, saves first; Pat sees both versions and takes over what only Ben changed.
    open_topic(ben, topic)
    expect(ben.get_by_text("Opened by another editor")).to_contain_text("pat")
    hand.write(ben, "Full name:", "Inflammation of the optic nerve")
    hand.press(ben, "Save draft")
    ben.locator(".messagelist .success").wait_for()
    hand.write_at_the_end(page, 0, " It hurts.")
    hand.press(page, "Save draft")
    versions = page.get_by_role("region", name="Two versions: what ben saved, and what you typed")
    expect(versions).to_contain_text("Full name")
    expect(versions.locator("ins")).to_contain_text(["It hurts."])
    hand.press(page, "Take over what only ben changed")
    page.get_by_text("Taken over from ben: Full name.").wait_for()
    wait_for_editors(page, 1)
    assert page.get_by_label("Full name:").input_value() == "Inflammation of the optic nerve"

    # Publish, and correct what was published: readers have the correction and are told of it.
    hand.press(page, "Save and publish")
    page.get_by_text("is live").wait_for()
    wait_for_editors(page, 1)
    hand.write_at_the_end(page, 0, " Often.")
    hand.write(page, "What changed:", "Said how often it hurts.")
    hand.press(page, "Save and publish")
    page.get_by_text("is live").wait_for()
    wait_for_editors(page, 1)
    reader = page.context.new_page()
    reader.goto("/a-z/optic-neuritis/")
    expect(reader.locator("main")).to_contain_text("It hurts. Often.")
    expect(reader.locator("main")).to_contain_text("What changed: Said how often it hurts.")
    reader.close()

    # Compare, and restore.
    hand.write_at_the_end(page, 0, " Perhaps.")
    hand.press(page, "Save draft")
    page.locator(".messagelist .success").wait_for()
    hand.press(page, "Changes since live", "link")
    expect(page.locator("ins")).to_contain_text(["Perhaps."])
    hand.press(page, "Bring back revision 4", "link")
    hand.press(page, "Bring back revision 4")
    page.get_by_text("The draft says again what revision 4 says.").wait_for()
    wait_for_editors(page, 1)
    expect(editor(page, 0)).to_have_text("A nerve swells. It hurts. Often.")

    # Withdraw.
    hand.press(page, "Withdraw", "link")
    hand.choose(page, "Out of date")
    hand.press(page, "Withdraw")
    page.locator(".messagelist .success").wait_for()
    assert Edition.objects.current().get().reason == "out-of-date"


def test_the_focus_goes_back_out_of_a_text_by_keyboard_too(page):
    make.publisher()
    log_in(page, "pat")
    page.goto("/admin/topics/topic/add/")
    wait_for_editors(page, 1)
    keyboard = Keyboard()

    keyboard.write_at_the_end(page, 0, "Typed.")
    keyboard.reach(page, page.get_by_label("Heading", exact=True).first, "Shift+Tab")

    assert page.locator("#id_sections-0-heading").evaluate("field => field === document.activeElement")


def violations(page):
    """Return what axe-core finds on a page outside CKEditor's own frame."""
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, context={"exclude": [[".cke"]]}, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_form_outside_the_editor_s_own_frame(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.on("dialog", lambda dialog: dialog.accept())
    make.make_reference("zamboni2009")
    pat, ben = make.publisher(), make.make_user("ben")
    long = "<p>" + "word " * 30 + "[@zamboni2009]</p>"
    topic = make.make_live(
        by=pat,
        aliases=[{"name": "Veins"}],
        references=[{"key": "zamboni2009"}],
        sections=[{"heading": "One", "body": long}, {"heading": "Two", "body": "<p>Two.</p>"}],
    )
    make.change(topic, summary="For next week.")
    publishing.publish(topic, pat, at=make.in_hours(100))
    found = {}
    log_in(page, "pat")

    page.goto("/admin/topics/topic/add/")
    wait_for_editors(page, 1)
    found["new"] = violations(page)
    page.get_by_role("button", name="Save draft", exact=True).click()
    page.locator(".errornote").wait_for()
    wait_for_editors(page, 1)
    found["with errors"] = violations(page)

    topic.openings.create(user=ben, opened_at=timezone.now())
    open_topic(page, topic)
    page.get_by_text("Opened by another editor").wait_for()
    found["early warning, scheduled"] = violations(page)
    for name, label in (("Cite", "Author, title, year or key"), ("Abbreviation", "Letters, such as MRI")):
        page.locator("#cke_id_sections-0-body").get_by_role("button", name=name).first.click()
        page.get_by_role("dialog").get_by_label(label).fill("zamboni")
        if name == "Cite":
            page.get_by_role("button", name="Zamboni, 2009").wait_for()
        found[f"dialog {name}"] = violations(page)
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    opened.value.get_by_text("This is a preview").wait_for()
    found["preview"] = violations(opened.value)
    opened.value.close()

    make.change(topic, full_name="By Ben.", summary="By Ben.", sections=[{"heading": "One", "body": long}])
    publishing.record(topic, ben)
    page.get_by_label("In short:").fill("By Pat.")
    page.get_by_role("button", name="Save draft", exact=True).click()
    page.get_by_role("region", name="Two versions").wait_for()
    wait_for_editors(page, 2)
    found["conflict"] = violations(page)
    for name in ("compare", "revisions/1/restore", "history", "revisions/1", "withdraw", "review"):
        page.goto(f"/admin/topics/topic/{topic.pk}/{name}/")
        found[name] = violations(page)

    assert {state: faults for state, faults in found.items() if faults} == {}
