"""The rows of a topic form: sections, other names, references, related topics."""

from adminsortable2.admin import SortableStackedInline, SortableTabularInline
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.html import format_html
from django.utils.text import capfirst

from topics import row_forms
from topics.admin import checks
from topics.models import Alias, Citation, Related, Section


def columns(formset):
    """Return the columns of a table of rows for its template, with the help in the heading, where it can be read.

    `formset` is the admin's (`InlineAdminFormSet`). The template alone would make the help the tooltip of a picture.
    """
    return [
        field
        | {
            "label": format_html('{}<span class="help">{}</span>', capfirst(field["label"]), field["help_text"]),
            "help_text": "",
        }
        if field["help_text"]
        else field
        for field in formset.fields()
    ]


class PartOfTopic:
    """Rows are parts of their topic: who may write it, may write them."""

    formset = row_forms.RowFormSet
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
    form = row_forms.SectionForm
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
    form = row_forms.AliasForm
    verbose_name_plural = "Other names: every one leads to this topic, in the A to Z and in search"


class CitationInline(PartOfTopic, SortableTabularInline):
    model = Citation
    form = row_forms.CitationForm
    autocomplete_fields = ("reference",)
    verbose_name_plural = "References: what the texts cite, and what they rest on besides"


class RelatedInline(PartOfTopic, SortableTabularInline):
    model = Related
    form = row_forms.RelatedForm
    fk_name = "topic"
    autocomplete_fields = ("other",)
    verbose_name_plural = "Related topics: readers see the link from both sides"
