"""Every page type against axe-core, in both schemes, on a small phone and on a desktop."""

import pytest
from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Every type of page.
PAGES = [
    "/",
    "/a-z/",
    "/a-z/letter/c/",
    "/a-z/letter/q/",
    "/a-z/ccsvi/",
    "/a-z/ccsvi/history/",
    "/a-z/ccsvi/editions/1/",
    "/references/zamboni2009/",
    "/a-z/withdrawn/",
    "/a-z/none/",
    "/search/",
    "/search/?q=liberaton+therapy",
    "/search/?q=xyzzy+qqq",
    "/search/tell-us/",
    "/reading-settings/",
    "/privacy/",
    "/contact/",
]
# What else such pages may show.
OTHERS = [
    "/a-z/?find=ms",
    "/a-z/?find=xyzzy",
    "/a-z/disease-modifying-drugs/",
    "/search/?q=ms",
    "/search/?q=%21",
    "/search/thanks/",
]


def violations(page, tags=TAGS):
    """Return what axe-core finds wrong with the page as it is now, one line a place."""
    options = {"runOnly": tags, "resultTypes": ["violations"], "preload": False}
    found = AXE.run(page, options=options).response["violations"]
    return [f"{one['id']}: {' '.join(node['target'])}: {node['html'][:150]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_page(page, site, scheme, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    wrong = {}
    for path in PAGES if scheme == "dark" or width == 1280 else PAGES + OTHERS:
        page.goto(path)
        wrong[path] = violations(page)

    assert {path: found for path, found in wrong.items() if found} == {}


def open_everything(page):
    """Open all that a reader could, explained words in sections that are not shown among them."""
    page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true;"
        "for (const one of document.querySelectorAll('a.term')) one.click()"
    )
    assert page.locator(".meaning:not([hidden])").count() == page.locator("a.term").count()


READ = {"size": "largest", "spacing": "most", "contrast": "more", "sections": "one", "place": "keep"}


@pytest.mark.parametrize("kept", [{}, READ, READ | {"scheme": "dark"}])
def test_axe_finds_nothing_wrong_with_what_opens_nor_with_a_readers_settings(page, site, kept):
    page.goto("/reading-settings/")
    page.evaluate("kept => localStorage.setItem('reading', JSON.stringify(kept))", kept)
    wrong = {}
    for path in ("/a-z/ccsvi/", "/a-z/disease-modifying-drugs/", "/reading-settings/"):
        page.goto(path)
        open_everything(page)
        wrong[path] = violations(page)

    assert {path: found for path, found in wrong.items() if found} == {}


def test_axe_finds_nothing_wrong_with_suggestions(page, site):
    page.goto("/search/")
    page.get_by_role("combobox").fill("ms")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowDown")

    assert violations(page) == []
