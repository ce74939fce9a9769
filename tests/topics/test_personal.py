"""What looks as if it said who somebody is; the words of a health site do not."""

import pytest

from topics.personal import look_alike_personal


@pytest.mark.parametrize(
    "text",
    [
        "jo.bloggs@example.org",
        "write to JO@EXAMPLE",
        "jo @ example . org",
        "jo＠example.org",
        "07700 900123",
        "(0117) 496-0123",
        "+44 7700 900 123",
        "call 496 0123 please",
        "0117.496.0123",
        "9434765919",
        "943 476 5919",
        "my number 943\u00a0476\u00a05919 ms",
        "9434765918",
        "٩٤٣٤٧٦٥٩١٩",
        "SW1A 1AA",
        "12 high street bs81tq",
        "ms clinic near bs8 1tq",
        "12/03/1980",
        "12.3.80",
        "12-03-1980 fatigue",
        "1980-03-12",
        "03/25/1980",
        "12 3 1980",
        "120380",
        "12 March 1980",
        "12th of march, 1980",
        "March 12th 1980",
        "12mar80",
        "dob 1980",
        "born in march of 1980",
    ],
)
def test_what_looks_personal_is_seen(text):
    assert look_alike_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "fatigue",
        "foot drop",
        "MRI 3T",
        "vitamin B12 1mg",
        "b12 5mcg",
        "vitamin d 10,000 20,000 iu",
        "EDSS 6.5",
        "ICD-10 G35",
        "mcdonald criteria 2010 2017",
        "McDonald criteria 2010-2017, 2024",
        "1 in 100",
        "march 2017",
        "may 12 weeks",
        "8-hour shift",
        "interferon beta-1a 44 micrograms",
        "what is ms?",
        "covid-19",
        "T2 lesions",
        "stubborn 5 kg",
        "",
    ],
)
def test_words_of_health_are_not_taken_for_personal(text):
    assert not look_alike_personal(text)
