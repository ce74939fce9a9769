"""What readers do, in a real browser."""

import io
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from topics.management.commands import seed_demo

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def demo(transactional_db):
    call_command("seed_demo", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.fixture
def ccsvi(page, demo):
    page.goto("/a-z/ccsvi/")
    return page


def test_a_reader_finds_a_topic_by_its_letter(page, demo):
    page.goto("/")
    page.get_by_role("navigation", name="A to Z").get_by_role("link", name=re.compile("^C")).click()
    page.get_by_role("link", name="CCSVI (Chronic cerebrospinal venous insufficiency)").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^CCSVI"))


def test_a_reader_finds_a_topic_by_another_name(page, demo):
    page.goto("/a-z/")
    page.get_by_role("link", name="Liberation therapy, see CCSVI").click()

    expect(page).to_have_url(re.compile("/a-z/ccsvi/$"))


def test_a_reader_finds_a_topic_by_searching(page, demo):
    page.goto("/")
    page.get_by_label("Search the A to Z").fill("liberation therapy")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^CCSVI")).first.click()

    expect(page).to_have_url(re.compile("/a-z/ccsvi/$"))


def test_the_page_has_every_part_of_the_page_this_project_was_asked_for(ccsvi):
    text = ccsvi.locator("main").inner_text()

    assert ccsvi.get_by_role("link", name="Skip to main content").count() == 1
    assert ccsvi.get_by_role("link", name="Skip to navigation").count() == 1
    assert "Chronic cerebrospinal venous insufficiency" in text
    for fact in ("Zamboni", "65 people", "91%", "86%", "balloon", "stent", "NICE", "2012"):
        assert fact in text, fact
    assert ccsvi.locator(".references li").count() >= 4
    assert ccsvi.get_by_role("link", name=re.compile("^Return to index")).get_attribute("href") == "/a-z/letter/c/"


def test_read_online_links_have_names_of_their_own_and_none_leads_nowhere(ccsvi):
    links = ccsvi.locator(".references a.online")
    names = links.all_inner_texts()

    assert len(set(names)) == len(names) >= 4
    assert all(href.startswith("https://") for href in links.evaluate_all("all => all.map(one => one.href)"))
    assert ccsvi.locator(".references li").count() > len(names)


def test_a_citation_leads_to_its_reference_and_back(ccsvi):
    ccsvi.locator("a.cite").first.focus()
    ccsvi.keyboard.press("Enter")
    expect(ccsvi).to_have_url(re.compile("#ref_1$"))

    ccsvi.locator("#ref_1").locator("[role=doc-backlink]").first.focus()
    ccsvi.keyboard.press("Enter")
    expect(ccsvi).to_have_url(re.compile("#cite_1_1$"))


def test_the_first_tab_stop_leads_to_the_text(ccsvi):
    ccsvi.keyboard.press("Tab")
    ccsvi.keyboard.press("Enter")

    expect(ccsvi.locator("#main_content")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/a-z/", "/a-z/letter/c/", "/a-z/ccsvi/", "/search/?q=veins", "/a-z/none/"])
def test_no_page_scrolls_sideways_on_a_small_phone(page, demo, path):
    page.set_viewport_size(PHONE)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize(
    "path", ["/", "/a-z/", "/a-z/letter/c/", "/a-z/ccsvi/", "/search/?q=veins", "/reading-settings/"]
)
def test_every_target_outside_of_sentences_is_44_pixels_each_way(page, demo, path):
    page.goto(path)
    small = page.evaluate(
        """[...document.querySelectorAll("nav a, .links a, .standalone, button, select, summary, input")]
           .map((one) => one.closest("label") ?? one)
           .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }))
           .filter((one) => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < 44)
           .map((one) => one.outerHTML)"""
    )

    assert small == []


def test_the_page_sets_no_cookie_and_keeps_nothing_unasked(ccsvi):
    assert ccsvi.context.cookies() == []
    assert ccsvi.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize("path", ["/", "/a-z/", "/a-z/letter/c/", "/a-z/ccsvi/", "/search/?q=veins", "/a-z/none/"])
def test_pages_say_the_same_without_script(page, plain_page, demo, path):
    page.goto(path)
    plain_page.goto(path)
    # Listening and printing by section cannot be done without, and are not offered.
    page.evaluate("for (const one of document.querySelectorAll('.tools details')) one.hidden = true")

    assert plain_page.locator("body").inner_text().split() == page.locator("body").inner_text().split()


def test_the_notice_says_that_this_is_a_demonstration(ccsvi):
    assert ccsvi.get_by_role("region", name="Notice").inner_text() == seed_demo.NOTICE
