"""What all formats share in making a CSL item: identifiers, pages, languages, kinds, and the last check."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from references import csl, identifiers
from references.importing import dates

# "Suppl 1 Pt 2 Meeting Abstracts" is a number of an issue; a whole address is not.
LONGEST_NUMBER = 40

PREPRINT = "Preprint"
SYSTEMATIC_REVIEW = "Systematic review"
GUIDELINE = "Guideline"
CLINICAL_TRIAL = "Clinical trial registration"

# A record is not refused for one of these: what is wrong is left out, and a note says so.
_DISPENSABLE = ("DOI", "PMID", "PMCID", "ISBN", "URL", "accessed", "issued", "original-date", "submitted")
_IDENTIFIERS = {
    "DOI": identifiers.normalise_doi,
    "PMID": identifiers.normalise_pmid,
    "PMCID": identifiers.normalise_pmcid,
}
_RETRACTED = re.compile(r"\W*retracted(?: article| publication)?\s*[:\]]", re.IGNORECASE)
_ISSN = re.compile(r"\b([0-9]{4})-?([0-9]{3}[0-9Xx])\b")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:[0-9][- ]?){9}[0-9Xx]\b")
_HYPHENS = re.compile(r"\s*(?:--+|[‐‑‒–—−-])\s*")
# Pages of databases that ask most readers to log in.
_CLOSED = (
    "embase.com",
    "ovid.com",
    "ovidsp.com",
    "webofscience.com",
    "webofknowledge.com",
    "proquest.com",
    "ebscohost.com",
)
_KINDS = (
    (re.compile(r"trial (?:registry|registration)|registry record|clinical trial registration"), CLINICAL_TRIAL),
    (re.compile(r"systematic[ -]review|cochrane review"), SYSTEMATIC_REVIEW),
    (re.compile(r"guideline"), GUIDELINE),
    (re.compile(r"preprint"), PREPRINT),
)
# ISO 639-2 as MEDLINE has it, and names, as codes of two letters (BCP 47).
_LANGUAGES = {
    code: two
    for two, codes in {
        "ar": "ara arabic", "bg": "bul bulgarian", "ca": "cat catalan", "cs": "cze ces czech", "cy": "wel cym welsh",
        "da": "dan danish", "de": "ger deu german", "el": "gre ell greek", "en": "eng english", "es": "spa spanish",
        "et": "est estonian", "fa": "per fas persian", "fi": "fin finnish", "fr": "fre fra french", "ga": "gle irish",
        "he": "heb hebrew", "hr": "hrv croatian", "hu": "hun hungarian", "it": "ita italian", "ja": "jpn japanese",
        "ko": "kor korean", "lt": "lit lithuanian", "lv": "lav latvian", "nl": "dut nld dutch", "no": "nor norwegian",
        "pl": "pol polish", "pt": "por portuguese", "ro": "rum ron romanian", "ru": "rus russian",
        "sk": "slo slk slovak", "sl": "slv slovenian slovene", "sr": "srp serbian", "sv": "swe swedish",
        "th": "tha thai", "tr": "tur turkish", "uk": "ukr ukrainian", "zh": "chi zho chinese",
    }.items()
    for code in codes.split()
}  # fmt: skip


def finish(item, notes):
    """
    The item as `csl.normalise` returns it; raises ValidationError when it is unsound or has no title.

    Variables with nothing in them go. A wrong identifier, address or date is left out, and said in `notes`.
    """
    item = {variable: value for variable, value in item.items() if value not in (None, "", [], {})}
    for variable in ("volume", "issue"):
        if len(str(item.get(variable, ""))) > LONGEST_NUMBER:
            notes.append(
                f"Left out: {variable} “{str(item.pop(variable))[:LONGEST_NUMBER]}…”, which is too long for one."
            )
    try:
        clean = csl.normalise(item)
    except ValidationError:
        clean = csl.normalise({variable: item[variable] for variable in item if _is_sound(variable, item, notes)})
    if "title" not in clean:
        raise ValidationError("It has no title.")
    return clean


def _is_sound(variable, item, notes):
    if variable not in _DISPENSABLE:
        return True
    try:
        csl.normalise({"type": "document", "title": "-", variable: item[variable]})
    except ValidationError as error:
        notes.append(f"Left out: {' '.join(error.messages)}")
        return False
    return True


def identifier_in(name, texts):
    """The first of the texts that is a whole identifier: `identifier_in("DOI", ["see below", "10.1/x"])`; or ""."""
    for text in texts:
        try:
            return _IDENTIFIERS[name](text)
        except ValidationError:
            continue
    return ""


def is_retracted(title):
    """Whether a title itself says that the article is retracted, as publishers make it."""
    return bool(_RETRACTED.match(title))


def with_kind(item, words):
    """The item with the type and genre that follow from words on what it is: "Review; Systematic Review"."""
    words = words.lower()
    if "cochrane database of systematic reviews" in item.get("container-title", "").lower():
        words += " cochrane review"
    genre = next((genre for pattern, genre in _KINDS if pattern.search(words)), None)
    if genre is None:
        return item
    kinds = {PREPRINT: "article", CLINICAL_TRIAL: "webpage"}
    return {**item, "type": kinds.get(genre, item["type"]), "genre": genre}


def pages(first, last=""):
    """Pages in one text with a plain hyphen: 392-399; a last page that is the first one is not told twice."""
    first, last = _HYPHENS.sub("-", first.strip()), _HYPHENS.sub("-", last.strip())
    if not first or not last or "-" in first or "-" in last or first == last:
        return first or last
    return f"{first}-{last}"


def issn(texts):
    """The first ISSN in the texts, or ""."""
    found = _ISSN.search(" ".join(texts))
    return f"{found[1]}-{found[2].upper()}" if found else ""


def isbn(texts, notes):
    """The first ISBN in the texts whose check digit is right, or ""; a wrong one is told in `notes`."""
    problems = []
    for candidate in _ISBN.findall(" ".join(texts)):
        try:
            return identifiers.normalise_isbn(candidate)
        except ValidationError as error:
            problems += error.messages
    notes += [f"Left out: ISBN: {problem}" for problem in problems[:1]]
    return ""


def language(text):
    """The code of two letters for a language in words or in MEDLINE's code; what is unknown stays as it is."""
    return _LANGUAGES.get(text.strip().lower(), text.strip())


def addresses(texts):
    """The addresses that a reader may follow: not those of a DOI, nor those of databases behind a log-in."""
    found = []
    for text in texts:
        try:
            host = urlsplit(text).hostname or ""
        except ValueError:
            continue
        if not host.endswith((*_CLOSED, "doi.org")) and identifier_in("PMID", [text]) == "":
            found.append(text)
    return found


def best_date(texts, year_text=""):
    """Of several writings of one date the one that says most, without leaving the year of `year_text`."""
    year = dates.parse(year_text)
    year_number = csl.year({"issued": year}) if year else None
    found = [date for date in (dates.parse(text, year_number) for text in texts) if date]
    if year_number:
        found = [year, *(date for date in found if csl.year({"issued": date}) == year_number)]
    return max(found, key=dates.accuracy) if found else None
