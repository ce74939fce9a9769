"""A CSL item in words: the citation in NLM (Vancouver) style, a short name, the words of its link.

Items are taken as `csl.normalise` returns them. All that comes out of an item is text and is escaped here;
the only elements in the HTML are <i>, <sub> and <sup> of a title (see `markup`), and the links of `format_linked`.
Source of the style: Citing Medicine (NLM), 2nd edition, and the sample references of the ICMJE. Other addresses are
left to the separate link.
"""

import re
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from django.utils.safestring import SafeString

from references import csl, markup

MAX_AUTHORS = 6
SHORT_TITLE_LENGTH = 80

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SUFFIXES = {"II": "2nd", "III": "3rd", "IV": "4th"}
# "392-399", "E1203-E1212": the same letters before both numbers, nothing else touching either.
_PAGES = re.compile(r"(?<![\w.])([A-Za-z]*)([0-9]+)[-–]\1([0-9]+)(?![\w.])")


def format_nlm(item):
    """The citation as safe HTML, one sentence after the other; a missing field leaves nothing behind."""
    identifiers = [
        f"{escape('; '.join(f'{name}: {identifier}' for name, identifier in sentence))}."
        for sentence in _identifiers(item)
    ]
    return SafeString(" ".join(filter(None, [*_sentences(item), *identifiers])))


def format_linked(item):
    """The citation as readers get it: its DOI and PubMed numbers are links, and it says so when all may read it."""
    identifiers = [
        f"{'; '.join(_link(name, identifier) for name, identifier in sentence)}." for sentence in _identifiers(item)
    ]
    free = "Free to read." if csl.is_free_to_read(item) else ""
    return SafeString(" ".join(filter(None, [*_sentences(item), *identifiers, free])))


def _link(name, identifier):
    address = csl.url({name.upper(): identifier})
    return f'{name}: <a href="{escape(address)}">{escape(identifier)}</a>'


def _sentences(item):
    """The citation as HTML up to its identifiers."""
    label, details = _LAYOUTS.get(item["type"], _book)(item)
    title = item.get("title", "")
    parts = [escape(_stopped(_authors(item)))]
    if title:
        plain = markup.to_text(title)
        stop = f" [{label}]." if label else _stopped(plain)[len(plain) :]
        parts.append(markup.to_html(title) + escape(stop))
    parts.append(escape(" ".join(map(_stopped, filter(None, details)))))
    return parts


def short_name(item):
    """What to call the item, as plain text: "Zamboni and others, 2009"; without an author, its title."""
    names, year = item.get("author", []), csl.year(item)
    if not names:
        return _short_title(item) or _container(item)
    who = csl.surname(names[0])
    if len(names) > 2 or csl.has_more_authors(item):
        who = f"{who} and others"
    elif len(names) == 2:
        who = f"{who} and {csl.surname(names[1])}"
    if year:
        return f"{who}, {year}"
    return ": ".join(filter(None, (who, _short_title(item))))


def _short_title(item):
    title = csl.title(item)
    return title if len(title) <= SHORT_TITLE_LENGTH else f"{title[: SHORT_TITLE_LENGTH - 1].rstrip()}…"


def link_words(item):
    """The words of the link to the source as plain text, "Read on nice.org.uk"; "" without an address."""
    address = csl.url(item)
    if address is None:
        return ""
    host = urlsplit(address).hostname.removeprefix("www.")
    return f"Read on {host}" if address == item.get("URL") else f"Read online at {host}"


# Layouts: (label in square brackets after the title, sentences after it), one a kind of source.


def _journal_article(item):
    journal = item.get("container-title-short") or item.get("journalAbbreviation") or _container(item)
    numbers = item.get("volume", "")
    if "issue" in item:
        numbers += f"({item['issue']})"
    when = ";".join(filter(None, (_date(item.get("issued")), numbers)))
    pages = _pages(item)
    if pages:
        when = f"{when}:{pages}" if when else f"p. {pages}"
    return "", [journal, when]


def _preprint(item):
    """A preprint names its server where an article names its journal, and says what it is."""
    server = _container(item) or item.get("publisher") or item.get("archive") or ""
    return "", [f"{server} [{item.get('genre', 'Preprint')}]".lstrip(), _dated(item, cited=True)]


def _book(item):
    volume = f"Vol. {item['volume']}" if "volume" in item else ""
    return "", [_edition(item), volume, *_report_number(item, _imprint(item))]


def _chapter(item):
    editors = item.get("editor", [])
    names = f"{_people(editors)}, {_editors(editors)}" if editors else ""
    book = _container(item)
    within = [f"In: {_stopped(names)} {book}" if names else f"In: {book}"] if book else []
    pages = _pages(item)
    return "", [*within, _edition(item), _imprint(item), f"p. {pages}" if pages else ""]


def _thesis(item):
    return item.get("genre", "dissertation"), [_imprint(item)]


def _online(item):
    """Web pages, and what else is mostly read on the web: posts, records of trials, data."""
    label = "dataset" if item["type"] == "dataset" and "number" not in item else "Internet"
    site = _container(item)
    if site == item.get("publisher"):
        site = ""
    return label, [site, *_report_number(item, _imprint(item, cited=True), words="Identifier")]


_LAYOUTS = {
    "article": _preprint,
    "article-journal": _journal_article,
    "article-magazine": _journal_article,
    "article-newspaper": _journal_article,
    "chapter": _chapter,
    "dataset": _online,
    "entry": _chapter,
    "entry-dictionary": _chapter,
    "entry-encyclopedia": _chapter,
    "paper-conference": _chapter,
    "post": _online,
    "post-weblog": _online,
    "review": _journal_article,
    "review-book": _journal_article,
    "thesis": _thesis,
    "webpage": _online,
}


# Pieces of a citation, all plain text, "" when the item has nothing for them.


def _authors(item):
    """Who comes first in the citation: the authors, or the editors of a book that has no authors."""
    authors = item.get("author")
    if authors:
        return _people(authors, csl.has_more_authors(item))
    editors = item.get("editor")
    if editors and _LAYOUTS.get(item["type"]) is not _chapter:
        return f"{_people(editors)}, {_editors(editors)}"
    return ""


def _people(names, has_more=False):
    """Up to six names, then "et al"; groups stand apart by semicolons."""
    shown = names[:MAX_AUTHORS]
    text = _person(shown[0])
    for before, name in pairwise(shown):
        text += f"{'; ' if 'literal' in name or 'literal' in before else ', '}{_person(name)}"
    return f"{text}, et al" if has_more or len(names) > MAX_AUTHORS else text


def _editors(names):
    return "editor" if len(names) == 1 else "editors"


def _person(name):
    family = csl.surname(name)
    if "literal" in name or "family" not in name:
        return family
    if "given" in name:
        family = f"{family} {_initials(name['given'])}"
    if "suffix" in name:
        suffix = name["suffix"].rstrip(".")
        family = f"{family} {_SUFFIXES.get(suffix, suffix)}"
    return family.rstrip()


def _initials(given):
    """At most two, without stops: "Hans-Peter" HP, "Ralph H. B." RH, "JA" JA, "Maria del Carmen" MC."""
    initials = ""
    for name in given.replace(".", " ").replace("-", " ").replace("‐", " ").replace("‑", " ").split():
        if len(name) <= 3 and name.isupper():
            initials += name
        elif name[0].isupper() or not initials:
            initials += name[0].upper()
    return initials[:2]


def _container(item):
    return markup.to_text(item.get("container-title", ""))


def _edition(item):
    edition = item.get("edition", "")
    if not edition or re.search(r"\bed", edition, re.IGNORECASE):
        return edition
    return f"{_ordinal(int(edition)) if re.fullmatch('[0-9]{1,4}', edition) else edition} ed"


def _ordinal(number):
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _imprint(item, cited=False):
    """Place: publisher; date. A publisher that is also the author is not named twice."""
    publisher = item.get("publisher", "")
    if any(name.get("literal") == publisher for name in item.get("author", [])):
        publisher = ""
    place = ": ".join(filter(None, (item.get("publisher-place"), publisher)))
    return "; ".join(filter(None, (place, _dated(item, cited))))


def _report_number(item, imprint, words="Report No."):
    """The imprint after a number with its genre, NICE guideline NG220, or before a number without one."""
    genre, number = item.get("genre", ""), item.get("number", "")
    if genre:
        return [f"{genre} {number}".rstrip(), imprint]
    return [imprint, f"{words}: {number}" if number else ""]


def _dated(item, cited):
    accessed = _date(item.get("accessed")) if cited else ""
    return f"{_date(item.get('issued'))} {f'[cited {accessed}]' if accessed else ''}".strip()


def _date(date):
    """2009 Apr 30; of a span only what differs is said twice: 2009 Apr 30-May 2."""
    if not date:
        return ""
    if "date-parts" not in date:
        return csl.date_words(date)
    first, *rest = date["date-parts"]
    text = _day(first, 0)
    if rest and rest[0] != first:
        same = 0
        while len(rest[0]) == len(first) and rest[0][same] == first[same]:
            same += 1
        text += f"-{_day(rest[0], same)}"
    return text


def _day(parts, skipped):
    return " ".join([str(parts[0]), *[_MONTHS[month] for month in parts[1:2]], *map(str, parts[2:])][skipped:])


def _pages(item):
    return _PAGES.sub(_shortened, item["page"]) if "page" in item else ""


def _shortened(match):
    """392-399 becomes 392-9, E1203-E1212 becomes E1203-12."""
    letters, first, last = match.groups()
    if len(first) == len(last) and first < last:
        same = 0
        while first[same] == last[same]:
            same += 1
        last = last[same:]
        return f"{letters}{first}-{last}"
    return match[0]


def _identifiers(item):
    """[[(name, identifier)]]: a sentence of its DOI, and one of its numbers in PubMed and PubMed Central."""
    doi = [("doi", item["DOI"])] if "DOI" in item else []
    return filter(None, [doi, [(name, item[name]) for name in ("PMID", "PMCID") if name in item]])


def _stopped(text):
    """The text as a sentence: with a full stop, unless it ends as one already, quotation marks aside."""
    return text if not text or text.rstrip("\"'”’»").endswith((".", "?", "!", "…")) else f"{text}."
