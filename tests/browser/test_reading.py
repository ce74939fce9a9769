"""How readers make the site fit: settings kept on the device, words explained, listening, printing, keeping a place."""

import json
import re

import pytest
from playwright.sync_api import expect

TOPIC = "/a-z/ccsvi/"

# A voice that says nothing and keeps what it was given; `finish()` lets it come to the end of an utterance.
FAKE_VOICE = """
    window.said = [];
    let current = null;
    const voice = {
      getVoices: () => [{ lang: "en-GB", name: "Fake" }],
      speak(utterance) { current = utterance; said.push([utterance.text, utterance.rate, utterance.lang]); },
      cancel() { const was = current; current = null; was?.dispatchEvent(new Event("error")); },
      addEventListener() {},
    };
    window.finish = () => { const was = current; current = null; was.dispatchEvent(new Event("end")); };
    window.SpeechSynthesisUtterance = class extends EventTarget {
      constructor(text) { super(); this.text = text; }
    };
    Object.defineProperty(window, "speechSynthesis", { value: voice });
"""


@pytest.fixture
def topic(page, site):
    page.goto(TOPIC)
    return page


def choose(page, *labels):
    """Choose on the settings page."""
    page.goto("/reading-settings/")
    for label in labels:
        page.get_by_label(label, exact=True).check()
        expect(page.get_by_role("status")).to_have_text("Kept on this device.")


def visit(page, path):
    """Go to `path` and wait for what the settings let a page fetch."""
    page.goto(path)
    page.evaluate(
        """() => Promise.all(
             ["place", "sections"]
               .filter((name) => name in document.documentElement.dataset)
               .map((name) => import(document.querySelector("script[data-place]").dataset[name])))"""
    )


def style(page, selector, name):
    return page.locator(selector).first.evaluate("(one, name) => getComputedStyle(one)[name]", name)


def kept(page, name="reading"):
    return json.loads(page.evaluate("name => localStorage.getItem(name)", name) or "null")


# Settings


def test_a_choice_shows_at_once_and_on_every_page_and_is_kept(page, site):
    page.goto("/reading-settings/")
    usual = float(style(page, "main p", "fontSize").removesuffix("px"))

    choose(page, "Twice the usual size", "Most", "Light text on dark", "Strongest: black and white")

    assert kept(page) == {"size": "largest", "spacing": "most", "scheme": "dark", "contrast": "more"}
    for path in ("/reading-settings/", "/", TOPIC, "/search/"):
        page.goto(path)
        assert float(style(page, "main p:not(.lesser)", "fontSize").removesuffix("px")) == 2 * usual, path
        assert style(page, "html", "backgroundColor") == "rgb(0, 0, 0)", path
        assert style(page, "main p", "color") == "rgb(255, 255, 255)", path
        assert style(page, "main p", "letterSpacing") != "normal", path
    page.goto("/reading-settings/")
    expect(page.get_by_label("Twice the usual size")).to_be_checked()


def test_the_usual_settings_come_back_and_leave_nothing_behind(page, site):
    choose(page, "Larger", "Keep my place on this device")
    page.evaluate("localStorage.setItem('places', '{}')")

    page.get_by_role("button", name="Back to the usual settings").click()

    expect(page.get_by_role("status")).to_have_text("All settings are as usual again.")
    assert page.evaluate("localStorage.length") == 0
    expect(page.get_by_label("Usual", exact=True).first).to_be_checked()
    assert "size" not in page.evaluate("({ ...document.documentElement.dataset })")


@pytest.mark.parametrize("nonsense", ["", "null", "7", "[1]", '"x"', "{", '{"size": {"a": 1}, "x y": "z"}'])
def test_whatever_else_is_kept_there_does_no_harm(topic, nonsense):
    topic.evaluate("text => { localStorage.setItem('reading', text); localStorage.setItem('places', text) }", nonsense)

    topic.goto(TOPIC)

    assert set(topic.evaluate("({ ...document.documentElement.dataset })")) <= {"scripted", "voice"}
    topic.locator("a.term").first.click()
    expect(topic.locator(".meaning:visible")).to_have_count(1)


def test_where_nothing_can_be_kept_a_choice_holds_for_the_page_and_says_so(page, site):
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.goto("/reading-settings/")

    page.get_by_label("Larger", exact=True).check()

    expect(page.get_by_role("status")).to_contain_text("lets this site keep nothing")
    assert page.evaluate("document.documentElement.dataset.size") == "larger"


def test_without_script_the_settings_say_what_else_there_is(plain_page, page, site):
    plain_page.goto("/reading-settings/")
    page.goto("/reading-settings/")

    expect(plain_page.get_by_text("These settings need scripts")).to_be_visible()
    expect(page.get_by_text("These settings need scripts")).to_be_hidden()


# Words explained


def test_a_word_opens_what_it_means_in_place_and_closes_again(topic):
    term = topic.locator("a.term").first
    meaning = topic.locator(".meaning:visible")
    term.hover()
    term.focus()
    expect(meaning).to_have_count(0)

    term.click()

    expect(meaning).to_contain_text("Multiple sclerosis (MS) is a lifelong condition")
    expect(term).to_have_attribute("aria-expanded", "true")
    assert topic.url.endswith(TOPIC)
    term.click()
    expect(meaning).to_have_count(0)


def test_words_are_explained_by_keyboard_alone(topic):
    term = topic.locator("a.term").first
    meaning = topic.locator(".meaning:visible")
    for key in ("Enter", "Space"):
        term.focus()
        topic.keyboard.press(key)
        expect(meaning).to_have_count(1)
        topic.keyboard.press("Escape")
        expect(meaning).to_have_count(0)
    topic.keyboard.press("Enter")
    topic.keyboard.press("Tab")
    while topic.evaluate("document.activeElement.textContent") != "Close":
        topic.keyboard.press("Tab")
    topic.keyboard.press("Enter")

    expect(meaning).to_have_count(0)
    expect(term).to_be_focused()


def test_a_meaning_leads_to_its_topic(topic):
    topic.locator("a.term").first.click()
    topic.locator(".meaning:visible").get_by_role("link", name="Read more: Multiple sclerosis").click()

    expect(topic).to_have_url(re.compile("/a-z/multiple-sclerosis/$"))


def test_without_script_a_word_is_a_link_and_the_list_has_its_meaning(plain_page, site):
    plain_page.goto(TOPIC)
    plain_page.get_by_text("Words explained").click()
    expect(plain_page.locator(".words dd").first).to_contain_text("Multiple sclerosis (MS) is a lifelong condition")

    plain_page.locator("a.term").first.click()

    expect(plain_page).to_have_url(re.compile("/a-z/multiple-sclerosis/$"))


# Listening


@pytest.fixture
def listener(page, site):
    page.add_init_script(FAKE_VOICE)
    page.goto(TOPIC)
    page.get_by_text("Listen", exact=True).click()
    return page


def said(page):
    return [text for text, _rate, _lang in page.evaluate("said")]


def test_a_page_is_read_from_its_title_on_block_by_block(listener):
    listener.get_by_role("button", name="Start").click()
    expect(listener.locator("#listen_status")).to_have_text("Reading.")
    for _ in range(3):
        listener.evaluate("finish()")

    texts = said(listener)
    assert texts[0].startswith("CCSVI")
    assert texts[1] == "In short"
    assert texts[2].startswith("CCSVI is a theory.")
    assert listener.evaluate("said[0]")[1:] == [1, "en-GB"]
    assert listener.locator(".spoken").count() == 1


def test_a_pause_goes_on_with_the_block_it_stopped_in(listener):
    listener.get_by_role("button", name="Start").click()
    listener.evaluate("finish()")
    listener.get_by_role("button", name="Pause").click()
    expect(listener.locator("#listen_status")).to_have_text("Paused.")
    assert listener.locator(".spoken").count() == 0

    listener.get_by_role("button", name="Go on").click()

    assert said(listener)[1:] == ["In short", "In short"]


def test_a_chosen_section_is_read_to_its_end_and_no_further(listener):
    listener.get_by_label("What to listen to").select_option("What did the first study find?")
    listener.get_by_label("Pace").select_option("Slow")
    listener.get_by_role("button", name="Start").click()
    for _ in range(20):
        if listener.locator("#listen_status").inner_text() == "That was the end.":
            break
        listener.evaluate("finish()")

    texts = said(listener)
    assert texts[0] == "What did the first study find?"
    assert "They did not have this narrowing." in texts[1]
    assert any(text.startswith("Jugular vein") and text.endswith(". 91%, about 9 in 10.") for text in texts)
    assert not any("later studies" in text for text in texts)
    assert listener.evaluate("said[0][1]") == 0.8
    expect(listener.get_by_role("button", name="Start")).to_be_visible()
    expect(listener.get_by_role("button", name="Stop")).to_be_hidden()


def test_no_mark_of_a_citation_is_read(listener):
    listener.get_by_role("button", name="Start").click()
    while listener.locator("#listen_status").inner_text() != "That was the end.":
        listener.evaluate("finish()")

    assert [text for text in said(listener) if "[" in text or "reference" in text] == []


def test_stopping_forgets_the_place(listener):
    listener.get_by_role("button", name="Start").click()
    listener.evaluate("finish()")
    listener.get_by_role("button", name="Stop").click()
    listener.get_by_role("button", name="Start").click()

    assert said(listener)[-1].startswith("CCSVI")


def test_a_browser_without_a_voice_says_so(page, site):
    page.add_init_script(FAKE_VOICE.replace('[{ lang: "en-GB", name: "Fake" }]', "[]"))
    page.goto(TOPIC)
    page.get_by_text("Listen", exact=True).click()
    page.get_by_role("button", name="Start").click()

    expect(page.locator("#listen_status")).to_contain_text("no voice to read with")


# Printing


def printed(page):
    """Open “Print or save”, with printing replaced by noting what would be on paper."""
    page.evaluate(
        """window.print = () => {
             window.onPaper = [...document.querySelectorAll(".part")].map((part) => getComputedStyle(part).display);
             window.size = getComputedStyle(document.documentElement).fontSize;
             dispatchEvent(new Event("afterprint"));
           }"""
    )
    page.emulate_media(media="screen")
    page.get_by_text("Print or save", exact=True).first.click()


def test_only_chosen_sections_are_printed_and_in_large_print_if_asked(topic):
    printed(topic)
    topic.get_by_role("checkbox", name="What did later studies find?").uncheck()
    topic.get_by_role("checkbox", name="Where this comes from").uncheck()
    topic.get_by_label("In large print").check()
    topic.emulate_media(media="print")
    topic.locator("#print button").dispatch_event("click")
    topic.wait_for_function("window.onPaper")

    assert topic.evaluate("onPaper").count("none") == 2
    assert topic.evaluate("size") == "24px"  # 18pt
    assert topic.locator(".left-out").count() == 0
    assert topic.evaluate("document.documentElement.dataset.print") is None


def test_paper_has_the_text_its_sources_and_the_address_but_nothing_to_press(topic):
    topic.emulate_media(media="print", color_scheme="dark")

    assert style(topic, "html", "backgroundColor") == "rgb(255, 255, 255)"
    assert style(topic, "main p", "color") == "rgb(0, 0, 0)"
    for hidden in (".tools", ".crumbs", "#main_navigation", ".contents", ".words", ".cite-page"):
        assert topic.locator(hidden).first.is_hidden(), hidden
    assert topic.locator(".printed").inner_text() == topic.url
    online = "getComputedStyle(document.querySelector('.references a.online'), '::after').content"
    assert "https://doi.org/" in topic.evaluate(online)
    for shown in ("h1", ".dates", ".references li"):
        assert topic.locator(shown).first.is_visible(), shown


# One section at a time


def visible_parts(page):
    return page.locator(".part:visible").count()


def test_one_section_at_a_time_goes_on_and_back(page, site):
    choose(page, "One section at a time")
    visit(page, TOPIC)
    turn = page.get_by_role("navigation", name="Sections")
    expect(turn).to_contain_text("Section 1 of")
    assert visible_parts(page) == 1

    turn.get_by_role("link", name=re.compile("^Next")).click()
    expect(turn).to_contain_text("Section 2 of")
    turn.get_by_role("link", name="Next: What did the first study find?").click()
    expect(page.get_by_role("heading", name="What did the first study find?")).to_be_focused()
    assert visible_parts(page) == 1

    page.go_back()
    expect(turn).to_contain_text("Section 2 of")
    turn.get_by_role("link", name="Back: In short").click()
    expect(page.get_by_role("heading", name="In short")).to_be_visible()


def test_one_section_at_a_time_follows_links_into_hidden_ones(page, site):
    choose(page, "One section at a time")
    visit(page, f"{TOPIC}#what-did-later-studies-find")
    expect(page.get_by_role("heading", name="What did later studies find?")).to_be_visible()

    page.locator("a.cite:visible").first.click()

    expect(page.locator("li:target")).to_be_visible()
    assert visible_parts(page) == 1


def test_all_of_it_is_printed_when_sections_are_read_one_at_a_time(page, site):
    choose(page, "One section at a time")
    visit(page, TOPIC)
    expect(page.get_by_role("navigation", name="Sections")).to_be_visible()

    page.emulate_media(media="print")

    assert visible_parts(page) == page.locator(".part").count() > 5


# Continue where you left off


def test_a_reader_continues_where_they_left_off(page, site):
    choose(page, "Keep my place on this device")
    visit(page, TOPIC)
    expect(page.get_by_role("link", name="Continue where you left off")).to_be_hidden()
    page.get_by_role("heading", name="Did the treatment help?").evaluate("one => one.scrollIntoView()")

    visit(page, "/")
    page.get_by_role("link", name="Continue where you left off: CCSVI, Did the treatment help?").click()
    expect(page).to_have_url(re.compile("/a-z/ccsvi/#did-the-treatment-help$"))

    visit(page, TOPIC)
    expect(page.get_by_role("link", name="Continue where you left off: Did the treatment help?")).to_be_visible()


def test_a_page_left_at_its_top_is_not_kept(page, site):
    choose(page, "Keep my place on this device")
    visit(page, TOPIC)
    visit(page, "/")

    assert kept(page, "places") in ({}, None)
    expect(page.get_by_role("link", name="Continue where you left off")).to_be_hidden()


def test_the_pages_read_are_forgotten_when_a_reader_asks(page, site):
    choose(page, "Keep my place on this device")
    visit(page, f"{TOPIC}#did-the-treatment-help")
    visit(page, "/reading-settings/")
    assert list(kept(page, "places")) == [TOPIC]

    page.get_by_role("button", name="Forget the pages I have read").click()

    expect(page.get_by_role("status")).to_contain_text("has forgotten")
    assert kept(page, "places") is None


def test_no_place_is_kept_unasked(topic):
    topic.goto(f"{TOPIC}#did-the-treatment-help")
    topic.goto("/")

    assert kept(topic, "places") is None
