"""The first page, the whole A to Z and its letters."""

from collections import Counter, defaultdict
from types import SimpleNamespace

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from topics import live, structured_data
from topics.caching import respond
from topics.folding import fold_name
from topics.rendering import evidence_label
from topics.sharing import Head, origin

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "#"
DIGITS_SLUG = "0-9"

# Past this many names the index shows letters with counts instead of every line.
LONGEST_INDEX = 2_000

# Of what somebody types to find a name no more is read: enough for the longest words, and a bound for what is kept.
LONGEST_FIND = 100

_RECENT = 6

_HOME_DESCRIPTION = "Plain words about multiple sclerosis (MS), from A to Z: symptoms, treatments and research."
_LETTER_DESCRIPTION = "Topics about multiple sclerosis (MS) under {}: titles, abbreviations, brands and other names."
_INDEX_DESCRIPTION = "Every topic of the A to Z of MS by name: titles, abbreviations, brands and other names."


@require_safe
def home(request):
    """Show the way in: search, letters, and what is new."""
    moment = live.moment_of_list()

    def context():
        page = live.front_page(moment.now, _RECENT)
        at = origin(request)
        data = structured_data.home(moment.site, at, reverse("topics:search"))
        return {
            "letters": letters(page.counts),
            "recent": page.recent,
            "topic_count": page.topics,
            "head": Head(moment.site.name, at, reverse("topics:home"), _HOME_DESCRIPTION, data=data),
        }

    return respond(request, moment, ("home", moment.stamp), "home.html", context)


@require_safe
def index(request):
    """Show every name of every topic by letter; with `find`, those in which each of its words begins a word."""
    find = " ".join(request.GET.get("find", "")[:LONGEST_FIND].replace("\0", " ").split())
    moment = live.moment_of_list()

    def context():
        words = fold_name(find).split()
        if words:
            names, counts = live.names_beginning(moment.now, words)
        else:
            names = live.listed_names(moment.now)
            counts = _count(names)
        groups = _groups(names) if len(names) <= LONGEST_INDEX else []
        bar = letters(counts)
        if words and groups:
            bar = [tile for tile in letters(_count(names)) if tile.count]
        at, path = origin(request), reverse("topics:index")
        entries = [entry for group in groups for entry in group["entries"]]
        data = structured_data.terms(moment.site, at, path, "A to Z of MS", home_crumbs(), entries)
        return {
            "find": find,
            "longest_find": LONGEST_FIND,
            "is_filtered": bool(words),
            "name_count": len(names),
            "letters": bar,
            "groups": groups,
            "is_long": sum(counts.values()) > LONGEST_INDEX,
            # A list that somebody has filtered is no page to keep: it says what it is, but names no address.
            "head": Head("A to Z of MS", at, "" if find else path, _INDEX_DESCRIPTION, data=[] if find else data),
        }

    return respond(request, moment, ("index", find, moment.stamp), "index.html", context)


@require_safe
def letter(request, initial):
    """Show the names under one letter; `0-9` stands for digits and whatever else is no letter."""
    shown = DIGITS if initial == DIGITS_SLUG else initial.upper()
    if shown not in (*ALPHABET, DIGITS):
        raise Http404
    if initial != letter_slug(shown):
        return HttpResponsePermanentRedirect(reverse("topics:letter", args=[letter_slug(shown)]))
    moment = live.moment_of_list()

    def context():
        names, counts = live.letter_names(moment.now, shown)
        bar = letters(counts, current=shown)
        filled = [one for one in bar if one.count or one.is_current]
        place = next(number for number, one in enumerate(filled) if one.is_current)
        entries = lines(names)
        at, path, title = origin(request), reverse("topics:letter", args=[initial]), f"A to Z of MS: {_spoken(shown)}"
        data = structured_data.terms(moment.site, at, path, title, index_crumbs(), entries)
        return {
            "head": Head(title, at, path, _LETTER_DESCRIPTION.format(_spoken(shown)), data=data),
            "initial": shown,
            "letters": bar,
            "entries": entries,
            "previous_letter": filled[place - 1] if place else None,
            "next_letter": filled[place + 1] if place + 1 < len(filled) else None,
        }

    return respond(request, moment, ("letter", shown, moment.stamp), "letter.html", context)


@require_safe
def lower_case(request, asked):
    """Lead from an address with capital letters to the one in lower case, and to its slash at the end."""
    return HttpResponsePermanentRedirect(f"{reverse('topics:home')}{asked.lower().rstrip('/')}/")


def letters(counts, current=None):
    """Return the tiles of the A to Z bar; `counts` gives the number of names under each initial that has any."""
    return [
        SimpleNamespace(
            initial=initial,
            slug=letter_slug(initial),
            count=counts.get(initial, 0),
            is_current=initial == current,
        )
        for initial in (*ALPHABET, DIGITS)
    ]


def letter_slug(initial):
    """Return the last part of the address of the page of a letter."""
    return DIGITS_SLUG if initial == DIGITS else initial.lower()


def home_crumbs():
    """Return (name, path) of the first page, as structured data names what lies above a page."""
    return [("Home", reverse("topics:home"))]


def index_crumbs():
    """Return the same for pages under the index."""
    return [*home_crumbs(), ("Index", reverse("topics:index"))]


def letter_crumbs(initial):
    """Return the same for the pages of a topic."""
    return [*index_crumbs(), (_spoken(initial), reverse("topics:letter", args=[letter_slug(initial)]))]


def _spoken(initial):
    return "0 to 9" if initial == DIGITS else initial


def lines(rows):
    """Return what the lines of the A to Z show for rows of names."""
    # One reverse for all: there may be thousands.
    before, after = reverse("topics:detail", args=["slug"]).split("slug")
    return [
        {
            "name": row.name,
            "title": row.title,
            "url": f"{before}{row.slug}{after}",
            "full_name": row.full_name,
            "is_see": row.kind != "title",
            "evidence": evidence_label(row.evidence_status) if row.kind == "title" else "",
        }
        for row in rows
    ]


def _groups(rows):
    """Return the letters of `rows` with their lines, in the order of the bar."""
    # Not by groupby: other scripts' letters stand with the digits, but sort after Z.
    names = defaultdict(list)
    for row in rows:
        names[row.initial].append(row)
    return [
        {"initial": initial, "slug": letter_slug(initial), "entries": lines(names[initial])}
        for initial in (*ALPHABET, DIGITS)
        if initial in names
    ]


def _count(rows):
    """Return the number of `rows` under each initial that has any."""
    return Counter(row.initial for row in rows)
