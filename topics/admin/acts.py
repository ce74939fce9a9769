"""Pages for the verbs that need a question answered first: review, withdraw, discard, call off; and the history."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from references import cautions
from references.models import Reference
from topics import documents, publishing
from topics.admin.act_forms import REVIEW_CYCLE, ReviewForm, WithdrawForm
from topics.models import Edition, Review, Revision, Topic, WithdrawalReason
from topics.rendering import render


class ActsMixin:
    """Pages under a topic's own in the admin, each with one form and one button."""

    def get_urls(self):
        def page(address, view, name):
            return path(f"<int:pk>/{address}", self.admin_site.admin_view(view), name=f"topics_topic_{name}")

        return [
            page("review/", self.review_view, "review"),
            page("withdraw/", self.withdraw_view, "withdraw"),
            page("discard/", self.discard_view, "discard"),
            page("editions/<int:number>/cancel/", self.cancel_view, "cancel"),
            page("revisions/<int:number>/", self.revision_view, "revision"),
            *super().get_urls(),
        ]

    def review_view(self, request, pk):
        """Ask for the day of a review of the whole page, and write it down."""
        today = timezone.localdate()
        latest = Revision.objects.filter(topic=pk).defer("text").first()
        initial = {
            "reviewed_on": today,
            "review_due": today + REVIEW_CYCLE,
            "digest": latest.digest if latest else "",
        }
        form = ReviewForm(_posted(request), initial=initial)

        def act(topic, data):
            publishing.review(
                topic, request.user, data["reviewed_on"], data["review_due"], data["note"], data["digest"]
            )
            return "The review is written down."

        return self._act(
            request,
            pk,
            form,
            act,
            title="Mark as reviewed",
            button="I have checked the whole page",
            words="Only for a check of the whole page against its sources. Correcting a word is no review.",
        )

    def withdraw_view(self, request, pk):
        """Ask why and from when readers shall no longer have the topic, and withdraw it."""
        form = WithdrawForm(_posted(request))
        form.fields["reason"].choices = [
            (reason.value, reason.label) for reason in WithdrawalReason if reason != WithdrawalReason.EXPIRED
        ]
        form.fields["merged_into"].queryset = (
            Topic.objects.with_state().filter(readers_see="live").exclude(pk=pk).order_by("title")
        )

        def act(topic, data):
            edition = publishing.withdraw(
                topic, request.user, data["reason"], data["at"], data["merged_into"], data["note"]
            )
            self.tell_what_comes_after(request, topic, edition)
            return f"Withdrawn from {timezone.localtime(edition.live_from):%-d %B %Y, %H:%M}."

        return self._act(
            request,
            pk,
            form,
            act,
            title="Withdraw",
            button="Withdraw",
            words="Readers who come to the page are told that it was withdrawn, and why; merged pages lead to the "
            "other topic. The record is kept, and you can publish again.",
        )

    def discard_view(self, request, pk):
        """Ask once more before a topic that readers never had is deleted."""

        def act(topic, _data):
            publishing.discard(topic, request.user)
            self.log_deletions(request, [topic])
            return f"“{topic}” was discarded."

        return self._act(
            request,
            pk,
            forms.Form(_posted(request)),
            act,
            title="Discard",
            button="Discard the topic and its drafts",
            words="This deletes the topic and all of its saved drafts for good. It works only for a topic that was "
            "never published or scheduled.",
            after=reverse("admin:topics_topic_changelist"),
        )

    def cancel_view(self, request, pk, number):
        """Ask once more before something scheduled is called off."""
        self._require_publisher(request)
        edition = get_object_or_404(Edition, topic=pk, number=number)

        def act(_topic, _data):
            count = len(publishing.cancel(edition, request.user))
            return "Called off." if count == 1 else "Called off, together with its expiry."

        return self._act(
            request,
            pk,
            forms.Form(_posted(request)),
            act,
            title="Call off",
            button="Call off",
            words=f"To be {edition.get_kind_display().lower()} on "
            f"{timezone.localtime(edition.live_from):%-d %B %Y, %H:%M}, as set by {edition.created_by}. "
            "If you call it off, readers keep what they have. The draft stays as it is.",
            after=reverse("admin:topics_topic_history", args=[pk]),
        )

    def history_view(self, request, object_id, extra_context=None):
        """Show the topic's record: what readers got, who reviewed, and every saved draft."""
        topic = self.get_object(request, unquote(object_id))
        if topic is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, topic):
            raise PermissionDenied
        now = timezone.now()
        editions = list(topic.editions.select_related("revision", "created_by", "cancelled_by", "merged_into"))
        for edition in editions:
            edition.is_to_come = edition.live_from > now and edition.cancelled_at is None
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of “{topic}”",
            "opts": self.opts,
            "topic": topic,
            "editions": editions,
            "reviews": Review.objects.filter(revision__topic=topic)
            .select_related("by", "revision")
            .defer("revision__text"),
            "revisions": topic.revisions.select_related("created_by").defer("text"),
            "can_publish": self.has_publish_permission(request),
            "can_change": self.has_change_permission(request, topic),
        }
        return TemplateResponse(request, "admin/topics/topic/history.html", context)

    def revision_view(self, request, pk, number):
        """Show one saved draft as readers would see its words; nothing here can be changed."""
        topic = get_object_or_404(Topic, pk=pk)
        if not self.has_view_or_change_permission(request, topic):
            raise PermissionDenied
        revision = get_object_or_404(topic.revisions.select_related("created_by"), number=number)
        document = documents.read(revision.text)
        keys = [reference["key"] for reference in document["references"]]
        context = {
            **self.admin_site.each_context(request),
            "title": f"“{topic}”, revision {number}",
            "opts": self.opts,
            "topic": topic,
            "revision": revision,
            "document": document,
            "page": render(document, Reference.objects.items_of(keys), cautions.findings_of(keys)),
        }
        return TemplateResponse(request, "admin/topics/topic/revision.html", context)

    def _require_publisher(self, request):
        """Refuse whoever may not both see topics and decide what readers get of them."""
        if not (self.has_publish_permission(request) and self.has_view_or_change_permission(request)):
            raise PermissionDenied

    def _act(self, request, pk, form, act, *, title, button, words, after=None):
        """Show `form` and, once it is sent, do `act(topic, data)`; what a verb refuses is said above the form."""
        self._require_publisher(request)
        topic = get_object_or_404(Topic, pk=pk)
        if request.method == "POST" and form.is_valid():
            try:
                done = act(topic, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                if Topic.objects.filter(pk=pk).exists():
                    self.log_change(request, topic, f"{title}: {done}")
                self.message_user(request, done, messages.SUCCESS)
                return HttpResponseRedirect(after or reverse("admin:topics_topic_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {topic}",
            "opts": self.opts,
            "topic": topic,
            "form": form,
            "media": self.media + form.media,
            "button": button,
            "words": words,
        }
        return TemplateResponse(request, "admin/topics/topic/act.html", context)


def _posted(request):
    """Return the data of a form that was sent; a form of one button may have none."""
    return request.POST if request.method == "POST" else None
