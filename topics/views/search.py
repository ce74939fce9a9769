"""The search page."""

from types import SimpleNamespace

from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from topics import live
from topics.caching import respond
from topics.folding import fold_name
from topics.search import LONGEST_QUERY, MOST_WORDS, only_leaves_out
from topics.search import search as find
from topics.views.index import letters

# Pages shown beside the current one before the list of pages has a gap.
_BESIDE = 1


@require_safe
def search(request):
    """Show what a query finds. Whatever was typed gives an ordinary page."""
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    moment = live.moment_of_list()
    page = _page_number(request.GET.get("page", ""))
    message = _objection(query)
    query = query[:LONGEST_QUERY]

    def context():
        results = None
        if query and not message:
            results = _shown(find(query, moment.now, page), query)
        empty = results is None or not results["count"]
        counts = live.front_page(moment.now, 0).counts if empty else {}
        return {"q": query, "message": message, "results": results, "letters": letters(counts) if empty else []}

    return respond(request, moment, ("search", query, page, message, moment.stamp), "search.html", context)


def _objection(query):
    """Return the sentence that answers a query which cannot be searched for; empty for any other."""
    if len(query) > LONGEST_QUERY:
        return f"That is a long question. Please use a few words, at most {LONGEST_QUERY} characters."
    words = fold_name(query).split()
    if query and not words:
        return "Please use letters or numbers, such as “fatigue” or “MRI”."
    if len(words) > MOST_WORDS:
        return f"That is a long question. Please use at most {MOST_WORDS} words."
    if only_leaves_out(query):
        return "Please give a word to look for, not only words to leave out."
    return ""


def _page_number(text):
    """Return the page asked for: 1 for whatever is no number that could be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0 else 1


def _shown(results, query):
    """Return `results` with the links of its pages."""

    def url(number):
        return f"{reverse('topics:search')}?{urlencode({'q': query, 'page': number})}"

    last, current = results.page_count, results.number
    shown = [n for n in range(1, last + 1) if n in (1, last) or abs(n - current) <= _BESIDE]
    pages = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            pages.append(SimpleNamespace(number=None))
        pages.append(SimpleNamespace(number=number, is_current=number == current, url=url(number)))
    return {
        "count": results.count,
        "page_number": current,
        "page_count": last,
        "hits": results.hits,
        "pages": pages,
        "previous_url": url(current - 1) if current > 1 else "",
        "next_url": url(current + 1) if current < last else "",
    }
