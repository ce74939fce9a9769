"""Pages are small, stand still while they load, fit narrow windows, and need neither a mouse nor the usual spacing."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

TOPIC = "/a-z/ccsvi/"
PAGES = [
    "/",
    "/a-z/",
    "/a-z/letter/c/",
    TOPIC,
    "/a-z/ccsvi/history/",
    "/search/?q=ms",
    "/reading-settings/",
    "/privacy/",
    "/contact/",
    "/a-z/none/",
]

PHONE = {"width": 320, "height": 640}
# What WCAG 2.2 (1.4.12) has readers set, without loss of content or function.
TEXT_SPACING = """
    const style = new CSSStyleSheet();
    style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; }
                       * { word-spacing: .16em !important; }
                       p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [style];
"""


def requests_of(page, path):
    """Return what the page asked for, as (address, body) pairs, with what it asked of the site's icon."""
    asked = []

    def note(response):
        if response.request.resource_type != "ping":  # a beacon, which nobody waits for
            asked.append((response.url, response.body()))

    page.on("response", note)
    page.goto(path, wait_until="networkidle")
    asked_for = [url for url, _body in asked]
    icon = page.locator("link[rel=icon]").evaluate("one => one.href")
    if icon not in asked_for:
        asked.append((icon, Path(finders.find("favicon.svg")).read_bytes()))
    return asked


def test_a_topic_takes_four_requests_and_thirty_kilobytes(page, site):
    asked = requests_of(page, TOPIC)
    sizes = {url.rsplit("/", 1)[-1]: len(gzip.compress(body)) for url, body in asked}

    assert len(asked) <= 4, sizes
    assert sum(sizes.values()) <= 30_000, sizes


def test_a_topics_script_is_under_ten_kilobytes(page, site):
    asked = requests_of(page, TOPIC)
    scripts = [body for url, body in asked if url.endswith(".js")]

    assert len(scripts) == 1
    assert sum(map(len, scripts)) <= 10_000


@pytest.mark.parametrize("path", ["/", "/a-z/", "/a-z/letter/c/", "/search/?q=ms", "/reading-settings/"])
def test_no_other_page_is_larger(page, site, path):
    asked = requests_of(page, path)

    assert len(asked) <= 6
    assert sum(len(gzip.compress(body)) for _url, body in asked) <= 30_000


SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map((one) => one.value)))
      .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize(
    "kept",
    ["{}", '{"size": "large", "spacing": "most", "scheme": "dark", "place": "keep"}', '{"sections": "one"}'],
)
def test_nothing_moves_while_a_page_loads(page, site, kept):
    page.add_init_script(SHIFTS)
    page.goto("/reading-settings/")
    page.evaluate("kept => localStorage.setItem('reading', kept)", kept)
    place = {"key": "did-the-treatment-help", "heading": "Did the treatment help?", "title": "CCSVI"}
    page.evaluate("places => localStorage.setItem('places', JSON.stringify(places))", {TOPIC: place})
    for size in (PHONE, {"width": 1280, "height": 900}):
        page.set_viewport_size(size)
        for path in PAGES:
            page.goto(path, wait_until="networkidle")
            assert page.evaluate("shifts") == [], path


# Narrow windows, large text


@pytest.mark.parametrize("kept", ["{}", '{"size": "largest", "spacing": "most"}'])
def test_no_page_scrolls_sideways_at_320_pixels_which_is_a_zoom_of_400_percent(page, site, kept):
    page.goto("/reading-settings/")
    page.evaluate("kept => localStorage.setItem('reading', kept)", kept)
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400%
    for path in PAGES:
        page.goto(path)
        for one in page.locator("summary:visible").all():
            one.click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        cut = """[...document.querySelectorAll("main *, header *, footer *")]
                   .filter((one) => !one.closest(".table, .visually-hidden, svg") && one.checkVisibility())
                   .filter((one) => one.getBoundingClientRect().right > 321 && one.getBoundingClientRect().width > 1)
                   .map((one) => one.outerHTML.slice(0, 100))"""
        assert page.evaluate(cut) == [], path


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}])
def test_text_spacing_cuts_nothing_off(page, site, size):
    page.set_viewport_size(size)
    for path in PAGES:
        page.goto(path)
        page.evaluate(TEXT_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"], path
        clipped = """[...document.querySelectorAll("a, button, h1, h2, h3, p, li, label, summary, legend")]
                       .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .skip, .full"))
                       .filter((one) => getComputedStyle(one).overflow !== "visible")
                       .filter((one) => one.scrollHeight > one.clientHeight + 1
                                        || one.scrollWidth > one.clientWidth + 1)
                       .map((one) => one.outerHTML.slice(0, 100))"""
        assert page.evaluate(clipped) == [], path


def test_lines_hold_at_most_eighty_characters(page, site):
    page.goto(TOPIC)
    longest = page.evaluate(
        """() => {
             const counts = [];
             for (const block of document.querySelectorAll("main p, main .section li")) {
               const range = document.createRange();
               const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
               const lines = new Map();
               while (walker.nextNode()) {
                 for (let at = 0; at < walker.currentNode.length; at += 1) {
                   range.setStart(walker.currentNode, at);
                   range.setEnd(walker.currentNode, at + 1);
                   const { bottom, width } = range.getBoundingClientRect();
                   if (width) lines.set(Math.round(bottom / 8), (lines.get(Math.round(bottom / 8)) ?? 0) + 1);
                 }
               }
               counts.push(...lines.values());
             }
             return Math.max(...counts);
           }"""
    )

    assert 40 < longest <= 80


# By keyboard alone


def focused(page):
    return page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")


def tab_to(page, words):
    """Press Tab until the focus is on what begins with `words`; it has to show and lie within the window."""
    for _ in range(120):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                 const one = document.activeElement;
                 const { top, bottom } = one.getBoundingClientRect();
                 const style = getComputedStyle(one);
                 return [style.outlineStyle, parseFloat(style.outlineWidth), bottom > 0 && top < innerHeight];
               }"""
        )
        assert ring[0] == "solid", focused(page)
        assert ring[1] >= 3, focused(page)
        assert ring[2], focused(page)
        if focused(page).startswith(words):
            return
    raise AssertionError(f"no Tab leads to {words}")


def test_a_topic_is_found_and_read_by_keyboard_alone(page, site):
    page.goto("/")
    tab_to(page, "Index")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/a-z/$"))

    tab_to(page, "C ,")
    page.keyboard.press("Enter")
    tab_to(page, "CCSVI (Chronic")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{TOPIC}$"))

    tab_to(page, "Print or save")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="In large print")).to_be_visible()
    tab_to(page, "MS")
    page.keyboard.press("Enter")
    expect(page.locator(".meaning:visible")).to_have_count(1)
    tab_to(page, "Read more: Multiple sclerosis")


def test_settings_are_chosen_by_keyboard_alone(page, site):
    page.goto("/reading-settings/")
    while page.evaluate("document.activeElement.name") != "size":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_label("Larger", exact=True)).to_be_checked()
    assert page.evaluate("document.documentElement.dataset.size") == "larger"


# Colours that the reader's system forces


def test_forced_colours_leave_every_edge_that_carries_meaning(page, site):
    page.emulate_media(forced_colors="active")
    page.goto("/a-z/letter/c/")
    assert page.locator(".letters [aria-current]").evaluate("one => getComputedStyle(one).borderStyle") == "double"
    page.goto(TOPIC)
    page.locator("a.term").first.click()
    for edged in (".box", ".evidence", ".cite", ".meaning"):
        width = page.locator(edged).first.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)")
        assert width >= 1, edged
    page.goto("/reading-settings/")
    button = page.get_by_role("button").first
    assert button.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1
