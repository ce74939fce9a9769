"""The preview: the form as it is typed, unsaved, on the page that readers would get."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from references import cautions
from references.models import Reference
from topics import documents, forms, live
from topics.explaining import Glossary, explain
from topics.models import Topic
from topics.state import ReadersSee
from topics.views.topic import words_of_page


class PreviewMixin:
    """A page that exists only as the answer to a posted form: its address shows nothing to anybody."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("add/preview/", view, name="topics_topic_preview_new"),
            path("<int:pk>/preview/", view, name="topics_topic_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request, pk=None):
        """Show the posted form with the template of the public page; whoever merely opens the address gets the form."""
        topic = get_object_or_404(Topic, pk=pk) if pk else None
        may = self.has_change_permission(request, topic) if topic else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(_form_of(topic))
        posted = forms.posted_document(request, topic)
        moment = live.moment_of_list()
        keys = [reference["key"] for reference in posted.document["references"]]
        page = words_of_page(posted.document, Reference.objects.items_of(keys), cautions.findings_of(keys))
        glossary = Glossary(live.names_to_explain(moment.now))
        page["sections"], page["explained"] = explain(page["sections"], posted.document["slug"], glossary)
        page |= {"related": _related(posted.document), "note": request.POST.get("publish_note", "")}
        if topic:
            page |= {"reviewed_on": topic.reviewed_on, "review_due": topic.review_due}
        context = {
            "site": moment.site,
            "topic": page,
            "faults": posted.faults,
            "is_saved": bool(topic) and _says(topic.revisions.first(), posted.document),
            "is_live": bool(topic) and _says(_live_revision(topic), posted.document),
        }
        return TemplateResponse(request, "preview.html", context)


def _live_revision(topic):
    edition = topic.editions.live().select_related("revision").first()
    return edition and edition.revision


def _says(revision, document):
    return revision is not None and documents.read(revision.text) == document


def _related(document):
    """Return those related topics that readers have, in their order."""
    topics = Topic.objects.with_state().filter(slug__in=document["related"], readers_see=ReadersSee.LIVE)
    found = {topic.slug: topic for topic in topics.order_by()}
    return [
        {"title": found[slug].title, "full_name": found[slug].full_name, "slug": found[slug].live_slug}
        for slug in document["related"]
        if slug in found
    ]


def _form_of(topic):
    return reverse("admin:topics_topic_change", args=[topic.pk]) if topic else reverse("admin:topics_topic_add")
