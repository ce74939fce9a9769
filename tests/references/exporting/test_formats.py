"""References as files for other programs."""

import json

import pytest

from references import csl
from references.exporting import FORMATS
from references.exporting.bibtex import to_bibtex
from references.exporting.csl_json import to_csl_json
from references.exporting.ris import to_ris

ARTICLE = {
    "id": "zamboni2009",
    "type": "article-journal",
    "title": "Chronic <i>venous</i> insufficiency & 50% more",
    "author": [
        {"family": "Zamboni", "given": "Paolo"},
        {"family": "Vries", "given": "Jan", "non-dropping-particle": "de"},
        {"family": "Anderson", "given": "Malcolm M.", "suffix": "Jr"},
        {"literal": "Lublin and Reingold Group"},
    ],
    "container-title": "Journal of Neurology",
    "container-title-short": "J Neurol",
    "issued": {"date-parts": [[2009, 4, 3]]},
    "volume": "80",
    "issue": "4",
    "page": "392-399",
    "DOI": "10.1136/jnnp.2008.157164",
    "PMID": "19060024",
    "PMCID": "PMC2647682",
    "ISSN": "0022-3050",
    "note": "For colleagues",
    "abstract": "What they found",
    "custom": {"free-to-read": True},
}
PAGE = {
    "id": "nhs-ms",
    "type": "webpage",
    "title": "Multiple sclerosis",
    "author": [{"literal": "NHS"}],
    "URL": "https://www.nhs.uk/a_{b}\\c",
    "accessed": {"date-parts": [[2026, 11, 1]]},
}
CHAPTER = {
    "id": "who2006",
    "type": "chapter",
    "title": "Pain",
    "editor": [{"family": "Ed", "given": "Ann"}],
    "container-title": "The book",
    "issued": {"date-parts": [[2006]]},
    "page": "12",
    "publisher": "WHO",
    "publisher-place": "Geneva",
    "ISBN": "9789241563369",
}


def item(data):
    return csl.normalise(data)


def lines(data):
    return to_ris([item(data)]).split("\r\n")


def test_ris_names_each_part_by_its_tag():
    assert lines(ARTICLE) == [
        "TY  - JOUR",
        "ID  - zamboni2009",
        "AU  - Zamboni, Paolo",
        "AU  - de Vries, Jan",
        "AU  - Anderson, Malcolm M., Jr",
        "AU  - Lublin and Reingold Group",
        "TI  - Chronic venous insufficiency & 50% more",
        "T2  - Journal of Neurology",
        "J2  - J Neurol",
        "PY  - 2009",
        "DA  - 2009/04/03/",
        "VL  - 80",
        "IS  - 4",
        "SP  - 392",
        "EP  - 399",
        "SN  - 0022-3050",
        "DO  - 10.1136/jnnp.2008.157164",
        "AN  - 19060024",
        "DB  - PubMed",
        "C2  - PMC2647682",
        "UR  - https://doi.org/10.1136/jnnp.2008.157164",
        "ER  - ",
        "",
    ]


def test_ris_of_a_chapter_and_a_page():
    assert {"TY  - CHAP", "A2  - Ed, Ann", "T2  - The book", "SP  - 12", "SN  - 9789241563369", "CY  - Geneva"} <= {
        *lines(CHAPTER)
    }
    assert {"TY  - ELEC", "AU  - NHS", "Y2  - 2026/11/01/"} <= {*lines(PAGE)}


def test_a_value_cannot_begin_a_line_of_its_own():
    text = to_ris([item(PAGE) | {"title": "A\r\nER  - \r\nTY  - BOOK"}])
    assert text.count("\r\n") == len(text.splitlines())
    assert [line for line in text.splitlines() if line.startswith("TY")] == ["TY  - ELEC"]


def test_bibtex_names_each_part_and_keeps_what_would_end_it_early():
    assert to_bibtex([item(ARTICLE)]) == (
        "@article{zamboni2009,\n"
        "  author = {Zamboni, Paolo and de Vries, Jan and Anderson, Jr, Malcolm M. and {Lublin and Reingold Group}},\n"
        "  title = {{Chronic venous insufficiency \\& 50\\% more}},\n"
        "  journal = {Journal of Neurology},\n"
        "  date = {2009-04-03},\n"
        "  year = {2009},\n"
        "  month = apr,\n"
        "  volume = {80},\n"
        "  number = {4},\n"
        "  pages = {392--399},\n"
        "  issn = {0022-3050},\n"
        "  doi = {10.1136/jnnp.2008.157164},\n"
        "  pmid = {19060024},\n"
        "  pmcid = {PMC2647682},\n"
        "  url = {https://doi.org/10.1136/jnnp.2008.157164}\n"
        "}\n"
    )
    assert "  url = {https://www.nhs.uk/a_%7Bb%7D%5Cc},\n" in to_bibtex([item(PAGE)])


def test_bibtex_says_that_there_are_more_authors():
    assert "author = {Ed, Ann and others}" in to_bibtex(
        [item(CHAPTER | {"author": CHAPTER["editor"], "note": "authors truncated"})]
    )


def test_csl_json_is_the_items_without_what_is_for_editors():
    (written,) = json.loads(to_csl_json([item(ARTICLE)]))
    kept_back = {"note", "abstract", "custom"}
    assert written == {name: value for name, value in item(ARTICLE).items() if name not in kept_back}


@pytest.mark.parametrize("ending", list(FORMATS))
def test_no_format_gives_away_what_is_for_colleagues_or_not_ours(ending):
    text = FORMATS[ending].write([item(ARTICLE)])
    assert "For colleagues" not in text
    assert "What they found" not in text


@pytest.mark.parametrize("ending", list(FORMATS))
def test_no_references_are_a_file_without_any(ending):
    assert FORMATS[ending].write([]).strip() in ("", "[]")
