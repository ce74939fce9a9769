"""Two editors from the first word to the withdrawal, by mouse and by keyboard; and the form against axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import make
from tests.browser.test_admin import editor, log_in, open_topic, type_at_the_end, wait_for_editors
from topics.models import Edition, Topic

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def by_mouse(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).click()


def by_keyboard(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


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


@pytest.mark.parametrize("press", [by_mouse, by_keyboard])
def test_two_editors_write_preview_disagree_publish_correct_compare_restore_and_withdraw(page, ben, press):
    make.publisher()
    log_in(page, "pat")

    # Write.
    page.goto("/admin/topics/topic/add/")
    wait_for_editors(page, 1)
    page.get_by_label("Title:").fill("Optic neuritis")
    page.get_by_label("In short:").fill("Swelling of the nerve of the eye.")
    page.locator("#id_sections-0-heading").fill("What is it?")
    type_at_the_end(page, 0, "A nerve swells.")

    # Preview: in a new tab, nothing is stored.
    with page.context.expect_page() as opened:
        press(page, "Preview in a new tab")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Optic neuritis")
    assert not Topic.objects.exists()
    opened.value.close()
    press(page, "Save draft")
    page.locator(".messagelist .success").wait_for()
    topic = Topic.objects.get()

    # Conflict: Ben is warned, saves first; Pat sees both versions and takes over what only Ben changed.
    open_topic(ben, topic)
    expect(ben.get_by_text("Opened by another editor")).to_contain_text("pat")
    ben.get_by_label("Full name:").fill("Inflammation of the optic nerve")
    press(ben, "Save draft")
    ben.locator(".messagelist .success").wait_for()
    type_at_the_end(page, 0, " It hurts.")
    press(page, "Save draft")
    versions = page.get_by_role("region", name="Two versions: what ben saved, and what you typed")
    expect(versions).to_contain_text("Full name")
    expect(versions.locator("ins")).to_contain_text(["It hurts."])
    press(page, "Take over what only ben changed")
    page.get_by_text("Taken over from ben: Full name.").wait_for()
    wait_for_editors(page, 1)
    assert page.get_by_label("Full name:").input_value() == "Inflammation of the optic nerve"

    # Publish, then correct.
    press(page, "Save and publish")
    page.get_by_text("is live").wait_for()
    wait_for_editors(page, 1)
    type_at_the_end(page, 0, " Often.")
    press(page, "Save draft")
    page.locator(".messagelist .success").wait_for()

    # Compare, and restore.
    press(page, "Changes since live", "link")
    expect(page.locator("ins")).to_contain_text(["Often."])
    press(page, "Bring back revision 3", "link")
    press(page, "Bring back revision 3")
    page.get_by_text("The draft says again what revision 3 says.").wait_for()
    wait_for_editors(page, 1)
    expect(editor(page, 0)).to_have_text("A nerve swells. It hurts.")

    # Withdraw.
    press(page, "Withdraw", "link")
    page.get_by_label("Out of date").focus()
    page.keyboard.press("Space")
    press(page, "Withdraw")
    page.locator(".messagelist .success").wait_for()
    assert Edition.objects.current().get().reason == "out-of-date"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_topic_form_outside_the_editor_s_own_frame(page, scheme):
    page.emulate_media(color_scheme=scheme)
    make.make_reference("zamboni2009")
    topic = make.make_topic(
        by=make.publisher(),
        aliases=[{"name": "Veins"}],
        references=[{"key": "zamboni2009"}],
        sections=[{"heading": "One", "body": "<p>" + "word " * 30 + "</p>"}, {"heading": "Two", "body": ""}],
    )
    log_in(page, "pat")
    open_topic(page, topic)

    options = {"runOnly": WCAG, "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, context={"exclude": [[".cke"]]}, options=options).response["violations"]

    assert [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]] == []
