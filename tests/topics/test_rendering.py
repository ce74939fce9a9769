"""The page: numbers and ways back, ids, frames around tables, and nothing hostile unescaped."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from hypothesis import assume, given

from tests import make
from tests.topics import strategies
from topics.documents import canonical
from topics.models import Site
from topics.rendering import evidence_label, render
from topics.schema import DocumentError

ARTICLE = {
    "type": "article-journal",
    "title": "On veins",
    "author": [{"family": "Zamboni", "given": "P"}],
    "issued": {"date-parts": [[2009]]},
}
KEYS = ("a2001", "b2002", "c2003", "d2004")


def item(**fields):
    return ARTICLE | fields


ITEMS = {key: item(id=key, title=f"On {key}") for key in KEYS}


def page(*bodies, items=ITEMS, keys=KEYS, **fields):
    """Return the rendered page of a document with one section per body, which lists the references `keys`."""
    fields = {
        "sections": [{"heading": f"Section {number}", "body": body} for number, body in enumerate(bodies)]
        or [{"heading": "", "body": ""}],
        "references": [{"key": key} for key in keys],
    } | fields
    return render(make.make_document("ccsvi", **fields), items)


class Page(HTMLParser):
    """What a browser finds in HTML: its ids, where its links lead, its tags in order."""

    VOID = {"br", "meta", "link", "input", "img", "hr"}

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.tags, self.open = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs.get("href"))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def shown(rendered):
    """Return the whole page of a topic as its template shows it."""
    topic = vars(rendered) | {"initial": "C", "letter_slug": "c", "published_on": None, "edition_number": 1}
    return Page(render_to_string("topic_detail.html", {"topic": topic, "site": Site()}))


# Numbers


def test_references_are_numbered_by_first_mention_then_the_others_in_the_order_of_the_list():
    rendered = page("<p>x [@c2003]</p>", "<p>[@b2002; @c2003]</p>")

    assert [(entry.number, entry.key, entry.is_cited) for entry in rendered.references] == [
        (1, "c2003", True),
        (2, "b2002", True),
        (3, "a2001", False),
        (4, "d2004", False),
    ]


def test_without_marks_the_list_is_in_the_editors_order():
    assert [entry.key for entry in page("<p>x</p>", keys=("d2004", "a2001")).references] == ["d2004", "a2001"]


def test_without_references_there_is_no_list():
    assert page("<p>x</p>", keys=()).references == []


def test_a_mark_leads_to_its_entry():
    assert page("<p>x [@a2001].</p>").sections[0].html == (
        '<p>x <a class="cite" id="cite_1_1" href="#ref_1" role="doc-noteref">'
        '<span class="visually-hidden">reference </span>[1]</a>.</p>'
    )


def test_a_mark_of_two_is_two_links():
    html = page("<p>[@b2002; @a2001]</p>").sections[0].html

    assert re.findall(r'id="(\w+)" href="#(\w+)"', html) == [("cite_1_1", "ref_1"), ("cite_2_1", "ref_2")]
    assert "</a> <a" in html


def test_each_entry_leads_back_to_every_mark_in_order():
    rendered = page("<p>[@a2001] [@a2001; @b2002]</p>", "<p>[@a2001]</p>")

    assert [Page(entry.ways_back).links for entry in rendered.references[:3]] == [
        ["#cite_1_1", "#cite_1_2", "#cite_1_3"],
        ["#cite_2_1"],
        [],
    ]


def test_on_the_page_every_mark_and_every_way_back_leads_somewhere():
    found = shown(page("<p>[@c2003] [@a2001; @c2003]</p>", "<p>[@b2002]</p><table><tr><td>[@c2003]</td></tr></table>"))

    inner = {link[1:] for link in found.links if link and link.startswith("#")}
    assert {"ref_1", "cite_1_1", "cite_1_2", "cite_1_3", "cite_2_1", "cite_3_1"} <= inner
    assert inner <= set(found.ids)


@given(strategies.sound_documents())
def test_any_page_has_unique_ids_and_links_that_lead_somewhere(document):
    try:
        document = canonical(document)
    except DocumentError:
        assume(False)

    rendered = render(document, {key: item(id=key) for key in strategies.KEYS})

    anchors = [link for entry in rendered.references for link in Page(entry.ways_back).links]
    made = [anchor for section in rendered.sections for anchor in re.findall(r' id="(\w+)"', section.html)]
    keys = [section.key for section in rendered.sections]
    assert sorted(f"#{anchor}" for anchor in made) == sorted(anchors)
    assert len(set(made + keys)) == len(made + keys)
    assert all("_" in anchor for anchor in made)
    assert not any("_" in key for key in keys)
    assert [entry.number for entry in rendered.references] == list(range(1, len(document["references"]) + 1))
    assert not any("[@" in section.html for section in rendered.sections)


def test_ids_are_unique_even_beside_sections_named_like_them():
    headings = ["ref_1", "ref 1", "cite_1_1", "References list", "In short", "On this page", "Related topics"]
    found = shown(
        page(
            sections=[{"heading": heading, "body": "<p>[@a2001]</p>"} for heading in headings],
            summary="In short.",
            evidence={"status": "harmful", "statement": "It is."},
        )
    )

    assert len(found.ids) == len(set(found.ids))


# Hostile


def test_headings_and_names_are_escaped():
    found = shown(
        page(
            title="<script>alert(1)</script>",
            full_name='"><img src=x onerror=alert(1)>',
            pronunciation="<b>bold</b>",
            summary="<script>alert(2)</script>\n</p><script>",
            evidence={"status": "harmful", "statement": "<script>alert(3)</script>"},
            aliases=[{"name": "<script>alert(4)</script>"}],
            sections=[
                {"heading": "<script>alert(5)</script>", "body": ""},
                {"heading": '"onmouseover="x', "body": "", "style": "urgent"},
            ],
            references=[{"key": "a2001", "link_text": "<script>alert(6)</script>"}],
            items={"a2001": item(title='<script>alert(7)</script>"', DOI='10.1/"><script>')},
        )
    )

    # The layout has tags of its own.
    plain = shown(page())
    for tag in ("script", "img", "b"):
        assert found.tags.count(tag) == plain.tags.count(tag)


def test_a_section_named_like_a_part_of_the_layout_has_the_one_id():
    found = shown(page(sections=[{"heading": "Navigation", "body": ""}, {"heading": "Main", "body": ""}]))

    assert len(found.ids) == len(set(found.ids))


def test_what_is_safe_says_so_and_plain_text_does_not():
    rendered = page("<p>x</p>", title="<b>")

    assert isinstance(rendered.sections[0].html, SafeString)
    assert isinstance(rendered.references[0].html, SafeString)
    assert not isinstance(rendered.title, SafeString)
    assert not isinstance(rendered.sections[0].heading, SafeString)
    assert not isinstance(rendered.references[0].link_text, SafeString)


# References


def test_a_reference_that_the_library_lost_keeps_its_number_and_says_so():
    rendered = page("<p>[@b2002] [@a2001]</p>", items={"a2001": ITEMS["a2001"]}, keys=("a2001", "b2002"))

    lost, kept = rendered.references
    assert (lost.number, lost.html, lost.url, lost.link_text) == (
        1,
        "This reference (b2002) is missing from the library.",
        "",
        "",
    )
    assert Page(lost.ways_back).links == ["#cite_1_1"]
    assert kept.number == 2


def test_the_editors_words_of_a_link_come_before_the_usual_ones():
    rendered = page(
        references=[{"key": "a2001", "link_text": "Read the trial"}, {"key": "b2002"}, {"key": "c2003"}],
        items={
            "a2001": item(DOI="10.1000/1"),
            "b2002": item(DOI="10.1000/2"),
            "c2003": item(),
        },
    )

    assert [(entry.url, entry.link_text) for entry in rendered.references] == [
        ("https://doi.org/10.1000/1", "Read the trial"),
        ("https://doi.org/10.1000/2", "Read online at doi.org"),
        ("", ""),
    ]


def test_a_link_says_whose_it_is():
    assert page(items={"a2001": item()}, keys=("a2001",)).references[0].link_context == "Zamboni, 2009"


# Tables


TABLE = "<table><caption>Doses &amp; {}</caption><tbody><tr><td>a</td></tr></tbody></table>"


def test_a_table_stands_in_a_frame_named_by_its_caption():
    html = page(TABLE.format('"more" [@a2001]')).sections[0].html

    assert html.startswith(
        '<div class="table" role="region" tabindex="0" aria-label="Doses &amp; &quot;more&quot; reference [1]"><table>'
    )
    assert html.endswith("</table></div>")
    Page(html)


def test_a_table_without_caption_has_a_name_too():
    assert 'aria-label="Table"><table>' in page("<table><tr><td>a</td></tr></table>").sections[0].html


def test_every_table_has_its_own_frame():
    html = page(TABLE.format("1") + "<p>x</p>" + TABLE.format("2")).sections[0].html

    assert html.count('<div class="table"') == 2
    assert re.findall('aria-label="([^"]*)"', html) == ["Doses &amp; 1", "Doses &amp; 2"]


@pytest.mark.parametrize("depth", [2, 3, 20])
def test_tables_in_tables_stay_valid(depth):
    html = page("<table><tr><td>" * depth + "x" + "</td></tr></table>" * depth).sections[0].html

    found = Page(html)
    assert found.open == []
    assert found.tags.count("table") == depth
    assert found.tags.count("div") >= 1


def test_two_tables_in_one_stay_valid():
    inner = "<table><tr><td>x</td></tr></table>"
    html = page(f"<table><tr><td>{inner}</td><td>{inner}</td></tr></table>").sections[0].html

    assert Page(html).open == []


# The rest


def test_other_names_are_shown_once_without_misspellings_and_what_stands_above():
    rendered = page(
        title="MS",
        full_name="Multiple sclerosis",
        aliases=[
            {"name": "Disseminated sclerosis", "kind": "former-name"},
            {"name": "Multiple Sclerosis"},
            {"name": "ms", "kind": "abbreviation"},
            {"name": "Mutiple sclerosis", "kind": "misspelling"},
            {"name": "Encephalomyelitis disseminata", "listed": False},
            {"name": "disseminated SCLEROSIS"},
        ],
    )

    assert rendered.also_called == ["Disseminated sclerosis", "Encephalomyelitis disseminata"]


def test_the_summary_comes_by_paragraphs():
    assert page(summary="One.\n\nTwo.").summary_paragraphs == ["One.", "Two."]
    assert page(summary="").summary_paragraphs == []


def test_the_contents_leave_out_the_lead():
    rendered = page(sections=[{"heading": "", "body": "a"}, {"heading": "Tests", "body": "b", "style": "warning"}])

    assert [(section.key, section.heading) for section in rendered.contents] == [("tests", "Tests")]
    assert [(section.key, section.style) for section in rendered.sections] == [("lead", ""), ("tests", "warning")]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("established", "supported"),
        ("promising", "promising, not yet proven"),
        ("uncertain", "uncertain"),
        ("not-supported", "not supported"),
        ("harmful", "harmful"),
    ],
)
def test_evidence_is_said_in_words(status, words):
    rendered = page(evidence={"status": status, "statement": "So it is."})

    assert rendered.evidence == {"status_words": words, "statement": "So it is."}


def test_no_evidence_is_none():
    assert page().evidence is None
    assert evidence_label("") == ""
    assert evidence_label("not-supported") == "Not supported by research"
