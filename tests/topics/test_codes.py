"""Codes of other systems: what is one, and how it is written."""

import pytest
from django.core.exceptions import ValidationError

from topics import codes, schema


def test_the_systems_are_those_of_the_schema():
    allowed = schema.SCHEMA["properties"]["codes"]["items"]["properties"]["system"]["enum"]
    assert list(codes.SYSTEMS) == allowed


@pytest.mark.parametrize(
    ("system", "typed", "code"),
    [
        ("snomed-ct", " 24700007 ", "24700007"),
        ("icd-10", "g35", "G35"),
        ("icd-10", "G36.0", "G36.0"),
        ("icd-11", "8a40.0", "8A40.0"),
        ("mesh", "d009103", "D009103"),
        ("medlineplus", "1234", "1234"),
        ("orphanet", "ORPHA:802", "802"),
    ],
)
def test_a_code_is_written_as_its_system_writes_it(system, typed, code):
    assert codes.normalise(codes.SYSTEMS[system], typed) == code


@pytest.mark.parametrize(
    ("system", "typed"),
    [
        ("snomed-ct", "24700008"),
        ("snomed-ct", "24700070"),
        ("snomed-ct", "42700007"),
        ("snomed-ct", "2470"),
        ("snomed-ct", "٢٤٧٠٠٠٠٧"),
        ("icd-10", "35G"),
        ("icd-10", "G35."),
        ("icd-11", "G35"),
        ("mesh", "MS"),
        ("medlineplus", "multiplesclerosis"),
        ("orphanet", ""),
    ],
)
def test_what_is_no_code_of_the_system_is_a_sentence_with_an_example(system, typed):
    with pytest.raises(ValidationError, match=r"is not a code of .*, such as "):
        codes.normalise(codes.SYSTEMS[system], typed)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("icd-10", "icd-10"),
        ("2.16.840.1.113883.6.96", "snomed-ct"),
        ("urn:oid:2.16.840.1.113883.6.96", "snomed-ct"),
        ("http://snomed.info/sct", "snomed-ct"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "icd-10"),
        ("https://id.nlm.nih.gov/mesh/", "mesh"),
    ],
)
def test_health_systems_name_a_system_by_key_oid_or_address(name, key):
    assert codes.system_named(name).key == key


def test_another_name_is_no_system():
    assert codes.system_named("icd-9") is None


def test_a_code_lies_within_those_that_begin_it():
    assert list(codes.wider(codes.SYSTEMS["icd-10"], "G36.01")) == ["G36.01", "G36.0", "G36"]
    assert list(codes.wider(codes.SYSTEMS["icd-10"], "G35")) == ["G35"]
    assert list(codes.wider(codes.SYSTEMS["snomed-ct"], "24700007")) == ["24700007"]
