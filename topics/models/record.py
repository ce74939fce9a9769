"""The record, which only ever grows: what was written, who checked it, what readers got and from when.

Triggers (migrations 0002 and 0003) refuse in Postgres whatever would change or remove the past.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.functions import Now

from topics.models.draft import Topic


class Revision(models.Model):
    """An immutable snapshot of a topic's document, made at each save that changed a word.

    `text` is the canonical text, byte for byte what `digest` (SHA-256, hexadecimal) was taken from; jsonb
    would reorder its keys.
    """

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64, db_collation="C")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["topic", "-number"]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="revision_number_unique")]

    def __str__(self):
        return f"Revision {self.number}"


class ReviewKind(models.TextChoices):
    REVIEWED = "reviewed", "Whole page reviewed"


class Review(models.Model):
    """Somebody checked exactly these words. Only a review of the whole page moves a topic's review dates."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=20, choices=ReviewKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reviewed_on = models.DateField()
    review_due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="review_at")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="review_kind_valid"),
            models.CheckConstraint(
                condition=Q(review_due__isnull=True) | Q(review_due__gt=F("reviewed_on")),
                name="review_due_after_reviewed",
                violation_error_message="The next review must be due after the day of this one.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} on {self.reviewed_on:%-d %B %Y}"


class EditionKind(models.TextChoices):
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WithdrawalReason(models.TextChoices):
    IN_ERROR = "in-error", "Published in error"
    OUT_OF_DATE = "out-of-date", "Out of date"
    MERGED = "merged", "Merged into another topic"
    EXPIRED = "expired", "Its time has run out"


class EditionQuerySet(models.QuerySet):
    """Words for what readers get at a moment; `at=None` is now by the database's clock."""

    def standing(self):
        """Return the editions that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def current(self, at=None):
        """Return, for each topic, the one edition that is in force: published or withdrawn."""
        at = Now() if at is None else at
        return self.standing().filter(Q(live_until__isnull=True) | Q(live_until__gt=at), live_from__lte=at)

    def live(self, at=None):
        """Return the editions that readers can read."""
        return self.current(at).filter(kind=EditionKind.PUBLISHED)

    def scheduled(self, at=None):
        """Return the editions still to come, soonest first."""
        return self.standing().filter(live_from__gt=Now() if at is None else at).order_by("live_from", "number")


class Edition(models.Model):
    """What readers get of a topic from a moment on. `live_until` is computed by `publishing` alone."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=EditionKind.choices)
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="editions")
    slug = models.CharField(max_length=100, db_collation="C")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    note = models.TextField(blank=True)
    reason = models.CharField(max_length=20, blank=True, choices=WithdrawalReason.choices)
    merged_into = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "-number"]
        indexes = [
            models.Index(fields=["live_from"], name="edition_boundaries", condition=Q(cancelled_at__isnull=True)),
            models.Index(fields=["slug"], name="edition_slug", condition=Q(cancelled_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="edition_number_unique"),
            models.CheckConstraint(condition=Q(kind__in=EditionKind.values), name="edition_kind_valid"),
            models.CheckConstraint(
                condition=Q(kind=EditionKind.PUBLISHED, revision__isnull=False, reason="")
                | Q(kind=EditionKind.WITHDRAWN, revision__isnull=True, reason__in=WithdrawalReason.values),
                name="edition_whole",
            ),
            models.CheckConstraint(
                condition=Q(reason=WithdrawalReason.MERGED, merged_into__isnull=False)
                | (~Q(reason=WithdrawalReason.MERGED) & Q(merged_into__isnull=True)),
                name="edition_merged_says_where",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("topic")),
                name="edition_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gte=F("live_from")),
                name="edition_window_forward",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="edition_cancelled_whole",
            ),
            # Range types over plain columns: a GiST index that needs no extension.
            ExclusionConstraint(
                name="edition_windows_apart",
                expressions=[
                    (
                        Func(
                            F("topic"),
                            F("topic"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("live_from"),
                            F("live_until"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return f"Edition {self.number}"


class Address(models.Model):
    """A slug that readers have been given. It is written when an edition is published and stays this topic's."""

    slug = models.CharField(max_length=100, primary_key=True, db_collation="C")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="addresses")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self):
        return self.slug
