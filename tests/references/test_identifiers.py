import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from references.identifiers import (
    normalise_doi,
    normalise_isbn,
    normalise_pmcid,
    normalise_pmid,
    quoted,
)

ALL = [normalise_doi, normalise_pmid, normalise_pmcid, normalise_isbn]


@pytest.mark.parametrize(
    ("typed", "doi"),
    [
        ("10.1136/jnnp.2008.157164", "10.1136/jnnp.2008.157164"),
        ("10.1056/NEJM199202273260901", "10.1056/nejm199202273260901"),
        ("  doi: 10.1136/jnnp.2008.157164. ", "10.1136/jnnp.2008.157164"),
        ("DOI:10.1136/jnnp.2008.157164", "10.1136/jnnp.2008.157164"),
        ("doi 10.1136/jnnp.2008.157164", "10.1136/jnnp.2008.157164"),
        ("https://doi.org/10.1136/jnnp.2008.157164", "10.1136/jnnp.2008.157164"),
        ("http://dx.doi.org/10.1136/jnnp.2008.157164", "10.1136/jnnp.2008.157164"),
        ("doi.org/10.1136/jnnp.2008.157164?utm_source=x#top", "10.1136/jnnp.2008.157164"),
        ("DOI: https://doi.org/10.1136/jnnp.2008.157164,", "10.1136/jnnp.2008.157164"),
        # Brackets of its own stay, those of the sentence around go.
        ("10.1016/S0140-6736(08)61620-7", "10.1016/s0140-6736(08)61620-7"),
        ("10.1016/0140(91)", "10.1016/0140(91)"),
        ("10.1136/jnnp.2008.157164).", "10.1136/jnnp.2008.157164"),
        # Percent signs are encoding in an address only.
        ("https://doi.org/10.1002/(SICI)1%3C1::AID-1%3E3.0.CO;2-1", "10.1002/(sici)1<1::aid-1>3.0.co;2-1"),
        ("10.1000/a%3cb", "10.1000/a%3cb"),
        # Only ASCII letters change case.
        ("10.1000/ÅB", "10.1000/Åb"),
    ],
)
def test_doi(typed, doi):
    assert normalise_doi(typed) == doi


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "doi:",
        "10.1136",
        "10.1136/",
        "11.1136/abc",
        "10.1136/two words",
        "19060024",
        "https://jnnp.bmj.com/content/80/4/392",
        "10.1000/a\u200bb",
        "10.1000/a\ud800",
        "https://doi.org/10.1000/a%00b",
        "10.1000/" + "x" * 300,
        "10.1000/" + ")" * 1_000_000,
        "https://evil.example/10.1000/x",
    ],
)
def test_not_a_doi(typed):
    with pytest.raises(ValidationError, match="is not a DOI"):
        normalise_doi(typed)


@pytest.mark.parametrize(
    ("typed", "pmid"),
    [
        ("1734247", "1734247"),
        (" PMID: 1734247 ", "1734247"),
        ("pubmed PMID 1734247", "1734247"),
        ("https://pubmed.ncbi.nlm.nih.gov/1734247/", "1734247"),
        ("https://pubmed.ncbi.nlm.nih.gov/1734247/?from=x", "1734247"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/1734247", "1734247"),
    ],
)
def test_pmid(typed, pmid):
    assert normalise_pmid(typed) == pmid


@pytest.mark.parametrize("typed", ["", "0", "012", "9780443072710", "PMC2647682", "١٢٣", "1734247 1734248"])
def test_not_a_pmid(typed):
    with pytest.raises(ValidationError, match="is not a PMID"):
        normalise_pmid(typed)


@pytest.mark.parametrize(
    ("typed", "pmcid"),
    [
        ("PMC2647682", "PMC2647682"),
        ("pmcid: pmc2647682.1", "PMC2647682"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2647682/", "PMC2647682"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2647682/?x=y", "PMC2647682"),
    ],
)
def test_pmcid(typed, pmcid):
    assert normalise_pmcid(typed) == pmcid


@pytest.mark.parametrize("typed", ["", "2647682", "PMC", "PMC0", "PMC12a"])
def test_not_a_pmcid(typed):
    with pytest.raises(ValidationError, match="is not a PMCID"):
        normalise_pmcid(typed)


@pytest.mark.parametrize(
    ("typed", "isbn"),
    [
        ("978-1-4731-4607-5", "9781473146075"),
        ("ISBN-13: 978 1 4731 4607 5", "9781473146075"),
        ("978–1–4731–4607–5", "9781473146075"),
        ("0-306-40615-2", "9780306406157"),
        ("ISBN 080442957x", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
    ],
)
def test_isbn(typed, isbn):
    assert normalise_isbn(typed) == isbn


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("978-1-4731-4607-4", "last digit does not fit"),
        ("0-306-40615-3", "last digit does not fit"),
        ("X306406152", "is not an ISBN"),
        ("977-1-4731-4607-5", "is not an ISBN"),
        ("978-1-4731-4607-5 0-306-40615-2", "only one"),
        ("٩٧٨١٤٧٣١٤٦٠٧٥", "is not an ISBN"),
        ("", "is not an ISBN"),
    ],
)
def test_not_an_isbn(typed, words):
    with pytest.raises(ValidationError, match=words):
        normalise_isbn(typed)


@pytest.mark.parametrize("normalise", ALL)
@given(text=st.text() | st.from_regex(r"(doi:|PMC|https://doi\.org/)?10\.1000/.{1,30}|[0-9X-]{8,15}"))
def test_idempotent_and_never_anything_but_a_validation_error(normalise, text):
    try:
        found = normalise(text)
    except ValidationError as error:
        assert all(message.isprintable() for message in error.messages)
    else:
        assert normalise(found) == found


def test_a_quotation_is_short_and_can_be_sent():
    assert quoted("a\ud800\x00b") == "“a\ufffd\ufffdb”"
    assert quoted("x" * 100) == "“" + "x" * 60 + "…”"


@pytest.mark.parametrize("normalise", ALL)
@pytest.mark.parametrize("start", ["", "pubmed", "pmid", "isbn", "doi:", "pmcid"])
def test_a_long_text_takes_no_time(normalise, start):
    # It takes minutes when a pattern can match the spaces in several ways.
    with pytest.raises(ValidationError):
        normalise(start + " " * 100_000 + "x")
