"""The first page, the whole A to Z and its letters."""

from itertools import groupby
from types import SimpleNamespace

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from topics import live
from topics.caching import respond
from topics.rendering import evidence_label

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "#"
DIGITS_SLUG = "0-9"

# Past this many names the index shows letters with counts instead of every line.
LONGEST_INDEX = 2_000

_RECENT = 5


@require_safe
def home(request):
    """Show the way in: search, letters, and what is new."""
    moment = live.moment_of_list()

    def context():
        page = live.front_page(moment.now, _RECENT)
        return {"letters": letters(page.counts), "recent": page.recent, "topic_count": page.topics}

    return respond(request, moment, ("home", moment.stamp), "home.html", context)


@require_safe
def index(request):
    """Show every name of every topic, by letter."""
    moment = live.moment_of_list()

    def context():
        names = live.listed_names(moment.now)
        is_long = len(names) > LONGEST_INDEX
        counts = {initial: len(list(rows)) for initial, rows in groupby(names, key=_initial)}
        groups = (
            []
            if is_long
            else [
                {"initial": initial, "slug": letter_slug(initial), "entries": lines(rows)}
                for initial, rows in groupby(names, key=_initial)
            ]
        )
        # The digits' group sorts first but stands last, after Z.
        groups.sort(key=lambda group: group["initial"] == DIGITS)
        return {"letters": letters(counts), "groups": groups, "is_long": is_long}

    return respond(request, moment, ("index", moment.stamp), "index.html", context)


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
        return {
            "initial": shown,
            "letters": bar,
            "entries": lines(names),
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


def _initial(row):
    return row.initial
