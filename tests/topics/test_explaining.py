"""Which words of a page are explained: where another topic is first named in running text."""

import re
from types import SimpleNamespace

import pytest

from tests import make
from tests.make import change, in_hours, make_live
from topics import publishing
from topics.explaining import Glossary, explain
from topics.rendering import render

NAMES = [
    ("fatigue", "Fatigue", "title"),
    ("fatigue", "Tiredness", "also-called"),
    ("ms-hug", "MS hug", "title"),
    ("multiple-sclerosis", "Multiple sclerosis", "title"),
    ("multiple-sclerosis", "MS", "abbreviation"),
    ("cis", "Clinically isolated syndrome", "title"),
    ("cis", "First episode", "also-called"),
    ("uhthoff", "Uhthoff's phenomenon", "title"),
    ("walking", "Walking", "title"),
    ("relapses", "Relapses", "title"),
    ("relapses", "Attack", "former-name"),
    ("drug-a", "Tablet", "brand-name"),
    ("drug-b", "Tablet", "brand-name"),
]


@pytest.fixture(scope="module")
def glossary():
    titles = {slug: name for slug, name, kind in NAMES if kind == "title"}
    return Glossary(
        SimpleNamespace(
            name=name,
            kind=kind,
            slug=slug,
            title=titles.get(slug, slug),
            full_name="",
            summary=f"{slug}.",
        )
        for slug, name, kind in NAMES
    )


def explained(glossary, *bodies, slug="ccsvi", style=""):
    """Return the sections' HTML with each term as `[words|slug]`, and the slugs explained, in their order."""
    document = make.make_document(
        slug, sections=[{"heading": f"H{n}", "body": body, "style": style} for n, body in enumerate(bodies)]
    )
    sections, terms = explain(render(document, {}).sections, slug, glossary)
    html = "|".join(section.html for section in sections)
    html = re.sub(r'<a class="term" href="/a-z/([^"]+)/" data-term="term_\d+">(.*?)</a>', r"[\2:\1]", html)
    return html, [term.url.split("/")[2] for term in terms]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>It causes fatigue.</p>", "<p>It causes [fatigue:fatigue].</p>"),
        ("<p>Fatigue and fatigue again</p>", "<p>[Fatigue:fatigue] and fatigue again</p>"),
        # The longest name counts, and a name within another one does not.
        ("<p>The MS hug</p>", "<p>The [MS hug:ms-hug]</p>"),
        ("<p>MS&nbsp;hug</p>", "<p>[MS&nbsp;hug:ms-hug]</p>"),
        # Capitals within a word have to agree.
        ("<p>5 ms later, MS</p>", "<p>5 ms later, [MS:multiple-sclerosis]</p>"),
        ("<p>a clinically isolated syndrome</p>", "<p>a [clinically isolated syndrome:cis]</p>"),
        ("<p>Uhthoff’s phenomenon</p>", "<p>[Uhthoff’s phenomenon:uhthoff]</p>"),
        # Other names of one word mean other things as well.
        ("<p>Tiredness, an attack, a first episode</p>", "<p>Tiredness, an attack, a [first episode:cis]</p>"),
        # What belongs to two topics belongs to none.
        ("<p>A tablet</p>", "<p>A tablet</p>"),
        # Only whole words, and not over the end of a sentence.
        ("<p>fatigues, sleepwalking. MS. Hug</p>", "<p>fatigues, sleepwalking. [MS:multiple-sclerosis]. Hug</p>"),
        ("<p>Fatigue &amp; walking</p>", "<p>[Fatigue:fatigue] &amp; [walking:walking]</p>"),
        # Not in headings, captions, abbreviations or other links.
        (
            '<h3>Fatigue</h3><p><abbr title="x">MS</abbr> <a href="https://x.org/">walking</a></p>',
            '<h3>Fatigue</h3><p><abbr title="x">MS</abbr> <a href="https://x.org/">walking</a></p>',
        ),
        ("<ul><li>fatigue</li></ul>", "<ul><li>[fatigue:fatigue]</li></ul>"),
    ],
)
def test_a_topic_is_explained_where_running_text_first_names_it(glossary, body, shown):
    assert explained(glossary, body)[0] == shown


def test_an_editors_link_to_a_topic_counts_whatever_its_words(glossary):
    body = '<p><a href="/a-z/fatigue/">Being so tired</a>, fatigue, <a href="/a-z/fatigue/">more</a></p>'

    html, slugs = explained(glossary, body)

    assert html == '<p>[Being so tired:fatigue], fatigue, <a href="/a-z/fatigue/">more</a></p>'
    assert slugs == ["fatigue"]


@pytest.mark.parametrize(
    "href", ["/a-z/fatigue/#what", "/a-z/gone/", "/a-z/", "https://x.org/a-z/fatigue/", "/a-z/fatigue/history/"]
)
def test_a_link_elsewhere_stays_as_it_is(glossary, href):
    body = f'<p><a href="{href}">there</a></p>'

    assert explained(glossary, body) == (body, [])


def test_a_link_in_a_heading_stays_and_one_in_a_tables_heading_is_explained(glossary):
    html, slugs = explained(
        glossary,
        '<h3><a href="/a-z/fatigue/">F</a></h3><table><tr><th><a href="/a-z/walking/">W</a> MS</th></tr></table>',
    )

    assert slugs == ["walking"]
    assert '<h3><a href="/a-z/fatigue/">F</a></h3>' in html
    assert "[W:walking] MS</th>" in html


def test_each_topic_is_explained_once_a_page(glossary):
    html, slugs = explained(glossary, "<p>Walking</p>", "<p>walking and fatigue</p>")

    assert html == "<p>[Walking:walking]</p>|<p>walking and [fatigue:fatigue]</p>"
    assert slugs == ["walking", "fatigue"]


def test_a_topic_does_not_explain_itself(glossary):
    assert explained(glossary, "<p>The MS hug is no walking.</p>", slug="ms-hug")[1] == ["walking"]


@pytest.mark.parametrize("style", ["callout", "warning", "urgent"])
def test_boxes_which_say_what_to_do_have_only_their_editors_links(glossary, style):
    html, slugs = explained(glossary, '<p>fatigue <a href="/a-z/walking/">walk</a></p>', style=style)

    assert html == "<p>fatigue [walk:walking]</p>"
    assert slugs == ["walking"]


def test_a_topic_without_a_summary_is_not_explained():
    row = SimpleNamespace(name="Fatigue", kind="title", slug="fatigue", title="Fatigue", full_name="", summary="")

    assert explained(Glossary([row]), "<p>fatigue</p>") == ("<p>fatigue</p>", [])


def test_a_title_wins_over_another_topics_other_name():
    rows = [
        SimpleNamespace(name=name, kind=kind, slug=slug, title=slug, full_name="", summary="Yes.")
        for slug, name, kind in [("a", "Low mood", "also-called"), ("b", "Low mood", "title")]
    ]

    assert explained(Glossary(rows), "<p>low mood</p>")[1] == ["b"]
    assert explained(Glossary(reversed(rows)), "<p>low mood</p>")[1] == ["b"]


# On the page


@pytest.mark.django_db(transaction=True)
def test_a_page_explains_topics_as_readers_have_them_at_that_moment(client, pat):
    make_live("ccsvi", sections=[{"heading": "H", "body": "<p>Stents and balloons.</p>"}])
    assert b"Words explained" not in client.get("/a-z/ccsvi/").content

    stents = make_live("stents", summary="Small tubes.")
    assert b"Small tubes." in client.get("/a-z/ccsvi/").content

    publishing.publish(change(stents, summary="Little tubes."), pat)
    page = client.get("/a-z/ccsvi/").content
    assert b"Little tubes." in page
    assert b"Small tubes." not in page

    publishing.publish(make.make_topic("balloons", summary="Round."), pat, at=in_hours(1))
    assert b"Round." not in client.get("/a-z/ccsvi/").content

    publishing.withdraw(stents, pat, "in-error")
    assert b"Words explained" not in client.get("/a-z/ccsvi/").content


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 9])
def test_explaining_costs_one_query_of_a_cold_page_and_none_of_a_warm_one(
    client, pat, number, django_assert_num_queries
):
    for one in range(number):
        make_live(f"other-{one}", title=f"Other{one}", summary="Yes.")
    body = "<p>" + " ".join(f"Other{one}." for one in range(number)) + "</p>"
    make_live("ccsvi", sections=[{"heading": "H", "body": body}])

    with django_assert_num_queries(3):
        page = client.get("/a-z/ccsvi/").content
    with django_assert_num_queries(1):
        client.get("/a-z/ccsvi/")

    assert page.count(b'class="term"') == number
