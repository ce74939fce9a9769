"""Rendered pages kept in the process, and what caches between us and a reader may do with them.

A page is kept under a key that holds whatever it shows, so an entry is never stale: it is found or it is not.
"""

import gzip
import hashlib
import json
import math
import re
import threading
from collections import OrderedDict
from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import (
    content_disposition_header,
    http_date,
    parse_etags,
    parse_http_date,
    parse_http_date_safe,
    quote_etag,
)

from topics.sharing import origin


class PageCache:
    """The pages used last, up to `limit` bytes of them."""

    def __init__(self, limit):
        self._limit = limit
        self._size = 0
        self._pages = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key):
        """Return the bytes of the page under `key`, or None."""
        with self._lock:
            if (page := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key, page):
        """Keep the bytes `page` under `key`; the pages longest unused go first."""
        with self._lock:
            self._size += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self._size > self._limit:
                _key, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest)

    def clear(self):
        """Forget all pages."""
        with self._lock:
            self._pages.clear()
            self._size = 0


pages = PageCache(limit=64 * 1024 * 1024)

_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))")

# What is shorter than a packet gains nothing.
_WORTH_COMPRESSING = 1000


def respond(request, moment, key, template, context, status=200):
    """Return the response for a page of `moment` whose content hangs on `key`, and on the site's origin, alone.

    `context` is a function that gives the template's variables; it is called only when the page is not kept, or
    when it is new to the reader. A reader who holds the same page gets 304.
    """

    def page():
        return render_to_string(template, {"site": moment.site, **context()})

    return respond_text(request, moment, (template, key), page, "text/html; charset=utf-8", status)


def respond_json(request, moment, key, data):
    """Return the same for an answer in JSON; `data` is a function that gives what it says."""
    return respond_text(request, moment, ("json", key), lambda: json.dumps(data()), "application/json")


def respond_file(request, moment, key, make, content_type, name):
    """Return the same for a file to keep under `name`; `make` is a function that gives its text."""
    response = respond_text(request, moment, ("file", key), make, content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Robots-Tag"] = "noindex"
    return response


def respond_text(request, moment, key, make, content_type, status=200, says_when=False, keeps=True):
    """Return the same for any text, which `make` returns. With `says_when` it names the time of the last change.

    Of that time a reader is only told when a whole second has passed since, because HTTP knows no smaller part: what
    changes twice in a second would look as if it had changed once. Without `keeps` the text is made each time.
    """
    digest = short_digest(settings.RELEASE, origin(request), key)
    etag = quote_etag(digest)
    changed = last_modified(moment) if says_when else None
    if status == 200 and has_it(request, etag, changed):
        response = HttpResponseNotModified()
    else:
        page = _kept(digest, lambda: make().encode(), keeps)
        response = HttpResponse(page, status=status, content_type=content_type)
        if len(page) > _WORTH_COMPRESSING:
            _compress(request, response, digest, keeps)
    response.setdefault("ETag", etag)
    if changed:
        response["Last-Modified"] = changed
    response["Cache-Control"] = f"max-age={max_age(moment)}"
    return response


def _kept(key, make, keeps):
    page = pages.get(key) if keeps else None
    if page is None:
        page = make()
        if keeps:
            pages.put(key, page)
    return page


def _compress(request, response, digest, keeps):
    """Send the page compressed to whoever takes it so. It is compressed once, and holds no secret that its length
    could give away. Its ETag is weak, as the bytes are others.
    """
    patch_vary_headers(response, ["Accept-Encoding"])
    if _TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
        page = response.content
        response.content = _kept(f"{digest} gzip", lambda: gzip.compress(page, compresslevel=6, mtime=0), keeps)
        response["Content-Encoding"] = "gzip"
        response["ETag"] = f'W/"{digest}"'


def short_digest(*parts):
    """Return a short digest that stands for all `parts`, of whatever kinds."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def has_it(request, etag, changed):
    """Return whether the reader holds what has this `etag`, or for one who names none, what last `changed` then."""
    if (held := request.headers.get("If-None-Match")) is not None:
        return etag in parse_etags(held.replace("W/", ""))
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", "")) if changed else None
    return since is not None and parse_http_date(changed) <= since


def last_modified(moment):
    """Return the first whole second after the last change, as HTTP writes it; None where that is still to come."""
    if moment.changed_at is None:
        return None
    second = math.ceil(moment.changed_at.timestamp())
    return http_date(second) if second <= moment.now.timestamp() else None


def redirect(moment, url):
    """Return the permanent redirect to `url`; kept no longer than a page, as the address may lead elsewhere later."""
    response = HttpResponsePermanentRedirect(url)
    response["Cache-Control"] = f"max-age={max_age(moment)}"
    return response


def max_age(moment):
    """Return for how many seconds a page of `moment` may be kept: never past what changes next, or midnight."""
    midnight = datetime.combine(local_day(moment) + timedelta(days=1), time(), timezone.get_current_timezone())
    boundary = min(filter(None, (moment.next_change, midnight)))
    return max(0, min(settings.PAGE_MAX_AGE, int((boundary - moment.now).total_seconds())))


def local_day(moment):
    """Return the day of `moment` where the readers are."""
    return timezone.localdate(moment.now)
