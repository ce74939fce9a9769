"""The tags of one RIS record as a CSL item, whichever program wrote them.

Abstracts, keywords and the notes of databases are left behind: they are the publishers' and shown to nobody here.
"""

import re

from references import csl
from references.importing import items, names

_TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog",
    "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "CLSWK": "classic", "COMP": "software",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset", "DBASE": "dataset",
    "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal",
    "ELEC": "webpage", "ENCYC": "entry-encyclopedia", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report",
    "HEAR": "hearing", "ICOMM": "post", "INPR": "article-journal", "JFULL": "periodical", "JOUR": "article-journal",
    "LEGAL": "legislation", "MANSCPT": "manuscript", "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture",
    "MULTI": "motion_picture", "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet",
    "PAT": "patent", "PCOMM": "personal_communication", "RPRT": "report", "SER": "book", "SLIDE": "speech",
    "SOUND": "song", "STAND": "standard", "STAT": "legislation", "THES": "thesis", "UNPB": "manuscript",
    "UNPD": "manuscript", "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip
_JOURNALS = frozenset({"article-journal", "article-magazine", "article-newspaper"})
# What stands in another work, and so has the title of that in T2.
_PARTS = _JOURNALS | {
    "article", "chapter", "dataset", "document", "entry-dictionary", "entry-encyclopedia", "paper-conference", "post",
    "post-weblog", "webpage",
}  # fmt: skip
_LABELLED_DOI = re.compile(r"\bdoi(?:[:\s]+|\.org/)\s*(10\.\S+)", re.IGNORECASE)
_LABELLED_PMID = re.compile(r"\b(?:pmid|pubmed|medline)\b\D{0,6}([1-9][0-9]{5,7})\b", re.IGNORECASE)


class _Tags:
    """The values of one record by tag, without empty ones."""

    def __init__(self, record):
        self.values = {tag: [value for value in values if value] for tag, values in record.items() if tag != "TY"}

    def all(self, *tags):
        return [value for tag in tags for value in self.values.get(tag, [])]

    def first(self, *tags):
        return next(iter(self.all(*tags)), "")


def item(record, notes):
    """
    (CSL item, whether it is retracted) of a record of rispy, {tag: [values]}; what was not clear is told in `notes`.

    The item is not checked yet.
    """
    tags = _Tags(record)
    kind = _TYPES.get(record["TY"].upper())
    if kind is None:
        kind = "article-journal" if tags.first("JO", "JF", "JA", "T2") else "document"
        notes.append(
            f"RIS has no type “{record['TY']}”: read as {'an article' if kind != 'document' else 'a document'}."
        )
    found = items.with_kind({"type": kind, "container-title": _container(tags, kind)}, tags.first("M3"))
    kind = found["type"]
    title = tags.first("TI", "T1", "CT") or (tags.first("BT", "T2") if kind not in _PARTS else "")
    found |= {
        "title": title,
        "title-short": _other_than(title, tags.first("ST")),
        "container-title-short": _journal_abbreviation(tags, kind, found["container-title"]),
        "collection-title": tags.first("T3") or (_other_than(title, tags.first("T2")) if kind not in _PARTS else ""),
        "volume": tags.first("VL", "VO"),
        "issue": tags.first("IS", "CP") if kind in _JOURNALS | {"paper-conference"} else "",
        "number": tags.first("IS", "M1") if kind in ("report", "standard", "patent") else "",
        "edition": tags.first("ET"),
        "page": items.pages(tags.first("SP") or tags.first("C7"), tags.first("EP")),
        "publisher": "" if kind in _JOURNALS else tags.first("PB", "PU"),
        "publisher-place": "" if kind in _JOURNALS else tags.first("CY", "PP", "PI"),
        "issued": items.best_date(tags.all("DA", "Y1"), tags.first("PY", "Y1", "DA")),
        "accessed": _accessed(tags),
        "URL": next(iter(items.addresses(tags.all("UR"))), ""),
        "language": items.language(tags.first("LA")),
    }
    if kind == "thesis":
        found["genre"] = tags.first("M3")
    _add_people(found, record["TY"], tags, notes)
    _add_numbers(found, tags, notes)
    return found, items.is_retracted(title) or "retracted" in tags.first("M3").lower()


def _container(tags, kind):
    if kind not in _PARTS:
        return ""
    if kind in _JOURNALS:
        return tags.first("JF", "T2", "JO", "BT", "JA", "J2", "JI", "J1", "J9")
    return tags.first("T2", "BT", "JF", "JO", "C3" if kind == "paper-conference" else "BT")


def _journal_abbreviation(tags, kind, journal):
    """The short name: without stops, as NLM has it. J9 of the Web of Science is in capitals."""
    short = tags.first("JI", "J2", "JA", "J1", "JO") if kind in _JOURNALS else ""
    return _other_than(journal, short.replace(".", ""))


def _other_than(title, text):
    return "" if text.casefold() == title.casefold() else text


def _accessed(tags):
    """The day of a visit; in old files Y2 is another date of the publication, which has no address."""
    return items.best_date(tags.all("Y2")) if tags.first("UR") else None


def _add_people(found, written_type, tags, notes):
    authors, has_more, unsure = names.people(tags.all("AU", "A1"))
    role = "editor" if written_type == "EDBOOK" else "author"
    found[role] = authors
    editors, _more, unsure_editors = names.people(tags.all("ED", "A2") if role == "author" else [])
    found.setdefault("editor", editors)
    found["collection-editor"] = names.people(tags.all("A3"))[0] if found["type"] in ("book", "chapter") else []
    found["translator"] = names.people(tags.all("A4", "TA"))[0]
    if has_more:
        found |= csl.with_facts({}, has_more_authors=True)
    notes += unsure + unsure_editors


def _add_numbers(found, tags, notes):
    numbers = tags.all("SN")
    if found["type"] in _JOURNALS:
        found["ISSN"] = items.issn(numbers)
    else:
        found["ISBN"] = items.isbn(numbers, notes)
    addresses = tags.all("UR", "L2", "L3", "LK")
    others = tags.all("AN", "C3", "C5", "C6", "C2", "M2", "N1", "ID", "U2", "DB")
    labelled = " ".join(others)
    found["DOI"] = _number(
        "DOI", tags.all("DO", "DI"), [*tags.all("M3"), *addresses, *_LABELLED_DOI.findall(labelled)], notes
    )
    found["PMID"] = _number("PMID", [], [*addresses, *_pubmed_numbers(tags), *_LABELLED_PMID.findall(labelled)], notes)
    found["PMCID"] = _number("PMCID", [], [*tags.all("C2"), *addresses], notes)


def _pubmed_numbers(tags):
    """Where programs put a bare PubMed number: Embase in C5, EndNote in AN when the record comes from PubMed."""
    databases = " ".join(tags.all("DB", "DP", "UR", "N1")).lower()
    numbers = tags.all("C5") if "embase" in databases else []
    if "medline" in databases or "pubmed" in databases or "nlm" in databases.split():
        numbers += tags.all("AN")
    return [number for number in numbers if re.fullmatch("[1-9][0-9]{5,7}", number)]


def _number(name, meant, elsewhere, notes):
    """The identifier in the field meant for it, else elsewhere; what is meant to be one and is none is told."""
    found = items.identifier_in(name, [*meant, *elsewhere])
    if meant and not items.identifier_in(name, meant):
        notes.append(f"Left out: “{meant[0][:60]}” is not a {name}.")
    return found
