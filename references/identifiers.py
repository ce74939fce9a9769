"""DOI, PMID, PMCID and ISBN as people paste them, brought to the one form that is stored and compared.

Each function takes text, returns the identifier, and raises ValidationError with a sentence for an editor.
Each is idempotent: what it returns, it accepts and returns unchanged.
"""

import re
import string
import unicodedata
from urllib.parse import unquote

from django.core.exceptions import ValidationError

DOI_MAX_LENGTH = 255

_DOI_PREFIX = re.compile(
    r"\s*(?:doi[:\s]\s*)?(?P<address>(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(?:doi[:\s]\s*)?", re.IGNORECASE
)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_PMID = re.compile(
    r"(?:(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/|(?:(?:pubmed\s+)?pmid|pubmed)?[\s:]*)"
    r"([1-9][0-9]{0,7})/?(?:[?#].*)?",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"(?:(?:https?://)?(?:pmc\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pmc)/articles/|(?:pmcid)?[\s:]*)"
    r"PMC([1-9][0-9]{0,8})(?:\.[0-9]+)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_ISBN_PREFIX = re.compile(r"\A\s*isbn(?:-1[03])?[:\s]*", re.IGNORECASE)
_ISBN_SEPARATORS = re.compile(r"[\s\-‐‑‒–—]")
# Only ASCII letters of a DOI are alike in both cases (DOI Handbook, "Case sensitivity").
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def quoted(text):
    """Text to repeat in a message: short, in quotation marks, and safe to send (no lone surrogates)."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:60])
    return f"“{shown}…”" if len(text) > 60 else f"“{shown}”"


def normalise_doi(text):
    """
    The DOI in lower case, without address, "doi:" and the punctuation that a copied sentence leaves behind.

    In an address a DOI is percent-encoded and ends before "?" or "#"; on its own it is taken literally.
    """
    problem = ValidationError(f"{quoted(text)} is not a DOI. A DOI looks like 10.1136/jnnp.2008.157164.")
    if len(text) > 4 * DOI_MAX_LENGTH:
        raise problem
    prefix = _DOI_PREFIX.match(text)
    doi = text[prefix.end() :]
    if prefix["address"]:
        doi = unquote(re.split(r"[?#]", doi)[0])
    doi = unicodedata.normalize("NFC", doi.strip()).translate(_ASCII_LOWER)
    while doi and (doi[-1] in ".,;:'\"’”" or _closes_nothing(doi)):
        doi = doi[:-1]
    if not _DOI.fullmatch(doi) or not doi.isprintable() or len(doi) > DOI_MAX_LENGTH:
        raise problem
    return doi


def _closes_nothing(doi):
    """Whether the last character is a bracket of the sentence around it: 10.1016/0140(91) keeps its own."""
    opening = _BRACKETS.get(doi[-1])
    return opening is not None and doi.count(doi[-1]) > doi.count(opening)


def normalise_pmid(text):
    """The PubMed number as digits, from "PMID: 19060024", an address on PubMed or the digits alone."""
    match = _PMID.fullmatch(text.strip())
    if match is None:
        raise ValidationError(f"{quoted(text)} is not a PMID. A PMID is a number of up to 8 digits.")
    return match[1]


def normalise_pmcid(text):
    """The PubMed Central identifier with its letters and without a version: PMC2647682."""
    match = _PMCID.fullmatch(text.strip())
    if match is None:
        raise ValidationError(f"{quoted(text)} is not a PMCID. A PMCID looks like PMC2647682.")
    return f"PMC{match[1]}"


def normalise_isbn(text):
    """The ISBN as 13 digits; the check digit must be right (ISO 2108), an ISBN of 10 digits is converted."""
    isbn = _ISBN_SEPARATORS.sub("", _ISBN_PREFIX.sub("", text)).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", isbn):
        digits = [10 if character == "X" else int(character) for character in isbn]
        is_right = sum((10 - place) * digit for place, digit in enumerate(digits)) % 11 == 0
        body = f"978{isbn[:9]}"
        isbn13 = f"{body}{_isbn13_check_digit(body)}"
    elif re.fullmatch(r"97[89][0-9]{10}", isbn):
        is_right = isbn[12] == _isbn13_check_digit(isbn[:12])
        isbn13 = isbn
    else:
        raise ValidationError(f"{quoted(text)} is not an ISBN. An ISBN has 10 or 13 digits; give only one.")
    if not is_right:
        raise ValidationError(f"{quoted(text)} is not an ISBN: its last digit does not fit the others.")
    return isbn13


def _isbn13_check_digit(twelve):
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve)) % 10)
