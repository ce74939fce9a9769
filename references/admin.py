"""The bibliography in the admin.

Nobody deletes a reference here: texts name it by its key and have no copy of what it says, and which texts do is not
known here. Whoever knows it offers that, and merging of two that are the same (`topics.admin.references`).
"""

from django.contrib import admin
from django.utils.html import format_html

from references import formatting
from references.forms import EXAMPLE, ReferenceForm
from references.models import Reference


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):
    form = ReferenceForm
    fields = ["key", "csl", "example", "preview", "title", "first_author", "kind", "year", "doi", "pmid"]
    readonly_fields = ["example", "preview", *sorted(Reference.DERIVED)]
    list_display = ["short_name", "title", "kind", "year", "doi"]
    list_filter = ["kind"]
    search_fields = ["first_author", "title", "key", "doi", "pmid"]
    search_help_text = "Words from title, first author, year or key; or a DOI or PMID, as copied."

    def get_readonly_fields(self, request, obj=None):
        # The texts of topics, drafts and old editions alike, cite a reference by its key.
        return [*self.readonly_fields, "key"] if obj else self.readonly_fields

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="reference", ordering="first_author")
    def short_name(self, reference):
        return formatting.short_name(reference.csl)

    @admin.display(description="as readers see it")
    def preview(self, reference):
        return formatting.format_nlm(reference.csl) if reference.pk else "Shown here once it is saved."

    @admin.display(description="example")
    def example(self, reference):
        return format_html("<pre>{}</pre>", EXAMPLE)
