"""JSON-LD of the pages: schema.org's words alone, equal to what the page shows, and closed against what titles hold."""

import html
import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given

from tests.make import change, make_document, make_live, make_reference
from tests.topics.schema_org import faults
from tests.topics.strategies import sound_documents, texts
from topics import documents, publishing, structured_data
from topics.models import Site, Topic
from topics.rendering import render
from topics.sharing import Head

SITE = Site(
    name="A to Z of MS", charity="A charity", licence="CC BY 4.0: https://creativecommons.org/licenses/by/4.0/."
)
WHEN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def data_of(response):
    """Return the one JSON-LD of a page."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found)


def nodes_of(response):
    """Return the nodes of a page's graph by their types."""
    return {node["@type"]: node for node in data_of(response)["@graph"]}


def nodes_of_topic(document, items=None, **facts):
    """Return the nodes of a topic's page, made from its canonical document."""
    facts = {"number": 1, "published_on": WHEN, "description": "", **facts}
    return structured_data.topic(
        SITE,
        "https://example.org",
        "/a-z/ccsvi/",
        [("Home", "/")],
        document,
        render(document, items or {}),
        items or {},
        facts,
    )


def about(**fields):
    """Return what the page of a document with these fields is about."""
    return nodes_of_topic(make_document(**fields))[0]["about"]


# Pages as they are served


@pytest.fixture
def topic(pat):
    """A live topic with something of everything, reviewed."""
    make_reference("zamboni2009", DOI="10.1000/x", PMID="19060024", **{"container-title": "J Test"})
    make_reference("nice2012", type="report")
    make_live("stents", title="Stents")
    topic = make_live(
        "ccsvi",
        title="CCSVI",
        full_name="Chronic insufficiency",
        summary="One. Two. Three.",
        aliases=[{"name": "Liberation"}, {"name": "CCVSI", "kind": "misspelling"}],
        sections=[
            {"heading": "", "body": "<p>Lead.</p>"},
            {"heading": "What is it?", "body": "<p>It [@nice2012].</p>", "aspect": "overview"},
            {"heading": "How is it found?", "body": "<p>By scan.</p>", "aspect": "diagnosis"},
            {"heading": "When to get help", "body": "<p>Now.</p>", "style": "urgent"},
        ],
        references=[{"key": "zamboni2009"}, {"key": "nice2012"}],
        related=["stents"],
        codes=[{"system": "icd-10", "code": "I87"}],
    )
    publishing.review(topic, pat, date(2026, 1, 5), date(2999, 1, 5))
    Site.objects.update(charity="The Charity", licence=SITE.licence)
    return topic


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "WebSite"),
        ("/a-z/", "CollectionPage"),
        ("/a-z/letter/c/", "CollectionPage"),
        ("/a-z/ccsvi/", "MedicalWebPage"),
        ("/a-z/ccsvi/history/", "WebPage"),
        ("/a-z/ccsvi/editions/1/", "MedicalWebPage"),
        ("/search/", "SearchResultsPage"),
    ],
)
def test_every_page_keeps_to_the_words_of_schema_org(client, topic, path, kind):
    response = client.get(path)
    assert faults(data_of(response)) == []
    assert {kind, "WebSite", "Organization"} <= set(nodes_of(response))


@pytest.mark.django_db
def test_a_topic_says_what_it_shows(client, topic):
    nodes = nodes_of(client.get("/a-z/ccsvi/"))
    page = nodes["MedicalWebPage"]
    assert page["url"] == page["@id"] == "http://testserver/a-z/ccsvi/"
    assert page["name"] == "CCSVI"
    assert page["alternativeHeadline"] == "Chronic insufficiency"
    assert page["description"] == "One. Two."
    assert page["lastReviewed"] == "2026-01-05"
    assert page["reviewedBy"] == page["publisher"] == {"@id": "http://testserver/#publisher"}
    assert nodes["Organization"]["name"] == "The Charity"
    assert page["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page["relatedLink"] == ["http://testserver/a-z/stents/"]
    assert page["about"] == {
        "@type": "MedicalCondition",
        "name": "CCSVI",
        "alternateName": ["Chronic insufficiency", "Liberation"],
        "code": [{"@type": "MedicalCode", "codingSystem": "ICD-10", "codeValue": "I87"}],
    }
    assert [
        (part["url"].partition("#")[2], part["name"], part.get("hasHealthAspect", "")) for part in page["hasPart"]
    ] == [
        ("what-is-it", "What is it?", "https://schema.org/OverviewHealthAspect"),
        # schema.org has no word for diagnosis.
        ("how-is-it-found", "How is it found?", ""),
        ("when-to-get-help", "When to get help", "https://schema.org/SeeDoctorHealthAspect"),
    ]


@pytest.mark.django_db
def test_the_trail_is_the_one_that_the_page_shows(client, topic):
    response = client.get("/a-z/ccsvi/")
    shown = re.search(r'<nav class="crumbs".*?</nav>', response.content.decode(), re.DOTALL)[0]
    shown = [(name, f"http://testserver{path}") for path, name in re.findall(r'<a href="([^"]*)">(.*?)</a>', shown)]
    trail = nodes_of(response)["BreadcrumbList"]["itemListElement"]
    assert [(one["name"], one["item"]["@id"]) for one in trail[:-1]] == shown
    assert trail[-1]["name"] == "CCSVI"
    assert [one["position"] for one in trail] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_sources_are_named_in_the_order_of_the_page_with_their_identifiers(client, topic):
    first, second = nodes_of(client.get("/a-z/ccsvi/"))["MedicalWebPage"]["citation"]
    assert (first["@type"], first["name"]) == ("Report", "On nice2012")
    assert (second["@type"], second["url"]) == ("ScholarlyArticle", "https://doi.org/10.1000/x")
    assert [(one["propertyID"], one["value"]) for one in second["identifier"]] == [
        ("DOI", "10.1000/x"),
        ("PMID", "19060024"),
    ]


@pytest.mark.django_db
def test_a_page_nobody_reviewed_claims_no_review(client, pat):
    make_live("ccsvi")
    page = nodes_of(client.get("/a-z/ccsvi/"))["MedicalWebPage"]
    assert {"lastReviewed", "reviewedBy"}.isdisjoint(page)


@pytest.mark.django_db
def test_an_edition_has_its_own_words_and_no_review(client, topic, pat):
    publishing.publish(change(Topic.objects.get(slug="ccsvi"), title="Veins"), pat)
    page = nodes_of(client.get("/a-z/ccsvi/editions/1/"))["MedicalWebPage"]
    assert (page["name"], page["version"]) == ("CCSVI", "1")
    assert page["url"] == "http://testserver/a-z/ccsvi/editions/1/"
    assert "lastReviewed" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/a-z/", "/a-z/letter/c/", "/a-z/letter/l/", "/a-z/letter/s/"])
def test_lists_have_the_names_that_they_show(client, topic, path):
    response = client.get(path)
    content = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    shown = {}
    for url, words in re.findall(r'<li>\s*<a href="(/a-z/[^"]*)">(.*?)</a>', content, re.DOTALL):
        if "/letter/" not in url:
            names = html.unescape(re.sub(r"<[^>]*>", "", words))
            shown.setdefault(f"http://testserver{url}", set()).update(re.split(r", see | \((?=.*\))|\)$", names))
    terms = nodes_of(response)["CollectionPage"]["mainEntity"]["hasDefinedTerm"]
    assert {one["url"]: {one["name"], *one.get("alternateName", ())} for one in terms} == {
        url: names - {""} for url, names in shown.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/a-z/?find=c", "/search/?q=ccsvi", "/a-z/none/"])
def test_what_is_no_page_to_keep_has_neither_data_nor_an_address(client, topic, path):
    content = client.get(path).content.decode()
    assert "ld+json" not in content
    assert 'rel="canonical"' not in content
    assert '<meta name="robots" content="noindex' in content


@pytest.mark.django_db
def test_the_first_page_says_how_to_search(client):
    action = nodes_of(client.get("/"))["WebSite"]["potentialAction"]
    assert action["target"]["urlTemplate"] == "http://testserver/search/?q={query}"
    assert action["query-input"] == "required name=query"


# What a topic is about


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "MedicalEntity"),
        ({"aliases": [{"name": "Lemtrada", "kind": "brand-name"}]}, "Drug"),
        ({"codes": [{"system": "icd-11", "code": "8A40"}]}, "MedicalCondition"),
        ({"codes": [{"system": "mesh", "code": "D009103"}]}, "MedicalEntity"),
        (
            {
                "evidence": {"status": "promising", "statement": "It is."},
                "sections": [{"heading": "How", "body": "<p>So.</p>", "aspect": "treatments"}],
            },
            "MedicalTherapy",
        ),
        # A theory has sections on causes, and nobody is told that what does not help is a therapy.
        (
            {
                "evidence": {"status": "established", "statement": "It is."},
                "sections": [
                    {"heading": "How", "body": "<p>So.</p>", "aspect": "treatments"},
                    {"heading": "Why", "body": "<p>So.</p>", "aspect": "causes"},
                ],
            },
            "MedicalEntity",
        ),
        (
            {
                "evidence": {"status": "not-supported", "statement": "It is not."},
                "sections": [{"heading": "How", "body": "<p>So.</p>", "aspect": "treatments"}],
            },
            "MedicalEntity",
        ),
    ],
)
def test_a_topic_is_about_what_its_document_says_and_never_about_a_guess(fields, kind):
    assert about(**fields)["@type"] == kind


# Hostile words


class Scripts(HTMLParser):
    """What a browser takes for script elements of a page."""

    def __init__(self, page):
        super().__init__()
        self.found, self.others = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        (self.found if tag == "script" else self.others).append(tag)


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!-- <script>", "]]>", "&lt;/script&gt;", "a\u2028\u2029b"]
)
def test_no_title_ends_the_element_it_stands_in(title):
    nodes = nodes_of_topic(make_document(title=title))
    script = f'<script type="application/ld+json">{Head(title, "https://example.org", data=nodes).json_ld}</script><p>'
    assert Scripts(script).found == ["script"]
    assert Scripts(script).others == ["p"]
    assert json.loads(script[35:-12])["@graph"][0]["name"] == make_document(title=title)["title"]


@given(texts(200))
def test_whatever_a_text_holds_comes_back_as_it_was(text):
    written = Head("", "", data=[{"name": text}]).json_ld
    assert not set("<>&") & set(written)
    assert json.loads(written)["@graph"] == [{"name": text}]


@given(sound_documents())
def test_any_document_keeps_to_the_words_of_schema_org(document):
    document = documents.canonical(document)
    nodes = nodes_of_topic(document, reviewed_on=date(2026, 1, 5))
    data = json.loads(Head("", "https://example.org", data=nodes).json_ld)
    assert faults(data) == []
