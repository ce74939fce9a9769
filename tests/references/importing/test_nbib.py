import pytest

from references.importing import read

ONE = """\
PMID- 19060024
OWN - NLM
IS  - 1468-330X (Electronic)
IS  - 0022-3050 (Print)
VI  - 80
IP  - 4
DP  - 2009 Apr
TI  - Chronic cerebrospinal venous insufficiency in patients with multiple
      sclerosis.
PG  - 392-9
LID - 10.1136/jnnp.2008.157164 [doi]
FAU - Zamboni, P
AU  - Zamboni P
AD  - Vascular Diseases Center, University of Ferrara, Italy.
FAU - Dall'Ara, S
AU  - Dall'Ara S
CN  - Ferrara Study Group
LA  - eng
PT  - Journal Article
TA  - J Neurol Neurosurg Psychiatry
JT  - Journal of neurology, neurosurgery, and psychiatry
PMC - PMC2647682
PMCR- 2009/04/01
"""
ITEM = {
    "type": "article-journal",
    "title": "Chronic cerebrospinal venous insufficiency in patients with multiple sclerosis",
    "author": [
        {"family": "Zamboni", "given": "P"},
        {"family": "Dall'Ara", "given": "S"},
        {"literal": "Ferrara Study Group"},
    ],
    "container-title": "Journal of neurology, neurosurgery, and psychiatry",
    "container-title-short": "J Neurol Neurosurg Psychiatry",
    "volume": "80",
    "issue": "4",
    "page": "392-9",
    "issued": {"date-parts": [[2009, 4]]},
    "DOI": "10.1136/jnnp.2008.157164",
    "PMID": "19060024",
    "PMCID": "PMC2647682",
    "ISSN": "0022-3050",
    "language": "en",
    "custom": {"free-to-read": True},
}


def the_only(text):
    reading = read(text)
    assert reading.format == "NBIB (PubMed)"
    assert len(reading.records) == 1
    return reading.records[0]


WRITINGS = {
    "as PubMed writes it": ONE,
    "with a byte order mark": "\ufeff" + ONE,
    "with CRLF": ONE.replace("\n", "\r\n"),
    "with empty lines before": "\n\n" + ONE,
    "with short names only": "\n".join(line for line in ONE.split("\n") if not line.startswith("FAU")),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_record_is_read_whole_however_it_is_written(writing):
    record = the_only(WRITINGS[writing])

    assert record.problem == ""
    assert dict(sorted(record.item.items())) == dict(sorted(ITEM.items()))


def test_records_follow_one_another_with_and_without_an_empty_line():
    assert [record.item == ITEM for record in read(ONE + "\n" + ONE + ONE).records] == [True] * 3


def test_a_record_that_lost_its_pmid_is_named_and_the_others_are_read():
    reading = read(ONE + "\n" + ONE.split("\n", 1)[1] + "\n" + ONE)

    assert [bool(record.problem) for record in reading.records] == [False, True, False]
    assert reading.refused[0].line == ONE.count("\n") + 2
    assert "does not begin with its PMID" in reading.refused[0].problem


def test_two_records_that_ran_into_one_another_are_named():
    record = the_only(ONE + ONE.split("\n", 1)[1])

    assert "two records have run into one another" in record.problem


def test_an_empty_line_within_a_record_does_not_cut_it():
    assert the_only(ONE.replace("PG  -", "\nPG  -")).item["page"] == "392-9"


def test_a_wrapped_line_that_looks_like_a_tag_is_text():
    record = the_only(ONE.replace("      sclerosis.", "      PMID- 5 sclerosis."))

    assert record.item["title"].endswith("multiple PMID- 5 sclerosis")


@pytest.mark.parametrize("line", ["PT  - Retracted Publication", "RIN - Lancet. 2010;375:445. PMID: 20137807"])
def test_a_retracted_article_is_told(line):
    assert the_only(ONE + line + "\n").is_retracted
    assert not the_only(ONE).is_retracted


def test_what_pubmed_central_may_not_show_yet_is_not_free():
    record = the_only(ONE.replace("PMCR- 2009/04/01", "PMCR- 2999/04/01"))

    assert "custom" not in record.item


def test_a_chapter_of_a_book():
    record = the_only(
        "PMID- 20301492\nPT  - Review\nPT  - Book Chapter\nTI  - Myasthenia\nBTI - GeneReviews((R))\n"
        "FED - Adam, Margaret P\nED  - Adam MP\nPB  - University of Washington\nPL  - Seattle (WA)\nDP  - 1993\n"
    )

    assert record.item["type"] == "chapter"
    assert record.item["container-title"] == "GeneReviews((R))"
    assert record.item["editor"] == [{"family": "Adam", "given": "Margaret P"}]
    assert record.item["publisher-place"] == "Seattle (WA)"


@pytest.mark.parametrize(
    ("line", "type_", "genre"),
    [
        ("PT  - Systematic Review", "article-journal", "Systematic review"),
        ("PT  - Practice Guideline", "article-journal", "Guideline"),
        ("PT  - Preprint", "article", "Preprint"),
    ],
)
def test_publication_types(line, type_, genre):
    record = the_only(ONE + line + "\n")

    assert (record.item["type"], record.item["genre"]) == (type_, genre)
