"""Every keyword of the contract is held, and what breaks it is said in sentences with their places."""

import json

import pytest
from django.core.exceptions import ValidationError

from topics.schema import SCHEMA, DocumentError, Problem, path_of, problems_of

SOUND = {
    "schema": 1,
    "slug": "ccsvi",
    "title": "CCSVI",
    "summary": "",
    "sections": [{"heading": "", "body": ""}],
}

# Those that check something; the others describe.
CHECKING = {
    "const", "type", "required", "additionalProperties", "pattern", "minLength", "maxLength", "enum", "minItems",
    "uniqueItems", "format", "properties", "items",
}  # fmt: skip
DESCRIBING = {"$schema", "title", "description", "default"}


def told(**fields):
    """Return the problems of the sound document with `fields` instead, as sentences."""
    return [str(problem) for problem in problems_of(SOUND | fields)]


def test_a_sound_document_has_no_problems():
    assert problems_of(SOUND) == []


def test_the_file_is_the_contract_that_everybody_shares():
    assert SCHEMA["title"] == "Topic document, version 1"


def test_these_tests_know_every_keyword_of_the_schema():
    def keywords(rule):
        yield from rule
        for part in rule.get("properties", {}).values():
            yield from keywords(part)
        if "items" in rule:
            yield from keywords(rule["items"])

    assert set(keywords(SCHEMA)) == CHECKING | DESCRIBING


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"schema": 2}, "schema: This must be 1."),
        ({"schema": True}, "schema: This must be 1."),
        ({"title": 1}, "title: This must be a text."),
        ({"title": None}, "title: This must be a text."),
        ({"sections": {}}, "sections: This must be a list."),
        ({"evidence": []}, "evidence: This must be an object or null."),
        ({"reviewed_on": 2026}, "reviewed_on: This must be a text or null."),
        ({"aliases": [{"name": "a", "listed": None}]}, "aliases[0].listed: This must be true or false."),
        ({"aliases": ["a"]}, "aliases[0]: This must be an object."),
        ({"sections": [{"heading": "a"}]}, "sections[0]: The field “body” is missing."),
        ({"references": [{"key": "a", "csl": {}}]}, "references[0].csl: The field “type” is missing."),
        ({"colour": 1}, "The field “colour” is not known. Take it out, or correct its name."),
        (
            {"sections": [{"heading": "", "body": "", "bdoy": "", "img": ""}]},
            "sections[0]: The field “bdoy”, “img” is not known. Take it out, or correct its name.",
        ),
        ({"title": ""}, "title: This is empty. Fill it in."),
        ({"title": " \u00a0\u2003"}, "title: This is empty. Fill it in."),
        ({"codes": [{"system": "mesh", "code": ""}]}, "codes[0].code: This is empty. Fill it in."),
        ({"title": "a" * 201}, "title: This has 201 characters; at most 200 fit."),
        ({"summary": "a" * 1001}, "summary: This has 1,001 characters; at most 1,000 fit."),
        (
            {"codes": [{"system": "icd-9", "code": "1"}]},
            'codes[0].system: "icd-9" is not one of “snomed-ct”, “icd-10”, “icd-11”, “mesh”, “medlineplus”, '
            "“orphanet”.",
        ),
        ({"sections": []}, "sections: At least one is needed."),
        ({"related": ["a", "a"]}, "related: One of these stands here twice."),
        ({"review_due": "2026-02-30"}, "review_due: \"2026-02-30\" is not a date. Write it like 2026-03-31."),
        (
            {"sections": [{"heading": "", "body": ""}] * 2 + [{"heading": 3, "body": ""}]},
            "sections[2].heading: This must be a text.",
        ),
        (
            {"slug": "CCSVI"},
            'slug: "CCSVI" does not fit: small letters a to z, digits and single hyphens only.',
        ),
        (
            {"references": [{"key": "Zamboni 2009"}]},
            'references[0].key: "Zamboni 2009" does not fit: small letters a to z and digits, with single : . _ or - '
            "between.",
        ),
    ],
)  # fmt: skip
def test_each_rule_has_its_sentence_with_the_place(fields, sentence):
    assert told(**fields) == [sentence]


def test_all_problems_are_told_each_once():
    assert told(title="", slug="-", summary=None) == [
        'slug: "-" does not fit: small letters a to z, digits and single hyphens only.',
        "title: This is empty. Fill it in.",
        "summary: This must be a text.",
    ]


def test_several_missing_fields_are_told_in_one_sentence():
    assert [str(problem) for problem in problems_of({"schema": 1, "slug": "a", "summary": ""})] == [
        "The field “title”, “sections” is missing."
    ]


@pytest.mark.parametrize(
    "slug", ["a\n", "a\r\n", "\na", "a\u2028", " a", "a ", "", "a--b", "-a", "a-", "a_b", "é", "a\nb"]
)
def test_a_pattern_holds_for_the_whole_text(slug):
    assert len(problems_of(SOUND | {"slug": slug})) == 1
    assert len(problems_of(SOUND | {"related": [slug]})) == 1
    assert len(problems_of(SOUND | {"sections": [{"key": slug, "heading": "", "body": ""}]})) == 1


@pytest.mark.parametrize("key", ["a\n", "a.", ".a", "a..b", "a b", "A", "é", "a@b", ""])
def test_a_reference_key_holds_for_the_whole_text(key):
    assert len(problems_of(SOUND | {"references": [{"key": key}]})) == 1


@pytest.mark.parametrize("key", ["a", "zamboni2009", "who:2020.a_b-c", "1"])
def test_keys_as_citations_write_them_fit(key):
    assert problems_of(SOUND | {"references": [{"key": key}]}) == []


@pytest.mark.parametrize(
    "date", ["2026-02-30", "2026-2-3", "20260203", "2026-02-03T00:00:00Z", "2026-02-03\n", " 2026-02-03", ""]
)
def test_dates_are_asserted(date):
    assert len(problems_of(SOUND | {"reviewed_on": date})) == 1


def test_days_of_the_calendar_and_no_date_are_dates():
    assert problems_of(SOUND | {"reviewed_on": "2028-02-29", "review_due": None}) == []


def test_lengths_count_characters_not_bytes():
    assert problems_of(SOUND | {"title": "😀" * 200}) == []


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "document",
    [
        None, 1, "text", [], {}, float("nan"), b"bytes", {1: 2}, object(), {"schema": {1, 2}},
        SOUND | {"title": "\ud800"}, SOUND | {"\udfff": 1}, SOUND | {"title": 10**400},
        SOUND | {"related": nested(500)}, SOUND | {"related": nested(100_000)},
    ],
    ids=lambda document: str(type(document).__name__),
)  # fmt: skip
def test_what_is_no_document_at_all_is_a_sentence(document):
    problems = problems_of(document)

    assert problems
    assert all(problem.message.endswith(".") for problem in problems)


def test_a_long_value_is_quoted_by_its_beginning():
    (sentence,) = told(slug="A" * 90)

    assert sentence == (f'slug: "{"A" * 78}… does not fit: small letters a to z, digits and single hyphens only.')


def test_places_are_written_as_programmers_and_editors_read_them():
    assert path_of(["sections", 2, "heading"]) == "sections[2].heading"
    assert path_of([]) == ""


def test_the_error_is_a_validation_error_that_keeps_the_problems():
    error = DocumentError([Problem("title", "This is empty."), Problem("", "Nothing is right.")])

    assert isinstance(error, ValidationError)
    assert error.messages == ["title: This is empty.", "Nothing is right."]
    assert error.problems[0].path == "title"


def test_the_schema_is_json_that_can_be_served():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
