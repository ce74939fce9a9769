"""Takes the pictures of docs/editors.md, chapter “Write and publish a topic”, from a site of its own:

    ./script/test tests/browser/take_desk_pictures.py

Look at each before it is kept. pytest finds this file only when it is named.
"""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group
from django.utils import timezone

from tests import make
from tests.browser.test_admin import log_in, open_topic, press, type_at_the_end, wait_for_editors
from topics import publishing
from topics.models import Opening, Topic

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "desk"


def test_take_pictures(chromium, site, live_server):
    FOLDER.mkdir(parents=True, exist_ok=True)
    pat = make.publisher()
    pat.groups.add(Group.objects.get(name="Publishers"))
    ben = make.make_user("ben")
    viewport = {"width": 1100, "height": 720}
    page = chromium.new_context(base_url=live_server.url, viewport=viewport, locale="en-GB").new_page()
    page.set_default_timeout(15_000)
    page.on("dialog", lambda dialog: dialog.accept())

    def take(name, at=None, of=page):
        if at:
            of.evaluate("at => document.querySelector(at).scrollIntoView()", at)
        of.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=55)

    def forget():
        # Leaving keeps what was typed, so it is thrown away on another page.
        page.goto("/admin/")
        page.evaluate("localStorage.clear()")

    def tool(name):
        page.locator("#cke_id_sections-0-body").get_by_role("button", name=name).first.click()

    log_in(page, "pat")
    page.goto("/admin/topics/topic/add/")
    wait_for_editors(page, 1)
    page.get_by_label("Title:").fill("Optic neuritis")
    page.get_by_label("In short:").fill("Optic neuritis is swelling of the nerve of the eye. It often gets better.")
    take("write")

    topic = Topic.objects.get(slug="ccsvi")
    open_topic(page, topic)
    take("section", "#sections-0")
    type_at_the_end(page, 0, " So ")
    for name, label, words in (
        ("Cite", "Author, title, year or key", "zamb"),
        ("Link to topic", "Any name of the topic", "drug"),
        ("Abbreviation", "Letters", "MRI"),
    ):
        tool(name)
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(label).fill(words)
        if name != "Abbreviation":
            dialog.locator("li").first.wait_for()
        take(name.split()[0].lower())
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
    take("checks", "#sections-0 .field-checks")
    with page.context.expect_page() as opened:
        press(page, "Preview in a new tab")
    opened.value.get_by_text("This is a preview").wait_for()
    take("preview", of=opened.value)
    opened.value.close()
    take("publish", "fieldset.publish")

    page.get_by_label("Web address:").fill("CCSVI, a theory")
    page.locator("#id_publish_at_0").fill("01/12/2026")
    press(page, "Save and publish")
    page.locator(".faults").wait_for()
    take("refused", ".breadcrumbs")
    open_topic(page, topic)
    page.locator(".kept").wait_for()
    take("kept")
    forget()

    open_topic(page, topic)
    type_at_the_end(page, 0, " So ")
    make.change(topic, full_name="Chronic cerebrospinal venous insufficiency (a theory)")
    publishing.record(topic, ben)
    press(page, "Save draft")
    page.locator(".conflict").wait_for()
    take("conflict", ".errornote")

    # What readers have was published in error: it is corrected, and the history and readers are told.
    forget()
    open_topic(page, topic)
    type_at_the_end(page, 0, " Opening veins does not help people with MS.")
    page.get_by_label("What changed:").fill("Corrected: we had not said that opening veins does not help.")
    take("correct", "fieldset.publish")
    press(page, "Save and publish")
    page.get_by_text("is live").wait_for()
    reader = page.context.new_page()
    reader.goto("/a-z/ccsvi/history/")
    take("corrected", "main", of=reader)
    reader.close()

    make.change(topic, full_name="Chronic cerebrospinal venous insufficiency (CCSVI)")
    open_topic(page, topic)
    page.get_by_label("What changed:").fill("Says that it is a theory.")
    day = timezone.localdate() + timedelta(days=3)
    page.locator("#id_publish_at_0").fill(f"{day:%d/%m/%Y}")
    page.locator("#id_publish_at_1").fill("09:00")
    take("schedule", "fieldset.publish")
    publishing.publish(topic, pat, at=timezone.now() + timedelta(days=3), note="Says that it is a theory.")
    Opening.objects.create(topic=topic, user=ben, opened_at=timezone.now() - timedelta(minutes=4))
    forget()
    open_topic(page, topic)
    take("early-warning-and-scheduled")
    page.goto(f"/admin/topics/topic/{topic.pk}/compare/?from=1")
    take("compare")
    page.goto(f"/admin/topics/topic/{topic.pk}/revisions/1/restore/")
    take("bring-back")
    page.goto(f"/admin/topics/topic/{topic.pk}/history/")
    take("history")
    page.get_by_role("link", name="Call off").first.click()
    page.get_by_role("button", name="Call off").wait_for()
    take("call-off")
    page.get_by_role("button", name="Call off").click()
    page.get_by_text("Called off.").wait_for()
    take("called-off")
    page.goto(f"/admin/topics/topic/{topic.pk}/withdraw/")
    page.get_by_label("Out of date").check()
    take("withdraw")
