"""What holds for every address of the API, whatever answers there: who may read it, what it speaks, and its errors."""

import re
from http import HTTPStatus

from django.http import HttpResponse

from topics.api.problems import Problem

# Longer ones are no question that the API could answer; servers and proxies mostly stop at 8,000 by themselves.
LONGEST_QUERY = 4_000

_PATH = re.compile(r"/api(?:/|\Z)")
_SPOKEN = ("application/json", "application/problem+json", "application/jsonl", "application/schema+json")
_READABLE = "ETag, Last-Modified, Link"


class ApiMiddleware:
    """Let any site's scripts read the API, answer HEAD like GET, and say what cannot be answered as a problem."""

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        if not _PATH.match(request.path_info):
            return self._get_response(request)
        try:
            response = self._answer(request)
        except Problem as problem:
            response = problem.response()
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _READABLE
        if not response.get("Content-Type", "").startswith("text/html"):
            response["X-Robots-Tag"] = "noindex"
        return response

    def _answer(self, request):
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            raise Problem(414, f"The query is longer than {LONGEST_QUERY} characters. Ask for less at once.")
        is_page = request.path_info == "/api/"
        has_wishes = bool(request.headers.get("Accept", "").strip())
        if has_wishes and not is_page and not any(request.accepts(spoken) for spoken in _SPOKEN):
            raise Problem(406, "The API answers in JSON alone. Ask with “Accept: application/json”, or without Accept.")
        if request.method == "HEAD":
            # The server leaves out the body of an answer to HEAD, and only it knows that it was one.
            request.method = "GET"
        response = self._get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            refusal = Problem(405, "The API is for reading: ask with GET, HEAD or OPTIONS.").response()
            refusal["Allow"] = _PREFLIGHT["Allow"]
            return refusal
        return response


_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
