"""Answers of the API: JSON with the licence in it, an ETag, the time of the last change, and links."""

import json
from datetime import date, datetime

from django.urls import reverse

from topics import caching
from topics.api import parameters
from topics.sharing import origin


def answer(request, moment, data, key=None):
    """Return the answer that `data` makes, a function that gives a dict; 304 to who has it.

    With `key`, on which it hangs besides the site's origin, it is made once for all who ask. Others are made each time,
    because there are as many as somebody thinks of.
    """

    def text():
        return as_json(terms(request, moment.site) | data())

    if key is None:
        made = text()
        response = _respond(request, moment, made, lambda: made, keeps=False)
    else:
        response = _respond(request, moment, key, text)
    response["Link"] = license_link(request)
    return response


def _respond(request, moment, key, text, keeps=True):
    return caching.respond_text(request, moment, ("api", key), text, "application/json", says_when=True, keeps=keeps)


def terms(request, site):
    """Return what each answer says first: how it may be used, and whom to name."""
    publisher = f"{site.name}, {site.charity}" if site.charity else site.name
    return {"licence": site.licence, "attribution": f"{publisher}: {origin(request)}/"}


def license_link(request):
    """Return the link to the licence, as a header's value."""
    return f'<{link(request, "api-page")}#licence>; rel="license"'


def as_json(data):
    """Return `data` as JSON; dates and times as ISO 8601 has them, times with their offset."""
    return json.dumps(data, ensure_ascii=False, default=_isoformat, separators=(",", ":"))


def link(request, name, *args):
    """Return the whole address of what has that name in the URLs."""
    return f"{origin(request)}{reverse(name, args=args)}"


def topic_links(request, topics):
    """Return for each of `topics`, dicts with title and slug, where it is for people and for machines."""
    return [
        {
            "title": topic["title"],
            "slug": topic["slug"],
            "page": link(request, "topics:detail", topic["slug"]),
            "url": link(request, "api:topic", topic["slug"]),
        }
        for topic in topics
    ]


def next_page(request, order, place):
    """Return the address of the page that begins behind `place` in an `order`, with all else as it was asked."""
    query = request.GET.copy()
    query["cursor"] = parameters.cursor_of(order, place)
    return f"{origin(request)}{request.path}?{query.urlencode()}"


def _isoformat(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON.")
