"""The form in which an editor writes a reference as CSL-JSON."""

import json

from django import forms
from django.core.exceptions import ValidationError

from references import csl
from references.models import Reference

EXAMPLE = """\
{
  "type": "article-journal",
  "title": "Clinically isolated syndromes",
  "author": [{"family": "Miller", "given": "David H."}, {"family": "Chard", "given": "D. T."}],
  "container-title": "The Lancet Neurology",
  "issued": {"date-parts": [[2012]]},
  "volume": "11", "issue": "2", "page": "157-169",
  "DOI": "10.1016/s1474-4422(11)70274-5",
  "note": "authors truncated"
}"""


class ItemField(forms.JSONField):
    """A CSL item typed as JSON. Whatever is wrong with it, the editor's text comes back as it was typed."""

    widget = forms.Textarea(attrs={"class": "vLargeTextField", "rows": 24, "spellcheck": "false"})

    def to_python(self, value):
        """The JSON as Python, None for an empty text; the ValidationError says where the mistake is."""
        if value in self.empty_values:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            raise ValidationError(f"This is not JSON: look at {place} ({error.msg}).", code="invalid") from error
        except (ValueError, RecursionError) as error:
            # Python refuses numbers of thousands of digits and lists thousands deep.
            message = "This JSON has a number that is too long, or too many lists in lists."
            raise ValidationError(message, code="invalid") from error

    def bound_data(self, data, initial):
        return data

    def prepare_value(self, value):
        if isinstance(value, dict):
            return json.dumps(csl.ordered(value), ensure_ascii=False, indent=2)
        return value


class ReferenceForm(forms.ModelForm):
    csl = ItemField(
        label="CSL-JSON",
        help_text="The source as Zotero and Crossref export it in this format: one object in braces, as in the "
        "example below. A group of authors is a “literal”. “authors truncated” in “note” adds “et al”; readers "
        "never see the note.",
    )

    class Meta:
        model = Reference
        fields = ["key", "csl"]
