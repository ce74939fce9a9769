"""What watching the library finds out: notices against sources, and whether their links still lead anywhere.

These are tables of their own, beside the references: checking a link changes nothing that an editor wrote, makes no
version of a reference, and lets the pages that were rendered with it stand.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Nature(models.TextChoices):
    """What a notice says of a source, in the words of the Retraction Watch data set."""

    RETRACTION = "Retraction", "Retraction"
    CONCERN = "Expression of concern", "Expression of concern"
    CORRECTION = "Correction", "Correction"
    REINSTATEMENT = "Reinstatement", "Reinstatement"


class NoticeQuerySet(models.QuerySet):
    def open(self):
        """The notices that nobody has dismissed."""
        return self.filter(dismissed_at__isnull=True)


class Notice(models.Model):
    """A retraction, correction or the like of a source. It stands until an editor dismisses it, and says why."""

    reference = models.ForeignKey("references.Reference", on_delete=models.CASCADE, related_name="notices")
    record = models.CharField("Retraction Watch record", max_length=40, db_collation="C")
    nature = models.CharField(max_length=30, choices=Nature)
    reasons = models.TextField(blank=True, help_text="One a line.")
    noticed_on = models.DateField("date of the notice", null=True, blank=True)
    notice_doi = models.CharField("DOI of the notice", max_length=255, blank=True)
    notice_pmid = models.CharField("PMID of the notice", max_length=8, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dismissed_because = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_on", "-pk"]
        verbose_name = "retraction or other notice"
        verbose_name_plural = "retractions and other notices"
        constraints = [
            models.UniqueConstraint(fields=["reference", "record"], name="notice_once"),
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="notice_nature_valid"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True, dismissed_because="")
                | (Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(dismissed_because="")),
                name="notice_dismissed_whole",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} of {self.reference.key}"


class LinkStatus(models.TextChoices):
    WORKS = "works", "Works"
    FAILING = "failing", "Failed, to be tried again"
    DEAD = "dead", "Dead"
    UNKNOWN = "unknown", "Cannot tell"


class LinkCheck(models.Model):
    """What came of following a reference's link: one row a reference, about the address that it had then."""

    # A site that is down for a night is not dead.
    FAILED_DAYS_UNTIL_DEAD = 3

    reference = models.OneToOneField("references.Reference", on_delete=models.CASCADE, related_name="link_check")
    address = models.TextField()
    status = models.CharField(max_length=10, choices=LinkStatus)
    answer = models.CharField(max_length=200, blank=True, help_text="What the site answered, or why it did not.")
    checked_at = models.DateTimeField()
    failed_days = models.PositiveSmallIntegerField("days on which it failed", default=0)
    failed_since = models.DateField(null=True, blank=True)
    last_failed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["failed_since", "pk"]
        verbose_name = "link of a reference"
        verbose_name_plural = "links of references"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=LinkStatus.values), name="link_check_status_valid"),
        ]

    def __str__(self):
        return self.address
