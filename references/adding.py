"""The one box of the admin: paste or upload references, look at what they are, confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from references import formatting, looking_up
from references.importing import intake
from references.importing.matching import Status
from references.models import Intake

PER_PAGE = 100
LARGEST = 64 * 1024 * 1024
PASTED = "what you pasted"
# Those that an editor may choose to add.
CHOOSABLE = (Status.NEW, Status.PROBABLE)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files."""

    widget = _FilesInput

    def clean(self, data, initial=None):
        """The list of uploaded files; an empty one is a file too, which reading it will tell."""
        return [file for file in data or [] if file]


class BoxForm(forms.Form):
    """What an editor puts into the box."""

    text = forms.CharField(
        label="Paste anything",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 80, "spellcheck": "false"}),
        help_text="Addresses from doi.org or PubMed, one a line, or whole records as RIS, NBIB, BibTeX or CSL-JSON.",
    )
    files = _FilesField(
        label="Or choose files",
        required=False,
        help_text="As Zotero, EndNote, Mendeley, PubMed, Embase, Web of Science or Cochrane export them: "
        ".ris, .nbib, .bib, .json, .txt. Several at once, thousands of records.",
    )

    def clean(self):
        data = super().clean()
        files = data.get("files", [])
        if not data.get("text", "").strip() and not files:
            raise ValidationError("Paste something, or choose a file.")
        if sum(file.size for file in files) > LARGEST:
            raise ValidationError(f"These files are larger than {filesizeformat(LARGEST)}. Export fewer at once.")
        return data

    def parts(self):
        """(name, content) of what was pasted and of each file, read one at a time."""
        if self.cleaned_data["text"].strip():
            yield PASTED, self.cleaned_data["text"]
        for file in self.cleaned_data["files"]:
            yield file.name, file.read()


class AddingMixin:
    """The views of the box, for the admin of references."""

    change_list_template = "admin/references/reference/change_list.html"

    def get_urls(self):
        box = self.admin_site.admin_view(self.box_view)
        found = self.admin_site.admin_view(self.intake_view)
        return [
            path("add-references/", box, name="references_reference_box"),
            path("add-references/<int:pk>/", found, name="references_reference_intake"),
            *super().get_urls(),
        ]

    def used_in(self, reference):
        """In words how many texts use a reference, "" for none; only who knows the texts can tell."""
        return ""

    def box_view(self, request):
        """Ask for references, and read what is sent. Nothing goes into the library here."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BoxForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            found = intake.begin(form.parts(), request.user)
            if found.records.exists():
                return HttpResponseRedirect(_address(found))
            for file in found.files:
                form.add_error(None, f"{file['name'][:1].upper()}{file['name'][1:]}: {file['problem']}")
            found.delete()
        return TemplateResponse(
            request, "admin/references/reference/box.html", self._box_context(request, "Add references", form=form)
        )

    def intake_view(self, request, pk):
        """Show what each record is to the library, keep what the editor chooses, and store it when told to."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        found = get_object_or_404(Intake.objects.select_related("by"), pk=pk)
        if request.method == "POST":
            return self._act(request, found)
        show = request.GET.get("show")
        records = found.records.filter(status=show) if show in Status.values else found.records.all()
        page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
        self._describe(request, found, page)
        counts = dict(found.records.order_by().values_list("status").annotate(Count("pk")))
        title = "What you added" if found.stored_at else "Look before you add"
        context = self._box_context(
            request,
            title,
            intake=found,
            page=page,
            show=show if show in Status.values else "",
            counts=[(status, counts[status]) for status in Status if counts.get(status)],
            total=sum(counts.values()),
            can_look_up=looking_up.is_on() and not found.stored_at and bool(counts.get(Status.LOOK_UP)),
            wanted=found.records.filter(is_wanted=True).count(),
            stored=found.records.filter(is_stored=True).count(),
        )
        return TemplateResponse(request, "admin/references/reference/intake.html", context)

    def _act(self, request, found):
        if not found.stored_at:
            self._keep_choices(request, found)
        if "discard" in request.POST:
            found.delete()
            self.message_user(request, "Nothing was added.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:references_reference_box"))
        if "look_up" in request.POST and looking_up.is_on() and not found.stored_at:
            rows = list(found.records.filter(status=Status.LOOK_UP)[: looking_up.MOST])
            intake.fill(rows, looking_up.look_up_all([row.identifiers for row in rows]))
            return HttpResponseRedirect(_address(found))
        if "store" in request.POST:
            try:
                intake.store(found, request.user)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)
            return HttpResponseRedirect(_address(found))
        show = request.POST.get("show", request.POST.get("showing", ""))
        return HttpResponseRedirect(_address(found, show=show, page=request.POST.get("page", "")))

    @transaction.atomic
    def _keep_choices(self, request, found):
        """Keep which of the records on the page that was sent shall be added."""
        shown = [int(one) for one in request.POST.getlist("shown") if one.isdecimal()][:PER_PAGE]
        wanted = {int(one) for one in request.POST.getlist("want") if one.isdecimal()}
        rows = found.records.filter(position__in=shown, status__in=CHOOSABLE)
        rows.update(is_wanted=False)
        rows.filter(position__in=wanted).update(is_wanted=True)

    def _describe(self, request, found, page):
        """Give the records of a page what their rows show."""
        ids = {record.reference_id for record in page if record.reference_id}
        references = self.get_queryset(request).in_bulk(ids)
        twins = {record.twin for record in page if record.twin is not None}
        lines = dict(found.records.filter(position__in=twins).values_list("position", "line"))
        files = dict(found.records.filter(position__in=twins).values_list("position", "file"))
        for record in page:
            record.status_words = Status(record.status).label
            record.file_name = found.files[record.file]["name"]
            record.citation = formatting.format_nlm(record.item) if record.item else ""
            record.is_choosable = record.status in CHOOSABLE
            record.like = references.get(record.reference_id)
            if record.like:
                record.like_name = formatting.short_name(record.like.csl)
                record.like_citation = formatting.format_nlm(record.like.csl)
                record.like_used_in = self.used_in(record.like)
            if record.twin is not None:
                record.twin_place = f"{found.files[files[record.twin]]['name']}, line {lines[record.twin]}"
            if record.status == Status.LOOK_UP:
                record.named = ", ".join(f"{name} {value}" for name, value in record.identifiers.items())
                typed = {name.lower(): value for name, value in record.identifiers.items()}
                record.type_in = f"{reverse('admin:references_reference_add')}?{urlencode(typed)}"

    def _box_context(self, request, title, **context):
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}


def _address(found, **query):
    query = {name: value for name, value in query.items() if value}
    return reverse("admin:references_reference_intake", args=[found.pk]) + (f"?{urlencode(query)}" if query else "")
