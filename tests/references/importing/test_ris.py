import pytest

from references.importing import read

ONE = """\
TY  - JOUR
AU  - Zamboni, P
AU  - Galeotti, R
TI  - Chronic cerebrospinal venous insufficiency
JF  - Journal of Neurology
JO  - J. Neurol.
PY  - 2009
DA  - 2009/04/30/
VL  - 80
IS  - 4
SP  - 392
EP  - 399
DO  - https://doi.org/10.1136/JNNP.2008.157164
ER  -
"""
ITEM = {
    "type": "article-journal",
    "title": "Chronic cerebrospinal venous insufficiency",
    "author": [{"family": "Zamboni", "given": "P"}, {"family": "Galeotti", "given": "R"}],
    "container-title": "Journal of Neurology",
    "container-title-short": "J Neurol",
    "volume": "80",
    "issue": "4",
    "page": "392-399",
    "issued": {"date-parts": [[2009, 4, 30]]},
    "DOI": "10.1136/jnnp.2008.157164",
}


def the_only(text):
    reading = read(text)
    assert len(reading.records) == 1
    return reading.records[0]


# Each of these made rispy 0.10 alone return nothing, without a word, or is how some program writes it.
WRITINGS = {
    "as it should be": ONE,
    "with a byte order mark": "\ufeff" + ONE,
    "without ER": ONE.replace("ER  -\n", ""),
    "with one space before the hyphen": ONE.replace("  - ", " - "),
    "with no space before the hyphen": ONE.replace("  - ", "- "),
    "with a space behind the last hyphen": ONE.replace("ER  -", "ER  - "),
    "with CRLF": ONE.replace("\n", "\r\n"),
    "with CR": ONE.replace("\n", "\r"),
    "with a dash for the hyphen": ONE.replace("  - ", "  – "),
    "set in": "\n".join(f"  {line}" for line in ONE.split("\n")),
    "with a wrapped title": ONE.replace("cerebrospinal venous", "cerebrospinal\n      venous"),
    "with a title wrapped to the margin": ONE.replace("cerebrospinal venous", "cerebrospinal\nvenous"),
    "with empty lines between": ONE.replace("\n", "\n\n"),
    "with text before it": "Record #1 of 1\nProvider: somebody\n\n" + ONE,
    "with an empty field": ONE.replace("VL  - ", "N1  - \nVL  - "),
    "with a second author on a line of its own": ONE.replace("AU  - Galeotti", "Galeotti"),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_record_is_read_whole_however_it_is_written(writing):
    record = the_only(WRITINGS[writing])

    assert record.problem == ""
    assert record.item == ITEM


def test_latin_1_is_read():
    record = the_only(ONE.replace("Zamboni", "Müller").encode("latin-1"))

    assert record.item["author"][0]["family"] == "Müller"


def test_records_without_end_tags_do_not_run_into_one_another():
    text = ONE.replace("ER  -\n", "") * 3

    assert [record.item == ITEM for record in read(text).records] == [True] * 3


@pytest.mark.parametrize(
    ("text", "lines", "words"),
    [
        (ONE + ONE.replace("TI  - Chronic cerebrospinal venous insufficiency\n", ""), [15], "It has no title."),
        (ONE + ONE.split("\n", 1)[1], [15], "does not begin with TY"),
        (ONE.split("\n", 1)[1] + ONE, [1], "does not begin with TY"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_with_its_line_and_the_others_are_read(text, lines, words):
    reading = read(text)

    assert len(reading.records) == 2
    assert [record.line for record in reading.refused] == lines
    assert words in reading.refused[0].problem


def test_lines_outside_of_records_are_told():
    assert read("Hello there\n" + ONE).notes == (
        "A line outside of the records said nothing of a reference; the first is line 1: Hello there",
    )


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        (("DO  - https://doi.org/10.1136/JNNP.2008.157164", "DO  - none"), "DOI"),
        (("PY  - 2009\nDA  - 2009/04/30/", "UR  - see it\n"), "URL"),
    ],
)
def test_a_wrong_identifier_is_left_out_and_told_and_the_record_goes_in(change, left_out):
    record = the_only(ONE.replace(*change))

    assert record.problem == ""
    assert left_out not in record.item


@pytest.mark.parametrize(
    ("written", "type_", "genre"),
    [
        ("BOOK", "book", None),
        ("CHAP", "chapter", None),
        ("RPRT", "report", None),
        ("THES", "thesis", None),
        ("ELEC", "webpage", None),
        ("WEB", "webpage", None),
        ("JOUR", "article-journal", None),
        ("jour", "article-journal", None),
    ],
)
def test_types(written, type_, genre):
    record = the_only(ONE.replace("JOUR", written))

    assert (record.item["type"], record.item.get("genre")) == (type_, genre)


def test_an_unknown_type_is_read_and_told():
    record = the_only(ONE.replace("JOUR", "XYZ"))

    assert record.item["type"] == "article-journal"
    assert record.notes == ("RIS has no type “XYZ”: read as an article.",)


def test_a_systematic_review_is_told_by_m3_and_by_the_cochrane_database():
    by_words = the_only(ONE.replace("VL  - ", "M3  - Systematic Review\nVL  - "))
    by_database = the_only(ONE.replace("Journal of Neurology", "Cochrane Database of Systematic Reviews"))

    assert by_words.item["genre"] == by_database.item["genre"] == "Systematic review"


def test_et_al_among_the_authors_is_a_fact_and_no_author():
    record = the_only(ONE.replace("AU  - Galeotti, R", "AU  - et al"))

    assert len(record.item["author"]) == 1
    assert record.item["custom"] == {"authors-truncated": True}


def test_a_retracted_article_is_told():
    assert the_only(ONE.replace("TI  - ", "TI  - RETRACTED: ")).is_retracted
    assert not the_only(ONE).is_retracted


def test_hostile_text_stays_text():
    record = the_only(ONE.replace("Chronic", "<script>alert(1)</script>"))

    assert record.item["title"].startswith("<script>")
