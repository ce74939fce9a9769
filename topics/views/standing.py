"""The standing pages: About, Contact and their like."""

import re

from django.http import Http404
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from topics import live, structured_data
from topics.caching import respond
from topics.cleaning import clean_body
from topics.sharing import Head, origin
from topics.standing import PAGES
from topics.views.index import home_crumbs

_HEADING = re.compile(r"(</?h)([34])>")


@require_safe
def standing(request, slug):
    """Show the standing page as its editors left it; not found until `migrate` has made it."""
    found, moment = live.standing_page(PAGES[slug].address)
    if found.title is None:
        raise Http404

    def context():
        at, path = origin(request), PAGES[slug].address
        data = structured_data.page(moment.site, at, path, found.title, home_crumbs())
        head = Head(found.title, at, path, data=data)
        return {"slug": slug, "title": found.title, "html": _html(found.content), "head": head}

    return respond(request, moment, (slug, found.title, found.content, moment.stamp), "standing.html", context)


def _html(content):
    """Return the text to show: cleaned once more, as flatpages can be written by other ways than the form, and with
    its headings right below the page's own: no section stands between them.
    """
    raised = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) - 1}>", clean_body(content))
    return mark_safe(raised)  # noqa: S308 - clean_body's allow-list
