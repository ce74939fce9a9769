"""The thesaurus that editors keep: words that search follows to other words."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from topics.folding import fold_name

LONGEST_TERM = 100
MOST_TERM_WORDS = 8

# What websearch_to_tsquery reads as more than a word.
_OPERATOR = re.compile(r"[\"“”«»]|(?:^|\s)-\S|\bor\b", re.IGNORECASE)


class TermField(models.CharField):
    """A word or short phrase, kept as names are compared: folded, by whatever way it is saved."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"max_length": LONGEST_TERM, "db_collation": "C"} | options)

    def to_python(self, value):
        """Return the folded words. Raises ValidationError for what a search would read as an operator."""
        value = super().to_python(value)
        if value and _OPERATOR.search(value):
            raise ValidationError(
                "Leave out quotation marks, a dash before a word and the word “or”: a search reads them as signs."
            )
        return fold_name(value) if value else value

    def validate(self, value, model_instance):
        """Raise ValidationError where no word is left, or more than a short phrase."""
        super().validate(value, model_instance)
        if len(value.split()) > MOST_TERM_WORDS:
            raise ValidationError(f"Use a word or a short phrase of at most {MOST_TERM_WORDS} words.")

    def get_prep_value(self, value):
        """Return the folded words for the database; bulk inserts, updates and look-ups pass here too.

        Nothing is refused here: what is looked up is whatever readers typed.
        """
        value = models.Field.get_prep_value(self, value)
        return fold_name(value) if isinstance(value, str) else value


class SynonymQuerySet(models.QuerySet):
    def triples(self):
        """Return each line as `(term, other, is_two_way)`, plain and folded: what search expands by."""
        return list(self.order_by("pk").values_list("term", "other", "is_two_way"))

    def of(self, words):
        """Return, by each of `words` (folded) that has any, a synonym that makes it find more."""
        found = {}
        for synonym in self.filter(Q(term__in=words) | Q(other__in=words, is_two_way=True)):
            found |= dict.fromkeys({synonym.term, synonym.other} if synonym.is_two_way else {synonym.term}, synonym)
        return {word: found[word] for word in words if word in found}


class Synonym(models.Model):
    """Searching for `term` also finds what `other` finds; where it goes both ways, `other` finds `term` as well."""

    term = TermField(
        "a search for", help_text="The words that readers type, such as “foot drop”. Capitals and accents do not count."
    )
    other = TermField("also finds", help_text="The words that our pages use, such as “walking difficulties”.")
    is_two_way = models.BooleanField(
        "direction",
        default=False,
        choices=[
            (False, "One way: only the first words also find the second. For everyday words and narrower ones."),
            (True, "Both ways: each also finds the other. For two words that mean the same."),
        ],
    )
    note = models.CharField(max_length=300, blank=True, help_text="Why, for your colleagues. Readers do not see it.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        ordering = ["term", "other"]
        constraints = [
            models.UniqueConstraint(
                Least("term", "other"),
                Greatest("term", "other"),
                name="synonym_pair_unique",
                violation_error_message="These two are a synonym already, one way or both. Change that one instead.",
            ),
            models.CheckConstraint(
                condition=~Q(term=F("other")),
                name="synonym_not_itself",
                violation_error_message="Search takes these two for the same words already. Give two different ones.",
            ),
            models.CheckConstraint(condition=~Q(term="") & ~Q(other=""), name="synonym_whole"),
        ]

    def __str__(self):
        return f"{self.term} {'↔' if self.is_two_way else '→'} {self.other}"
