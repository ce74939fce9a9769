"""Any two versions of a topic side by side, and the way back to an older one."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from references import formatting
from references.models import Reference
from topics import comparing, documents, publishing
from topics.citations import cited_keys
from topics.models import Edition, Topic


@dataclass(frozen=True)
class Comparison:
    """Two documents side by side: the `parts` that differ, the headings of the columns, and how many are the same."""

    parts: list
    old_name: str
    new_name: str
    same_count: int


def comparison(old, new, old_name, new_name):
    """Return the `Comparison` of two documents; what each is called stands over its column."""
    parts = comparing.compare(old, new, reference_names(old, new))
    differing = [part for part in parts if part.change != comparing.Change.SAME]
    return Comparison(differing, old_name, new_name, len(parts) - len(differing))


def reference_names(*those):
    """Return what to call each reference that the documents list or cite: author and year."""
    keys = {reference["key"] for document in those for reference in document["references"]}
    keys |= {key for document in those for section in document["sections"] for key in cited_keys(section["body"])}
    found = Reference.objects.filter(key__in=keys).order_by().values_list("key", "csl")
    return {key: formatting.short_name(item) for key, item in found}


class CompareMixin:
    """Pages that show a topic's versions beside each other."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/compare/", view(self.compare_view), name="topics_topic_compare"),
            path("<int:pk>/revisions/<int:number>/restore/", view(self.restore_view), name="topics_topic_restore"),
            *super().get_urls(),
        ]

    def compare_view(self, request, pk):
        """Show what differs between two revisions; by default, between what readers have and the draft.

        `from` and `to` are numbers of revisions, or "live".
        """
        topic = get_object_or_404(Topic, pk=pk)
        if not self.has_view_or_change_permission(request, topic):
            raise PermissionDenied
        revisions = list(topic.revisions.select_related("created_by").defer("text"))
        live = Edition.objects.live().filter(topic=topic).select_related("revision").first()
        choices = [(str(revision.number), _named(revision, live, revisions[0])) for revision in revisions]
        newest = revisions[0].number if revisions else 0
        default = live.revision.number if live else max(1, newest - 1)
        old_number = _number(request.GET.get("from"), live, default)
        new_number = _number(request.GET.get("to"), live, newest)
        old, new = (get_object_or_404(topic.revisions, number=number) for number in (old_number, new_number))
        names = dict(choices)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Compare versions of “{topic}”",
            "opts": self.opts,
            "topic": topic,
            "choices": choices,
            "old_number": str(old.number),
            "new_number": str(new.number),
            "comparison": comparison(
                documents.read(old.text), documents.read(new.text), names[str(old.number)], names[str(new.number)]
            ),
        }
        return TemplateResponse(request, "admin/topics/topic/compare.html", context)

    def restore_view(self, request, pk, number):
        """Show what would change in the draft, and make it say again what a revision says."""
        topic = get_object_or_404(Topic, pk=pk)
        if not self.has_change_permission(request, topic):
            raise PermissionDenied
        revision = get_object_or_404(topic.revisions, number=number)
        form = forms.Form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                lost = publishing.bring_back(topic, request.user, revision, request.POST.get("seen", ""))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_change(request, topic, f"Revision {number} brought back into the draft.")
                self.message_user(request, f"The draft says again what revision {number} says.", messages.SUCCESS)
                for words in lost:
                    self.message_user(request, words, messages.WARNING)
                return HttpResponseRedirect(reverse("admin:topics_topic_change", args=[pk]))
        latest = topic.revisions.first()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Bring back revision {number} of “{topic}”",
            "opts": self.opts,
            "topic": topic,
            "form": form,
            "number": number,
            "seen": latest.digest,
            "comparison": comparison(
                documents.read(latest.text), documents.read(revision.text), "The draft now", f"Revision {number}"
            ),
        }
        return TemplateResponse(request, "admin/topics/topic/restore.html", context)


def _number(asked, live, default):
    """Return the number of the revision that was asked for."""
    if asked in (None, ""):
        return default
    if asked == "live" and live:
        return live.revision.number
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return int(asked)


def _named(revision, live, newest):
    """Return how a revision is told from others: number, time, author, and what it is now."""
    words = f"Revision {revision.number}, {timezone.localtime(revision.created_at):%-d %b %Y, %H:%M}, "
    words += revision.created_by.get_username()
    is_now = [
        name for name, other in (("live", live and live.revision), ("the draft", newest)) if other and other == revision
    ]
    return f"{words} ({' and '.join(is_now)})" if is_now else words
