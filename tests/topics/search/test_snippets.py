"""The piece of a text that a hit shows, with the words that were asked for marked."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.topics import strategies
from topics.search.snippets import snippet as snippet_of
from topics.search.words import stem


def snippet(text, words):
    return snippet_of(text, {stem(word) for word in words})


def test_a_short_text_is_shown_whole():
    assert snippet("Just this.", set()) == "Just this."
    assert snippet("", {"x"}) == ""


def test_a_snippet_begins_and_ends_with_whole_words():
    shown = snippet("alpha beta " * 50 + "needle " + "gamma delta " * 50, {"needle"})

    words = shown.removeprefix("… ").removesuffix(" …").split()
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert set(words) == {"alpha", "beta", "<mark>needle</mark>", "gamma", "delta"}
    assert 150 <= len(shown) <= 250


def test_a_match_at_the_end_is_shown():
    assert snippet("alpha " * 200 + "needle", {"needle"}).endswith("<mark>needle</mark>")


def test_a_match_that_hangs_on_a_long_word_is_shown():
    text = "alpha " * 50 + "path/" * 60 + "needle " + "omega " * 100

    assert snippet(text, {"needle"}).startswith("… <mark>needle</mark> omega")


def test_a_text_without_spaces_is_cut_somewhere():
    shown = snippet("神" * 1000, set())

    assert shown == "神" * 220 + " …"
    assert len(snippet("神" * 1000 + "!needle!" + "神" * 1000, {"needle"})) < 300


@given(strategies.texts(600), st.lists(st.sampled_from(["a", "abc", "x", "needle"]), max_size=3), st.integers(0, 300))
def test_any_snippet_holds_only_marks_and_words_of_the_text(text, terms, place):
    text = f"{text[:place]} needle {text[place:]}"

    shown = snippet(text, set(terms))

    assert re.sub("</?mark>", "", shown).count("<") == 0
    bare = html.unescape(re.sub("</?mark>", "", shown)).removeprefix("… ").removesuffix(" …")
    assert bare in text
    if "needle" in terms and len(terms) == 1:
        assert "<mark>needle</mark>" in shown
