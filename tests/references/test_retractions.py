"""Notices out of a file in the format of the Retraction Watch data set."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from references.models import Notice, Reference
from references.retractions import NotTheDataSetError, check_retractions
from tests.make import make_reference, publisher

pytestmark = pytest.mark.django_db

COLUMNS = [
    *("Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS"),
    *("ArticleType", "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate"),
    *("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "Reason", "Paywalled", "Notes"),
]
DEFAULTS = {
    "Record ID": "101",
    "Title": "On veins",
    "RetractionDate": "5/3/2019 0:00",
    "RetractionDOI": "10.1000/R1",
    "RetractionPubMedID": "0",
    "OriginalPaperDOI": "10.1000/A",
    "OriginalPaperPubMedID": "0",
    "RetractionNature": "Retraction",
    "Reason": "+Error in Data;+Retract and Replace;",
    "Paywalled": "No",
}


def data_set(*rows):
    """Return a file with the columns of the data set; each row is a dict of what differs from the defaults."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(DEFAULTS | row for row in rows)
    return io.BytesIO(text.getvalue().encode())


def said():
    return list(Notice.objects.order_by("pk").values_list("reference__key", "record", "nature"))


def test_a_notice_is_found_by_doi_however_it_is_written():
    make_reference(DOI="10.1000/a")
    report = check_retractions(data_set({"OriginalPaperDOI": " https://doi.org/10.1000/A "}))
    notice = Notice.objects.get()
    assert (report.rows, len(report.new), report.problems) == (1, 1, [])
    assert (notice.reference.key, notice.nature, notice.noticed_on) == ("zamboni2009", "Retraction", date(2019, 5, 3))
    assert (notice.notice_doi, notice.notice_pmid) == ("10.1000/r1", "")
    assert notice.reasons == "Error in Data\nRetract and Replace"


@pytest.mark.parametrize("written", ["19060024", "19060024.0", " 19060024 "])
def test_a_notice_is_found_by_pmid_where_there_is_no_doi(written):
    make_reference(PMID="19060024")
    check_retractions(data_set({"OriginalPaperDOI": "unavailable", "OriginalPaperPubMedID": written}))
    assert said() == [("zamboni2009", "101", "Retraction")]


@pytest.mark.parametrize("written", ["unavailable", "Unavailable", "", "0", "10.1000/other"])
def test_what_is_about_other_sources_is_passed_over_in_silence(written):
    make_reference(DOI="10.1000/a")
    make_reference("nhs-ms")
    report = check_retractions(data_set({"OriginalPaperDOI": written}))
    assert (report.rows, report.new, report.problems) == (1, [], [])


def test_a_source_may_have_several_notices_of_several_natures():
    make_reference(DOI="10.1000/a")
    check_retractions(
        data_set(
            {"Record ID": "1", "RetractionNature": "Expression of Concern"},
            {"Record ID": "2", "RetractionNature": "Correction"},
            {"Record ID": "3"},
            {"Record ID": "4", "RetractionNature": "Reinstatement"},
        )
    )
    assert [nature for _key, _record, nature in said()] == [
        "Expression of concern",
        "Correction",
        "Retraction",
        "Reinstatement",
    ]


def test_a_doi_and_a_pmid_of_two_references_mark_both():
    make_reference("first", DOI="10.1000/a")
    make_reference("second", PMID="123")
    check_retractions(data_set({"OriginalPaperPubMedID": "123"}))
    assert {key for key, _record, _nature in said()} == {"first", "second"}


def test_what_a_duplicate_is_called_finds_the_reference_it_went_into():
    into, duplicate = make_reference(DOI="10.1000/b"), make_reference("zamboni2009a", DOI="10.1000/a")
    Reference.objects.filter(pk=duplicate.pk).update(merged_into=into)
    check_retractions(data_set({}))
    assert said() == [("zamboni2009", "101", "Retraction")]


def test_twice_is_as_once_and_a_decision_stands():
    make_reference(DOI="10.1000/a")
    check_retractions(data_set({}))
    Notice.objects.update(dismissed_at=timezone.now(), dismissed_by=publisher(), dismissed_because="Put right.")
    report = check_retractions(data_set({}))
    assert (report.new, report.changed, report.known) == ([], [], 1)
    assert Notice.objects.get().dismissed_because == "Put right."


def test_a_notice_that_now_says_something_else_is_open_again():
    make_reference(DOI="10.1000/a")
    check_retractions(data_set({"RetractionNature": "Correction"}))
    Notice.objects.update(dismissed_at=timezone.now(), dismissed_by=publisher(), dismissed_because="Put right.")
    report = check_retractions(data_set({}))
    notice = Notice.objects.get()
    assert report.changed == [notice]
    assert (notice.nature, notice.dismissed_at, notice.dismissed_because) == ("Retraction", None, "")


def test_bytes_that_are_no_utf8_nuls_a_bom_and_dos_line_ends_are_no_matter():
    make_reference(DOI="10.1000/a")
    raw = data_set({"Title": "Zamboni §\nsecond line"}).getvalue().replace("§".encode(), b"\xe9\x00")
    check_retractions(io.BytesIO(b"\xef\xbb\xbf" + raw))
    assert len(said()) == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"RetractionNature": "Party"}, "Line 2: “Party” is no kind of notice, so it was left out"),
        ({"Record ID": " "}, "Line 2: the record has no number"),
        ({"RetractionDate": "31/31/2019"}, "Line 2: “31/31/2019” is not a date. The notice is kept without."),
    ],
)
def test_what_cannot_be_read_about_a_source_of_ours_is_named_with_its_line(row, words):
    make_reference(DOI="10.1000/a")
    report = check_retractions(data_set(row))
    assert words in report.problems[0]
    assert Notice.objects.count() == ("Date" in next(iter(row)))


def test_a_row_with_too_few_fields_is_named_and_the_others_are_read():
    make_reference(DOI="10.1000/a")
    header, row = data_set({}).getvalue().splitlines()
    report = check_retractions(io.BytesIO(b"\n".join([header, b"7,short", row])))
    assert report.problems == ["Line 2: it has 2 fields instead of 20, so it was left out."]
    assert len(said()) == 1


@pytest.mark.parametrize("text", [b"", b"a,b\n1,2\n", b"%PDF-1.4\x00\xff", b'"' + b"x" * 20_000_000])
def test_a_file_that_is_something_else_is_refused_with_a_sentence(text):
    with pytest.raises(NotTheDataSetError, match="not the Retraction Watch data set"):
        check_retractions(io.BytesIO(text))


def test_the_command_tells_what_it_found_and_a_dry_run_keeps_nothing(tmp_path, capsys):
    make_reference(DOI="10.1000/a")
    path = tmp_path / "retractions.csv"
    path.write_bytes(data_set({}, {"OriginalPaperDOI": "10.1000/other"}).getvalue())
    call_command("check_retractions", path, dry_run=True)
    assert "(dry run: nothing was stored)" in capsys.readouterr().out
    assert not Notice.objects.exists()
    call_command("check_retractions", path)
    out, _err = capsys.readouterr()
    assert out == "New: zamboni2009, retraction (3 May 2019)\n2 rows read: 1 new, 0 changed, 0 known.\n"


def test_the_command_says_when_there_is_no_such_file_or_it_is_another(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("check_retractions", tmp_path / "none.csv")
    path = tmp_path / "other.csv"
    path.write_text("a,b\n")
    with pytest.raises(CommandError, match="it has no column Record ID"):
        call_command("check_retractions", path)
