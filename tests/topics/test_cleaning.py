"""What bodies may hold, and that cleaning loses no words."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given

from tests.topics import strategies
from topics.cleaning import clean_body, plain_text, refuse_forbidden

ALLOWED_TAGS = {
    "p", "h3", "h4", "blockquote", "strong", "em", "sub", "sup", "ul", "ol", "li", "br", "a", "abbr",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    ("a", "href"), ("abbr", "title"), ("th", "scope"), ("th", "colspan"), ("th", "rowspan"), ("td", "colspan"),
    ("td", "rowspan"),
}  # fmt: skip
ALLOWED_SCHEMES = {"", "http", "https", "mailto", "tel"}


class Strict(HTMLParser):
    """Fails on whatever the allow-list does not name, as a browser would read it."""

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED_TAGS
        for name, value in attrs:
            assert (tag, name) in ALLOWED_ATTRIBUTES
            if name == "href":
                bare = "".join(char for char in value or "" if char > " ")
                assert urlsplit(bare).scheme in ALLOWED_SCHEMES

    def handle_endtag(self, tag):
        assert tag in ALLOWED_TAGS

    def handle_comment(self, data):
        raise AssertionError(f"A comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


@given(strategies.hostile_bodies())
def test_whatever_comes_is_refused_in_a_sentence_or_kept_within_the_allow_list(body):
    try:
        cleaned = clean_body(body)
    except ValidationError as error:
        assert error.messages[0].endswith(".")
        return

    parser = Strict()
    parser.feed(cleaned)
    parser.close()
    assert clean_body(cleaned) == cleaned


@pytest.mark.parametrize(
    ("body", "cleaned"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<svg><script>alert(1)</script></svg>a", "a"),
        ("<style>p { color: red }</style>a", "a"),
        ("<iframe src='https://example.org'>b</iframe>a", "a"),
        ("<img src=x onerror=alert(1)>a", "a"),
        ("<p onclick='x()' style='color: red' class='MsoNormal' id='q'>a</p>", "<p>a</p>"),
        ("<div><span>a</span></div>", "a"),
        ("<!-- b -->a", "a"),
        (
            "<table border=1 style='x'><tr><td width=5>a</td></tr></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "&lt;p title=\"\"&gt;"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_dropped(body, cleaned):
    assert clean_body(body) == cleaned


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "  javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java&#9;script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,alert(1)",
        "vbscript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_a_link_to_where_nobody_should_go_becomes_its_words(address):
    assert clean_body(f'<p><a href="{address}">words</a></p>') == "<p>words</p>"


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/?a=1&amp;b=2">a</a>',
        '<a href="mailto:help@example.org">a</a>',
        '<a href="tel:+4420">a</a>',
        '<a href="/a-z/ccsvi/#what-is-it">a</a>',
        '<a href="#what-is-it">a</a>',
        '<abbr title="multiple sclerosis">MS</abbr>',
        '<table><caption>c</caption><thead><tr><th scope="col" colspan="2" rowspan="3">a</th></tr></thead>'
        '<tbody><tr><td colspan="2" rowspan="3">b</td></tr></tbody></table>',
        "<h3>a</h3><h4>b</h4><blockquote>c</blockquote><p>H<sub>2</sub>O<sup>2</sup><br>d</p>",
        "<ul><li>a</li></ul><ol><li><strong>b</strong> <em>c</em></li></ol>",
    ],
)
def test_what_is_allowed_stays_as_it_is(body):
    assert clean_body(body) == body


@pytest.mark.parametrize(
    ("body", "cleaned"),
    [
        ("<b>a</b>", "<strong>a</strong>"),
        ("<I class=x>a</I >", "<em>a</em>"),
        ("<h1>a</h1>", "<h3>a</h3>"),
        ("<h2 id='x'>a</h2>", "<h3>a</h3>"),
        ("<h5>a</h5><h6>b</h6>", "<h4>a</h4><h4>b</h4>"),
        ("<bi>a</bi><body>b</body>", "ab"),
        ("&lt;b&gt;a", "&lt;b&gt;a"),
    ],
)
def test_other_programs_tags_become_ours(body, cleaned):
    assert clean_body(body) == cleaned


@pytest.mark.parametrize(
    "body",
    [
        "<p>a</p><p></p>",
        "<p>a</p><p>&nbsp;</p>",
        "<p></p><p>a</p>",
        "<p>a</p><p> <br> &nbsp;</p>\n",
        "<p>a</p><ul><li><p></p></li></ul>",
        "&nbsp;<br> \n<p>a</p>&nbsp; <br>",
        "<p>a</p>" + "<blockquote>" * 30 + "</blockquote>" * 30,
    ],
)
def test_empty_paragraphs_and_the_space_around_a_text_are_gone(body):
    assert clean_body(body) == "<p>a</p>"


def test_a_body_of_nothing_is_empty():
    assert clean_body("") == ""
    assert clean_body("<p>&nbsp;</p><script>x</script>") == ""


@pytest.mark.parametrize(
    ("body", "cleaned"),
    [
        ("<p>\u0338all the text</p>", "<p>\u0338all the text</p>"),
        ("<p>&#x338;all the text</p>", "<p>\u0338all the text</p>"),
        ("<strong>a</strong>\u0338b", "<strong>a</strong>\u0338b"),
        ("a &lt;\u0338 b", "a &lt;\u0338 b"),
    ],
)
def test_a_combining_mark_behind_a_tag_does_not_eat_its_bracket(body, cleaned):
    assert clean_body(body) == cleaned
    assert clean_body(cleaned) == cleaned


def test_text_becomes_nfc():
    assert clean_body("<p>cafe\u0301</p>") == "<p>café</p>"


def test_line_ends_are_spaces():
    assert clean_body("<p>a\r\nb\rc&#13;d</p>") == "<p>a b c d</p>"


@pytest.mark.parametrize(
    ("lines", "one_line"),
    [
        ("<p>a</p>\n\n<p>b</p>\n", "<p>a</p><p>b</p>"),
        ("<ul>\n\t<li>a\n\t<ul>\n\t\t<li>b</li>\n\t</ul>\n\t</li>\n</ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<p>\n  a <br>\n  b\n</p>", "<p>a<br>b</p>"),
        ("<p>a  b\t<em> c </em>  d</p>", "<p>a b <em> c </em> d</p>"),
        (
            "<table> <tbody> <tr> <td> a </td> </tr> </tbody> </table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ("<p>5\u00a0mg&nbsp;&nbsp;a day</p>", "<p>5&nbsp;mg&nbsp;&nbsp;a day</p>"),
    ],
)
def test_space_that_readers_do_not_see_makes_no_other_text(lines, one_line):
    assert clean_body(lines) == one_line


def test_signs_in_the_text_are_kept():
    assert clean_body("1 < 2 & 3 > 2") == "1 &lt; 2 &amp; 3 &gt; 2"


def test_no_words_are_lost_from_broken_markup():
    assert (
        plain_text(clean_body("<p>one<p>two<li>three <b>four</p>five</i> <font>six")) == "one two three four five six"
    )


@pytest.mark.parametrize(
    "char",
    ["\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\x80", "\x9b", "\x9f", "\ud800", "\udfff", "\ufffe", "\uffff"],
)
def test_characters_that_nothing_can_carry_are_refused_by_number(char):
    with pytest.raises(ValidationError, match=rf"U\+{ord(char):04X}"):
        refuse_forbidden(f"a{char}b")
    with pytest.raises(ValidationError, match=rf"U\+{ord(char):04X}"):
        clean_body(f"<p>a{char}b</p>")


@pytest.mark.parametrize("entity", ["&#1;", "&#x0B;", "&#127;", "&#x81;", "&#xFFFE;", "&#xffff;"])
def test_such_characters_cannot_come_as_entities_either(entity):
    with pytest.raises(ValidationError, match="invisible control character"):
        clean_body(f"<p>a{entity}b</p>")


def test_tabs_line_ends_and_what_shows_are_not_refused():
    refuse_forbidden("a\tb\nc\r😀\u202e\u2028\u0338\x85")


def test_what_word_leaves_in_comments_is_neither_kept_nor_counted():
    exception = '<w:LsdException Locked="false" Name="Light Grid"/>'
    body = f"<!--[if gte mso 9]><xml>{exception * 400}</xml><![endif]--><p class=MsoNormal>a<o:p></o:p></p>"

    assert clean_body(body) == "<p>a</p>"


def test_a_comment_that_nobody_closes_lasts_to_the_end():
    assert clean_body("<p>a</p><!-- b <script>") == "<p>a</p>"


def test_tags_closed_out_of_turn_do_not_count_as_deep():
    assert clean_body("<b><i>x</b></i>" * 300).startswith("<strong><em>x</em></strong>")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<b>" * 100_000,
        "<ul><li>" * 60_000,
        "<table><tr><td>" * 30_000,
        "<x></b>" * 70_000,
        "<x><div></x></div>" * 20_000,
        "<hr><b></i>" * 40_000,
        "<svg>" + "<td>" * 100_000,
        "<math><mi>" * 40_000,
        "<select><option>" * 30_000,
        "<!--><x>" * 60_000,
    ],
    ids=lambda body: body[:12],
)
def test_deep_nesting_is_refused_quickly(body):
    started = time.process_time()

    with pytest.raises(ValidationError, match="nested too deeply"):
        clean_body(body)

    assert time.process_time() - started < 1


def test_a_huge_text_is_refused_quickly_and_told_its_length():
    started = time.process_time()

    with pytest.raises(ValidationError, match="500,001 characters"):
        clean_body("a" * 500_001)

    assert time.process_time() - started < 1


def test_what_is_huge_only_when_clean_is_refused_too():
    with pytest.raises(ValidationError, match="500,005 characters"):
        clean_body("&" * 100_001)


@pytest.mark.parametrize(
    "body",
    [
        "<p>a" + " " * 400_000 + "b</p>",
        " " * 200_000 + "a" + " " * 200_000,
        "a" + "&nbsp;" * 80_000 + "b",
        "a" + "<br>" * 20_000 + "b",
        "<!--" * 100_000,
        "<p>" * 20_000,
        "[@" * 200_000,
    ],
    ids=lambda body: body[:6],
)
def test_a_long_text_takes_no_longer_than_its_length(body):
    started = time.process_time()

    clean_body(body)

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("<ul><li>a</li><li>b</li></ul>c<br>d", "a b c d"),
        ("<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>", "a b"),
        ("H<sub>2</sub>O and <strong>m</strong>ore", "H2O and more"),
        ("1 &lt; 2 &amp;amp; &quot;", '1 < 2 &amp; "'),
        ("&lt;script&gt;", "<script>"),
        ('<abbr title="a > b">MS</abbr>&nbsp;x', "MS x"),
        ("", ""),
    ],
)
def test_plain_text_is_the_words_in_one_line(body, text):
    assert plain_text(body) == text
