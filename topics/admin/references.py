"""The bibliography in the admin, with what only topics know of it: where a reference is used, and so what may go."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse

from references import formatting
from references.admin import ReferenceAdmin
from references.models import LinkCheck, Notice, Reference
from references.one_by_one import OneByOneMixin
from topics import merging, publishing, usage

# Its admin in the references app knows nothing of topics.
admin.site.unregister(Reference)


class UseFilter(admin.SimpleListFilter):
    """Used or not; duplicates that were merged are left out unless they are asked for."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", "Used in topics"), ("unused", "Used nowhere"), ("merged", "Merged into another")]

    def queryset(self, request, queryset):
        if self.value() == "merged":
            return queryset.filter(merged_into__isnull=False)
        queryset = queryset.filter(merged_into__isnull=True)
        if self.value() == "used":
            return queryset.filter(topic_count__gt=0)
        return queryset.filter(topic_count=0) if self.value() == "unused" else queryset


class MergeForm(forms.Form):
    """Which reference takes the place of a duplicate."""

    into = forms.ModelChoiceField(
        Reference.objects.none(),
        label="Merge into",
        widget=AutocompleteSelect(Reference._meta.get_field("merged_into"), admin.site),
        help_text="The one that stays. Type words of its title, its first author, year, key, DOI or PMID.",
        error_messages={"invalid_choice": "This reference cannot take its place. Choose another one."},
    )

    def __init__(self, duplicate, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Reference.objects.filter(merged_into__isnull=True).exclude(pk=duplicate.pk)


@admin.register(Reference)
class CitedReferenceAdmin(OneByOneMixin, ReferenceAdmin):
    change_form_template = "admin/topics/reference/change_form.html"

    def get_urls(self):
        merge = path("<int:pk>/merge/", self.admin_site.admin_view(self.merge_view), name="references_reference_merge")
        return [merge, *super().get_urls()]

    def get_queryset(self, request):
        return usage.with_counts(super().get_queryset(request)).select_related("merged_into")

    def get_search_results(self, request, queryset, search_term):
        """Return what is found; where a reference is chosen in a form, without those that were merged."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.resolver_match.url_name == "autocomplete":
            found = found.filter(merged_into__isnull=True)
        return found, may_repeat

    def get_list_display(self, request):
        first, second, *others = super().get_list_display(request)
        return [first, second, "used_in", *others]

    def get_list_filter(self, request):
        return [UseFilter, *super().get_list_filter(request)]

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None:
            return fieldsets
        return [*fieldsets, ("Where it is used, and what was found of it", {"fields": ["where_used", "found"]})]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "where_used", "found"]

    def has_change_permission(self, request, obj=None):
        """Refuse to change what was merged: readers see the one it went into."""
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("references.delete_reference")

    @admin.display(description="used in", ordering="topic_count")
    def used_in(self, reference):
        return (
            f"{reference.topic_count} topic{'' if reference.topic_count == 1 else 's'}" if reference.topic_count else ""
        )

    @admin.display(description="topics and sections")
    def where_used(self, reference):
        return render_to_string("admin/topics/reference/_uses.html", {"uses": usage.uses_of(reference)})

    @admin.display(description="retractions and link")
    def found(self, reference):
        check = LinkCheck.objects.filter(reference=reference).first()
        context = {"notices": reference.notices.select_related("dismissed_by"), "check": check}
        return render_to_string("admin/topics/reference/_found.html", context)

    def get_deleted_objects(self, objs, request):
        """Let what watching found of a reference go with it, although nobody deletes that by itself."""
        to_delete, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        found = {model._meta.verbose_name for model in (Notice, LinkCheck)}
        return to_delete, counts, set(forbidden) - found, protected

    def delete_view(self, request, object_id, extra_context=None):
        """Delete what nothing names; else say what does."""
        with transaction.atomic():
            publishing.wait_for_other_saves()
            reference = self.get_object(request, unquote(object_id))
            if reference is not None and self.has_delete_permission(request, reference):
                uses, versions = usage.uses_of(reference), usage.earlier_versions(reference)
                merged = list(reference.merged_from.all())
                if uses or versions or merged:
                    context = self._context(request, reference, f"{reference} cannot be deleted")
                    context |= {"uses": uses, "versions": _by_topic(versions), "merged": merged}
                    return TemplateResponse(request, "admin/topics/reference/delete_refused.html", context)
            return super().delete_view(request, object_id, extra_context)

    def merge_view(self, request, pk):
        """Ask which reference takes the place of this one, show what that would change, and do it."""
        duplicate = get_object_or_404(Reference, pk=pk)
        if not (self.has_change_permission(request, duplicate) and request.user.has_perm("topics.change_topic")):
            raise PermissionDenied
        asked = (request.POST if request.method == "POST" else request.GET).get("into")
        # The widget shows a choice again by asking the database for it, which takes nothing but numbers.
        form = MergeForm(duplicate, None if asked is None else {"into": asked if asked.isdecimal() else ""})
        into = form.cleaned_data["into"] if form.is_valid() else None
        if request.method == "POST" and into:
            try:
                topics = merging.merge(duplicate, into, request.user)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self._tell_of_merge(request, duplicate, into, topics)
                return HttpResponseRedirect(reverse("admin:references_reference_change", args=[into.pk]))
        context = self._context(request, duplicate, f"Merge {duplicate} into another")
        context |= {"form": form, "media": self.media + form.media, "into": into, "duplicate": duplicate}
        if into:
            context |= {
                "goes": formatting.format_nlm(duplicate.csl),
                "stays": formatting.format_nlm(into.csl),
                "gaps": merging.gaps(duplicate, into),
                "contradictions": merging.contradictions(duplicate, into),
                "uses": usage.uses_of(duplicate),
            }
        else:
            same = Reference.objects.filter(title__iexact=duplicate.title, merged_into__isnull=True).exclude(pk=pk)
            context["likely"] = same[:5] if duplicate.title else []
        return TemplateResponse(request, "admin/topics/reference/merge.html", context)

    def _tell_of_merge(self, request, duplicate, into, topics):
        self.log_change(request, duplicate, f"Merged into {into.key}.")
        self.log_change(request, into, f"{duplicate.key} was merged into it.")
        words = f"“{duplicate.key}” is now “{into.key}”."
        if topics:
            words += f" Changed drafts: {', '.join(topic.title for topic in topics)}."
        self.message_user(request, words, messages.SUCCESS)

    def _context(self, request, reference, title):
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "reference": reference}


def _by_topic(revisions):
    """Return (topic, numbers of its revisions) for revisions that come by topic."""
    found = {}
    for revision in revisions:
        found.setdefault(revision.topic, []).append(revision.number)
    return found.items()
