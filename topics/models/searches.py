"""What readers searched for, as counts of a day. Who asked is not known to it."""

from datetime import timedelta

from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models import F, Max, Q, Sum, Value, Window
from django.db.models.functions import FirstValue, NullIf, RowNumber

KEPT_DAYS = 90
LONGEST_QUERY = 100
LONGEST_SAID = 200

# Lines that stand for queries which are not kept one by one. No normalised query has a bracket.
PERSONAL = "(left out: looks personal)"
OTHERS = "(others)"


def first_day(today, days=KEPT_DAYS):
    """Return the first of the last `days` days, today among them; by default the oldest whose counts are kept."""
    return today - timedelta(days=days - 1)


class SearchCountQuerySet(models.QuerySet):
    def by_query(self):
        """Return one row a query, the newest, with the sums over all its days here.

        `times`, `times_known`, `times_opened` and `times_told` are the sums of the columns, `finds` is the last known
        number of results, and `sentences` is what readers added, a line each.
        """

        def over_days(expression):
            return Window(expression, partition_by=F("query"))

        return self.annotate(
            times=over_days(Sum("searched")),
            times_known=over_days(Sum("scripted")),
            times_opened=over_days(Sum("opened")),
            times_told=over_days(Sum("told")),
            last_day=over_days(Max("day")),
            sentences=over_days(StringAgg(NullIf("said", Value("")), delimiter="\n")),
            finds=Window(
                FirstValue("results"),
                partition_by=F("query"),
                order_by=[Q(results__isnull=True), F("day").desc()],
            ),
            newest=Window(RowNumber(), partition_by=F("query"), order_by=F("day").desc()),
        ).filter(newest=1)

    def unanswered(self):
        """Return, of rows `by_query`, those that found nothing when they were last asked."""
        return self.filter(finds=0)

    def unopened(self):
        """Return, of rows `by_query`, those that found something nobody opened, where that is known at all."""
        return self.filter(finds__gt=0, times_known__gt=0, times_opened=0)

    def told(self):
        """Return, of rows `by_query`, those of which a reader told us."""
        return self.filter(times_told__gt=0)


class SearchCount(models.Model):
    """How often one normalised query was asked on one day, and what came of it. Written by `topics.searches` alone."""

    day = models.DateField()
    query = models.CharField(max_length=LONGEST_QUERY, db_collation="C")
    results = models.PositiveIntegerField(null=True, help_text="The last known number; unknown when it was not asked.")
    searched = models.PositiveIntegerField(default=0)
    scripted = models.PositiveIntegerField(default=0, help_text="Of these, where scripts ran: what follows is known.")
    opened = models.PositiveIntegerField(default=0, help_text="Of these, where a result was opened.")
    told = models.PositiveIntegerField(default=0, help_text="How many readers told us that they missed it.")
    said = models.TextField(blank=True, help_text="What they added, a line each.")

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-searched"]
        verbose_name = "search"
        verbose_name_plural = "what readers could not find"
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="search_count_once")]
        indexes = [models.Index(fields=["query", "day"], name="search_count_query")]

    def __str__(self):
        return self.query
