"""The demonstration content keeps the rules that an MS nurse would ask of it."""

import json
import re
from collections import Counter
from string import ascii_uppercase

import pytest

from references import csl
from references.formatting import format_nlm
from tests.references.bibliography import BIBLIOGRAPHY
from topics import documents, projection
from topics.citations import MARK
from topics.codes import SYSTEMS, normalise
from topics.folding import initial, sort_key
from topics.management.commands.seed_demo import DEMO
from topics.models.choices import AliasKind, Aspect, EvidenceStatus, SectionStyle
from topics.models.projection import NameKind
from topics.readability import reading_age, sentences, words

DOCUMENTS = {
    document["slug"]: document
    for path in sorted(DEMO.glob("*.jsonl"))
    for document in map(json.loads, path.read_text(encoding="utf-8").splitlines())
}
VERIFIED = {key: csl.normalise(item) for key, item in BIBLIOGRAPHY.items()}

# Sections that state nothing a source would have to carry, besides questions to ask and when to get help.
UNCITED = {
    ("bicams", "How can I prepare?"): "practical steps",
    ("exercise", "Check first"): "whom to speak to before starting",
    ("fampridine", "What are the risks?"): "what to tell the team, which explains the risks",
    ("lumbar-puncture", "Before the test"): "what to tell the team",
    ("mri", "Tell the staff first"): "what to tell the staff",
    ("pain", "Make a note of your pain"): "a list for taking notes",
    ("smoking", "How can I get help to stop?"): "whom to ask, and what to bring",
    ("trigeminal-neuralgia", "What to note before your visit"): "a list for taking notes",
    ("vaccination", "What should I do before a vaccine?"): "what to ask and to tell",
}

# Topics whose reading age may lie outside 9 to 14 years, with the reason. None does at present.
HARD_TO_READ = {}

TREATMENTS_AND_THEORIES = """
    alemtuzumab ccsvi cladribine dimethyl-fumarate disease-modifying-drugs epstein-barr-virus exercise fampridine
    fingolimod interferon-beta nabiximols natalizumab ocrelizumab siponimod stem-cell-transplantation
    steroids-for-relapses vitamin-d
"""


AMERICAN = (
    r"\b(?:tumor|center|fiber|color|behavior|favor|labor|pediatric|program|gray|diarrhea|anemia|edema|estrogen|"
    r"(?:random|recogn|real|organ|immun|minim|summar)iz\w+|analyz\w+)\b"
)
HURTING = (
    r"\b(?:suffer\w*|victims?|afflict\w*|crippl\w*|handicap\w*|invalids?|the disabled|patients?|"
    r"wheelchair[- ]bound|confined to|bedridden|normal people|burden)\b"
)


def each(*rest):
    return pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())(*rest)


def texts(document):
    """Return all that a reader reads of a document, as HTML."""
    parts = [f"<p>{document['summary']}</p>"]
    parts += [f"<p>{section['heading']}</p>{section['body']}" for section in document["sections"]]
    return "".join(parts)


def terms(document):
    """Return the words of all names of a topic in lower case: what its page explains."""
    names = projection.names_of(documents.canonical(document))
    return {word.lower() for name, _kind, _listed in names for word in words(name)}


def test_there_are_at_least_45_topics_over_at_least_18_letters():
    letters = {initial(sort_key(document["title"])) for document in DOCUMENTS.values()}

    assert len(DOCUMENTS) >= 45
    assert len(letters) >= 18


def test_every_letter_but_x_and_y_leads_somewhere():
    letters = {
        initial(sort_key(name))
        for document in DOCUMENTS.values()
        for name, kind, is_listed in projection.names_of(documents.canonical(document))
        if is_listed and kind != NameKind.MISSPELLING
    }

    # Nothing honest in MS begins with these.
    assert set(ascii_uppercase) - letters == {"X", "Y"}


def test_every_part_of_a_document_is_used_somewhere():
    sections = [section for document in DOCUMENTS.values() for section in document["sections"]]
    evidence = {document["evidence"]["status"] for document in DOCUMENTS.values() if document["evidence"]}
    codes = {code["system"] for document in DOCUMENTS.values() for code in document["codes"]}

    assert {alias["kind"] for document in DOCUMENTS.values() for alias in document["aliases"]} == set(AliasKind.values)
    assert {section["style"] for section in sections} == {"", *SectionStyle.values}
    assert {section["aspect"] for section in sections} == {"", *Aspect.values}
    # No source in the bibliography finds a treatment harmful on the whole.
    assert evidence == set(EvidenceStatus.values) - {EvidenceStatus.HARMFUL}
    # The numbers that MedlinePlus gives its topics were not seen in any source.
    assert codes == set(SYSTEMS) - {"medlineplus"}
    for part in ("full_name", "pronunciation", "related"):
        assert any(document[part] for document in DOCUMENTS.values())


def test_no_topic_claims_a_review_by_somebody():
    """The site's readers are told who checked a page; of demonstration content nobody on the staff did."""
    assert {(document["reviewed_on"], document["review_due"]) for document in DOCUMENTS.values()} == {(None, None)}


@each
def test_codes_are_written_as_their_systems_write_them(document):
    for code in document["codes"]:
        assert normalise(SYSTEMS[code["system"]], code["code"]) == code["code"]


@each
def test_tables_have_two_columns_so_that_a_phone_shows_all_of_them(document):
    rows = re.findall(r"<tr>(.*?)</tr>", texts(document))

    assert [row for row in rows if len(re.findall(r"<t[hd]\b", row)) != 2] == []


@each
def test_a_summary_has_two_to_five_sentences_and_a_topic_three_to_seven_sections(document):
    assert 2 <= len(sentences(document["summary"])) <= 5
    assert 3 <= len(document["sections"]) <= 7


@each
def test_a_topic_is_read_with_ease_at_9_to_14_years(document):
    age = reading_age(texts(document), terms(document))

    assert 9 <= age <= 14 or document["slug"] in HARD_TO_READ, age


@each
def test_sentences_have_at_most_25_words_and_15_on_average(document):
    found = sentences(texts(document))

    assert [sentence for sentence in found if len(words(sentence)) > 25] == []
    assert sum(len(words(sentence)) for sentence in found) / len(found) <= 15


@each
def test_every_section_that_states_facts_cites(document):
    uncited = [
        section["heading"]
        for section in document["sections"]
        if not MARK.search(section["body"])
        and section["style"] != "urgent"
        and section["aspect"] != "questions-to-ask"
        and (document["slug"], section["heading"]) not in UNCITED
    ]

    assert uncited == []


def test_the_exceptions_from_citing_are_sections_that_exist():
    headings = {
        (document["slug"], section["heading"]) for document in DOCUMENTS.values() for section in document["sections"]
    }

    assert set(UNCITED) <= headings


@each
def test_references_come_from_the_verified_bibliography_alone_and_are_unchanged(document):
    for reference in document["references"]:
        assert csl.normalise(reference["csl"]) == VERIFIED[reference["key"]]
        assert format_nlm(reference["csl"])


@each
def test_related_topics_and_links_lead_to_topics_that_are_there(document):
    linked = re.findall(r'href="([^"]*)"', texts(document))

    assert 1 <= len(document["related"]) <= 5
    assert [slug for slug in document["related"] if slug not in DOCUMENTS] == []
    assert [href for href in linked if not re.fullmatch(r"/a-z/[a-z0-9-]+/", href)] == []
    assert [href for href in linked if href.split("/")[2] not in DOCUMENTS] == []


@each
def test_treatments_and_theories_say_what_research_says_and_nothing_else_does(document):
    is_one = document["slug"] in TREATMENTS_AND_THEORIES.split()

    assert (document["evidence"] is not None) == is_one


@each
def test_there_are_no_doses_no_american_spelling_and_no_words_that_hurt(document):
    text = texts(document)

    assert re.findall(r"\d+ ?(?:mg|mcg|µg|micrograms?|milligrams?|ml|IU)\b", text) == []
    assert re.findall(AMERICAN, text, re.IGNORECASE) == []
    assert re.findall(HURTING, text, re.IGNORECASE) == []
    assert "A-Z" not in text


def test_no_name_leads_to_two_topics():
    names = Counter(
        name.casefold()
        for document in DOCUMENTS.values()
        for name, _kind, _listed in projection.names_of(documents.canonical(document))
    )

    assert [name for name, count in names.items() if count > 1] == []
