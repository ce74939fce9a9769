"""The forms of a topic's rows: sections, other names, references, related topics."""

from adminsortable2.admin import CustomInlineFormSet
from ckeditor.widgets import CKEditorWidget
from django import forms
from django.core.exceptions import ValidationError

from references.models import Reference
from topics import citations
from topics.cleaning import clean_body
from topics.models import Alias, AliasKind, Citation, Related, Section


def said(form):
    """Return what a bound `form` says: each field as cleaned or, where something is wrong with it, as it was typed."""
    typed = {name: form[name].value() or "" for name in form.errors if name in form.fields}
    return typed | form.cleaned_data


class RowForm(forms.ModelForm):
    """A row of the draft. It is compared with the other rows of its form, never with those that it will replace."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # In a table the name of a column is no label of its fields.
            field.widget.attrs.setdefault("aria-label", field.label)

    def has_changed(self):
        """Return whether anybody wrote in the row: its place alone makes it none."""
        return any(name != "position" for name in self.changed_data)

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"topic"}


class SectionForm(RowForm):
    class Meta:
        model = Section
        fields = ("heading", "body", "aspect", "style", "key")
        labels = {"body": "Text"}
        help_texts = {
            "heading": "A question a reader would ask, such as “What helps with fatigue?”. Only the first section may "
            "have none.",
            "body": "Short paragraphs, one thought each. Cite what states facts: press Cite, or type a key, such "
            "as [@zamboni2009].",
            "aspect": "For search engines: “Symptoms” for what people notice. Leave it if none fits.",
            "style": "A box on the page: “When to get help” for signs that need a doctor. Most sections need none.",
            "key": "The end of a link to this section, such as “what-helps”. Made from the heading; change it only "
            "before others link to it.",
        }
        widgets = {"body": CKEditorWidget()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in (("aspect", "None of these"), ("style", "Plain text")):
            self.fields[name].choices = [("", words), *self.fields[name].choices[1:]]

    def clean_body(self):
        """Return the text cleaned and its marks normalised; what cannot be cited is said here, beside the text."""
        body = citations.normalise_marks(clean_body(self.cleaned_data["body"] or ""))
        keys = citations.cited_keys(body)
        known = dict(Reference.objects.filter(key__in=keys).values_list("key", "merged_into__key")) if keys else {}
        if unknown := [key for key in keys if key not in known]:
            raise ValidationError(
                f"The library has no reference {', '.join(f'[@{key}]' for key in unknown)}. Correct the key, or add "
                "the reference to the library first."
            )
        if merged := {key: into for key, into in known.items() if into}:
            body = citations.normalise_marks(citations.replace_keys(body, merged))
        return body


class AliasForm(RowForm):
    class Meta:
        model = Alias
        fields = ("name", "kind", "is_listed")
        help_texts = {
            "name": "As people say or type it, such as “liberation therapy”.",
            "kind": "“Brand name” for Tysabri; “Misspelling” for a word that search should understand and nobody sees.",
            "is_listed": "A line of its own: “Liberation therapy, see CCSVI”.",
        }

    def clean(self):
        """Leave a misspelling out of the A to Z, whatever the tick says that is there by default."""
        super().clean()
        if self.cleaned_data.get("kind") == AliasKind.MISSPELLING:
            self.cleaned_data["is_listed"] = False
        return self.cleaned_data


class CitationForm(RowForm):
    class Meta:
        model = Citation
        fields = ("reference", "link_text")
        help_texts = {
            "reference": "Type an author, a year or words of the title, such as “zamboni 2009”. What the texts cite "
            "joins the list by itself.",
            "link_text": "Words of the link, such as “Read the trial”. Empty: “Read online at …”.",
        }

    def clean_reference(self):
        """Return the reference, or the one that it was merged into while the form was open."""
        reference = self.cleaned_data["reference"]
        return reference.merged_into or reference


class RelatedForm(RowForm):
    class Meta:
        model = Related
        fields = ("other",)
        help_texts = {"other": "What a reader may want next, such as “Fatigue”. Type part of its title."}


class RowFormSet(CustomInlineFormSet):
    """The rows of one kind, in the order in which the editor put them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if place := self.form.base_fields.get("position"):
            # Shown where the browser runs no scripts (admin.css); with scripts, rows are moved.
            place.widget = forms.NumberInput(attrs={"class": "_reorder_"})
            place.is_hidden = False

    default_error_messages = CustomInlineFormSet.default_error_messages | {
        "too_few_forms": "A topic needs at least one section with a text."
    }

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete this row when the topic is saved"

    def written_forms(self):
        """Return the forms of the rows to keep: new rows in which nobody wrote count for nothing."""
        return [form for form in self.forms if not self.is_bound or form.has_changed()]

    def rows(self):
        """Return what the rows to keep say."""
        return [said(form) for form in self.written_forms()]
