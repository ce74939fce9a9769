"""What is wrong with a posted topic form: a sentence for each fault, and where on the page it is mended."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A sentence on what is wrong and what to do, and the id of the place on the page, or "" for the whole form."""

    words: str
    anchor: str


def faults_of(form, formsets):
    """Return the `Fault`s of a bound topic form and of the formsets of its rows, in the order of the page."""
    found = [Fault(words, "") for words in form.non_field_errors()]
    found += [
        Fault(f"{form[name].label}: {words}", _place(form[name]))
        for name in form.fields
        for words in form.errors.get(name, ())
    ]
    for formset in formsets:
        found += [Fault(words, f"{formset.prefix}-group") for words in formset.non_form_errors()]
        for number, row in enumerate(formset.written_forms(), start=1):
            found += _of_row(row, f"{formset.model._meta.verbose_name.capitalize()} {number}")
    return found


def _of_row(row, called):
    found = []
    for name, errors in row.errors.items():
        is_field = name in row.fields
        label = f"{called}, {row[name].label}" if is_field else called
        # The text editor hides the field itself.
        anchor = _place(row[name]) if is_field and name != "body" else row.prefix
        found += [Fault(f"{label}: {words}", anchor) for words in errors]
    return found


def _place(field):
    """Return the id of a field, or of its first part where it has several."""
    return field.id_for_label or f"{field.auto_id}_0"
