"""Marks in bodies: their one spelling, what they name, and what is refused."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given

from tests.topics import strategies
from topics.citations import cited_keys, keys_of, normalise_marks, replace_keys, without_marks
from topics.cleaning import clean_body


@pytest.mark.parametrize(
    ("body", "normalised"),
    [
        ("[@zamboni2009]", "[@zamboni2009]"),
        ("[@a2001; @b2002]", "[@a2001; @b2002]"),
        ("[@a2001;@b2002]", "[@a2001; @b2002]"),
        ("[ @a2001 ;\n@b2002\t]", "[@a2001; @b2002]"),
        ("[&nbsp;@a2001&nbsp;;&nbsp;&nbsp;@b2002&nbsp;]", "[@a2001; @b2002]"),
        ("[@a2001\u00a0; @b2002]", "[@a2001; @b2002]"),
        ("[@a2001; @a2001]", "[@a2001]"),
        ("[@b2002; @a2001; @b2002]", "[@b2002; @a2001]"),
        ("[@who:2020.a_b-c]", "[@who:2020.a_b-c]"),
        ("[@a2001][@a2001]", "[@a2001][@a2001]"),
        ("([@a2001])", "([@a2001])"),
        ("[[@a2001]]", "[[@a2001]]"),
    ],
)
def test_a_mark_has_one_spelling(body, normalised):
    assert normalise_marks(f"<p>x {body}.</p>") == f"<p>x {normalised}.</p>"


@pytest.mark.parametrize("body", ["<p>a@example.org</p>", "[1] [a] []", "@zamboni2009", "[see @zamboni2009]", ""])
def test_text_that_looks_a_little_like_a_mark_is_text(body):
    assert normalise_marks(body) == body


@pytest.mark.parametrize(
    "mark",
    [
        "[@Zamboni2009]",
        "[@zamboni2009, p. 3]",
        "[@zamboni2009;]",
        "[@zamboni2009; nice2012]",
        "[@zamboni2009 @nice2012]",
        "[@zamboni__2009]",
        "[@zamboni2009.]",
        "[@]",
        "[@é2009]",
        "[ @zamboni 2009]",
        "[@zamboni<em>2009</em>]",
    ],
)
def test_whatever_else_looks_like_a_mark_is_an_error_that_quotes_it(mark):
    with pytest.raises(ValidationError) as caught:
        normalise_marks(f"<p>right [@nice2012], wrong {mark} and more</p>")

    assert f"“{mark}”" in caught.value.messages[0]
    assert "[@zamboni2009]" in caught.value.messages[0]


def test_a_mark_that_is_not_closed_is_quoted_by_its_beginning():
    with pytest.raises(ValidationError, match="“\\[@zamboni2009 says that"):
        normalise_marks("<p>As [@zamboni2009 says that it is so and goes on and on and on and on.</p>")


def test_a_mark_made_of_entities_is_seen_after_cleaning():
    assert normalise_marks(clean_body("&#91;&#64;zamboni2009&#93;")) == "[@zamboni2009]"


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/x/">[@a2001]</a>',
        '<a href="/x/">words <strong>and [@a2001]</strong></a>',
        '<a href="/x/">one</a> <a href="/y/">two [@a2001]</a>',
        '<a href="/x/"><table><tbody><tr><td><a href="/y/">in</a>[@a2001]</td></tr></tbody></table></a>',
    ],
)
def test_a_mark_inside_a_link_is_refused(body):
    with pytest.raises(ValidationError, match="inside a link"):
        normalise_marks(body)


def test_a_mark_between_links_is_none_inside_a_link():
    body = '<a href="/x/">one</a> [@a2001] <a href="/y/">two</a> [@b2002] <abbr title="c">d</abbr>[@c2003]'

    assert normalise_marks(body) == body


@pytest.mark.parametrize("body", ['<abbr title="[@a2001]">a</abbr>', '<a href="[ @a2001 ]">a</a>'])
def test_a_mark_inside_a_tag_is_refused(body):
    with pytest.raises(ValidationError, match="inside a tag"):
        normalise_marks(body)


@given(strategies.hostile_bodies())
def test_normalising_is_refused_in_a_sentence_or_settles_at_once(body):
    try:
        normalised = normalise_marks(clean_body(body))
    except ValidationError as error:
        assert error.messages[0].endswith(".")
        return

    assert normalise_marks(normalised) == normalised
    assert clean_body(normalised) == normalised
    assert "[@" not in without_marks(normalised)


def test_the_keys_of_a_mark_come_in_its_order():
    assert keys_of("@b2002; @a2001; @who:2020.a_b-c") == ["b2002", "a2001", "who:2020.a_b-c"]


def test_cited_keys_come_once_each_by_first_mention():
    body = "<p>[@b2002] [@a2001; @b2002]</p><p>[@c2003; @a2001]</p>"

    assert cited_keys(body) == ["b2002", "a2001", "c2003"]
    assert cited_keys("<p>none, but a@example.org</p>") == []


@pytest.mark.parametrize(
    ("body", "without"),
    [
        ("<p>True [@a2001].</p>", "<p>True.</p>"),
        ("<p>True&nbsp; \u00a0[@a2001; @b2002] or not</p>", "<p>True or not</p>"),
        ("one [@a2001] [@b2002], two", "one, two"),
        ("[@a2001]", ""),
        ("a  b", "a  b"),
    ],
)
def test_marks_are_taken_out_with_the_space_before_them(body, without):
    assert without_marks(body) == without


def test_taking_out_marks_takes_no_longer_than_the_text_is_long():
    body = "a" + " " * 300_000 + "b [@a2001]"
    started = time.process_time()

    assert without_marks(body).endswith(" b")

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("body", "replaced"),
    [
        ("[@a2001]", "[@z1]"),
        ("[@b2002; @a2001]", "[@b2002; @z1]"),
        ("[ @a2001;@b2002 ]", "[ @z1;@b2002 ]"),
        ("[@a2001b] [@a2001-b] [@ca2001] [@a2001:1]", "[@a2001b] [@a2001-b] [@ca2001] [@a2001:1]"),
        ("@a2001 and a2001 stay", "@a2001 and a2001 stay"),
    ],
)
def test_replacing_a_key_changes_whole_keys_in_marks_only(body, replaced):
    assert replace_keys(body, {"a2001": "z1"}) == replaced


def test_two_keys_can_swap():
    assert replace_keys("[@a2001; @b2002]", {"a2001": "b2002", "b2002": "a2001"}) == "[@b2002; @a2001]"
