"""The filter of the A to Z, in a real browser: live, with the keyboard alone, and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests import make

PHONE = {"width": 320, "height": 640}
ALL = [
    "Barré–Liéou syndrome",
    "CCSVI (Chronic venous insufficiency)",
    "Chronic venous insufficiency, see CCSVI",
    "Devic’s disease",
    "Liberation therapy, see CCSVI",
    "MS hug",
    "Spasms, see Spasticity",
    "Spasticity",
    "25-foot walk",
]


@pytest.fixture
def names(transactional_db):
    make.make_live("barre", title="Barré–Liéou syndrome")
    make.make_live(
        "ccsvi", title="CCSVI", full_name="Chronic venous insufficiency", aliases=[{"name": "Liberation therapy"}]
    )
    make.make_live("devic", title="Devic’s disease")
    make.make_live("ms-hug", title="MS hug")
    make.make_live("spasticity", aliases=[{"name": "Spasms"}])
    make.make_live("t25fw", title="25-foot walk")


@pytest.fixture
def field(page, names):
    page.goto("/a-z/")
    field = page.get_by_label("Find a topic")
    field.focus()
    return field


def lines(page):
    return page.locator(".entries a:visible")


def letters(page):
    return page.locator(".letters a:visible")


def expect_letters(page, *said):
    expect(letters(page)).to_have_text([re.compile(rf"^\s*{letter}\s*, {names}$") for letter, names in said])


def status(page):
    return page.locator("main [role=status]")


def test_names_go_as_letters_are_typed_and_come_back_as_they_are_deleted(page, field):
    expect(lines(page)).to_have_text(ALL)
    page.keyboard.type("s")
    expect(lines(page)).to_have_text(["Barré–Liéou syndrome", "Spasms, see Spasticity", "Spasticity"])
    expect(page.get_by_role("heading", level=2)).to_have_text(["B", "S"])
    expect_letters(page, ("B", "1 name"), ("S", "2 names"))
    expect(status(page)).to_have_text("3 names match “s”.")

    page.keyboard.type("pasm")
    expect(lines(page)).to_have_text(["Spasms, see Spasticity"])
    expect_letters(page, ("S", "1 name"))
    expect(status(page)).to_have_text("1 name matches “spasm”.")
    expect(page).to_have_url(re.compile(r"/a-z/\?find=spasm$"))

    for _letter in "spasm":
        page.keyboard.press("Backspace")
    expect(lines(page)).to_have_text(ALL)
    expect(letters(page).nth(1)).to_contain_text(", 2 names")
    expect(page.locator(".letters li:visible")).to_have_count(27)
    expect(status(page)).to_be_empty()
    expect(page).to_have_url(re.compile(r"/a-z/$"))
    expect(field).to_be_focused()


@pytest.mark.parametrize(
    "text",
    [
        "barre",
        "LIÉOU",
        "bar li",
        "devics",
        "devic's",
        "Devic`s",
        "chronic",
        "see",
        "ccsvi",
        "25",
        "ﬂ",
        "?",
        "ms-h",
        "œ",
    ],
)
def test_what_is_found_while_typing_is_what_the_server_finds(page, plain_page, field, text):
    field.fill(text)
    expect(page).to_have_url(re.compile("find="))
    plain_page.goto(page.url)

    expect(lines(page)).to_have_text(plain_page.locator(".entries a").all_inner_texts())
    said = " ".join(plain_page.locator("main [role=status]").inner_text().split())
    assert " ".join(status(page).inner_text().split()) == said != ""


def test_letters_that_accents_hide_are_found(page, field):
    make.make_live("lodz", title="Łódź")
    make.make_live("oedeme", title="Œdème")
    make.make_live("strasse", title="Große Straße")
    make.make_live("istanbul", title="İstanbul")
    page.reload()
    for text, name in (("lodz", "Łódź"), ("oedem", "Œdème"), ("strasse gr", "Große Straße"), ("ist", "İstanbul")):
        field.fill(text)
        expect(lines(page)).to_have_text([name])


def test_escape_resets_and_the_focus_stays(page, field):
    page.keyboard.type("hug")
    expect(lines(page)).to_have_text(["MS hug"])
    page.keyboard.press("Escape")

    expect(lines(page)).to_have_text(ALL)
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page.get_by_role("link", name="Clear")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/a-z/$"))


def test_clear_resets_by_keyboard_and_leads_back_to_the_field(page, field):
    page.keyboard.type("hug")
    expect(lines(page)).to_have_text(["MS hug"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Clear")).to_be_focused()
    page.keyboard.press("Enter")

    expect(lines(page)).to_have_text(ALL)
    expect(field).to_be_focused()


def test_enter_keeps_the_page_and_the_focus(page, field):
    page.evaluate("window.isSamePage = true")
    page.keyboard.type("hug")
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_text(["MS hug"])
    page.wait_for_timeout(300)

    expect(field).to_be_focused()
    assert page.evaluate("window.isSamePage")


def test_a_name_that_was_found_is_opened_by_keyboard_alone(page, field):
    page.keyboard.type("lib")
    expect(lines(page)).to_have_text(["Liberation therapy, see CCSVI"])
    # The button, Clear, search, Skip the letters, L.
    for _stop in range(6):
        page.keyboard.press("Tab")
    expect(lines(page)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^CCSVI"))


def test_the_count_is_spoken_once_nobody_types(page, field):
    status(page).evaluate(
        "one => { window.spoken = []; new MutationObserver(() => spoken.push(one.textContent))"
        ".observe(one, { childList: true }) }"
    )
    page.keyboard.type("spas", delay=60)
    expect(status(page)).to_have_text("2 names match “spas”.")

    assert page.evaluate("spoken") == ["2 names match “spas”."]


def test_where_no_name_matches_one_can_search_or_choose_a_letter(page, field):
    page.keyboard.type("xyz & co")
    expect(status(page)).to_have_text("No name matches “xyz & co”. You can search, or choose a letter.")
    expect(lines(page)).to_have_count(0)
    search = page.get_by_role("link", name="Search all pages for “xyz & co”")
    expect(search).to_have_attribute("href", re.compile(r"/search/\?q=xyz\+%26\+co$"))
    expect(letters(page)).to_have_count(7)
    page.get_by_role("navigation", name="A to Z").get_by_role("link", name=re.compile("^M")).click()

    expect(page.locator("#letter_m")).to_be_in_viewport()
    expect(lines(page)).to_have_text(ALL)
    expect(field).to_have_value("")


def test_a_filtered_page_is_the_same_when_loaded_again_and_opens_up_as_letters_are_deleted(page, field):
    page.keyboard.type("hug")
    expect(page).to_have_url(re.compile("find=hug"))
    page.reload()
    expect(lines(page)).to_have_text(["MS hug"])
    expect(field).to_have_value("hug")

    field.focus()
    page.keyboard.press("End")
    for _letter in "hug":
        page.keyboard.press("Backspace")
    expect(lines(page)).to_have_text(ALL)
    expect(letters(page)).to_have_count(7)
    page.keyboard.type("dev")
    expect(lines(page)).to_have_text(["Devic’s disease"])
    expect_letters(page, ("D", "1 name"))


def test_where_the_other_names_cannot_be_had_the_form_still_asks_the_server(page, names):
    page.goto("/a-z/?find=hug")
    page.route(re.compile("/a-z/$"), lambda route: route.fulfill(status=404))
    field = page.get_by_label("Find a topic")
    field.fill("dev")
    page.wait_for_timeout(400)
    expect(lines(page)).to_have_text(["MS hug"])
    page.get_by_role("button", name="Show").click()

    expect(lines(page)).to_have_text(["Devic’s disease"])
    expect(page).to_have_url(re.compile("find=dev$"))


def test_a_filtered_page_fits_a_small_phone_and_its_targets_are_large(page, field):
    page.set_viewport_size(PHONE)
    for text in ("spasm", "x" * 90):
        field.fill(text)
        expect(status(page)).to_contain_text(text)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        for target in page.locator(".filter :is(input, button, a), .letters a:visible, .entries a:visible").all():
            assert target.bounding_box()["height"] >= 44


def test_without_script_the_form_shows_the_names_that_match_and_clears(plain_page, names):
    plain_page.goto("/a-z/")
    plain_page.get_by_label("Find a topic").fill("s")
    plain_page.get_by_role("button", name="Show").click()
    expect(lines(plain_page)).to_have_text(["Barré–Liéou syndrome", "Spasms, see Spasticity", "Spasticity"])
    expect_letters(plain_page, ("B", "1 name"), ("S", "2 names"))
    plain_page.get_by_role("link", name="Clear").click()

    expect(lines(plain_page)).to_have_text(ALL)


def test_a_long_index_asks_the_server(page, names, monkeypatch):
    monkeypatch.setattr("topics.views.index.LONGEST_INDEX", 3)
    page.goto("/a-z/")
    page.get_by_label("Find a topic").fill("hug")
    page.keyboard.press("Enter")

    expect(lines(page)).to_have_text(["MS hug"])
    expect(status(page)).to_contain_text("1 name matches “hug”.")
