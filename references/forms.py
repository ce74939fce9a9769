"""The form of a reference: plain fields for a kind of source, which together are its CSL item."""

import json
import re

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError

from references import csl, formatting, plain
from references.keys import new_key
from references.kinds import Kind
from references.models import Reference
from references.vocabulary import TYPES

_ARTICLE = ("container_title", "container_title_short", "volume", "issue", "page", "doi", "pmid", "pmcid")
# What is asked for each kind, besides title, authors, date, address and language; "something else" asks for all.
FIELDS_OF_KIND = {
    Kind.JOURNAL_ARTICLE: _ARTICLE,
    Kind.SYSTEMATIC_REVIEW: _ARTICLE,
    Kind.BOOK: ("editors", "collection_title", "volume", "edition", "publisher", "publisher_place", "isbn", "doi"),
    Kind.CHAPTER: ("container_title", "editors", "edition", "page", "publisher", "publisher_place", "isbn", "doi"),
    Kind.REPORT: ("genre", "number", "publisher", "publisher_place", "accessed", "isbn", "doi"),
    Kind.GUIDELINE: ("genre", "number", "publisher", "accessed", "isbn", "doi"),
    Kind.WEB_PAGE: ("container_title", "publisher", "accessed"),
    Kind.PREPRINT: ("container_title", "number", "accessed", "doi"),
    Kind.CLINICAL_TRIAL: ("container_title", "number", "publisher", "accessed"),
    Kind.THESIS: ("genre", "publisher", "publisher_place", "doi"),
}
CHOSEN_BY_KIND = (
    "type", "editors", "container_title", "container_title_short", "collection_title", "volume", "issue", "page",
    "edition", "genre", "number", "publisher", "publisher_place", "accessed", "doi", "pmid", "pmcid", "isbn", "issn",
)  # fmt: skip
# What a field is called for a kind, where its own name is too general.
LABELS = {
    Kind.JOURNAL_ARTICLE: {"container_title": "Journal"},
    Kind.SYSTEMATIC_REVIEW: {"container_title": "Journal"},
    Kind.CHAPTER: {"container_title": "Title of the book", "editors": "Editors of the book"},
    Kind.REPORT: {"genre": "What kind of report", "number": "Number of the report"},
    Kind.GUIDELINE: {"genre": "What kind of guideline", "number": "Number of the guideline"},
    Kind.WEB_PAGE: {"container_title": "Website"},
    Kind.PREPRINT: {"container_title": "Preprint server"},
    Kind.CLINICAL_TRIAL: {"container_title": "Register", "number": "Number in the register"},
    Kind.THESIS: {"genre": "What kind of thesis", "publisher": "University"},
}
_PROBLEM = re.compile(r"“([^”]+)”: (.*)", re.DOTALL)


def _text(label, help_text="", **attributes):
    widget = forms.TextInput(attrs={"class": "vTextField", **attributes})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def _lines(label, help_text, rows):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "cols": 60, "spellcheck": "false"}),
    )


class ReferenceForm(forms.ModelForm):
    """Plain fields; `notes` says, after it is valid, what was not clear and how it was taken."""

    kind = forms.ChoiceField(choices=Kind, initial=Kind.JOURNAL_ARTICLE, help_text="It decides what is asked below.")
    type = forms.ChoiceField(
        label="What it is in CSL",
        choices=[("", "not listed"), *sorted(TYPES.items(), key=lambda pair: pair[1])],
        required=False,
        help_text="Only for “something else”.",
    )
    title = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="As it is printed. For italics, write &lt;i&gt;…&lt;/i&gt;.",
    )
    authors = _lines(
        "Authors",
        "One a line: Zamboni, Paolo. An organisation as it is called: MS Society. If it could be taken for a person, "
        "put a comma behind it.",
        6,
    )
    has_more_authors = forms.BooleanField(
        label="There are more authors than these", required=False, help_text="Adds “et al”."
    )
    editors = _lines("Editors", "One a line, as above.", 3)
    container_title = _text("Journal, book, website, server or register", "What it appeared in.")
    container_title_short = _text("Short name of the journal", "As PubMed has it: J Neurol Neurosurg Psychiatry.")
    collection_title = _text("Series")
    volume = _text("Volume")
    issue = _text("Issue")
    page = _text("Pages", "392-399, or the number of an online article.")
    edition = _text("Edition", "2, or 2nd revised.")
    genre = _text("What kind exactly", "NICE guideline, PhD thesis, Annual report.")
    number = _text("Number", "NG220, NCT01864148.")
    publisher = _text("Publisher")
    publisher_place = _text("Place")
    issued = _text("Published", "2009, Apr 2009 or 30 Apr 2009.")
    doi = _text("DOI", "In any form: an address, or 10.1136/jnnp.2008.157164.", spellcheck="false")
    pmid = _text("PMID", "The number in PubMed, or its address.", spellcheck="false")
    pmcid = _text("PMCID", "PMC2647682", spellcheck="false")
    isbn = _text("ISBN", "With or without hyphens.", spellcheck="false")
    issn = _text("ISSN", spellcheck="false")
    url = _text("Web address", "Where readers can open it, if it has no DOI.", spellcheck="false")
    accessed = _text("Seen on", "The day on which you read it online: 24 Nov 2026.")
    language = _text("Language", "If not English: de, fr.")
    is_free_to_read = forms.BooleanField(
        label="Free to read", required=False, help_text="Anybody can read the whole text without paying."
    )
    archive_url = _text("Copy in a web archive", "https://web.archive.org/…", spellcheck="false")
    archived_on = forms.DateField(label="Archived on", required=False, widget=AdminDateWidget)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Reference
        fields = ["key", "internal_note"]
        widgets = {"internal_note": forms.Textarea(attrs={"rows": 3, "cols": 80})}

    class Media:
        js = ["references/kinds.js"]

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        shown = {}
        if instance is not None and instance.pk:
            item = instance.csl
            shown = {
                **plain.to_plain(item),
                "kind": instance.kind,
                "type": item["type"] if instance.kind == Kind.OTHER else "",
                "has_more_authors": instance.has_more_authors,
                "is_free_to_read": instance.is_free_to_read,
                "archive_url": instance.archive_url,
                "archived_on": instance.archived_on,
                "version": _latest_number(instance),
            }
        super().__init__(*args, instance=instance, initial={**shown, **(initial or {})}, **kwargs)
        self.notes = []
        if "kind" in self.fields:
            self.fields["kind"].widget.attrs["data-kinds"] = json.dumps(_for_script())
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = (
                "Its name in texts, [@zamboni2009]. Leave it empty, and it is made from author and year. It stays the "
                "same for ever."
            )

    def clean(self):
        data = super().clean()
        self._refuse_to_overwrite()
        item = dict(self.instance.csl or {})
        texts = {}
        for field in (*plain.TEXTS, *plain.PEOPLE, *plain.DATES):
            if field in data:
                texts[field] = data[field].replace("\r\n", "\n")
        for field in plain.DATES:
            try:
                plain.date(texts.get(field, ""), item.get(field))
            except ValidationError as error:
                self.add_error(field, error)
                texts.pop(field, None)
        kind = data.get("kind", Kind.OTHER)
        item, self.notes = plain.from_plain(item, kind, data.get("type"), texts)
        facts = ("has_more_authors", "is_free_to_read", "archive_url", "archived_on")
        item = csl.with_facts(item, **{name: data[name] for name in facts if name in data})
        self._tell_problems(item)
        self._tell_of_genre(item, kind)
        if not self.errors:
            item = csl.normalise(item)
            self._tell_of_others(item)
            self.instance.csl = item
            if not self.instance.pk and not data.get("key"):
                data["key"] = new_key(item, lambda key: Reference.objects.filter(key=key).exists())
        return data

    def _post_clean(self):
        # What is wrong has been said in this form's words; the model would say it again in its own.
        if not self.errors:
            super()._post_clean()

    def _get_validation_exclusions(self):
        # Columns of these names are derived from the item, not set from what was typed.
        return super()._get_validation_exclusions() | Reference.DERIVED

    def _refuse_to_overwrite(self):
        """Refuse a save over one that was made since the form was opened; a second save means to."""
        latest = self.instance.versions.select_related("by").first() if self.instance.pk else None
        if latest is None or "version" not in self.cleaned_data or self.cleaned_data["version"] == latest.number:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(latest.number)
        self.add_error(
            None,
            f"{latest.by or 'The site'} has changed this reference since you opened it (see History). What you typed "
            "is below. Save again to put it in place of theirs.",
        )

    def _tell_problems(self, item):
        for message in csl.check({**item, "id": self.instance.key or "new"}):
            found = _PROBLEM.fullmatch(message)
            variable, words = found.groups() if found else ("", message)
            field = plain.FIELD_OF.get(variable) or ("archive_url" if variable == "custom" else None)
            if field not in self.fields:
                self.add_error(None, message)
            elif field not in self.errors:
                self.add_error(field, words[:1].upper() + words[1:])

    def _tell_of_genre(self, item, kind):
        """Say so when the words for what it is exactly belong to another kind than the chosen one."""
        written = self.cleaned_data.get("genre", "")
        if "genre" not in self.changed_data or not written or item.get("genre") == written:
            return
        if kind == Kind.GUIDELINE:
            self.add_error("genre", "Say “guideline” or “guidance” in it, or choose another kind.")
        else:
            self.add_error("genre", f"This is the name of another kind than “{Kind(kind).label}”: choose that one.")

    def _tell_of_others(self, item):
        for field, name in (("doi", "DOI"), ("pmid", "PMID")):
            if not item.get(name):
                continue
            others = Reference.objects.filter(**{field: item[name], "merged_into": None}).exclude(pk=self.instance.pk)
            for other in others:
                words = f"The library has this already: {formatting.short_name(other.csl)}, {other.key}. Use that one."
                self.add_error(field, words)


def _latest_number(reference):
    return reference.versions.values_list("number", flat=True).first()


def _for_script():
    """What the script needs to show the fields of the chosen kind: {kind: {"fields": […], "labels": {…}}}."""
    return {
        "chosen": CHOSEN_BY_KIND,
        "kinds": {
            kind: {"fields": FIELDS_OF_KIND.get(kind, CHOSEN_BY_KIND), "labels": LABELS.get(kind, {})}
            for kind in Kind.values
        },
    }
