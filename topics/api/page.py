"""The page on which people learn what the API gives and try it, and its description for machines."""

import json

from django.urls import reverse
from django.views.decorators.http import require_safe

from topics import live, structured_data
from topics.api.answers import license_link
from topics.api.application import MOST, USUAL, api
from topics.api.middleware import LONGEST_QUERY
from topics.api.queries import ORDERS
from topics.caching import respond, respond_text
from topics.codes import SYSTEMS
from topics.sharing import Head, origin
from topics.views.index import ALPHABET, DIGITS_SLUG, home_crumbs

_DESCRIPTION = "Everything that readers of the A to Z of MS have, for machines: JSON, no key, for reading only."


@require_safe
def page(request):
    """Show what the API gives, each with a form that asks for it."""
    moment = live.moment_of_list()

    def context():
        at, path = origin(request), reverse("api-page")
        data = structured_data.page(moment.site, at, path, "The A to Z for machines", home_crumbs())
        return {
            "head": Head("The A to Z for machines", at, path, _DESCRIPTION, data=data),
            "first_letters": [*ALPHABET, DIGITS_SLUG],
            "orders": ORDERS,
            "systems": SYSTEMS.values(),
            "usual": USUAL,
            "most": MOST,
            "longest_query": LONGEST_QUERY,
        }

    return respond(request, moment, ("api page", moment.stamp), "api.html", context)


@require_safe
def openapi(request):
    """Answer with the description of the API, OpenAPI 3.1."""
    moment = live.moment_of_list()

    def text():
        return json.dumps(api.described(origin(request)), ensure_ascii=False)

    response = respond_text(request, moment, "openapi", text, "application/json", says_when=True)
    response["Link"] = license_link(request)
    return response
