"""The form in which editors write a topic: its parts, and the document that all of them together say."""

from copy import copy
from dataclasses import dataclass

from adminsortable2.admin import CustomInlineFormSet
from ckeditor.widgets import CKEditorWidget
from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from references.models import Reference
from topics import addresses, citations, documents
from topics.cleaning import clean_body
from topics.code_fields import CodesField
from topics.models import Alias, AliasKind, Citation, Related, Section, Topic
from topics.publishing import PATIENCE

ROWS = ("sections", "aliases", "citations", "related")

# More rows than any topic has; Django takes twice as many.
_MOST_ROWS = 1_000


def as_new_rows(posted):
    """Return the posted data with every row to keep as a new one, in the order in which the editor put them.

    A save replaces all rows of the draft, so it asks for none of the rows that were there when the form was opened:
    another editor may have deleted them since, and a form bound to what is gone cannot be shown again.
    """
    posted = posted.copy()
    for prefix in ROWS:
        count = posted.get(f"{prefix}-TOTAL_FORMS", "")
        if not count.isdecimal() or int(count) > _MOST_ROWS:
            continue
        posted[f"{prefix}-INITIAL_FORMS"] = "0"
        rows = [_take_row(posted, f"{prefix}-{index}-") for index in range(int(count))]
        rows = [row for row in rows if "DELETE" not in row]
        posted[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        for index, row in enumerate(sorted(rows, key=_place)):
            row.pop("id", None)
            posted.update({f"{prefix}-{index}-{name}": value for name, value in row.items()})
            posted[f"{prefix}-{index}-position"] = str(index + 1)
    return posted


def with_another_row(posted, prefix):
    """Return the posted data with one more row of a kind at its end, if `prefix` is one of `ROWS`."""
    posted = posted.copy()
    count = posted.get(f"{prefix}-TOTAL_FORMS", "")
    if prefix in ROWS and count.isdecimal() and int(count) < _MOST_ROWS:
        posted[f"{prefix}-TOTAL_FORMS"] = str(int(count) + 1)
    return posted


def saying(posted, document):
    """Return the posted data with all that belongs to the document replaced by what `document` says."""
    kept = posted.copy()
    for name in [name for name in kept if name.startswith(tuple(f"{prefix}-" for prefix in ROWS))]:
        del kept[name]
    evidence = document["evidence"] or {"status": "", "statement": ""}
    kept.update({name: document[name] for name in ("title", "slug", "full_name", "pronunciation", "summary")})
    kept.update({"evidence_status": evidence["status"], "evidence_statement": evidence["statement"]})
    keys = [reference["key"] for reference in document["references"]]
    references = dict(Reference.objects.filter(key__in=keys).order_by().values_list("key", "pk"))
    others = documents.topics_by_slug(document["related"])
    rows = {
        "sections": document["sections"],
        "aliases": [alias | {"is_listed": "on" if alias["listed"] else ""} for alias in document["aliases"]],
        "citations": [
            {"reference": references[one["key"]], "link_text": one["link_text"]}
            for one in document["references"]
            if one["key"] in references
        ],
        "related": [{"other": others[slug]} for slug in document["related"] if slug in others],
    }
    for prefix, ones in rows.items():
        kept.update({f"{prefix}-TOTAL_FORMS": str(len(ones)), f"{prefix}-INITIAL_FORMS": "0"})
        for index, row in enumerate(ones):
            kept.update({f"{prefix}-{index}-{name}": value for name, value in row.items()})
    return as_new_rows(kept)


def _take_row(posted, start):
    """Take the fields of one row out of the posted data and return them by their names."""
    names = [name for name in posted if name.startswith(start)]
    return {name.removeprefix(start): posted.pop(name)[-1] for name in names}


def _place(row):
    """Return what rows are sorted by: placed ones by their place, new ones last."""
    place = row.get("position", "")
    return int(place) if place.isdecimal() and int(place) else float("inf")


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
        widgets = {"body": CKEditorWidget()}

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

    def clean_reference(self):
        """Return the reference, or the one that it was merged into while the form was open."""
        reference = self.cleaned_data["reference"]
        return reference.merged_into or reference


class RelatedForm(RowForm):
    class Meta:
        model = Related
        fields = ("other",)


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


class WordsForm(forms.ModelForm):
    """The topic's own fields, which are part of its document."""

    codes = CodesField(
        label="Codes",
        required=False,
        help_text="By which health systems find this page: choose the system and write its code. Clear a row to take "
        "its code away.",
    )

    class Meta:
        model = Topic
        fields = (
            "title",
            "slug",
            "full_name",
            "pronunciation",
            "summary",
            "evidence_status",
            "evidence_statement",
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 5, "maxlength": 1000})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("codes", self.instance.codes)

    def clean_slug(self):
        """Return the address, which neither is nor ever was another topic's."""
        slug = self.cleaned_data["slug"]
        addresses.refuse_taken(slug, self.instance.pk)
        return slug


class MomentWidget(AdminSplitDateTime):
    """A day and a time of day, each with a name for whoever hears the form."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        for widget, name in zip(self.widgets, ("Date", "Time"), strict=True):
            widget.attrs["aria-label"] = name


class TopicForm(WordsForm):
    """The form of a topic, and what publishing asks. `clean` looks at the whole: topic, rows and readers.

    The admin sets `request`, whose `draft_formsets` are the rows posted with it, and whose `saved_since` and
    `decided_since` are the revision and the edition that somebody made after the form was opened, if any. Where it is
    only to be shown again, not stored, `rebuilt` says why.
    """

    publish_at = forms.SplitDateTimeField(
        label="Publish at",
        required=False,
        widget=MomentWidget,
        help_text="Leave empty to publish at once. UK time.",
    )
    publish_until = forms.SplitDateTimeField(
        label="Expires at",
        required=False,
        widget=MomentWidget,
        help_text="Readers have the page until then. Leave empty for a page that stays. UK time.",
    )
    publish_note = forms.CharField(
        label="What changed",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One sentence. Readers see it in the page’s history: “Added the 2018 trials.”",
    )

    request = None

    @property
    def added_references(self):
        """The keys that the texts cite and the posted list lacks."""
        formset = next(formset for formset in self.request.draft_formsets if formset.prefix == "citations")
        listed = {row["reference"].key for row in formset.rows()}
        return [reference["key"] for reference in self.document["references"] if reference["key"] not in listed]

    def clean(self):
        """Make `self.document` of the topic and its rows, if all of them are sound by themselves."""
        super().clean()
        self.document = None
        formsets = self.request.draft_formsets
        if not self.errors and all(formset.is_valid() for formset in formsets):
            try:
                self.document = documents.canonical(_document_of(self.cleaned_data, self.instance, formsets))
            except documents.DocumentError as error:
                raise ValidationError([in_words(problem) for problem in error.problems]) from None
        self._refuse_overwriting()
        if self.request.rebuilt:
            raise ValidationError(self.request.rebuilt, code="rebuilt")
        if self.document and "_publish" in self.data:
            self._check_publishing()
        return self.cleaned_data

    def _refuse_overwriting(self):
        since = self.request.saved_since
        if since is None or (self.document and documents.read(since.text) == self.document):
            return
        who = "You" if since.created_by_id == self.request.user.pk else since.created_by.get_username()
        when = timezone.localtime(since.created_at)
        raise ValidationError(
            f"{who} saved this topic at {when:%H:%M} on {when:%-d %B}, after you had opened it. Nothing of yours was "
            "stored, and nothing that you typed is lost: it stands in the form. Look at both versions, then decide: "
            "saving now replaces what was saved with what stands in the form.",
            code="conflict",
        )

    def _check_publishing(self):
        if since := self.request.decided_since:
            self.add_error(
                None,
                f"After you had opened this form, {since.created_by.get_username()} decided what readers get: "
                f"{since.get_kind_display().lower()}, {since.get_reason_display().lower() or 'a new edition'}. "
                "Nothing was stored. Look at the history. If your words shall be published all the same, press the "
                "button again.",
            )
        at, until = self.cleaned_data.get("publish_at"), self.cleaned_data.get("publish_until")
        now = timezone.now()
        if at and at < now - PATIENCE:
            self.add_error("publish_at", "That time has passed. Leave it empty for now, or choose a time to come.")
        if until and until <= max(at or now, now):
            self.add_error("publish_until", "It must expire after it is published.")


@dataclass(frozen=True)
class Posted:
    """What a posted topic form says: its `document`, canonical where `faults` (in words) is empty."""

    document: dict
    faults: list


def posted_document(request, topic=None):
    """Return what the form in `request.POST` says of `topic` (None: a new one) as a `Posted`; nothing is stored.

    Whatever is wrong with it, the document can be shown and compared: see `documents.approximate`.
    """
    data = as_new_rows(request.POST)
    # Binding writes into the instance.
    instance = copy(topic) if topic else Topic()
    form = WordsForm(data, instance=instance)
    formsets = [make(data=data, instance=instance) for make in _FORMSETS]
    faults = [
        f"{form[name].label}: {words}" for name in form.errors if name in form.fields for words in form.errors[name]
    ]
    faults += form.non_field_errors()
    for formset in formsets:
        faults += formset.non_form_errors() if not formset.is_valid() else []
        faults += [
            f"{formset.model._meta.verbose_name.capitalize()} {number}: {words}"
            for number, row in enumerate(formset.written_forms(), start=1)
            for errors in row.errors.values()
            for words in errors
        ]
    document = _document_of(said(form), instance, formsets)
    try:
        return Posted(documents.canonical(document), faults)
    except documents.DocumentError as error:
        return Posted(documents.approximate(document), faults or [in_words(problem) for problem in error.problems])


def _formset(model, form, **options):
    return forms.inlineformset_factory(Topic, model, form=form, formset=RowFormSet, fk_name="topic", extra=0, **options)


_FORMSETS = [
    _formset(Section, SectionForm, min_num=1, validate_min=True),
    _formset(Alias, AliasForm),
    _formset(Citation, CitationForm),
    _formset(Related, RelatedForm),
]


def _document_of(fields, topic, formsets):
    """Return the document of a topic form, not yet canonical: what its `fields` and the rows of its `formsets` say.

    A reference that a text cites and the list lacks is added to the list; a row that points to nothing is left out.
    """
    rows = {formset.prefix: formset.rows() for formset in formsets}
    references = [
        {"key": row["reference"].key, "link_text": row["link_text"]}
        for row in rows["citations"]
        if isinstance(row.get("reference"), Reference)
    ]
    listed = {reference["key"] for reference in references}
    cited = dict.fromkeys(key for row in rows["sections"] for key in citations.cited_keys(row["body"]))
    references += [{"key": key} for key in cited if key not in listed]
    evidence = {"status": fields["evidence_status"], "statement": fields["evidence_statement"]}
    return {
        "schema": documents.SCHEMA_VERSION,
        **{name: fields[name] for name in ("slug", "title", "full_name", "pronunciation", "summary")},
        "evidence": evidence if evidence["status"] else None,
        "aliases": [
            {"name": row["name"], "kind": row["kind"], "listed": bool(row["is_listed"])} for row in rows["aliases"]
        ],
        "sections": [
            {name: row[name] for name in ("key", "heading", "body", "aspect", "style") if row[name] or name != "key"}
            for row in rows["sections"]
        ],
        "references": references,
        "related": [row["other"].slug for row in rows["related"] if isinstance(row.get("other"), Topic)],
        "codes": topic.codes if fields["codes"] is None else fields["codes"],
    }


_PARTS = {"sections": "Section", "aliases": "Other name", "references": "Reference", "related": "Related topic"}


def in_words(problem):
    """Return a document's `Problem` with its place as an editor sees it: “Section 3: …”."""
    part, _, rest = problem.path.partition("[")
    if part not in _PARTS:
        return problem.message
    number = rest.partition("]")[0]
    return f"{_PARTS[part]} {int(number) + 1}: {problem.message}" if number else f"{_PARTS[part]}s: {problem.message}"
