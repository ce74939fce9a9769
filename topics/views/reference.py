"""A page for each reference that readers were given, and references to take away as files."""

from types import SimpleNamespace

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from references import cautions, csl, formatting, linked_data
from references.exporting import FORMATS
from references.exporting.coins import to_coins
from topics import documents, live, live_references, structured_data
from topics.caching import redirect, respond, respond_file
from topics.rendering import cited_items
from topics.sharing import Head, origin
from topics.views.index import index_crumbs
from topics.views.topic import under_address


@require_safe
def reference(request, key):
    """Show what a reference is, whether it can be relied on, and which topics cite it."""
    found, moment = _found(key)
    if isinstance(found, str):
        return redirect(moment, reverse("topics:reference", args=[found]))

    def context():
        shown, at, path = _shown(found), origin(request), reverse("topics:reference", args=[key])
        description = f"A source that our pages rest on: {shown.title}"
        source = linked_data.describe(found.item)
        data = structured_data.page(moment.site, at, path, shown.name, index_crumbs(), mainEntity=source)
        return {
            "reference": shown,
            "topics": found.topics,
            "formats": FORMATS,
            "head": Head(shown.name, at, path, description, data=data),
        }

    what = ("reference", repr(found.item), repr(found.findings), repr(found.topics), moment.stamp)
    return respond(request, moment, what, "reference.html", context)


@require_safe
def reference_file(request, key, ending):
    """Give a reference as a file for a program that keeps references."""
    found, moment = _found(key)
    if isinstance(found, str):
        return redirect(moment, reverse("topics:reference_file", args=[found, ending]))
    return _file(request, moment, [found.item], ending, found.item["id"], repr(found.item))


@under_address(opens_withdrawn=False)
def references_file(request, found, moment, ending):
    """Give the references of a topic as a file, in the order of its page."""
    text, items, _findings = live.words_of(found.edition_id)
    cited = cited_items(documents.read(text), items)
    return _file(request, moment, cited, ending, f"{found.slug}-references", (found.edition_id, found.references_stamp))


def _found(key):
    """Return what readers get of a reference, or the key under which they get it, and the moment."""
    found, moment = live_references.reference_at(key.lower())
    if found is None:
        raise Http404
    return (found if found.item["id"] == key else found.item["id"]), moment


def _file(request, moment, items, ending, name, key):
    form = FORMATS.get(ending)
    if form is None:
        raise Http404
    return respond_file(
        request, moment, (ending, name, key), lambda: form.write(items), form.content_type, f"{name}.{ending}"
    )


def _shown(found):
    item, findings = found.item, found.findings
    return SimpleNamespace(
        key=item["id"],
        name=formatting.short_name(item),
        title=csl.title(item) or formatting.short_name(item),
        html=formatting.format_linked(item),
        url=csl.url(item) or "",
        link_text=formatting.link_words(item),
        coins=to_coins(item),
        caution=cautions.caution_of(findings),
        dismissals=cautions.dismissals(findings),
        is_dead=cautions.is_dead(item, findings),
        archive_url=csl.archive_url(item),
        is_free_to_read=csl.is_free_to_read(item),
    )
