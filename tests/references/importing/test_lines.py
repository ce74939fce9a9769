import pytest

from references.importing import read
from references.importing.report import UnreadableError


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("10.1136/jnnp.2008.157164", [{"DOI": "10.1136/jnnp.2008.157164"}]),
        ("https://doi.org/10.1136/JNNP.2008.157164", [{"DOI": "10.1136/jnnp.2008.157164"}]),
        ("doi:10.1136/jnnp.2008.157164.", [{"DOI": "10.1136/jnnp.2008.157164"}]),
        ("https://pubmed.ncbi.nlm.nih.gov/19060024/", [{"PMID": "19060024"}]),
        ("PMID: 19060024", [{"PMID": "19060024"}]),
        ("19060024", [{"PMID": "19060024"}]),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2647682/", [{"PMCID": "PMC2647682"}]),
        ("19060024, 21969411", [{"PMID": "19060024"}, {"PMID": "21969411"}]),
        (
            "Zamboni P, et al. CCSVI. JNNP. 2009;80(4):392-9. doi: 10.1136/jnnp.2008.157164. PMID: 19060024.",
            [{"DOI": "10.1136/jnnp.2008.157164", "PMID": "19060024"}],
        ),
        ("\n10.1000/a\n\n10.1000/b\n", [{"DOI": "10.1000/a"}, {"DOI": "10.1000/b"}]),
    ],
)
def test_a_line_says_which_source_it_means(text, identifiers):
    reading = read(text)

    assert reading.format == "DOIs and PubMed numbers"
    assert [record.identifiers for record in reading.records] == identifiers


def test_a_line_without_any_is_named():
    reading = read("10.1000/a\nsee the book\n10.1000/b")

    assert [(record.line, record.problem) for record in reading.refused] == [
        (2, "There is no DOI and no PubMed number in this line.")
    ]
    assert len(reading.records) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("just some words", "No reference was found in it. It can be RIS"),
        ("<html><body>10.1000/a", "This is a web page or XML"),
        ('<?xml version="1.0"?><xml><records>', "This is EndNote XML"),
        ("%0 Journal Article\n%T Title", "This is an EndNote “Refer” file"),
        ("FN Clarivate Analytics Web of Science\nVR 1.0", "This is a Web of Science plain-text file"),
    ],
)
def test_what_holds_no_reference_is_a_sentence_that_says_what_to_do(text, words):
    with pytest.raises(UnreadableError, match=words):
        read(text)
