"""The closed lists of words that documents use; readers' code and the draft share them."""

from django.db import models


class EvidenceStatus(models.TextChoices):
    """What research says of a treatment or theory; the label is what readers are shown."""

    ESTABLISHED = "established", "Supported by research"
    PROMISING = "promising", "Promising, not yet proven"
    UNCERTAIN = "uncertain", "Uncertain"
    NOT_SUPPORTED = "not-supported", "Not supported by research"
    HARMFUL = "harmful", "Harmful"


class AliasKind(models.TextChoices):
    ABBREVIATION = "abbreviation", "Abbreviation"
    ALSO_CALLED = "also-called", "Also called"
    BRAND_NAME = "brand-name", "Brand name"
    FORMER_NAME = "former-name", "Former name"
    MISSPELLING = "misspelling", "Misspelling (never shown)"


class Aspect(models.TextChoices):
    """The side of a topic that a section is about: schema.org's hasHealthAspect."""

    OVERVIEW = "overview", "Overview"
    SYMPTOMS = "symptoms", "Symptoms"
    CAUSES = "causes", "Causes"
    DIAGNOSIS = "diagnosis", "Diagnosis"
    TREATMENTS = "treatments", "Treatments"
    SELF_CARE = "self-care", "Self-care"
    LIVING_WITH = "living-with", "Living with it"
    PROGNOSIS = "prognosis", "Outlook"
    EVIDENCE = "evidence", "Evidence"
    QUESTIONS_TO_ASK = "questions-to-ask", "Questions to ask"


class SectionStyle(models.TextChoices):
    CALLOUT = "callout", "Note"
    WARNING = "warning", "Warning"
    URGENT = "urgent", "When to get help"
