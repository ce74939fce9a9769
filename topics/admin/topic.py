"""Topics: the list with their state, and the form in which they are written and published."""

from datetime import timedelta

from adminsortable2.admin import SortableAdminBase, SortableTabularInline
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from topics import documents, forms, publishing
from topics.admin import checks, conflict
from topics.admin.acts import ActsMixin
from topics.admin.another import another_row
from topics.admin.compare import CompareMixin, reference_names
from topics.admin.filters import DraftIsFilter, MineFilter, ReadersSeeFilter, ReviewFilter, ScheduledFilter
from topics.admin.find import FindMixin
from topics.admin.preview import PreviewMixin
from topics.admin.rows import AliasInline, CitationInline, RelatedInline, SectionInline, columns
from topics.faults import faults_of
from topics.forms import TopicForm
from topics.models import Edition, EditionKind, Revision, Topic
from topics.posted_rows import as_new_rows
from topics.state import DraftIs, ReadersSee

# The names under which the browser kept forms that have been saved since, in the session.
_SAVED_FORMS, _MOST_SAVED_FORMS = "saved_forms", 20

_DISCARDED = (
    "Somebody has discarded this topic since you opened it. What you typed stands below, as a new topic. "
    "It is not saved yet."
)

# A form of a new topic that comes again within this time, with the same words, is the same one.
_SAME_PRESS = timedelta(minutes=10)

PUBLISH_FIELDS = ("publish_note", "publish_at", "publish_until")


@admin.register(Topic)
class TopicAdmin(PreviewMixin, CompareMixin, FindMixin, ActsMixin, SortableAdminBase, admin.ModelAdmin):
    form = TopicForm
    inlines = (SectionInline, AliasInline, CitationInline, RelatedInline)
    prepopulated_fields = {"slug": ("title",)}
    list_display = ("title", "readers", "draft", "to_come", "published", "due", "saved")
    list_filter = (MineFilter, ReadersSeeFilter, DraftIsFilter, ScheduledFilter, ReviewFilter, "evidence_status")
    search_fields = ("title", "aliases__name")
    search_help_text = "Looks in names and texts of the drafts."
    list_per_page = 50
    # The publish fields of the form are no part of these: they stand beside the buttons (change_form.html).
    readonly_fields = ("checks",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "full_name", "pronunciation", "summary", "checks")}),
        (
            "What research says (treatments and theories only)",
            {"fields": ("evidence_status", "evidence_statement"), "classes": ("collapse",)},
        ),
        ("For other health systems", {"fields": ("codes",), "classes": ("collapse",)}),
    )
    ordering = ("title",)
    change_form_template = "admin/topics/topic/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    @admin.display(description="Readers see", ordering="readers_see")
    def readers(self, topic):
        return ReadersSee(topic.readers_see).label

    @admin.display(description="Draft", ordering="draft_is")
    def draft(self, topic):
        return DraftIs(topic.draft_is).label

    @admin.display(description="To come", ordering="scheduled_for")
    def to_come(self, topic):
        if topic.scheduled_for is None:
            return ""
        words = "Published" if topic.scheduled_kind == "published" else "Withdrawn"
        return f"{words} on {_when(topic.scheduled_for)}"

    @admin.display(description="Last published", ordering="last_published_at")
    def published(self, topic):
        return _when(topic.last_published_at) if topic.last_published_at else ""

    @admin.display(description="Review due", ordering="review_due")
    def due(self, topic):
        if topic.review_due is None:
            return ""
        words = f"{topic.review_due:%-d %B %Y}"
        return format_html("<strong>{} (overdue)</strong>", words) if topic.review_due < timezone.localdate() else words

    @admin.display(description="Saved", ordering="saved_at")
    def saved(self, topic):
        return _when(topic.saved_at) if topic.saved_at else ""

    @admin.display(description="Checks")
    def checks(self, topic):
        return checks.show(topic)

    def get_prepopulated_fields(self, request, obj=None):
        """Make the address from the title for a new topic only; later it is what readers may have kept."""
        return {} if obj else self.prepopulated_fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.request = request
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form. The guard against overwriting runs before anything posted is bound."""
        with transaction.atomic():
            request.rebuilt = request.published_already = None
            if request.method == "POST":
                publishing.wait_for_other_saves()
                request.POST = as_new_rows(request.POST)
                if object_id is None and (topic := self._begun_already(request)):
                    self._tell_begun_already(request, topic)
                    return HttpResponseRedirect(reverse("admin:topics_topic_change", args=[topic.pk]))
                if self._is_discarded(object_id):
                    object_id, request.rebuilt = None, None if "anew" in request.POST else _DISCARDED
            revision, edition = self._latest(object_id)
            opened_on, opened_after = str(revision.pk) if revision else "", str(edition.pk) if edition else ""
            request.saved_since = revision if request.POST.get("opened_on", "") != opened_on else None
            request.decided_since = edition if request.POST.get("opened_after", "") != opened_after else None
            if request.method == "POST" and not request.rebuilt:
                request.rebuilt = self._rebuild(request, object_id)
            context = {"opened_on": opened_on, "opened_after": opened_after, **(extra_context or {})}
            return super().changeform_view(request, object_id, form_url, context)

    def _begun_already(self, request):
        """Return the topic that the posted form of a new one has made before, with the same words, if there is one."""
        begun = Topic.objects.filter(created_at__gt=timezone.now() - _SAME_PRESS, revisions__created_by=request.user)
        # All that is posted is only put together for those who may have pressed before.
        if not (self.has_add_permission(request) and begun.exists()):
            return None
        posted = forms.posted_document(request).document
        topic = begun.filter(slug=posted["slug"]).first()
        is_same = topic and documents.read(topic.revisions.filter(created_by=request.user).last().text) == posted
        return topic if is_same else None

    def _tell_begun_already(self, request, topic):
        if "_publish" in request.POST and not topic.editions.exists():
            words = f"“{topic}” is saved already, but it is not published. Press “Save and publish” here."
            self.message_user(request, words, messages.WARNING)
        else:
            self.message_user(request, f"“{topic}” is saved already: the button was pressed twice.")

    def _is_discarded(self, object_id):
        """Return whether the form is that of a topic which is gone by now."""
        return bool(object_id) and object_id.isdecimal() and not Topic.objects.filter(pk=object_id).exists()

    def _rebuild(self, request, object_id):
        """Return why the posted form is only to be shown again, or None when it is to be stored; change it as asked."""
        if "_rebuild" in request.POST:
            return "This is what you had typed. It is not saved yet."
        if prefix := request.POST.get("_another"):
            request.POST, words = another_row(request.POST, prefix)
            return words
        if "_take_over" in request.POST and (topic := self.get_object(request, unquote(object_id or ""))):
            typed = forms.posted_document(request, topic).document
            request.POST, words = conflict.take_over(request.POST, topic, typed, request.POST["_take_over"])
            return words
        return None

    def _latest(self, object_id):
        """Return the latest revision and the latest edition of the topic that the form is for, if there are any."""
        if object_id is None or not object_id.isdecimal():
            return None, None
        return (
            Revision.objects.filter(topic=object_id).select_related("created_by").first(),
            Edition.objects.filter(topic=object_id).select_related("created_by").first(),
        )

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        shown = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for formset in shown:
            if isinstance(formset.opts, SortableTabularInline):
                formset.fields = columns(formset)
        return shown

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        request.draft_formsets = formsets
        return formsets, inlines

    def save_model(self, request, obj, form, change):
        """Leave the work to `save_related`: topic and rows are kept as one document."""

    def save_related(self, request, form, formsets, change):
        documents.restore(form.instance, form.document)
        if added := form.added_references:
            words = f"Added to the references, because the text cites {'it' if len(added) == 1 else 'them'}: "
            self.message_user(request, words + ", ".join(added), messages.INFO)
        publishing.record(form.instance, request.user)
        kept = [*request.session.get(_SAVED_FORMS, []), _kept_name(request)]
        request.session[_SAVED_FORMS] = kept[-_MOST_SAVED_FORMS:]
        request.publish_options = {name: form.cleaned_data.get(name) for name in PUBLISH_FIELDS}

    def construct_change_message(self, request, form, formsets, add=False):
        """Return the log's words: what changed is in the revisions."""
        return "Draft begun." if add else "Draft saved."

    def response_add(self, request, obj, post_url_continue=None):
        return self._publish_if_asked(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_post_save_change(self, request, obj):
        """Go to the list; whoever does has left the form."""
        conflict.leave_form(obj, request.user)
        return super().response_post_save_change(request, obj)

    def response_change(self, request, obj):
        return self._publish_if_asked(request, obj) or super().response_change(request, obj)

    def _publish_if_asked(self, request, topic):
        """Publish the draft that was just saved, if that button was pressed; the draft stays whatever happens."""
        if "_publish" not in request.POST or not self.has_publish_permission(request):
            return None
        options = request.publish_options
        try:
            edition = request.published_already or publishing.publish(
                topic,
                request.user,
                at=options["publish_at"],
                until=options["publish_until"],
                note=options["publish_note"],
            )
        except ValidationError as error:
            self.message_user(
                request, f"The draft is saved, but it was not published. {' '.join(error.messages)}", messages.WARNING
            )
        else:
            self.log_change(request, topic, f"Edition {edition.number} published.")
            words = f"will be live on {_when(edition.live_from)}" if options["publish_at"] else "is live"
            self.message_user(request, f"“{topic}” {words}.", messages.SUCCESS)
            self.tell_what_comes_after(request, topic, edition)
        return HttpResponseRedirect(reverse("admin:topics_topic_change", args=[topic.pk]))

    def tell_what_comes_after(self, request, topic, edition):
        """Warn of words that were scheduled before, and that readers will get in place of what was just decided."""
        later = topic.editions.scheduled(edition.live_from).filter(kind=EditionKind.PUBLISHED)
        for other in later.exclude(pk=edition.pk):
            self.message_user(
                request,
                f"Edition {other.number}, scheduled before, is what readers will get on "
                f"{_when(other.live_from)}. If they shall not, call it off in the history.",
                messages.WARNING,
            )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context["can_publish"] = self.has_publish_permission(request)
        context["publish_fields"] = [form[name] for name in PUBLISH_FIELDS]
        document = self._said(request, form, obj)
        saved_forms, kept = request.session.get(_SAVED_FORMS, []), _kept_name(request)
        context["desk"] = {
            "user": request.user.pk,
            "unsaved": form.is_bound,
            "kept": "" if kept in saved_forms else kept,
            "saved": saved_forms,
            "references": reverse("admin:topics_topic_find_references"),
            "topics": reverse("admin:topics_topic_find_topics"),
            "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        }
        # In place of Django's, which says that there are errors and not which, thousands of pixels above them.
        is_refused = context.pop("errors") and not request.rebuilt
        context["faults"] = faults_of(form, request.draft_formsets) if is_refused else []
        context["reference_names"] = reference_names(document) if document else {}
        if request.rebuilt:
            self.message_user(request, request.rebuilt, messages.INFO)
        if obj and form.is_bound and request.saved_since:
            context["conflict"] = conflict.conflict(request.saved_since, request.POST.get("opened_on", ""), document)
        if obj and not form.is_bound and self.has_change_permission(request, obj):
            context["openings"] = conflict.open_form(obj, request.user)
        if document:
            sections = next(formset for formset in request.draft_formsets if formset.prefix == "sections")
            checks.attach(document, form, sections.written_forms(), obj.pk if obj else None)
        if obj:
            context["state"] = self.get_queryset(request).get(pk=obj.pk)
            context["to_come"] = obj.editions.scheduled()
            context["readers_see"] = ReadersSee(context["state"].readers_see).label
            context["draft_is"] = DraftIs(context["state"].draft_is).label
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _said(self, request, form, topic):
        """Return the document that the form on the page says: what was posted, or else the draft; None for neither."""
        if form.is_bound:
            return forms.posted_document(request, topic).document
        try:
            return documents.compose(topic) if topic else None
        except documents.DocumentError:
            return None

    def has_publish_permission(self, request):
        """Return whether the user may decide what readers get."""
        return request.user.has_perm("topics.publish_topic")

    def has_delete_permission(self, request, obj=None):
        """Refuse always: what was published is withdrawn, what was not is discarded, each with its own page."""
        return False


def _kept_name(request):
    """Return the name under which the browser keeps a copy of the form that was posted, or ""."""
    return request.POST.get("kept", "")[:50]


def _when(moment):
    return f"{timezone.localtime(moment):%-d %b %Y, %H:%M}"
