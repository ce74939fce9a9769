"""The working draft: what editors change. Of these tables readers see a topic's review dates and nothing else."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Deferrable, Q

from references.models import Reference
from topics.models.choices import AliasKind, Aspect, EvidenceStatus, SectionStyle
from topics.models.fields import BodyField
from topics.state import TopicQuerySet

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
SLUG_RULE = "Use small letters a to z, digits and single hyphens, such as “optic-neuritis”."

# Words that stand where a topic's slug could: /a-z/letter/c/.
RESERVED_SLUGS = frozenset({"letter", "feed", "search", "history", "editions"})


def _slug_field(**options):
    return models.CharField(
        max_length=100, db_collation="C", validators=[RegexValidator(SLUG_PATTERN, SLUG_RULE)], **options
    )


def _position_field():
    return models.PositiveIntegerField(default=0)


class Topic(models.Model):
    """One health subject with a page. The title, full name and aliases are its names."""

    slug = _slug_field(
        verbose_name="web address",
        help_text="The last part of the page’s address, such as “optic-neuritis”. Old addresses lead to the new one.",
        error_messages={"unique": "Another topic has this address. Choose a different one."},
        unique=True,
    )
    title = models.CharField(
        max_length=200, help_text="The name readers know it by, such as “CCSVI” or “Optic neuritis”."
    )
    full_name = models.CharField(
        max_length=300,
        blank=True,
        help_text="What an abbreviated title stands for, such as “Chronic cerebrospinal venous insufficiency”.",
    )
    pronunciation = models.CharField(
        max_length=200, blank=True, help_text="Spelled as it sounds, such as “OP-tik nyoo-RY-tis”."
    )
    summary = models.TextField(
        "in short",
        max_length=1000,
        blank=True,
        help_text="Two to five short sentences that answer the question. No headings, links or bold.",
    )
    evidence_status = models.CharField(
        "what research says",
        max_length=20,
        blank=True,
        choices=EvidenceStatus.choices,
        help_text="For a treatment or a theory. Leave empty for anything else.",
    )
    evidence_statement = models.CharField(
        max_length=300,
        blank=True,
        help_text="One plain sentence, such as “Tested in randomised trials; no benefit was found.”",
    )
    codes = models.JSONField(default=list, blank=True)
    reviewed_on = models.DateField("last reviewed", null=True, blank=True, editable=False)
    review_due = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["title", "slug"]
        permissions = [("publish_topic", "Can publish, schedule, withdraw and review topics")]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence_status__in=["", *EvidenceStatus.values]), name="topic_evidence_status_valid"
            ),
            models.CheckConstraint(
                condition=Q(evidence_status="", evidence_statement="")
                | (~Q(evidence_status="") & ~Q(evidence_statement="")),
                name="topic_evidence_whole",
                violation_error_message="Give both what research says and a sentence about it, or neither.",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(RESERVED_SLUGS)),
                name="topic_slug_not_reserved",
                violation_error_message="The site itself uses this address. Choose a different one.",
            ),
        ]

    def __str__(self):
        return self.title


class Section(models.Model):
    """An ordered heading and body. The key is its identity and its anchor on the page."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="sections")
    position = _position_field()
    key = models.CharField(
        "anchor",
        max_length=100,
        blank=True,
        db_collation="C",
        validators=[RegexValidator(SLUG_PATTERN, SLUG_RULE)],
        help_text="Made from the heading; links to the section use it.",
    )
    heading = models.CharField(
        max_length=200, blank=True, help_text="A question a reader would ask. Only the first section may have none."
    )
    body = BodyField(blank=True, help_text="Cite a source with its key: [@zamboni2009].")
    aspect = models.CharField("about", max_length=20, blank=True, choices=Aspect.choices)
    style = models.CharField("stands out as", max_length=20, blank=True, choices=SectionStyle.choices)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"],
                name="section_position_unique",
                deferrable=Deferrable.DEFERRED,
                violation_error_message="Two sections have the same place in the order.",
            ),
            models.UniqueConstraint(fields=["topic", "key"], name="section_key_unique", deferrable=Deferrable.DEFERRED),
            models.CheckConstraint(condition=Q(aspect__in=["", *Aspect.values]), name="section_aspect_valid"),
            models.CheckConstraint(condition=Q(style__in=["", *SectionStyle.values]), name="section_style_valid"),
        ]

    def __str__(self):
        return self.heading or "Lead"


class Alias(models.Model):
    """Another name that leads to the topic."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="aliases")
    position = _position_field()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AliasKind.choices, default=AliasKind.ALSO_CALLED)
    is_listed = models.BooleanField("in the A to Z", default=True, help_text="Shown as “Name, see Topic”.")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "other name"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"], name="alias_position_unique", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(kind__in=AliasKind.values), name="alias_kind_valid"),
            models.CheckConstraint(
                condition=~Q(kind=AliasKind.MISSPELLING, is_listed=True),
                name="alias_misspelling_not_listed",
                violation_error_message="A misspelling helps search and is never shown: untick “in the A to Z”.",
            ),
        ]

    def __str__(self):
        return self.name


class Citation(models.Model):
    """The topic's use of a reference. Numbers are counted when the page is made, never stored."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="citations")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="citations")
    position = _position_field()
    link_text = models.CharField(
        max_length=100, blank=True, help_text="Words of the link to the source. Empty: “Read online at …”."
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "reference"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"], name="citation_position_unique", deferrable=Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["topic", "reference"],
                name="citation_reference_unique",
                deferrable=Deferrable.DEFERRED,
                violation_error_message="This reference is already in the list.",
            ),
        ]

    def __str__(self):
        return str(self.reference)


class Related(models.Model):
    """An editor's link to another topic; readers see it from both sides."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="related_from", verbose_name="topic")
    position = _position_field()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "related topic"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"], name="related_position_unique", deferrable=Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["topic", "other"],
                name="related_other_unique",
                deferrable=Deferrable.DEFERRED,
                violation_error_message="This topic is already in the list.",
            ),
            models.CheckConstraint(
                condition=~Q(topic=models.F("other")),
                name="related_not_itself",
                violation_error_message="A topic cannot be related to itself.",
            ),
        ]

    def __str__(self):
        return str(self.other)
