"""What is said about a text before it is published: each check with a text that it is about, and one that it is not."""

import pytest
from django.core.exceptions import ValidationError

from tests import make
from topics import documents, publishing
from topics.checking import Facts, Level, check, must_mend
from topics.facts import facts_for
from topics.models import Edition

LONG_SENTENCE = " ".join(["word"] * 26) + "."
NO_HEADERS = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"


def document(body="<p>It is so.</p>", references=(), **fields):
    """Return a document whose first section has the `body`; it cites by keys that need no library."""
    section = {"heading": "What is it?", "body": body, "aspect": fields.pop("aspect", "")}
    references = [{"key": key} for key in references]
    return make.make_document(**{"sections": [section], "references": references} | fields)


def found(document, facts=None, section=0):
    return [(one.level, one.words) for one in check(document, facts) if one.section == section]


def says(document, words, facts=None, section=0):
    return [level for level, text in found(document, facts, section) if words in text]


@pytest.mark.parametrize(
    ("body", "words", "level"),
    [
        ("", "There is no text", Level.MUST),
        (NO_HEADERS, "A table has no headers", Level.MUST),
        (f"<p>{LONG_SENTENCE}</p>", "A sentence has 26 words (aim for 25): “word word word", Level.LOOK),
        ("<p>" + "One two. " * 26 + "</p>", "A paragraph has 52 words (aim for 50)", Level.LOOK),
        ("<p>It is so.</p>", "No source is cited", Level.LOOK),
        ("<p>" + "Immunological epidemiology deteriorates. " * 3 + "</p>", "Hard to read: reading age", Level.LOOK),
        ("<p>" + "The cat sat on the mat. " * 3 + "</p>", "Reading age: 8 years by SMOG, 5 by Flesch", Level.INFO),
    ],
)
def test_each_fault_is_said_with_how_much_it_matters(body, words, level):
    assert says(document(body), words) == [level]


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + " ".join(["word"] * 25) + ".</p>",
        "<p>" + "One two. " * 25 + "</p>",
        '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
        "<p>Immunological epidemiology deteriorates.</p>",
    ],
)
def test_nothing_is_said_of_what_is_within_the_limits(body):
    cited = document(body.replace("</p>", " [@nice2012]</p>"), ["nice2012"])
    assert [level for level, _words in found(cited) if level != Level.INFO] in ([], [Level.LOOK])
    assert not says(cited, "words (aim") and not says(cited, "headers") and not says(cited, "Hard to read")


def test_marks_do_not_count_as_words():
    body = "<p>" + " ".join(["word"] * 25) + " [@nice2012].</p>"
    assert not says(document(body, ["nice2012"]), "A sentence has")


def test_the_sources_of_a_section_are_named_and_uncited_ones_of_the_list():
    one = document("<p>So [@nice2012].</p>", ["nice2012", "ward2019"])

    assert says(one, "Cites 1 source: nice2012") == [Level.INFO]
    assert says(one, "cited by no text: ward2019", section=None) == [Level.INFO]


def test_questions_to_ask_need_no_source():
    assert not says(document(aspect="questions-to-ask"), "No source")


def test_the_terms_of_the_entry_itself_make_no_text_hard():
    hard = "<p>" + "Immunological epidemiology deteriorates. " * 3 + "</p>"
    masked = document(hard, title="Immunological epidemiology", aliases=[{"name": "deteriorates"}])
    assert says(masked, "Reading age: 8 years") == [Level.INFO]


def test_a_missing_summary_must_be_mended():
    assert says(document(summary=""), "“In short” is empty", section=None) == [Level.MUST]


def test_links_and_related_topics_that_readers_do_not_have_are_said():
    one = document('<p><a href="/a-z/gone/">x</a> <a href="/a-z/here/#why">y</a></p>', related=["gone", "here"])
    facts = Facts(live=frozenset({"here"}))

    assert says(one, "/a-z/gone/ leads nowhere", facts) == [Level.LOOK]
    assert not says(one, "/a-z/here/", facts)
    assert says(one, "related topic “gone” is not live", facts, section=None) == [Level.LOOK]


def test_what_must_be_mended_names_its_section():
    one = document(NO_HEADERS, summary="")
    assert [text.partition(".")[0] for text in must_mend(one)] == [
        "“In short” is empty",
        "Section 1: A table has no headers, so a screen reader cannot say what a cell is about",
    ]


@pytest.mark.django_db
def test_the_facts_are_those_of_the_site(pat):
    make.make_live("here", title="Here", by=pat)
    make.make_topic("draft", title="Draft", aliases=[{"name": "Zamboni’s Theory"}])
    make.make_reference("nice2012")
    one = document(
        '<p><a href="/a-z/here/">x</a> <a href="/a-z/draft/">y</a> [@nice2012]</p>',
        ["nice2012"],
        title="zambonis theory",
    )

    facts = facts_for(one)

    assert (facts.live, facts.library) == ({"here"}, {"nice2012"})
    assert says(one, "is also a name of the topic “Draft”", facts, section=None) == [Level.LOOK]


@pytest.mark.django_db
def test_a_topic_s_own_names_are_not_another_s(pat):
    topic = make.make_topic(title="CCSVI", by=pat)
    assert facts_for(documents.compose(topic), topic.pk).names == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"summary": ""}, {"sections": [{"heading": "H", "body": NO_HEADERS}]}], ids=["summary", "table"]
)
def test_what_must_be_mended_is_not_published_by_whatever_way_and_the_draft_stays(pat, fields):
    topic = make.make_topic(by=pat, **fields)

    with pytest.raises(ValidationError, match=r"empty|headers"):
        publishing.publish(topic, pat)

    assert not Edition.objects.exists()
