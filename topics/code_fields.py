"""The field in which editors write by which codes other systems know a topic: rows of a system and a code."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from topics.codes import SYSTEMS, normalise

# Empty rows to fill in; each save gives new ones.
_FREE = 3
_MOST = 50


class CodesWidget(forms.Widget):
    """One row for each code, and free ones. A form that does not have the rows leaves the codes as they are."""

    use_fieldset = True

    def render(self, name, value, attrs=None, renderer=None):
        rows = [*(value or []), *({"system": "", "code": ""} for _ in range(_FREE))]
        return render_to_string(
            "admin/topics/topic/_codes.html", {"name": name, "rows": rows, "systems": SYSTEMS.values()}
        )

    def value_from_datadict(self, data, files, name):
        count = data.get(f"{name}-count", "")
        if not (count.isascii() and count.isdigit()):
            return None
        rows = (
            {part: data.get(f"{name}-{number}-{part}", "").strip() for part in ("system", "code")}
            for number in range(min(int(count), _MOST))
        )
        return [row for row in rows if row["system"] or row["code"]]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-count" not in data

    def id_for_label(self, id_):
        return ""


class CodesField(forms.Field):
    """A topic's codes: a list of {"system", "code"}, each as its system writes it and none twice."""

    widget = CodesWidget

    def clean(self, value):
        """Return the codes, or None where the form did not have the rows. Raises `ValidationError` for each mistake."""
        if value is None:
            return None
        cleaned, problems = [], []
        for row in value:
            if not row["code"]:
                problems.append("Write the code, or clear the system beside it.")
            elif row["system"] not in SYSTEMS:
                problems.append(f"Choose the system that “{row['code'][:60]}” belongs to.")
            else:
                try:
                    code = {"system": row["system"], "code": normalise(SYSTEMS[row["system"]], row["code"])}
                except ValidationError as error:
                    problems += error.messages
                else:
                    cleaned += [code] if code not in cleaned else []
        if problems:
            raise ValidationError(problems)
        return cleaned

    def has_changed(self, initial, data):
        return data is not None and (initial or []) != data
