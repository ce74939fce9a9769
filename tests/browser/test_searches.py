"""From a reader who finds nothing, or opens what was found, to the editor who mends the search, in a real browser."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import make
from tests.topics.test_concurrency import wait_for
from topics import searches
from topics.models import SearchCount, Synonym

PERMISSIONS = ("view_searchcount", "add_synonym", "change_synonym", "view_synonym", "add_topic", "view_topic")


def counted(*fields):
    """Return the fields of all counts, with what the site has gathered so far."""
    searches.tally.flush()
    return list(SearchCount.objects.order_by("query").values_list(*fields))


def wait_until_counted(*expected):
    """Wait until the counts (searched, scripted, opened) are these: a beacon arrives when it arrives."""
    wait_for(lambda: counted("searched", "scripted", "opened") == list(expected))


def search(page, words):
    page.goto("/search/")
    page.get_by_label("Search the A to Z").fill(words)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(re.compile(r"/search/\?q="))  # and what it loads: only then is what is opened known


def found(page):
    return page.locator(".hits h2 a").first


def test_a_result_that_is_opened_is_counted_once(page):
    make.make_live("ccsvi", title="CCSVI")
    search(page, "ccsvi")
    wait_until_counted((1, 1, 0))

    found(page).click()

    expect(page).to_have_url(re.compile("/a-z/ccsvi/"))
    wait_until_counted((1, 1, 1))


def test_a_result_that_is_opened_by_keyboard_or_in_a_new_tab_is_counted(page):
    make.make_live("ccsvi", title="CCSVI")
    search(page, "ccsvi")
    found(page).press("Enter")
    expect(page).to_have_url(re.compile("/a-z/ccsvi/"))
    search(page, "ccsvi")
    found(page).click(button="middle")
    wait_until_counted((2, 2, 2))


def test_coming_back_to_the_results_is_no_search_of_which_it_is_known_that_nothing_was_opened(page):
    make.make_live("ccsvi", title="CCSVI")
    search(page, "ccsvi")
    found(page).click()
    expect(page).to_have_url(re.compile("/a-z/ccsvi/"))
    page.go_back()
    expect(found(page)).to_be_visible()
    search(page, "ccsvi")
    wait_until_counted((2, 2, 1))


def test_without_scripts_it_is_not_known_whether_a_result_is_opened(plain_page):
    make.make_live("ccsvi", title="CCSVI")
    search(plain_page, "ccsvi")
    found(plain_page).click()
    expect(plain_page).to_have_url(re.compile("/a-z/ccsvi/"))
    assert counted("searched", "scripted", "opened") == [(1, 0, 0)]


def test_a_beacon_carries_no_cookie_and_leaves_none(page):
    make.make_live("ccsvi", title="CCSVI")
    with page.expect_request("**/search/opened/") as sent:
        search(page, "ccsvi")
    assert "cookie" not in sent.value.all_headers()
    assert sent.value.post_data == "q=ccsvi&what=scripted"
    assert page.context.cookies() == []


def test_who_finds_nothing_tells_the_editors_without_scripts(plain_page):
    search(plain_page, "foot drop")
    plain_page.get_by_label("Anything to add?").fill("How do I walk with it?")
    plain_page.get_by_role("button", name="Send").click()

    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert counted("query", "searched", "told", "said") == [("foot drop", 1, 1, "How do I walk with it?")]
    assert plain_page.context.cookies() == []


def test_who_tells_too_much_is_told_so_beside_the_field_and_loses_nothing(page):
    search(page, "foot drop")
    page.get_by_label("Anything to add?").fill("Please ring 07700 900123")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your message was not sent")
    said = page.get_by_label("Anything to add?")
    expect(said).to_have_value("Please ring 07700 900123")
    expect(said).to_have_accessible_description(re.compile("^Please leave out e-mail addresses"))


@pytest.fixture
def desk(page):
    """The admin, with an editor logged in."""
    make.make_user("kim", *PERMISSIONS)
    page.goto("/admin/")
    page.get_by_label("Username").fill("kim")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Editors’ desk")
    return page


def test_an_editor_turns_a_search_that_failed_into_a_synonym_that_readers_find_by(desk):
    make.make_live("splints", title="Splints")
    SearchCount.objects.create(day=timezone.localdate(), query="orthosis", results=0, searched=3)
    desk.get_by_role("link", name="What readers could not find").first.click()
    desk.get_by_role("link", name="Add as synonym").click()
    desk.get_by_label("Also finds:").fill("splint")
    desk.get_by_role("button", name="Show what changes").click()
    sides = desk.locator(".sides > div")
    expect(sides).to_have_text(
        [re.compile("Now: 0 topics"), re.compile("With the synonym: 1 topic.*Splints", re.DOTALL)]
    )
    assert not Synonym.objects.exists()

    desk.get_by_role("button", name="Save synonym").click()

    expect(desk.locator(".messagelist")).to_contain_text("orthosis → splint")
    search(desk, "orthosis")
    expect(found(desk)).to_have_text("Splints")


def test_an_editor_begins_a_topic_from_a_search_that_failed(desk):
    SearchCount.objects.create(day=timezone.localdate(), query="foot drop", results=0, searched=3)
    desk.get_by_role("link", name="What readers could not find").first.click()
    desk.get_by_role("link", name="New topic").click()

    expect(desk.get_by_label("Title:")).to_have_value("Foot drop")
    expect(desk.get_by_label("Web address:")).to_have_value("foot-drop")
