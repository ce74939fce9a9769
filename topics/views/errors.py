"""Pages for what went wrong."""

from django.db import Error
from django.http import HttpResponseNotFound
from django.template.loader import render_to_string

from topics import live
from topics.api.problems import Problem
from topics.caching import respond
from topics.models.site import Site
from topics.views.index import letters


def not_found(request, exception):
    """Say that there is no such page and offer search and letters; also when the database does not answer."""
    if request.path_info.startswith("/api/"):
        return Problem(404, "There is nothing at this address. /api/ says what there is.").response()
    try:
        moment = live.moment_of_list()

        def context():
            return {"letters": letters(live.front_page(moment.now, 0).counts)}

        return respond(request, moment, ("404", moment.stamp), "404.html", context, status=404)
    except Error:
        return HttpResponseNotFound(render_to_string("404.html", {"site": Site()}))
