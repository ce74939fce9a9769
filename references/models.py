"""The bibliography: one row for each source, shared by all topics that cite it, and the history of each."""

import re
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.text import Truncator

from references import csl as items
from references.identifiers import DOI_MAX_LENGTH, normalise_doi, normalise_pmid
from references.kinds import Kind, kind_of


class ReferenceQuerySet(models.QuerySet):
    def search(self, text):
        """
        Those that a pasted DOI or PMID names, and those that have every word of the text.

        Words are looked for in the key, the first author's name and the title; four digits are also a year.
        """
        wanted = Q()
        for word in text.split():
            matches = Q(key__icontains=word) | Q(first_author__icontains=word) | Q(title__icontains=word)
            if re.fullmatch("[0-9]{4}", word):
                matches |= Q(year=word)
            wanted &= matches
        for field, normalise in (("doi", normalise_doi), ("pmid", normalise_pmid)):
            with suppress(ValidationError):
                wanted |= Q(**{field: normalise(text)})
        return self.filter(wanted)

    def items_of(self, keys):
        """The CSL item of each of these keys, canonical; of a merged one, the item of the one it went into."""
        found = self.filter(key__in=keys).order_by().values_list("key", Coalesce("merged_into__csl", "csl"))
        return {key: items.ordered(item) for key, item in found}


class Reference(models.Model):
    """
    A source: `csl` is the truth, and with it what CSL has no variable for (`csl.with_facts`).

    The columns of `DERIVED` follow from it at each save; setting one of them alone changes nothing.
    """

    DERIVED = frozenset(
        {
            "title", "first_author", "kind", "year", "doi", "pmid",
            "has_more_authors", "is_free_to_read", "archive_url", "archived_on",
        }
    )  # fmt: skip
    # What a version holds and bringing one back restores.
    KEPT = ("csl", "internal_note")

    key = models.CharField(
        max_length=items.KEY_MAX_LENGTH,
        unique=True,
        db_collation="C",
        validators=[items.validate_key],
        help_text="Its name in texts, [@zamboni2009]: first author and year. It stays the same for ever: old "
        "editions of texts cite it.",
    )
    csl = models.JSONField("CSL-JSON")
    title = models.TextField(blank=True)
    first_author = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=50, choices=Kind, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.CharField("DOI", max_length=DOI_MAX_LENGTH, blank=True, default="")
    pmid = models.CharField("PMID", max_length=8, blank=True, default="")
    has_more_authors = models.BooleanField("more authors than are named", default=False)
    is_free_to_read = models.BooleanField("free to read", default=False)
    archive_url = models.TextField("copy in a web archive", blank=True, default="")
    archived_on = models.DateField(null=True, blank=True)
    internal_note = models.TextField(blank=True, default="", help_text="For colleagues; readers never see it.")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_author", "year", "key"]
        indexes = [models.Index(fields=["changed_at"], name="reference_changed_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"],
                condition=~Q(doi="") & Q(merged_into__isnull=True),
                name="reference_doi_unique",
                violation_error_message="Another reference has this DOI. A search for the DOI finds it.",
            ),
            models.UniqueConstraint(
                fields=["pmid"],
                condition=~Q(pmid="") & Q(merged_into__isnull=True),
                name="reference_pmid_unique",
                violation_error_message="Another reference has this PMID. A search for the PMID finds it.",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="reference_not_merged_into_itself",
                violation_error_message="A reference cannot be merged into itself.",
            ),
        ]

    def __str__(self):
        who = " ".join(str(part) for part in (self.first_author, self.year) if part)
        return " – ".join(filter(None, (who, Truncator(self.title).chars(60)))) or self.key

    @transaction.atomic
    def save(self, *, by=None, why="", update_fields=None, **kwargs):
        """
        Save with `csl` in canonical form, its id the key, and the columns derived from it; then note the version.

        So whatever writes a reference (form, import, shell) writes a sound one, and its history says so; raises
        ValidationError. `by` is the user who changed it, None for the site itself; `why` is for the history.
        """
        items.validate_key(self.key)
        self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, "csl", "changed_at"} | self.DERIVED
        super().save(update_fields=update_fields, **kwargs)
        self._note_version(by, why)

    def clean(self):
        super().clean()
        if self.csl is None:
            # The field itself says that it is missing.
            return
        try:
            self.derive()
        except ValidationError as error:
            raise ValidationError({"csl": error.messages}) from error

    def validate_constraints(self, exclude=None):
        # A form leaves out the columns it does not show, and with them what keeps DOI and PMID unique.
        super().validate_constraints(exclude=set(exclude or ()) - self.DERIVED - {"merged_into"})

    @property
    def item(self):
        """The CSL item with its keys in canonical order, for export; Postgres keeps them in another."""
        return items.ordered(self.csl)

    def state(self):
        """What a version keeps of this reference, as JSON."""
        return {name: getattr(self, name) for name in self.KEPT}

    def bring_back(self, version, by=None):
        """Save what an earlier `version` of this reference said, as a new one, by a user; raises ValidationError."""
        for name in version.state:
            setattr(self, name, version.state[name])
        self.derive()
        self.validate_constraints()
        self.save(by=by, why=f"Version {version.number} brought back")

    def _note_version(self, by, why):
        """Note how the reference stands now, unless it stood so already. Its row is locked: it was just written."""
        last = self.versions.order_by("-number").first()
        if last is None or last.state != self.state():
            self.versions.create(number=last.number + 1 if last else 1, state=self.state(), by=by, why=why)

    def derive(self):
        """Bring `csl` into canonical form and derive the columns from it; raises ValidationError."""
        item = self.csl
        if isinstance(item, dict):
            # The key is checked as such, so that its problems are not told twice.
            item = {variable: value for variable, value in item.items() if variable != "id"}
        self.csl = items.ordered({"id": self.key, **items.normalise(item)})
        self.title = items.title(self.csl)
        self.first_author = items.first_author(self.csl)[:300]
        self.kind = kind_of(self.csl)
        self.year = items.year(self.csl)
        self.doi = items.doi(self.csl)
        self.pmid = items.pmid(self.csl)
        self.has_more_authors = items.has_more_authors(self.csl)
        self.is_free_to_read = items.is_free_to_read(self.csl)
        self.archive_url = items.archive_url(self.csl)
        self.archived_on = items.archived_on(self.csl)


class ReferenceVersion(models.Model):
    """How a reference stood from one moment on, and who changed it so. It never changes."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["reference", "number"], name="version_number_unique")]

    def __str__(self):
        return f"{self.reference.key}, version {self.number}"


class Intake(models.Model):
    """What an editor has put into the one box, until it is confirmed, and what came of it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    stored_at = models.DateTimeField(null=True)
    # [{"name", "format", "encoding", "notes"}] of each file, and of each that could not be read at all, "problem".
    files = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"References added by {self.by} on {self.at:%-d %B %Y}"


class IntakeRecord(models.Model):
    """One record of what was added: what it says, what it is to the library, and what shall become of it."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="records")
    position = models.PositiveIntegerField()
    file = models.PositiveSmallIntegerField()
    line = models.PositiveIntegerField()
    raw = models.TextField()
    item = models.JSONField(null=True)
    identifiers = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    is_retracted = models.BooleanField(default=False)
    key = models.CharField(max_length=items.KEY_MAX_LENGTH, blank=True)
    status = models.CharField(max_length=20)
    # What it is like, or became: a reference of the library, or the earlier record at this position.
    reference = models.ForeignKey(Reference, on_delete=models.SET_NULL, null=True, related_name="+")
    twin = models.PositiveIntegerField(null=True)
    is_wanted = models.BooleanField(default=False)
    is_stored = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["intake", "position"], name="intake_position_unique")]

    def __str__(self):
        return f"Record {self.position + 1} of {self.intake}"

    def words(self):
        """What the record begins with, as it stands in the file."""
        # Cut before the white space goes: a record may be long.
        return Truncator(" ".join(self.raw[:1000].split())).chars(90)


# What watching finds lies in tables of its own, which Django looks for here.
from references.watching import LinkCheck, Notice  # noqa: E402, F401
