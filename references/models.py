"""The bibliography: one row for each source, shared by all topics that cite it."""

import re
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from references import csl as items
from references.identifiers import DOI_MAX_LENGTH, normalise_doi, normalise_pmid
from references.vocabulary import TYPES


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


class Reference(models.Model):
    """A source: `csl` is the truth; the other columns follow from it at each save."""

    DERIVED = frozenset({"title", "first_author", "kind", "year", "doi", "pmid"})

    key = models.CharField(
        max_length=items.KEY_MAX_LENGTH,
        unique=True,
        db_collation="C",
        validators=[items.validate_key],
        help_text="Its name in texts, [@zamboni2009]: first author and year. It stays the same for ever, and "
        "the reference is never deleted: old editions of texts cite it.",
    )
    csl = models.JSONField("CSL-JSON")
    title = models.TextField(blank=True)
    first_author = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=50, choices=TYPES, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    doi = models.CharField("DOI", max_length=DOI_MAX_LENGTH, blank=True, default="")
    pmid = models.CharField("PMID", max_length=8, blank=True, default="")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_author", "year", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["doi"],
                condition=~Q(doi=""),
                name="reference_doi_unique",
                violation_error_message="Another reference has this DOI. A search for the DOI finds it.",
            ),
            models.UniqueConstraint(
                fields=["pmid"],
                condition=~Q(pmid=""),
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

    def save(self, *, update_fields=None, **kwargs):
        """
        Save with `csl` in canonical form, its id the key, and the columns derived from it.

        So whatever writes a reference (form, import, shell) writes a sound one; raises ValidationError.
        """
        items.validate_key(self.key)
        self._derive()
        if update_fields is not None:
            update_fields = {*update_fields, "csl", "changed_at"} | self.DERIVED
        super().save(update_fields=update_fields, **kwargs)

    def clean(self):
        super().clean()
        if self.csl is None:
            # The field itself says that it is missing.
            return
        try:
            self._derive()
        except ValidationError as error:
            raise ValidationError({"csl": error.messages}) from error

    def validate_constraints(self, exclude=None):
        # A form leaves out the columns it does not show, and with them what keeps DOI and PMID unique.
        super().validate_constraints(exclude=set(exclude or ()) - self.DERIVED)

    @property
    def item(self):
        """The CSL item with its keys in canonical order, for export; Postgres keeps them in another."""
        return items.ordered(self.csl)

    def _derive(self):
        item = self.csl
        if isinstance(item, dict):
            # The key is checked as such, so that its problems are not told twice.
            item = {variable: value for variable, value in item.items() if variable != "id"}
        self.csl = items.ordered({"id": self.key, **items.normalise(item)})
        self.title = items.title(self.csl)
        self.first_author = items.first_author(self.csl)[:300]
        self.kind = self.csl["type"]
        self.year = items.year(self.csl)
        self.doi = items.doi(self.csl)
        self.pmid = items.pmid(self.csl)
