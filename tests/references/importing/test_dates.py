import pytest

from references.importing import dates


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2009", [[2009]]),
        ("2009-04-30", [[2009, 4, 30]]),
        ("2009/04/30", [[2009, 4, 30]]),
        ("2009/04//", [[2009, 4]]),
        ("2024///", [[2024]]),
        ("2020 Feb", [[2020, 2]]),
        ("2019 Oct 30-Nov 5", [[2019, 10, 30], [2019, 11, 5]]),
        ("2023 Apr-Jun", [[2023, 4], [2023, 6]]),
        ("30 April 2009", [[2009, 4, 30]]),
        ("April 30th, 2009", [[2009, 4, 30]]),
        ("2009/02//Spring", [[2009, 2]]),
        ("2009-04-30T10:00:00Z", [[2009, 4, 30]]),
        ("2009-00-00", [[2009]]),
    ],
)
def test_dates_in_any_usual_order_become_parts(text, parts):
    assert dates.parse(text) == {"date-parts": parts}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2011 Spring", "2011 Spring"),
        ("2009///Spring", "2009 Spring"),
        ("2009-02-30", "2009-02-30"),
        ("in press", "in press"),
    ],
)
def test_what_the_calendar_does_not_know_stays_in_words(text, words):
    assert dates.parse(text) == {"raw": words}


@pytest.mark.parametrize("text", ["", "  ", "///", ","])
def test_nothing_is_no_date(text):
    assert dates.parse(text) is None


def test_a_day_without_its_year_takes_the_year_that_is_told_beside_it():
    assert dates.parse("SEP 22", 2010) == {"date-parts": [[2010, 9, 22]]}
