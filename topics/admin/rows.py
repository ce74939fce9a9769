"""The rows of a topic form: sections, other names, references, related topics."""

from adminsortable2.admin import SortableStackedInline, SortableTabularInline
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper

from topics import forms
from topics.admin import checks
from topics.models import Alias, Citation, Related, Section


class PartOfTopic:
    """Rows are parts of their topic: who may write it, may write them."""

    formset = forms.RowFormSet
    extra = 0

    def has_view_permission(self, request, obj=None):
        return self._has(request, "view") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._has(request, "change") or (obj is None and self._has(request, "add"))

    has_add_permission = has_delete_permission = has_change_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field without the buttons that would change or delete what a row only points to."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def _has(self, request, action):
        return request.user.has_perm(f"topics.{action}_topic")


class SectionInline(PartOfTopic, SortableStackedInline):
    model = Section
    form = forms.SectionForm
    fields = ("heading", "body", "checks", ("aspect", "style", "key"))
    readonly_fields = ("checks",)
    min_num = 1

    @admin.display(description="Checks")
    def checks(self, section):
        return checks.show(section)

    def get_formset(self, request, obj=None, **kwargs):
        """Return the formset that asks for at least one section: a page needs something to read."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)


class AliasInline(PartOfTopic, SortableTabularInline):
    model = Alias
    form = forms.AliasForm
    verbose_name_plural = "Other names: every one leads to this topic, in the A to Z and in search"


class CitationInline(PartOfTopic, SortableTabularInline):
    model = Citation
    form = forms.CitationForm
    autocomplete_fields = ("reference",)
    verbose_name_plural = "References: what the texts cite, and what they rest on besides"


class RelatedInline(PartOfTopic, SortableTabularInline):
    model = Related
    form = forms.RelatedForm
    fk_name = "topic"
    autocomplete_fields = ("other",)
    verbose_name_plural = "Related topics: readers see the link from both sides"
