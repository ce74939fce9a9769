"""Codes in the topic form: rows of a system and a code."""

import pytest

from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.test_topic import errors_of, posted
from topics import documents

pytestmark = pytest.mark.django_db

MS = {"system": "icd-10", "code": "G35"}


def rows(*pairs):
    """Return what the rows of codes post."""
    data = {"codes-count": len(pairs)}
    for number, (system, code) in enumerate(pairs):
        data |= {f"codes-{number}-system": system, f"codes-{number}-code": code}
    return data


def kept(topic):
    topic.refresh_from_db()
    return documents.compose(topic)["codes"]


def test_codes_are_kept_as_their_systems_write_them_and_none_twice(client, pat):
    topic = make.make_topic(by=pat)

    client.post(
        page("change", topic.pk),
        posted(topic) | rows(("icd-10", " g35 "), ("", ""), ("icd-10", "G35"), ("snomed-ct", "24700007")),
    )

    assert kept(topic) == [MS, {"system": "snomed-ct", "code": "24700007"}]


def test_a_cleared_row_takes_its_code_away(client, pat):
    topic = make.make_topic(by=pat, codes=[MS])

    client.post(page("change", topic.pk), posted(topic) | rows(("", "")))

    assert kept(topic) == []


def test_a_form_without_the_rows_leaves_the_codes_as_they_are(client, pat):
    topic = make.make_topic(by=pat, codes=[MS])

    client.post(page("change", topic.pk), posted(topic, summary="Other words."))

    assert kept(topic) == [MS]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("snomed-ct", "24700008"), "“24700008” is not a code of SNOMED CT, such as 24700007. Its last digit"),
        (("icd-10", ""), "Write the code, or clear the system beside it."),
        (("", "G35"), "Choose the system that “G35” belongs to."),
        (("icd-9", "340"), "Choose the system that “340” belongs to."),
    ],
)
def test_a_mistake_is_said_stored_nowhere_and_what_was_typed_stands(client, pat, pair, said):
    topic = make.make_topic(by=pat)

    response = client.post(page("change", topic.pk), posted(topic) | rows(pair))

    assert said in errors_of(response) or said in response.content.decode()
    assert kept(topic) == []
    if pair[1]:
        assert f'value="{pair[1]}"' in response.content.decode()


def test_the_form_shows_the_codes_and_free_rows(client, pat):
    topic = make.make_topic(by=pat, codes=[MS])

    content = client.get(page("change", topic.pk)).content.decode()

    assert 'name="codes-0-code" value="G35"' in content
    assert content.count('aria-label="Code ') == 4
