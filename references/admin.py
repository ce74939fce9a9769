"""The bibliography in the admin.

Nobody deletes a reference here: texts name it by its key and have no copy of what it says, and which texts do is not
known here. Whoever knows it offers that, and merging of two that are the same (`topics.admin.references`).
"""

import json

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from references import csl, formatting, plain
from references.adding import AddingMixin
from references.forms import ReferenceForm
from references.models import Reference

_CHANGED_WORDS = {"internal_note": "Note for colleagues", "has_more_authors": "More authors"}


@admin.register(Reference)
class ReferenceAdmin(AddingMixin, admin.ModelAdmin):
    form = ReferenceForm
    readonly_fields = ["preview", "csl_json"]
    list_display = ["short_name", "title", "kind", "year", "doi"]
    list_filter = ["kind", "is_free_to_read"]
    search_fields = ["first_author", "title", "key", "doi", "pmid"]
    search_help_text = "Words from title, first author, year or key; or a DOI or PMID, as copied."
    fieldsets = [
        (None, {"fields": ["kind", "type", "key", "version"]}),
        ("What it is", {"fields": ["title", "authors", "has_more_authors", "editors", "issued"]}),
        (
            "Where it appeared",
            {
                "fields": [
                    "container_title", "container_title_short", "collection_title", "volume", "issue", "page",
                    "edition", "genre", "number", "publisher", "publisher_place",
                ]
            },
        ),
        (
            "Where to find it",
            {"fields": ["doi", "pmid", "pmcid", "isbn", "issn", "url", "accessed", "language"]},
        ),
        ("What else we know", {"fields": ["is_free_to_read", "archive_url", "archived_on", "internal_note"]}),
    ]  # fmt: skip
    shown_fieldsets = [
        ("As readers see it", {"fields": ["preview"]}),
        ("For programs", {"classes": ["collapse"], "fields": ["csl_json"]}),
    ]

    def get_urls(self):
        bring_back = self.admin_site.admin_view(self.bring_back_view)
        address = "<int:pk>/history/<int:number>/bring-back/"
        return [path(address, bring_back, name="references_reference_bring_back"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        """The form's plain fields, and below them what they make; for those who may only look, just that."""
        if obj is None:
            return self.fieldsets
        if self.has_change_permission(request, obj):
            return [*self.fieldsets, *self.shown_fieldsets]
        return [(None, {"fields": ["key"]}), *self.shown_fieldsets, (None, {"fields": ["internal_note"]})]

    def get_readonly_fields(self, request, obj=None):
        # The texts of topics, drafts and old editions alike, cite a reference by its key.
        return [*self.readonly_fields, "key"] if obj else self.readonly_fields

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Save with the user's name in the history, and say how unclear names were taken."""
        obj.save(by=request.user, why="" if change else "Typed in")
        for note in form.notes:
            self.message_user(request, f"{note} If that is wrong, correct it under Authors.", messages.WARNING)

    @admin.display(description="reference", ordering="first_author")
    def short_name(self, reference):
        return formatting.short_name(reference.csl)

    @admin.display(description="citation")
    def preview(self, reference):
        return formatting.format_nlm(reference.csl)

    @admin.display(description="CSL-JSON")
    def csl_json(self, reference):
        return format_html("<pre>{}</pre>", json.dumps(reference.item, ensure_ascii=False, indent=2))

    def history_view(self, request, object_id, extra_context=None):
        """Show every version: who changed what, when and why, and a button that brings it back."""
        reference = self.get_object(request, object_id)
        if reference is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, reference):
            raise PermissionDenied
        versions = list(reference.versions.select_related("by"))
        for version, before in zip(versions, [*versions[1:], None], strict=True):
            version.changes = _changes(before.state, version.state) if before else []
            version.citation = formatting.format_nlm(version.state["csl"])
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {reference.key}",
            "opts": self.opts,
            "reference": reference,
            "versions": versions,
            "can_change": self.has_change_permission(request, reference),
        }
        return TemplateResponse(request, "admin/references/reference/history.html", context)

    def bring_back_view(self, request, pk, number):
        """Make an earlier version the present one; it is a version of its own, so nothing is lost by it."""
        reference = get_object_or_404(Reference, pk=pk)
        if not self.has_change_permission(request, reference):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        version = get_object_or_404(reference.versions, number=number)
        try:
            reference.bring_back(version, by=request.user)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.log_change(request, reference, f"Version {number} brought back.")
            self.message_user(request, f"Version {number} is what readers see again.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:references_reference_history", args=[pk]))


def _changes(before, after):
    """[(what, before, after)] of two states of a reference, in the words of the form."""
    old, new = ({**_texts(state["csl"]), **_facts(state)} for state in (before, after))
    found = [(_words(name), old[name], new[name]) for name in new if old[name] != new[name]]
    return found or [("Other data", "", "")]


def _texts(item):
    return {"kind": item["type"], **plain.to_plain(item)}


def _facts(state):
    item = state["csl"]
    return {
        "has_more_authors": "yes" if csl.has_more_authors(item) else "no",
        "is_free_to_read": "yes" if csl.is_free_to_read(item) else "no",
        "archive_url": csl.archive_url(item),
        "archived_on": str(csl.archived_on(item) or ""),
        "internal_note": state["internal_note"],
    }


def _words(name):
    field = ReferenceForm.base_fields.get(name)
    return _CHANGED_WORDS.get(name) or (field.label if field and field.label else name.capitalize())
