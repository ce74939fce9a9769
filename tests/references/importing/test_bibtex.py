import pytest

from references.importing import read

ONE = r"""
@article{zamboni2009,
  author = {Zamboni, P. and Sal{\"u}n, Jean-Paul and {Ferrara Study Group} and others},
  title = {Chronic {CCSVI}: caf\'e \& more},
  journal = "Journal of Neurology",
  year = 2009, month = apr, volume = {80}, number = {4}, pages = {392--399},
  doi = {https://doi.org/10.1136/JNNP.2008.157164},
}
"""


def the_only(text):
    reading = read(text)
    assert reading.format == "BibTeX"
    assert len(reading.records) == 1
    return reading.records[0]


@pytest.mark.parametrize(
    "text",
    [ONE, "\ufeff" + ONE, ONE.replace("\n", "\r\n"), ONE.replace("@article{", "@ARTICLE {"), "Notes of mine.\n" + ONE],
)
def test_an_entry_is_read_whole_with_its_latex_decoded(text):
    record = the_only(text)

    assert record.problem == ""
    assert record.item == {
        "type": "article-journal",
        "title": "Chronic CCSVI: café & more",
        "author": [
            {"family": "Zamboni", "given": "P."},
            {"family": "Salün", "given": "Jean-Paul"},
            {"literal": "Ferrara Study Group"},
        ],
        "container-title": "Journal of Neurology",
        "volume": "80",
        "issue": "4",
        "page": "392-399",
        "issued": {"date-parts": [[2009, 4]]},
        "DOI": "10.1136/jnnp.2008.157164",
        "custom": {"authors-truncated": True},
    }


def test_an_entry_that_is_never_closed_is_named_and_the_next_one_is_read():
    reading = read("@book{a,\n title = {Open\n\n" + ONE)

    assert [bool(record.problem) for record in reading.records] == [True, False]
    assert reading.refused[0].line == 1
    assert "a brace or a quotation mark is missing" in reading.refused[0].problem


def test_two_entries_with_one_key_are_two():
    assert [bool(record.item) for record in read(ONE + ONE).records] == [True, True]


def test_a_field_that_stands_twice_does_not_lose_the_entry():
    assert the_only(ONE.replace("volume", "note = {x}, note = {y}, volume")).item["volume"] == "80"


def test_comments_are_no_entries_and_strings_are_put_in():
    text = '@comment{ignored}\n@string{jn = "Journal of Names"}\n' + ONE.replace('"Journal of Neurology"', "jn")

    assert the_only(text).item["container-title"] == "Journal of Names"


@pytest.mark.parametrize(
    ("entry", "variables"),
    [
        ("@book{a, title={T}, editor={Compston, A.}, publisher={Elsevier}, isbn={0-306-40615-2}}",
         {"type": "book", "publisher": "Elsevier", "ISBN": "9780306406157"}),
        ("@incollection{a, title={T}, booktitle={B}, pages={1-5}}", {"type": "chapter", "container-title": "B"}),
        ("@phdthesis{a, title={T}, school={Ferrara}}",
         {"type": "thesis", "genre": "PhD thesis", "publisher": "Ferrara"}),
        ("@misc{a, title={T}, howpublished={https://www.nhs.uk/}, urldate={2026-11-01}}",
         {"type": "webpage", "URL": "https://www.nhs.uk/", "accessed": {"date-parts": [[2026, 11, 1]]}}),
        ("@misc{a, title={T}, eprint={2101.00001}, archiveprefix={arXiv}}",
         {"type": "article", "genre": "Preprint", "container-title": "arXiv"}),
        ("@article{a, title={T}, journal={J}, eprint={19060024}, eprinttype={pubmed}}", {"PMID": "19060024"}),
        ("@report{a, title={T}, institution={NICE}, date={2022-06-22}}",
         {"type": "report", "publisher": "NICE", "issued": {"date-parts": [[2022, 6, 22]]}}),
        ("@article{a, title={T}, author={Ludwig van Beethoven}}",
         {"author": [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}]}),
    ],
)  # fmt: skip
def test_kinds_and_fields(entry, variables):
    item = the_only(entry).item

    assert {name: item.get(name) for name in variables} == variables


def test_an_entry_without_a_title_is_named():
    assert the_only("@article{a, author={B, C}}").problem == "It has no title."


def test_a_group_in_braces_keeps_its_and():
    group = "National Institute for Health and Care Excellence"
    record = the_only(f"@report{{a, title = {{T}}, author = {{{{{group}}} and Smith, Jo}}, year = 2022}}")
    assert record.item["author"] == [{"literal": group}, {"family": "Smith", "given": "Jo"}]
