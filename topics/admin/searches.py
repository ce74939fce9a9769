"""What readers could not find: the work list that their searches make, without anything about who searched."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.text import Truncator, slugify

from topics import live
from topics.admin.thesaurus import TOO_LONG
from topics.asking import TookTooLong
from topics.folding import fold_name
from topics.models import SearchCount, Synonym
from topics.models.searches import OTHERS, PERSONAL, first_day
from topics.search import search


class RequiredFilter(admin.SimpleListFilter):
    """A filter that is always set: to the first of its choices where nothing else is chosen."""

    def value(self):
        keys = [str(key) for key, _words in self.lookup_choices]
        return super().value() if super().value() in keys else keys[0]

    def choices(self, changelist):
        yield from list(super().choices(changelist))[1:]


class DaysFilter(RequiredFilter):
    title = "time"
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return [("30", "Last 30 days"), ("7", "Last 7 days"), ("90", "Last 90 days")]

    def queryset(self, request, queryset):
        return queryset.filter(day__gte=first_day(timezone.localdate(), int(self.value())))


class OutcomeFilter(RequiredFilter):
    title = "what came of it"
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        return [
            ("nothing", "Nothing was found"),
            ("unopened", "Found, but nothing was opened"),
            ("told", "Readers told us"),
            ("every", "Every search"),
        ]

    def queryset(self, request, queryset):
        return {
            "nothing": queryset.unanswered,
            "unopened": queryset.unopened,
            "told": queryset.told,
            "every": queryset.all,
        }[self.value()]()


class SearchesList(ChangeList):
    """The list, which offers on each line what would mend the search. One query more, for the synonyms there are."""

    def get_results(self, request):
        super().get_results(request)
        synonyms = Synonym.objects.of([row.query for row in self.result_list])
        for row in self.result_list:
            row.offers = _offers(request.user, row.query, synonyms.get(row.query))


@admin.register(SearchCount)
class SearchCountAdmin(admin.ModelAdmin):
    list_display = ("query", "asked", "mend", "found", "opened_of_known", "missed", "last_asked")
    list_filter = (OutcomeFilter, DaysFilter)
    search_fields = ("query",)
    search_help_text = "Words of the search. Capitals and accents do not count."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).filter(day__gte=first_day(timezone.localdate())).by_query()

    def get_ordering(self, request):
        return [F("times").desc(), "query"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "What readers could not find", **(extra_context or {})})

    def get_search_results(self, request, queryset, search_term):
        return queryset.filter(query__contains=fold_name(search_term)), False

    def get_changelist(self, request, **kwargs):
        return SearchesList

    @admin.display(description="Asked", ordering="times")
    def asked(self, row):
        return row.times

    @admin.display(description="Finds", ordering="finds")
    def found(self, row):
        return "not known" if row.finds is None else row.finds

    @admin.display(description="Opened")
    def opened_of_known(self, row):
        return f"{row.times_opened} of {row.times_known}" if row.times_known else "not known"

    @admin.display(description="Told us", ordering="times_told")
    def missed(self, row):
        """Say how often and the beginning of one sentence; the page of the query has all of them."""
        if not row.sentences:
            return row.times_told or ""
        return f"{row.times_told}: “{Truncator(row.sentences.splitlines()[-1]).chars(60)}”"

    @admin.display(description="Last asked", ordering="last_day")
    def last_asked(self, row):
        return f"{row.last_day:%-d %b}"

    @admin.display(description="Mend it")
    def mend(self, row):
        return format_html_join(mark_safe("<br>"), "{}", [[offer] for offer in row.offers])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show one query: its days, what readers added, and what it finds at present."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kept = SearchCount.objects.filter(day__gte=first_day(timezone.localdate()))
        asked = kept.filter(pk=object_id if object_id.isdecimal() else None).first()
        if asked is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        row = kept.filter(query=asked.query).by_query().get()
        synonym = Synonym.objects.of([row.query]).get(row.query)
        context = {
            **self.admin_site.each_context(request),
            "title": f"A search for “{row.query}”",
            "opts": self.opts,
            "row": row,
            "days": kept.filter(query=row.query),
            "sentences": (row.sentences or "").splitlines(),
            "now": self._now(request, row.query),
            "offers": _offers(request.user, row.query, synonym),
        }
        return TemplateResponse(request, "admin/topics/searchcount/detail.html", context)

    def _now(self, request, query):
        """Return what the query finds at present; None where that cannot be asked."""
        if _is_fixed(query):
            return None
        try:
            return search(query, live.moment_of_list())
        except TookTooLong:
            self.message_user(request, TOO_LONG, messages.WARNING)
            return None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _is_fixed(query):
    """Return whether the line stands for queries that are not kept one by one."""
    return query in (PERSONAL, OTHERS)


def _offers(user, query, synonym):
    """Return the links by which `user` may mend the search: to its `synonym` or a new one, and to a new topic."""
    offers = []
    if synonym:
        address = reverse("admin:topics_synonym_change", args=[synonym.pk])
        offers.append(format_html('Has a synonym: <a href="{}">{}</a>', address, synonym))
    elif user.has_perm("topics.add_synonym") and not _is_fixed(query):
        offers.append(_link_to_add("synonym", "Add as synonym", query, term=query))
    if user.has_perm("topics.add_topic") and not _is_fixed(query):
        title = query[:1].upper() + query[1:]
        offers.append(_link_to_add("topic", "New topic", query, title=title, slug=slugify(query)))
    return offers


def _link_to_add(model, words, query, **initial):
    """Return the link to a new form, filled in with `initial`."""
    return format_html(
        '<a href="{}?{}">{}<span class="visually-hidden"> “{}”</span></a>',
        reverse(f"admin:topics_{model}_add"),
        urlencode(initial),
        words,
        query,
    )
