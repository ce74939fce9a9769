"""The site as the benchmark of pages serves it: with bare views beside the pages, and, if asked, no cache."""

import os
from pathlib import Path

from django.http import Http404, HttpResponse
from django.urls import path

from az_ms.wsgi import application as site

_FOLDER = Path(os.environ["BENCHMARK_FOLDER"])
_pages = {}


def bare(request, name):
    """Return the bytes that the page of that name had when the benchmark began."""
    if name not in _pages:
        if not (_FOLDER / name).is_file():
            raise Http404
        _pages[name] = (_FOLDER / name).read_bytes()
    return HttpResponse(_pages[name])


def prepared(application):
    """Return the site's `application` with the bare views, and for the kind "cold" with a cache that keeps nothing."""
    # These need the settings that the application has just set up.
    from az_ms import urls
    from topics import caching

    urls.urlpatterns.insert(0, path("bare/<slug:name>/", bare))
    if os.environ["BENCHMARK_KIND"] == "cold":
        caching.pages = caching.PageCache(limit=0)
    return application


application = prepared(site)
