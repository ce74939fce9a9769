"""The one form of a document, the rules it keeps, and its way into the draft and back."""

import json

import pytest

from topics.documents import as_text, canonical, digest, free_key, read
from topics.schema import DocumentError

SMALL = {
    "schema": 1,
    "slug": "ccsvi",
    "title": "CCSVI",
    "summary": "All about it.",
    "sections": [{"heading": "What is it?", "body": "<p>A theory.</p>"}],
}


def refused(**fields):
    """Return the sentences with which the small document, with `fields` instead, is refused."""
    with pytest.raises(DocumentError) as caught:
        canonical(SMALL | fields)
    return caught.value.messages


def sections(*sections):
    return [{"heading": "", "body": ""} | section for section in sections]


def keys(*headings):
    """Return the keys that canonical sections with these headings get."""
    document = canonical(SMALL | {"sections": [{"heading": heading, "body": ""} for heading in headings]})
    return [section["key"] for section in document["sections"]]


# Properties


# Canonical


def test_defaults_are_filled_and_keys_stand_in_the_order_of_the_schema():
    document = canonical(dict(reversed(SMALL.items())))

    assert as_text(document) == (
        '{"schema": 1, "slug": "ccsvi", "title": "CCSVI", "full_name": "", "pronunciation": "", '
        '"summary": "All about it.", "evidence": null, "aliases": [], "sections": [{"key": "what-is-it", '
        '"heading": "What is it?", "body": "<p>A theory.</p>", "aspect": "", "style": ""}], "references": [], '
        '"related": [], "codes": []}'
    )


def test_the_defaults_of_one_document_are_not_those_of_another():
    canonical(SMALL)["aliases"].append("spilled")

    assert canonical(SMALL)["aliases"] == []


def test_lines_of_text_are_nfc_with_single_spaces():
    document = canonical(
        SMALL
        | {
            "title": " Sjo\u0308gren\u2019s \n\t syndrome\u00a0",
            "full_name": "a\u2028b\u2029c\u0085d",
            "evidence": {"status": "uncertain", "statement": " Not\u00a0 known. "},
            "aliases": [{"name": " \u212a "}],
            "codes": [{"code": " D 1 ", "system": "mesh"}],
        }
    )

    assert document["title"] == "Sjögren’s syndrome"
    assert document["full_name"] == "a b c d"
    assert document["evidence"] == {"status": "uncertain", "statement": "Not known."}
    assert document["aliases"] == [{"name": "K", "kind": "also-called", "listed": True}]
    assert document["codes"] == [{"system": "mesh", "code": "D 1"}]


def test_the_summary_keeps_its_paragraphs():
    document = canonical(SMALL | {"summary": "  One  two.\r\n\r\n \u00a0 \nThree.\u2028Four. "})

    assert document["summary"] == "One two.\nThree.\nFour."


def test_a_body_is_cleaned_and_its_marks_are_normalised():
    document = canonical(
        SMALL
        | {
            "sections": [{"heading": "", "body": "<b onclick=x>So</b> [ @a2001;&nbsp;@b2002 ;@a2001]<p></p>"}],
            "references": [{"key": "a2001"}, {"key": "b2002"}],
        }
    )

    assert document["sections"][0]["body"] == "<strong>So</strong> [@a2001; @b2002]"


def test_what_only_travels_is_left_out():
    document = canonical(
        SMALL
        | {
            "references": [{"key": "a2001", "csl": {"type": "book", "title": "\x00"}}],
            "reviewed_on": "2026-01-01",
            "review_due": None,
        }
    )

    assert document["references"] == [{"key": "a2001", "link_text": ""}]
    assert "reviewed_on" not in document
    assert "review_due" not in document


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        ("abbreviation", True),
        ("also-called", True),
        ("brand-name", True),
        ("former-name", True),
        ("misspelling", False),
    ],
)
def test_every_other_name_is_listed_unless_said_otherwise_but_misspellings(kind, listed):
    document = canonical(SMALL | {"aliases": [{"name": "a", "kind": kind}]})

    assert document["aliases"][0]["listed"] is listed


def test_a_name_that_shall_not_be_listed_is_not():
    assert canonical(SMALL | {"aliases": [{"name": "a", "listed": False}]})["aliases"][0]["listed"] is False


def test_the_version_is_a_whole_number():
    assert as_text(canonical(SMALL | {"schema": 1.0})).startswith('{"schema": 1, ')


# Section keys


def test_keys_are_made_from_headings():
    assert keys("What is it?", "Überblick & more_or_less", "ﬁbres") == [
        "what-is-it",
        "uberblick-more-or-less",
        "fibres",
    ]


def test_repeated_headings_get_numbers():
    assert keys("Tests", "Tests", "tests!", "Tests 2") == ["tests", "tests-2", "tests-3", "tests-2-2"]


def test_a_lead_without_heading_has_a_key_of_its_own():
    assert keys("", "Lead") == ["lead", "lead-2"]
    assert keys("Lead") == ["lead"]


def test_headings_in_other_scripts_have_a_number():
    assert keys("神経", "שלום", "…", "😀") == ["section", "section-2", "section-3", "section-4"]


def test_a_key_has_at_most_a_hundred_characters_and_ends_in_none_but_letters_and_digits():
    long = "a" * 99 + " bcd"

    assert keys(long, long) == ["a" * 99, "a" * 98 + "-2"]
    assert free_key("b" * 200, {"b" * 100}) == "b" * 98 + "-2"


def test_keys_that_are_given_are_kept_and_not_given_again():
    document = canonical(SMALL | {"sections": sections({"heading": "Tests"}, {"heading": "Anything", "key": "tests"})})

    assert [section["key"] for section in document["sections"]] == ["tests-2", "tests"]


def test_a_key_stays_when_the_heading_changes():
    document = canonical(SMALL)
    document["sections"][0]["heading"] = "What was it?"

    assert canonical(document)["sections"][0]["key"] == "what-is-it"


# Refused


@pytest.mark.parametrize("char", ["\x00", "\x01", "\x0b", "\x7f", "\ufffe"])
def test_invisible_control_characters_are_refused_with_the_place(char):
    (sentence,) = refused(aliases=[{"name": "a"}, {"name": f"b{char}c"}])

    assert sentence.startswith(f"aliases[1].name: There is an invisible control character (U+{ord(char):04X}).")
    assert refused(sections=sections({"body": f"a{char}"}))[0].startswith("sections[0].body: There is an invisible")
    assert refused(summary=char)[0].startswith("summary: There is an invisible")


def test_lone_surrogates_are_refused():
    assert refused(title="a\ud800") == [
        "This holds a text or a number that no document can hold. Delete it, or type it anew."
    ]


@pytest.mark.parametrize("mark", ["[@zamboni", "[@Zamboni2009]", "[@a2001, p. 3]"])
def test_what_looks_like_a_mark_but_is_none_is_quoted_with_the_place(mark):
    (sentence,) = refused(sections=sections({}, {"heading": "a", "body": f"<p>x {mark}</p>"}))

    assert sentence.startswith(f"sections[1].body: “{mark}")


def test_a_mark_inside_a_link_is_refused():
    body = "<a href='/x/'>words [@a2001]</a>"

    assert refused(sections=sections({"body": body}), references=[{"key": "a2001"}]) == [
        "sections[0].body: A citation stands inside a link. Put it behind the link."
    ]


def test_a_cited_key_must_be_in_the_list():
    body = "[@a2001] [@c2003; @b2002] [@c2003]"

    assert refused(sections=sections({"body": body}), references=[{"key": "a2001"}]) == [
        "sections[0].body: The text cites c2003, b2002, which the topic’s list of references does not have."
    ]


def test_a_reference_and_a_section_key_stand_once():
    assert refused(references=[{"key": "a2001"}, {"key": "b2002"}, {"key": "a2001"}]) == [
        "references[2].key: “a2001” stands here twice."
    ]
    assert refused(sections=sections({"key": "a"}, {"key": "a", "heading": "b"})) == [
        "sections[1].key: “a” stands here twice."
    ]


def test_only_the_first_section_may_be_without_a_heading():
    assert refused(sections=sections({}, {"heading": "a"}, {"heading": " \u00a0 "})) == [
        "sections[2].heading: Only the first section may be without a heading."
    ]


def test_a_misspelling_cannot_be_listed():
    assert refused(aliases=[{"name": "CSSVI", "kind": "misspelling", "listed": True}]) == [
        "aliases[0].listed: A misspelling cannot be listed in the A to Z."
    ]


def test_a_topic_is_not_related_to_itself():
    assert refused(related=["fatigue", "ccsvi"]) == ["related: A topic cannot be related to itself."]


@pytest.mark.parametrize("slug", ["letter", "feed", "search", "history", "editions"])
def test_addresses_of_the_site_itself_are_refused(slug):
    assert refused(slug=slug) == [f"slug: The site itself uses the address “{slug}”. Choose another."]


def test_a_document_without_sections_is_refused():
    assert refused(sections=[]) == ["sections: At least one is needed."]


def test_a_name_of_spaces_is_empty():
    assert refused(aliases=[{"name": " \u00a0 "}]) == ["aliases[0].name: This is empty. Fill it in."]


def test_a_text_that_grows_past_its_length_when_composed_is_refused():
    assert refused(title="\u0958" * 101) == ["title: This has 202 characters; at most 200 fit."]


def test_all_problems_are_told_at_once():
    assert refused(
        related=["ccsvi"],
        references=[{"key": "a2001"}, {"key": "a2001"}],
        aliases=[{"name": "a", "kind": "misspelling", "listed": True}],
    ) == [
        "references[1].key: “a2001” stands here twice.",
        "aliases[0].listed: A misspelling cannot be listed in the A to Z.",
        "related: A topic cannot be related to itself.",
    ]


@pytest.mark.parametrize("document", [None, [], "text", 1, {"schema": 1}])
def test_what_is_no_document_is_refused(document):
    with pytest.raises(DocumentError):
        canonical(document)


# Text


def test_the_text_is_one_line_of_readable_letters():
    text = as_text(canonical(SMALL | {"title": "Sjögren’s 😀 \u2028 x", "summary": "a\nb"}))

    assert '"title": "Sjögren’s 😀 x"' in text
    assert '"summary": "a\\nb"' in text
    assert len(text.splitlines()) == 1


def test_the_digest_is_sha_256_of_the_utf_8():
    assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_reading_fills_what_an_older_document_lacks_and_leaves_the_rest():
    old = (
        '{"schema": 1, "slug": "a", "title": "A", "summary": "", "aliases": [{"name": "b", "listed": false}], '
        '"sections": [{"key": "lead", "heading": "", "body": ""}], "references": [{"key": "c"}]}'
    )

    assert read(old) == {
        "schema": 1,
        "slug": "a",
        "title": "A",
        "full_name": "",
        "pronunciation": "",
        "summary": "",
        "evidence": None,
        "aliases": [{"name": "b", "kind": "also-called", "listed": False}],
        "sections": [{"key": "lead", "heading": "", "body": "", "aspect": "", "style": ""}],
        "references": [{"key": "c", "link_text": ""}],
        "related": [],
        "codes": [],
    }


def test_reading_does_not_drop_evidence():
    document = canonical(SMALL | {"evidence": {"status": "harmful", "statement": "It harms."}})

    assert read(as_text(document))["evidence"] == {"status": "harmful", "statement": "It harms."}


def test_documents_that_differ_in_order_of_keys_have_one_digest():
    shuffled = json.loads(json.dumps(SMALL, sort_keys=True))

    assert digest(as_text(canonical(shuffled))) == digest(as_text(canonical(SMALL)))
