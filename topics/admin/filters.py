"""Filters of the list of topics, by the annotations of their state."""

from django.contrib import admin
from django.utils import timezone

from topics.state import DraftIs, ReadersSee


class ReadersSeeFilter(admin.SimpleListFilter):
    title = "what readers see"
    parameter_name = "readers_see"

    def lookups(self, request, model_admin):
        return ReadersSee.choices

    def queryset(self, request, queryset):
        return queryset.filter(readers_see=self.value()) if self.value() in ReadersSee.values else queryset


class DraftIsFilter(admin.SimpleListFilter):
    title = "the draft"
    parameter_name = "draft_is"

    def lookups(self, request, model_admin):
        return DraftIs.choices

    def queryset(self, request, queryset):
        return queryset.filter(draft_is=self.value()) if self.value() in DraftIs.values else queryset


class ScheduledFilter(admin.SimpleListFilter):
    title = "what is to come"
    parameter_name = "scheduled"

    def lookups(self, request, model_admin):
        return [("published", "To be published"), ("withdrawn", "To be withdrawn")]

    def queryset(self, request, queryset):
        kinds = [kind for kind, _words in self.lookups(request, None)]
        return queryset.filter(scheduled_kind=self.value()) if self.value() in kinds else queryset


class MineFilter(admin.SimpleListFilter):
    title = "my work"
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("drafts", "My drafts that readers do not have")]

    def queryset(self, request, queryset):
        return queryset.drafts_of(request.user) if self.value() == "drafts" else queryset


class ReviewFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("overdue", "Overdue"), ("never", "Never reviewed")]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.overdue(timezone.localdate())
        if self.value() == "never":
            return queryset.filter(reviewed_on__isnull=True)
        return queryset
