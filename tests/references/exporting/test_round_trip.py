"""What is written is what other programs read: checked with our own importers, which read what those write."""

import pytest

from references import csl
from references.exporting import FORMATS
from references.importing import read
from tests.references.bibliography import BIBLIOGRAPHY

ITEMS = {key: csl.normalise(item) for key, item in BIBLIOGRAPHY.items()}
ARTICLES = sorted(key for key, item in ITEMS.items() if item["type"] == "article-journal")
# What says the same source in every format.
ALWAYS = ("title", "author", "issued", "DOI", "PMID", "URL")


def come_back(item, ending):
    """Return the item as it is read from a file that it was written to."""
    reading = read(FORMATS[ending].write([item]), f"references.{ending}")
    (record,) = reading.records
    assert record.problem == ""
    return record.item


def without(item, *names):
    return {name: value for name, value in item.items() if name not in names}


@pytest.mark.parametrize("ending", list(FORMATS))
@pytest.mark.parametrize("key", ARTICLES)
def test_an_article_comes_back_as_it_was(ending, key):
    # Zotero, too, keeps keys and notes of its own; the genre is the importer's word for what the journal publishes.
    lost = ("id", "note", "custom", "genre", *(["container-title-short"] if ending == "bib" else []))
    assert without(come_back(ITEMS[key], ending), *lost) == without(ITEMS[key], *lost)


@pytest.mark.parametrize("ending", list(FORMATS))
@pytest.mark.parametrize("key", sorted(ITEMS.keys() - ARTICLES))
def test_whatever_it_is_it_comes_back_as_the_same_source(ending, key):
    found, item = come_back(ITEMS[key], ending), ITEMS[key]
    assert {name: found.get(name) for name in ALWAYS} == {name: item.get(name) for name in ALWAYS}


@pytest.mark.parametrize("ending", list(FORMATS))
def test_a_file_of_all_of_them_has_every_one(ending):
    reading = read(FORMATS[ending].write(list(ITEMS.values())), f"references.{ending}")
    assert [csl.title(record.item) for record in reading.records] == [csl.title(item) for item in ITEMS.values()]
