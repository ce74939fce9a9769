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
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert Site.objects.get().helpline_phone == "0808 800 8000"
