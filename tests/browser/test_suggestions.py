"""What is suggested while somebody types into a search box, in a real browser."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests import make

PHONE = {"width": 320, "height": 640}
CCSVI = "Chronic cerebrospinal venous insufficiency"


def suggestion(name, title="", full_name="", marked=((0, 2),), url="/a-z/ccsvi/"):
    return {"name": name, "title": title or name, "full_name": full_name, "url": url, "marked": marked}


THREE = [
    suggestion("Liberation therapy", "CCSVI", CCSVI),
    suggestion("Libido", url="/a-z/libido/"),
    suggestion("Limbs", url="/a-z/limbs/"),
]


class Answers:
    """Stands in for the server: remembers what was asked, and answers all with the same suggestions."""

    def __init__(self, page):
        self.asked = []
        self.suggestions = THREE
        page.route("**/search/suggestions/**", self.answer)

    def answer(self, route):
        query = parse_qs(urlsplit(route.request.url).query)["q"][0]
        self.asked.append(query)
        route.fulfill(json={"query": query, "suggestions": self.suggestions})


@pytest.fixture
def answers(page):
    make.make_live("ccsvi", title="CCSVI", full_name=CCSVI)
    answers = Answers(page)
    page.goto("/")
    return answers


@pytest.fixture
def field(page, answers):
    field = page.get_by_role("combobox", name="Search the A to Z")
    field.focus()
    return field


def type_and_wait(page, text="li"):
    page.keyboard.type(text)
    page.get_by_role("listbox").wait_for()


def active_option(page):
    """Return the option that the field says is active."""
    return page.locator(f"#{page.get_by_role('combobox').get_attribute('aria-activedescendant')}")


def expect_nothing_active(page):
    expect(page.get_by_role("combobox")).not_to_have_attribute("aria-activedescendant", re.compile(""))
    expect(page.get_by_role("option", selected=True)).to_have_count(0)


# What is shown


def test_names_are_suggested_from_two_letters_and_no_sooner(page, field, answers):
    page.keyboard.type("l")
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert answers.asked == []

    type_and_wait(page, "i")
    expect(page.get_by_role("option")).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect_nothing_active(page)

    page.keyboard.press("Backspace")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")


def test_a_suggestion_says_which_name_matched_and_where_it_leads(page, field, answers):
    answers.suggestions = [
        suggestion("Liberation therapy", "CCSVI", CCSVI),
        suggestion("CCSVI", full_name=CCSVI, marked=[]),
        suggestion(CCSVI, "CCSVI", CCSVI, marked=[[8, 16], [22, 28]]),
        suggestion("<b>𝕏-rays", marked=[[3, 5]]),
    ]
    type_and_wait(page)

    options = page.get_by_role("option")
    expect(options).to_have_text(
        [f"Liberation therapy, see CCSVI ({CCSVI})", f"CCSVI ({CCSVI})", f"{CCSVI}, see CCSVI", "<b>𝕏-rays"]
    )
    assert options.locator("mark").all_inner_texts() == ["Li", "cerebros", "venous", "𝕏"]
    assert options.first.locator("mark").evaluate("one => getComputedStyle(one).fontWeight") == "700"


def test_the_list_lies_over_the_page_and_moves_and_covers_no_control(page, field):
    def places():
        return page.locator("main *:not(.search *)").evaluate_all(
            "all => all.map(one => JSON.stringify(one.getBoundingClientRect()))"
        )

    for size in ({"width": 1280, "height": 900}, PHONE):
        page.set_viewport_size(size)
        before = places()
        type_and_wait(page)

        assert places() == before
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        button = page.get_by_role("button", name="Search").bounding_box()
        assert button["y"] + button["height"] < page.get_by_role("listbox").bounding_box()["y"]
        assert min(option.bounding_box()["height"] for option in page.get_by_role("option").all()) >= 44
        field.fill("")


def test_an_option_that_the_arrows_reach_is_in_sight_however_small_the_window(page, field, answers):
    answers.suggestions = [suggestion(f"Limb {number}") for number in range(8)]
    page.set_viewport_size({"width": 320, "height": 225})
    type_and_wait(page)
    page.keyboard.press("ArrowUp")

    expect(page.get_by_role("option", name="Limb 7")).to_be_in_viewport(ratio=1)


# Keys


def test_arrows_go_round_the_list_while_the_cursor_stays_in_the_text(page, field):
    type_and_wait(page)
    for key, name in (
        ("ArrowDown", "Liberation therapy"),
        ("ArrowDown", "Libido"),
        ("ArrowDown", "Limbs"),
        ("ArrowDown", "Liberation therapy"),
        ("ArrowUp", "Limbs"),
        ("ArrowUp", "Libido"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("option", selected=True)).to_have_text(re.compile(f"^{name}"))
        expect(active_option(page)).to_have_attribute("aria-selected", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value("li")


def test_up_goes_from_the_text_to_the_last(page, field):
    type_and_wait(page)
    page.keyboard.press("ArrowUp")

    expect(active_option(page)).to_have_text("Limbs")


def test_enter_searches_for_what_was_typed(page, field):
    type_and_wait(page)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=li$"))


def test_enter_opens_the_topic_that_the_arrows_have_reached(page, field):
    type_and_wait(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/a-z/ccsvi/$"))


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_keys_that_move_the_cursor_leave_the_list_for_the_text(page, field, key):
    type_and_wait(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press(key)

    expect_nothing_active(page)
    expect(page.get_by_role("listbox")).to_be_visible()
    cursor = {"Home": 0, "End": 2, "ArrowLeft": 1, "ArrowRight": 2}[key]
    assert field.evaluate("field => field.selectionStart") == cursor
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=li$"))


def test_typing_on_leaves_the_list_for_the_text(page, field, answers):
    type_and_wait(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.type("b")

    expect(field).to_have_value("lib")
    expect_nothing_active(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=lib$"))


def test_escape_closes_the_list_first_and_clears_the_text_second(page, field):
    type_and_wait(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("li")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect_nothing_active(page)

    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(field).to_be_focused()


def test_down_opens_the_list_again_at_its_first_and_with_alt_at_none(page, field):
    type_and_wait(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    expect_nothing_active(page)

    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(active_option(page)).to_have_text(re.compile("^Liberation therapy"))


def test_down_waits_for_the_suggestions_of_what_was_typed_last(page, field, answers):
    type_and_wait(page)
    answers.suggestions = [suggestion("Libido")]
    page.keyboard.type("bi")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("option")).to_have_count(1)
    expect(active_option(page)).to_have_text("Libido")


def test_tab_closes_the_list_and_goes_on_to_the_button(page, field):
    type_and_wait(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("li")


# Mouse and touch


def test_a_suggestion_opens_when_clicked_and_pointing_at_it_chooses_nothing(page, field):
    type_and_wait(page)
    page.get_by_role("option", name="Libido").hover()
    expect_nothing_active(page)
    expect(field).to_be_focused()

    page.get_by_role("option", name=re.compile("^Liberation")).click()
    expect(page).to_have_url(re.compile("/a-z/ccsvi/$"))


def test_a_click_elsewhere_closes_the_list(page, field):
    type_and_wait(page)
    page.get_by_role("heading", level=1).click()

    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_list_is_closed_for_those_who_come_back(page, field):
    type_and_wait(page)
    page.get_by_role("option", name=re.compile("^Liberation")).click()
    expect(page).to_have_url(re.compile("/a-z/ccsvi/$"))
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("listbox")).to_be_hidden()


# What is spoken


def test_only_the_count_is_spoken_once_nobody_types(page, field, answers):
    status = page.locator(".search [role=status]")
    status.evaluate(
        "one => { window.spoken = []; new MutationObserver(() => one.textContent && spoken.push(one.textContent))"
        ".observe(one, { childList: true }) }"
    )
    for letter in "liber":
        page.keyboard.type(letter)
        page.wait_for_timeout(250)
    expect(status).to_have_text("3 suggestions")
    assert page.evaluate("spoken") == ["3 suggestions"]

    answers.suggestions = THREE[:1]
    page.keyboard.type("a")
    expect(status).to_have_text("1 suggestion")
    answers.suggestions = []
    page.keyboard.type("x")
    expect(status).to_have_text("No suggestions")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(status).to_be_empty()


# Asking


def test_quick_typing_asks_once_and_the_same_text_is_not_asked_for_again(page, field, answers):
    type_and_wait(page, "libe")
    assert answers.asked == ["libe"]

    page.keyboard.type("r")
    page.wait_for_timeout(400)
    page.keyboard.press("Backspace")
    page.keyboard.type("  ")
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_be_visible()
    assert answers.asked == ["libe", "liber"]


def test_a_late_answer_does_not_replace_that_to_a_later_text(page, field, answers):
    held = []
    page.route(re.compile("/search/suggestions/.q=li$"), lambda route: held.append(route))
    page.keyboard.type("li")
    page.wait_for_timeout(400)
    assert len(held) == 1

    answers.suggestions = THREE[1:2]
    page.keyboard.type("b")
    expect(page.get_by_role("option")).to_have_text(["Libido"])
    held[0].fulfill(json={"query": "li", "suggestions": THREE})
    page.wait_for_timeout(200)
    expect(page.get_by_role("option")).to_have_text(["Libido"])


@pytest.mark.parametrize("answer", [{"status": 404}, {"body": "<html>"}, {"body": "{}"}, {"body": json.dumps(None)}])
def test_a_failure_is_no_more_than_no_suggestions(page, field, answer):
    type_and_wait(page)
    page.route(re.compile("/search/suggestions/.q=lib$"), lambda route: route.fulfill(**answer))
    page.keyboard.type("b")

    expect(page.get_by_role("listbox")).to_be_hidden()
    page.wait_for_timeout(900)
    expect(page.locator(".search [role=status]")).to_be_empty()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=lib$"))


def test_a_reader_reaches_a_topic_from_its_other_name(page):
    make.make_live("ccsvi", title="CCSVI", full_name=CCSVI, aliases=[{"name": "Liberation therapy"}])
    page.goto("/search/")
    page.get_by_role("combobox").focus()
    type_and_wait(page, "liber")
    page.keyboard.press("ArrowDown")
    expect(active_option(page)).to_have_text(f"Liberation therapy, see CCSVI ({CCSVI})")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^CCSVI"))


# Other pages


def test_two_forms_on_one_page_have_a_list_each(page, answers):
    def with_a_second_form(route):
        form = render_to_string("_search_form.html", {"field_id": "second", "label": "Again", "search_url": "/search/"})
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("</main>", form + "</main>"))

    page.route("**/", with_a_second_form)
    page.goto("/")
    page.get_by_role("combobox", name="Again").focus()
    type_and_wait(page)
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("listbox")).to_have_count(1)
    expect(page.get_by_role("combobox", expanded=True)).to_have_id("second")
    lists = page.get_by_role("combobox").evaluate_all("all => all.map(one => one.getAttribute('aria-controls'))")
    assert len(set(lists)) == 2
    assert page.locator("[id]").evaluate_all("all => all.length - new Set(all.map(one => one.id)).size") == 0


def test_without_script_the_form_is_a_plain_form(plain_page):
    make.make_live("ccsvi", title="CCSVI")
    plain_page.goto("/")
    assert plain_page.get_by_role("combobox").count() == 0
    assert plain_page.locator("[aria-expanded], [aria-controls]").count() == 0
    plain_page.get_by_label("Search the A to Z").fill("ccsvi")
    plain_page.keyboard.press("Enter")

    expect(plain_page.get_by_role("heading", level=2).first).to_contain_text("CCSVI")
