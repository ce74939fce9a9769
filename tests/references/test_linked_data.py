"""Sources as schema.org describes them."""

import pytest

from references import csl
from references.linked_data import describe, iso_date


def described(**item):
    return describe(csl.normalise({"id": "a2009", "type": "article-journal", "title": "A study", **item}))


def test_an_article_has_its_authors_journal_date_identifiers_and_address():
    assert described(
        author=[{"family": "Zamboni", "given": "P"}, {"literal": "The Group"}],
        issued={"date-parts": [[2009, 4]]},
        DOI="10.1000/X",
        PMID="19060024",
        **{"container-title": "A Journal"},
    ) == {
        "@type": "ScholarlyArticle",
        "name": "A study",
        "author": [{"@type": "Person", "name": "P Zamboni"}, {"@type": "Organization", "name": "The Group"}],
        "datePublished": "2009-04",
        "isPartOf": {"@type": "Periodical", "name": "A Journal"},
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.1000/x"},
            {"@type": "PropertyValue", "propertyID": "PMID", "value": "19060024"},
        ],
        "url": "https://doi.org/10.1000/x",
    }


def test_what_an_item_lacks_is_left_out():
    assert described() == {"@type": "ScholarlyArticle", "name": "A study"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("report", "Report"), ("book", "Book"), ("webpage", "WebPage"), ("chapter", "Chapter"), ("song", "CreativeWork")],
)
def test_each_kind_of_source_has_its_type(kind, name):
    assert described(type=kind)["@type"] == name


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ({"date-parts": [[2009, 4, 3]]}, "2009-04-03"),
        ({"date-parts": [[2009]]}, "2009"),
        ({"date-parts": [[2009, 4], [2010]]}, "2009-04"),
        ({"literal": "spring 2009"}, ""),
        ({}, ""),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date, written):
    assert iso_date(date) == written
