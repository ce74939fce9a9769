"""Pages for what went wrong."""

from django.db import Error
from django.http import HttpResponseNotFound
from django.template.loader import render_to_string

from topics import live
from topics.models import Site
from topics.views.index import letters


def not_found(request, exception):
    """Say that there is no such page and offer search and letters; also when the database does not answer."""
    try:
        moment = live.moment()
        context = {"site": moment.site, "letters": letters(live.front_page(moment.now, 0).counts)}
    except Error:
        context = {"site": Site()}
    return HttpResponseNotFound(render_to_string("404.html", context))
