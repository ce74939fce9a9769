"""The form in which editors write a topic, and the document that it says together with its rows (row_forms.py)."""

from copy import copy
from dataclasses import dataclass

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone

from references.models import Reference
from topics import addresses, citations, documents
from topics.code_fields import CodesField
from topics.faults import faults_of
from topics.models import Alias, Citation, Related, Section, Topic
from topics.posted_rows import as_new_rows
from topics.publishing import PATIENCE
from topics.row_forms import AliasForm, CitationForm, RelatedForm, RowFormSet, SectionForm, said


class WordsForm(forms.ModelForm):
    """The topic's own fields, which are part of its document."""

    codes = CodesField(
        label="Codes",
        required=False,
        help_text="Numbers by which health records find this page, such as MeSH D009103. Choose the system and write "
        "its code. Clear a row to take its code away.",
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
        help_texts = {
            "summary": "Two to five short sentences that answer the question, such as “CCSVI is a theory. Trials did "
            "not confirm it.” No headings, links or bold.",
            "evidence_status": "For a treatment or a theory, such as “Not supported by research” for CCSVI. Leave it "
            "empty for anything else.",
        }
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


class MomentField(forms.SplitDateTimeField):
    """A moment, in UK time, that may be left open: a day and a time of day."""

    widget = MomentWidget
    # Django says “Enter a valid time.” of a day without one.
    default_error_messages = dict.fromkeys(
        ("invalid_date", "invalid_time"), "Give both a day and a time, such as 24/11/2026 and 09:00."
    )

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        """Return the moment or None. Raises `ValidationError`, once, whichever of the two is missing or wrong."""
        try:
            return super().clean(value)
        except ValidationError as error:
            if getattr(error, "code", "") == "ambiguous_timezone":
                raise ValidationError(
                    "The clocks change then: that time comes twice, or not at all. Choose another."
                ) from None
            raise ValidationError(list(dict.fromkeys(error.messages))) from None


class TopicForm(WordsForm):
    """The form of a topic, and what publishing asks. `clean` looks at the whole: topic, rows and readers.

    The admin sets `request`, whose `draft_formsets` are the rows posted with it, and whose `saved_since` and
    `decided_since` are the revision and the edition that somebody made after the form was opened, if any. Where it is
    only to be shown again, not stored, `rebuilt` says why. `clean` sets its `published_already` to the edition that an
    earlier press of the same button made, if any.
    """

    publish_at = MomentField(
        label="Publish at",
        help_text="Leave empty to publish at once. For later, UK time, such as 24/11/2026 and 09:00.",
    )
    publish_until = MomentField(
        label="Expires at",
        help_text="Leave empty for a page that stays. To end by itself, UK time, such as 01/06/2027 and 18:00.",
    )
    publish_note = forms.CharField(
        label="What changed",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One sentence for readers, who see it in the page’s history, such as “Added the 2018 trials.” After "
        "a mistake, say what was wrong.",
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
        at, until = self.cleaned_data.get("publish_at"), self.cleaned_data.get("publish_until")
        now = timezone.now()
        since = self.request.decided_since
        if since and self._is_published_by(since, at, until, now):
            self.request.published_already = since
        elif since:
            self.add_error(
                None,
                f"After you had opened this form, {since.created_by.get_username()} decided what readers get: "
                f"{since.get_kind_display().lower()}, {since.get_reason_display().lower() or 'a new edition'}. "
                "Nothing was stored. Look at the history. If your words shall be published all the same, press the "
                "button again.",
            )
        if at and at < now - PATIENCE:
            self.add_error("publish_at", "That time has passed. Leave it empty for now, or choose a time to come.")
        if until and until <= max(at or now, now):
            self.add_error("publish_until", "It must expire after it is published.")
        if not self.cleaned_data.get("publish_note") and self._is_correction(now):
            self.add_error(
                "publish_note", "Say in one sentence what changed: readers have this page, and see it in its history."
            )

    def _is_correction(self, now):
        """Return whether readers have the topic, and in other words."""
        live = self.instance.editions.live(now).first() if self.instance.pk else None
        return live is not None and documents.read(live.revision.text) != self.document

    def _is_published_by(self, edition, at, until, now):
        """Return whether `edition` is what this form asks for: the same user's, as when a button is pressed twice."""
        return (
            edition.created_by_id == self.request.user.pk
            and edition.cancelled_at is None
            and edition.revision is not None
            and edition.note == self.cleaned_data.get("publish_note", "")
            and documents.read(edition.revision.text) == self.document
            and until is None
            and (edition.live_from == at if at else edition.live_from <= now)
        )


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
    faults = [fault.words for fault in faults_of(form, formsets)]
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
