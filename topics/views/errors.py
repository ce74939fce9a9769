"""Pages for what went wrong."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import Error
from django.http import HttpResponse, HttpResponseNotFound, UnreadablePostError
from django.template.loader import render_to_string

from topics import live
from topics.api.problems import Problem
from topics.caching import respond
from topics.models.site import Site
from topics.views.index import letters

# What is read of a post that is refused, so that its sender sees the answer and not a broken connection.
_MOST_UNREAD = 64 * 1024 * 1024
_CHUNK = 64 * 1024


def bad_request(request, exception):
    """Say that nothing was stored, and where the text is; of a post that is too large, how much the site takes."""
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    if is_too_large:
        _read_the_rest(request)
    status = 413 if is_too_large else 400
    if request.path_info.startswith("/api/"):
        return Problem(status, "The request cannot be read. /api/ says what there is.").response()
    context = {
        "is_too_large": is_too_large,
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "most_fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "path": request.path,
    }
    return HttpResponse(render_to_string("400.html", context), status=status)


def _read_the_rest(request):
    try:
        for _ in range(_MOST_UNREAD // _CHUNK):
            if not request.read(_CHUNK):
                return
    except UnreadablePostError:
        return


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
