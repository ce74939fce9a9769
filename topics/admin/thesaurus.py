"""The thesaurus: a form that shows what a synonym changes before it is kept."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db import connection

from topics import live
from topics.asking import TookTooLong
from topics.models import Synonym
from topics.search import search

TOO_LONG = "The search took too long to say what it finds. Please try again in a minute."


@dataclass(frozen=True)
class Comparison:
    """What a search finds now, and with the synonym; `new` and `gone` are titles that only one of the two has."""

    query: str
    now: object
    then: object

    @property
    def new(self):
        return {hit.title for hit in self.then.hits} - {hit.title for hit in self.now.hits}

    @property
    def gone(self):
        return {hit.title for hit in self.now.hits} - {hit.title for hit in self.then.hits}

    @property
    def is_the_same(self):
        return [hit.title for hit in self.now.hits] == [hit.title for hit in self.then.hits] and (
            self.now.count == self.then.count
        )


def compare(synonym):
    """Return a `Comparison` for each search that `synonym`, kept or not, would make find more."""
    moment = live.moment_of_list()
    now = Synonym.objects.triples()
    others = Synonym.objects.exclude(pk=synonym.pk).triples()
    then = [*others, (synonym.term, synonym.other, synonym.is_two_way)]
    queries = [synonym.term, synonym.other] if synonym.is_two_way else [synonym.term]
    return [
        Comparison(query, search(query, moment, synonyms=now), search(query, moment, synonyms=then))
        for query in queries
    ]


class SynonymForm(forms.ModelForm):
    """A synonym, with the words whose effect was shown last in `compared`."""

    compared = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Synonym
        fields = ("term", "other", "is_two_way", "note")

    def clean(self):
        """Refuse words that say nothing by themselves: search leaves them out."""
        super().clean()
        for name in ("term", "other"):
            words = self.cleaned_data.get(name)
            if words and _is_stop_words(words):
                self.add_error(
                    name, f"Search leaves out “{words}”, as it is in every text. Give a word that says more."
                )

    def is_valid(self):
        """Return whether the synonym may be kept: nothing is wrong, and the editor was shown what it changes."""
        return super().is_valid() and self.cleaned_data["compared"] == self.fingerprint

    @property
    def fingerprint(self):
        """What an editor agrees to: the words and the direction."""
        return repr([self.cleaned_data[name] for name in ("term", "other", "is_two_way")])


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    form = SynonymForm
    fields = ("term", "other", "is_two_way", "note")
    radio_fields = {"is_two_way": admin.VERTICAL}
    list_display = ("term", "other", "both_ways", "note", "created_by", "created_at")
    list_select_related = ("created_by",)
    list_filter = ("is_two_way",)
    search_fields = ("term", "other", "note")
    change_form_template = "admin/topics/synonym/change_form.html"
    list_per_page = 50

    @admin.display(description="Both ways", boolean=True, ordering="is_two_way")
    def both_ways(self, synonym):
        return synonym.is_two_way

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show, with a form that has no fault, what its synonym changes."""
        form = context["adminform"].form
        if form.is_bound and not form.errors:
            try:
                context |= {"comparisons": compare(form.instance), "compared": form.fingerprint}
            except TookTooLong:
                self.message_user(request, TOO_LONG, messages.WARNING)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _is_stop_words(words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('english', %s) = ''", [words])
        return cursor.fetchone()[0]
