"""The systems of codes by which other systems know a topic: their names, what a code looks like, where it leads."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class System:
    """A system of codes. `identifiers` are the OIDs and addresses by which health systems (HL7 CDA, FHIR) name it."""

    key: str
    name: str
    pattern: str
    example: str
    identifiers: tuple[str, ...]
    is_of_conditions: bool = False


SYSTEMS = {
    system.key: system
    for system in (
        System(
            "snomed-ct",
            "SNOMED CT",
            r"[1-9][0-9]{5,17}",
            "24700007",
            ("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
        ),
        System(
            "icd-10",
            "ICD-10",
            r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?",
            "G35",
            ("2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10", "2.16.840.1.113883.6.90",
             "http://hl7.org/fhir/sid/icd-10-cm"),
            is_of_conditions=True,
        ),
        System(
            "icd-11",
            "ICD-11",
            r"[0-9A-HJ-NP-Z][A-HJ-NP-Z][0-9][0-9A-HJ-NP-Z](\.[0-9A-HJ-NP-Z]{1,2})?",
            "8A40",
            ("http://id.who.int/icd/release/11/mms",),
            is_of_conditions=True,
        ),
        System(
            "mesh",
            "MeSH",
            r"[CDQ][0-9]{6,9}",
            "D009103",
            ("2.16.840.1.113883.6.177", "https://id.nlm.nih.gov/mesh"),
        ),
        System(
            "medlineplus",
            "MedlinePlus",
            r"[0-9]{1,6}",
            "1234",
            (),
        ),
        System(
            "orphanet",
            "Orphanet",
            r"[0-9]{1,7}",
            "802",
            ("http://www.orpha.net",),
            is_of_conditions=True,
        ),
    )
}  # fmt: skip

_BY_IDENTIFIER = {name: system for system in SYSTEMS.values() for name in (system.key, *system.identifiers)}

# The check digit of SNOMED CT identifiers (Verhoeff): multiplication in the dihedral group D5, and its permutations.
_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_TURNS = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def system_named(name):
    """Return the `System` of that key, OID or address; None for any other name."""
    return _BY_IDENTIFIER.get(name.strip().removeprefix("urn:oid:").rstrip("/"))


def normalise(system, code):
    """Return `code` as its system writes it. Raises `ValidationError` for what cannot be one of its codes."""
    text = code.strip().upper().removeprefix("ORPHA:").removeprefix("ORPHA")
    if not re.fullmatch(system.pattern, text, re.ASCII) or (system.key == "snomed-ct" and not _is_verhoeff(text)):
        hint = " Its last digit checks the others: compare all of them." if system.key == "snomed-ct" else ""
        raise ValidationError(f"“{code.strip()}” is not a code of {system.name}, such as {system.example}.{hint}")
    return text


def wider(system, code):
    """Yield `code`, then in classifications each code that it lies within, down to what stands before the point."""
    yield code
    if system.is_of_conditions and "." in code:
        stem, _, rest = code.partition(".")
        for length in range(len(rest) - 1, 0, -1):
            yield f"{stem}.{rest[:length]}"
        yield stem


def _is_verhoeff(digits):
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_TIMES[check][int(_TURNS[place % 8][int(digit)])])
    return check == 0
