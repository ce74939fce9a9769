"""What readers must be told of a source, from the notices against it."""

import pytest

from references.cautions import caution_of, dismissals, is_dead


def notice(nature="Retraction", day="2019-05-03", because="", doi="", pmid=""):
    return {
        "nature": nature,
        "noticed_on": day,
        "notice_doi": doi,
        "notice_pmid": pmid,
        "dismissed_because": because,
    }


def kind(*notices):
    caution = caution_of({"notices": list(notices), "dead_address": None})
    return caution and caution.kind


@pytest.mark.parametrize("findings", [None, {}, {"notices": None, "dead_address": None}])
def test_a_source_without_notices_needs_no_caution(findings):
    assert caution_of(findings) is None


@pytest.mark.parametrize(
    ("notices", "expected"),
    [
        ([notice()], "retraction"),
        ([notice("Expression of concern")], "concern"),
        ([notice("Correction")], "correction"),
        ([notice("Correction"), notice(), notice("Expression of concern")], "retraction"),
        ([notice(because="put right"), notice("Correction")], "correction"),
        ([notice(because="put right")], None),
        ([notice(), notice("Reinstatement", "2020-01-01")], None),
        ([notice(day=None), notice("Reinstatement", "2020-01-01")], None),
        ([notice(day="2021-01-01"), notice("Reinstatement", "2020-01-01")], "retraction"),
        ([notice("Reinstatement", "2020-01-01")], None),
        ([notice(), notice("Reinstatement", "2020-01-01", because="wrong record")], "retraction"),
    ],
)
def test_the_worst_that_stands_is_told(notices, expected):
    assert kind(*notices) == expected


def test_the_latest_notice_is_told_with_its_day_and_its_address():
    caution = caution_of({"notices": [notice(day=None), notice(day="2020-01-31", pmid="123"), notice(doi="10.1/a")]})
    assert caution.words == "The journal has withdrawn this source (31 January 2020). Do not rely on it."
    assert caution.url == "https://pubmed.ncbi.nlm.nih.gov/123/"
    assert caution.short == "retracted"


def test_a_notice_without_a_day_is_told_without():
    assert caution_of({"notices": [notice(day=None)]}).words == (
        "The journal has withdrawn this source. Do not rely on it."
    )


def test_why_a_notice_was_dismissed_is_kept():
    assert dismissals({"notices": [notice(because="Retracted and replaced."), notice()]}) == ["Retracted and replaced."]


@pytest.mark.parametrize(
    ("found", "expected"),
    [("https://example.org/a", True), ("https://example.org/b", False), (None, False)],
)
def test_a_link_is_dead_only_under_the_address_that_was_followed(found, expected):
    assert is_dead({"URL": "https://example.org/a"}, {"notices": None, "dead_address": found}) is expected


def test_a_source_without_an_address_has_no_dead_link():
    assert not is_dead({}, {"notices": None, "dead_address": None})
