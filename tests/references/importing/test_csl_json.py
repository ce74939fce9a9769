import json

import pytest

from references.importing import UnreadableError, read
from tests.references.bibliography import BIBLIOGRAPHY

ONE = {"type": "article-journal", "title": "A title", "DOI": "10.1000/x"}


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_the_whole_bibliography_is_read_as_it_is(indent):
    reading = read(json.dumps(list(BIBLIOGRAPHY.values()), indent=indent).encode())

    assert reading.format == "CSL-JSON"
    assert [record.key for record in reading.records] == list(BIBLIOGRAPHY)
    assert reading.refused == []


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ONE),
        json.dumps([ONE]),
        "\ufeff" + json.dumps([ONE]),
        json.dumps({"items": [ONE]}),
        json.dumps({"message": ONE | {"title": ["A title"]}}),
        json.dumps(ONE) + ",",
        "[" + json.dumps(ONE),
    ],
)
def test_one_item_however_it_is_wrapped(text):
    assert [record.item for record in read(text).records] == [ONE]


def test_one_item_a_line():
    assert len(read(f"{json.dumps(ONE)}\n{json.dumps(ONE)}\n").records) == 2


@pytest.mark.parametrize("indent", [2, "\t"])
def test_a_broken_item_is_named_with_its_line_and_the_others_are_read(indent):
    text = json.dumps([ONE, ONE | {"title": "broken"}, ONE], indent=indent).replace('"broken"', '"broken')

    reading = read(text)

    assert [bool(record.problem) for record in reading.records] == [False, True, False]
    assert reading.refused[0].line == 7
    assert "look at line 9" in reading.refused[0].problem


def test_a_list_that_is_cut_short_is_read_up_to_there():
    text = json.dumps([ONE, ONE, ONE])

    reading = read(text[:-20])

    assert [bool(record.problem) for record in reading.records] == [False, False, True]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"type": "nonsense", "title": "T"}, "CSL knows no such type"),
        ({"type": "book"}, "There is nothing to show"),
        ("text", "A reference is an object in braces"),
        (5, "A reference is an object in braces"),
    ],
)
def test_an_item_that_is_none_is_named(item, words):
    reading = read(json.dumps([item, ONE]))

    assert [bool(record.problem) for record in reading.records] == [True, False]
    assert words in reading.refused[0].problem


def test_the_ids_of_programs_are_no_keys():
    ids = ["http://zotero.org/users/1/items/X", 5, "19060024", "Zamboni", "zamboni2009"]

    assert [record.key for record in read(json.dumps([ONE | {"id": one} for one in ids])).records] == [
        "",
        "",
        "",
        "",
        "zamboni2009",
    ]


def test_depth_and_numbers_beyond_all_measure_are_a_sentence():
    assert read('[{"type": ' + "[" * 100_000).records[0].problem
    assert read('[{"type": ' + "9" * 5000 + "}]").records[0].problem


@pytest.mark.parametrize("text", ["[]", "[" * 100_000])
def test_a_list_of_nothing_says_so(text):
    with pytest.raises(UnreadableError, match="No reference was found"):
        read(text)
