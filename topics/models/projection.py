"""Rows derived from editions' documents for readers' queries. Never truth: `manage.py reindex` rebuilds them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from topics.models.choices import AliasKind
from topics.models.record import Edition


class NameKind(models.TextChoices):
    """The kinds of a topic's names: the title, the full name and each kind of alias."""

    TITLE = "title", "Title"
    FULL_NAME = "full-name", "Full name"
    ABBREVIATION = AliasKind.ABBREVIATION.value, AliasKind.ABBREVIATION.label
    ALSO_CALLED = AliasKind.ALSO_CALLED.value, AliasKind.ALSO_CALLED.label
    BRAND_NAME = AliasKind.BRAND_NAME.value, AliasKind.BRAND_NAME.label
    FORMER_NAME = AliasKind.FORMER_NAME.value, AliasKind.FORMER_NAME.label
    MISSPELLING = AliasKind.MISSPELLING.value, AliasKind.MISSPELLING.label


class IndexEntry(models.Model):
    """One name of an edition's topic, with what a line of the A to Z shows."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="index_entries")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=NameKind.choices)
    is_listed = models.BooleanField()
    initial = models.CharField(max_length=1, db_collation="C")
    sort_key = models.CharField(max_length=400, db_collation="C")
    folded = models.CharField(max_length=600, db_collation="C")
    title = models.CharField(max_length=200)
    full_name = models.CharField(max_length=300, blank=True)
    evidence_status = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["sort_key", "name", "pk"]
        verbose_name_plural = "index entries"
        indexes = [
            models.Index(fields=["initial", "sort_key"], name="index_entry_order"),
            models.Index(fields=["folded"], name="index_entry_folded"),
        ]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="index_entry_once")]

    def __str__(self):
        return self.name


_BRIEF = (
    SearchVector("names", weight="A", config="english")
    + SearchVector("heading", weight="B", config="english")
    + SearchVector("summary", weight="C", config="english")
)


class SearchEntry(models.Model):
    """The searchable text of a whole topic (position 0) or of one of its sections.

    `names`, `summary`, `heading` and `body` are folded and in one spelling; `text` is what a snippet is cut from. Of a
    whole topic `brief` is what says what it is about, and `words` are all its words, once each, as they are written.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="search_entries")
    position = models.PositiveIntegerField()
    section_key = models.CharField(max_length=100, blank=True)
    section_heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    names = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    heading = models.TextField(blank=True)
    body = models.TextField(blank=True)
    words = ArrayField(models.TextField(), default=list)
    brief = models.GeneratedField(expression=_BRIEF, output_field=SearchVectorField(), db_persist=True)
    vector = models.GeneratedField(
        expression=_BRIEF + SearchVector("body", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["edition", "position"]
        verbose_name_plural = "search entries"
        # Sections are only asked for by their topic. Read a thousand times for each time they are written, the indexes
        # keep no list of what is still to be sorted in.
        indexes = [
            GinIndex(fields=["vector"], name="search_entry_vector", condition=models.Q(position=0), fastupdate=False),
            GinIndex(fields=["brief"], name="search_entry_brief", condition=models.Q(position=0), fastupdate=False),
        ]
        constraints = [models.UniqueConstraint(fields=["edition", "position"], name="search_entry_once")]

    def __str__(self):
        return self.section_heading or "Topic"


class LinkKind(models.TextChoices):
    RELATED = "related", "Related topic"
    CITES = "cites", "Cited reference"
    CODE = "code", "Code of another system"


class Link(models.Model):
    """What an edition points to, by name: the slug of a related topic, the key of a reference, or a `system:code`."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    target = models.CharField(max_length=100, db_collation="C")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["edition", "kind", "position"]
        indexes = [models.Index(fields=["kind", "target"], name="link_target")]
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "position"], name="link_once")]

    def __str__(self):
        return self.target


class ProjectionState(models.Model):
    """The one row that says by which version of the projection the derived rows were made."""

    version = models.PositiveIntegerField()
    rebuilt_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="projection_state_one_row")]

    def __str__(self):
        return f"Projection version {self.version}"
