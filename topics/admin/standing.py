"""The standing pages: their texts. Which there are, where and under what title is fixed (topics/standing.py)."""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.contrib import admin
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site as DjangosSite
from django.utils.html import format_html

from topics.cleaning import clean_body
from topics.models import StandingPage

# Django's own forms for these ask what means nothing here, and clean nothing.
admin.site.unregister([FlatPage, DjangosSite])


class StandingPageForm(forms.ModelForm):
    class Meta:
        model = StandingPage
        fields = ("content",)
        labels = {"content": "Text"}
        help_texts = {"content": "What you save is what readers have at once."}
        widgets = {"content": CKEditorWidget(config_name="page")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("content"):  # those who may only look at it have no field
            field.required = True

    def clean_content(self):
        """Return the text within the allow-list of bodies. Raises ValidationError for one that cannot be kept."""
        content = clean_body(self.cleaned_data["content"])
        if not content:
            raise forms.ValidationError("Readers would get an empty page. Write what it shall say.")
        return content


@admin.register(StandingPage)
class StandingPageAdmin(admin.ModelAdmin):
    form = StandingPageForm
    fields = ("address", "content")
    readonly_fields = ("address",)
    list_display = ("title", "url")
    ordering = ("pk",)

    @admin.display(description="web address")
    def address(self, page):
        return format_html('<a href="{}">{}</a>', page.url, page.url)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
