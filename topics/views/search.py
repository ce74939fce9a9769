"""The search page, and suggestions while somebody types."""

from types import SimpleNamespace

from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from topics import live, searches, structured_data
from topics.asking import TookTooLong
from topics.caching import respond, respond_json
from topics.folding import fold_name
from topics.search import LONGEST_QUERY, MOST_WORDS, parse, suggestions
from topics.search import search as find
from topics.sharing import Head, origin
from topics.views.index import home_crumbs, letters

_DESCRIPTION = "Search the A to Z of MS by symptom, treatment, abbreviation or any other name, in your own words."

# Pages shown beside the current one before the list of pages has a gap.
_BESIDE = 1

# With it a query is searched for exactly as it was typed.
_AS_TYPED = "as-typed"


@require_safe
def search(request):
    """Show what a query finds. Whatever was typed gives an ordinary page."""
    query = _query(request)
    moment = live.moment_of_list()
    page = _page_number(request.GET.get("page", ""))
    as_typed = _AS_TYPED in request.GET
    message = _objection(query)
    query = query[:LONGEST_QUERY]
    count = None

    def context():
        nonlocal count
        results = None
        if query and not message:
            results = _shown(find(query, moment, page, as_typed), query, as_typed)
            count = results["count"]
        counts = {} if count else live.front_page(moment.now, 0).counts
        at, path = origin(request), reverse("topics:search")
        data = structured_data.page(moment.site, at, path, "Search", home_crumbs(), kind="SearchResultsPage")
        return {
            "q": query,
            "message": message,
            "results": results,
            "letters": letters(counts) if counts else [],
            # What somebody searched for is no page to keep.
            "head": Head(
                "Search", at, "" if query else path, "" if query else _DESCRIPTION, data=[] if query else data
            ),
        }

    key = ("search", query, page, as_typed, message, moment.stamp)
    try:
        response = respond(request, moment, key, "search.html", context)
    except TookTooLong:
        response = _took_too_long(request, moment, query)
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and query and not message and page == 1 and not is_ahead:
        searches.count(query, count)
    return response


@require_safe
def suggest(request):
    """Answer with names that a query may become, as JSON: `{"query": …, "suggestions": [{"name", "title", …}]}`.

    `marked` has [start, end) of what matched in `name`, in units of UTF-16 as JavaScript counts them.
    """
    query = _query(request)[:LONGEST_QUERY]
    moment = live.moment_of_list()

    def data():
        return {"query": query, "suggestions": [_suggestion(one) for one in suggestions(query, moment)]}

    return respond_json(request, moment, ("suggestions", query, moment.stamp), data)


def _query(request):
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())


def _objection(query):
    """Return the sentence that answers a query which cannot be searched for; empty for any other."""
    if len(query) > LONGEST_QUERY:
        return f"That is a long question. Please use a few words, at most {LONGEST_QUERY} characters."
    words = fold_name(query).split()
    if query and not words:
        return "Please use letters or numbers, such as “fatigue” or “MRI”."
    if len(words) > MOST_WORDS:
        return f"That is a long question. Please use at most {MOST_WORDS} words."
    if parse(query).only_leaves_out:
        return "Please give a word to look for, not only words to leave out."
    return ""


def _took_too_long(request, moment, query):
    """Return the page that says so; it is not kept, as the next try may well succeed."""
    context = {
        "q": query,
        "message": "That search took too long, so we stopped it. Please try fewer words, or choose a letter.",
        "letters": letters(live.front_page(moment.now, 0).counts),
    }
    response = respond(request, moment, ("took too long", query, moment.stamp), "search.html", lambda: context, 503)
    response["Cache-Control"] = "no-store"
    return response


def _page_number(text):
    """Return the page asked for: 1 for whatever is no number that could be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0 else 1


def _shown(results, query, as_typed):
    """Return `results` with the links of its pages, and that to the query as it was typed."""
    kept = {_AS_TYPED: 1} if as_typed else {}

    def url(**parameters):
        return f"{reverse('topics:search')}?{urlencode({'q': query, **kept, **parameters})}"

    last, current = results.page_count, results.number
    shown = [n for n in range(1, last + 1) if n in (1, last) or abs(n - current) <= _BESIDE]
    pages = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            pages.append(SimpleNamespace(number=None))
        pages.append(SimpleNamespace(number=number, is_current=number == current, url=url(page=number)))
    return {
        "count": results.count,
        "page_number": current,
        "page_count": last,
        "hits": results.hits,
        "corrected": results.corrected,
        "as_typed_url": url(**{_AS_TYPED: 1}),
        "included": results.included,
        "has_all": results.has_all,
        "near": results.near,
        "pages": pages,
        "previous_url": url(page=current - 1) if current > 1 else "",
        "next_url": url(page=current + 1) if current < last else "",
    }


def _suggestion(one):
    return {
        "name": one.name,
        "title": one.title,
        "full_name": one.full_name,
        "url": reverse("topics:detail", args=[one.slug]),
        "marked": [[_utf16(one.name[:place]) for place in places] for places in one.marked],
    }


def _utf16(text):
    return len(text.encode("utf-16-le")) // 2
