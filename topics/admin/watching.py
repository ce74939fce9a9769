"""What watching the library found, for those who have to decide: retractions, and links that lead nowhere."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from references import formatting
from references.models import LinkCheck, Notice
from references.watching import LinkStatus, Nature
from topics import usage
from topics.admin.searches import RequiredFilter


class WatchingAdmin(admin.ModelAdmin):
    """A list that a command fills; nobody adds to it or deletes from it. Each line tells where the source is used."""

    list_per_page = 50
    list_select_related = ("reference",)

    def changelist_view(self, request, extra_context=None):
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist_instance(self, request):
        """Return the list with the uses of all its references, looked up together."""
        found = super().get_changelist_instance(request)
        uses = usage.uses_of_all({row.reference for row in found.result_list})
        for row in found.result_list:
            row.uses = uses[row.reference_id]
        return found

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="source", ordering="reference__first_author")
    def source(self, row):
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:references_reference_change", args=[row.reference_id]),
            formatting.short_name(row.reference.csl),
        )

    @admin.display(description="topics and sections it touches")
    def touches(self, row):
        return render_to_string("admin/topics/reference/_touches.html", {"uses": row.uses})


class UsedFilter(admin.SimpleListFilter):
    title = "where it is used"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("live", "In topics that are live")]

    def queryset(self, request, queryset):
        return usage.in_live_topics(queryset) if self.value() == "live" else queryset


class DecidedFilter(RequiredFilter):
    title = "what is decided"
    parameter_name = "decided"

    def lookups(self, request, model_admin):
        return [("open", "To be decided"), ("dismissed", "Dismissed"), ("all", "All")]

    def queryset(self, request, queryset):
        if self.value() == "open":
            # What the journal took back needs no decision, nor does its saying so.
            return queryset.open().exclude(nature=Nature.REINSTATEMENT)
        return queryset.exclude(dismissed_at=None) if self.value() == "dismissed" else queryset


class DismissForm(forms.Form):
    """Why a source can be relied on although there is a notice about it."""

    because = forms.CharField(
        label="Dismissed because",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence, for colleagues and for readers, who find it on the source’s page: “The article was "
        "corrected and published anew; we cite the corrected one.”",
    )


@admin.register(Notice)
class NoticeAdmin(WatchingAdmin):
    list_display = ("source", "notice", "touches", "decision")
    list_display_links = None
    list_filter = (DecidedFilter, UsedFilter, "nature")
    search_fields = ("reference__key", "reference__title", "reference__first_author", "notice_doi")
    change_list_template = "admin/topics/notice/change_list.html"

    def get_urls(self):
        def page(address, view):
            return path(f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=f"references_notice_{address}")

        return [page("dismiss", self.dismiss_view), page("reopen", self.reopen_view), *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        """Refuse always: what a notice says comes from the file; it is decided on pages of its own."""
        return False

    @admin.display(description="notice", ordering="noticed_on")
    def notice(self, notice):
        return render_to_string("admin/topics/notice/_notice.html", {"notice": notice})

    @admin.display(description="decision")
    def decision(self, notice):
        return render_to_string("admin/topics/notice/_decision.html", {"notice": notice})

    def dismiss_view(self, request, pk):
        """Ask why a notice does not count, and note it."""
        notice = self._notice(request, pk)
        form = DismissForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            self._decide(request, notice, form.cleaned_data["because"])
            return HttpResponseRedirect(reverse("admin:references_notice_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Dismiss: {notice}",
            "opts": self.opts,
            "notice": notice,
            "citation": formatting.format_nlm(notice.reference.csl),
            "uses": usage.uses_of(notice.reference),
            "form": form,
        }
        return TemplateResponse(request, "admin/topics/notice/dismiss.html", context)

    def reopen_view(self, request, pk):
        """Let a notice count again that was dismissed."""
        notice = self._notice(request, pk)
        if request.method == "POST":
            self._decide(request, notice, "")
        return HttpResponseRedirect(reverse("admin:references_notice_changelist"))

    def _notice(self, request, pk):
        if not request.user.has_perm("references.change_notice"):
            raise PermissionDenied
        return get_object_or_404(Notice.objects.select_related("reference"), pk=pk)

    def _decide(self, request, notice, because):
        is_dismissed = bool(because)
        notice.dismissed_at = timezone.now() if is_dismissed else None
        notice.dismissed_by = request.user if is_dismissed else None
        notice.dismissed_because = because
        notice.save()
        words = f"Dismissed because: {because}" if is_dismissed else "Counts again."
        self.log_change(request, notice, words)
        self.message_user(request, f"{notice}: {words} Readers see it at once.", messages.SUCCESS)


class StatusFilter(RequiredFilter):
    title = "what came of it"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        order = (LinkStatus.DEAD, LinkStatus.FAILING, LinkStatus.UNKNOWN, LinkStatus.WORKS)
        return [(status.value, status.label) for status in order]

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value())


@admin.register(LinkCheck)
class LinkCheckAdmin(WatchingAdmin):
    list_display = ("source", "link", "archive", "touches")
    list_display_links = None
    list_filter = (StatusFilter, UsedFilter)
    search_fields = ("address", "reference__key", "reference__title", "reference__first_author")
    change_list_template = "admin/topics/linkcheck/change_list.html"

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="link", ordering="failed_since")
    def link(self, check):
        return render_to_string("admin/topics/linkcheck/_link.html", {"check": check})

    @admin.display(description="copy in a web archive")
    def archive(self, check):
        """Return the copy that the reference names, or where an editor may find one."""
        if check.reference.archive_url:
            return format_html('<a href="{}" rel="noreferrer">The copy</a>', check.reference.archive_url)
        return format_html(
            'None yet. <a href="https://web.archive.org/web/*/{}" rel="noreferrer">Look for one</a>', check.address
        )
