import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from references import adding
from references.models import Intake, Reference
from tests import make

pytestmark = pytest.mark.django_db

BOX = "admin:references_reference_box"
GOOD = "TY  - JOUR\nAU  - Zamboni, P\nTI  - Good <b>news</b>\nPY  - 2009\nDO  - 10.1000/x\nER  -\n"
BAD = "TY  - JOUR\nAU  - Nobody\nER  -\n"


@pytest.fixture
def editor(client):
    client.force_login(User.objects.create_superuser("editor"))
    return client


def put_in(editor, text="", *files):
    return editor.post(reverse(BOX), {"text": text, "files": list(files)}, follow=True)


def address(response):
    return response.redirect_chain[-1][0]


def records_of(response):
    return list(response.context["page"])


def ris(count, start=0):
    return "".join(
        f"TY  - JOUR\nAU  - Author{number}, A\nTI  - The title number {number} of a long list\nER  -\n"
        for number in range(start, start + count)
    )


def test_nothing_is_added_before_the_editor_confirms(editor):
    preview = put_in(editor, GOOD)

    assert [record.status for record in records_of(preview)] == ["new"]
    assert "Nothing has been added yet." in preview.content.decode()
    assert not Reference.objects.exists()

    done = editor.post(address(preview), {"shown": "0", "want": "0", "store": "1"}, follow=True)

    assert "1 reference added." in done.content.decode()
    assert Reference.objects.get().key == "zamboni2009"
    assert Reference.objects.get().versions.get().by.username == "editor"


def test_what_is_pasted_and_several_files_are_read_together(editor):
    files = [SimpleUploadedFile("a.ris", ris(2).encode("utf-16")), SimpleUploadedFile("b.ris", ris(1, 5).encode())]

    preview = put_in(editor, GOOD, *files)

    assert [(record.file_name, record.line) for record in records_of(preview)] == [
        ("what you pasted", 1),
        ("a.ris", 1),
        ("a.ris", 5),
        ("b.ris", 1),
    ]


def test_the_preview_says_what_each_record_is(editor):
    known = make.make_reference("known2009", DOI="10.1000/x")
    make.make_topic(slug="a", references=[{"key": "known2009", "link_text": ""}])

    page = put_in(editor, GOOD + BAD + GOOD.replace("10.1000/x", "10.1000/y") * 2 + ris(1)).content.decode()

    assert "<strong>already here</strong>:" in page
    change = reverse("admin:references_reference_change", args=[known.pk])
    assert f'<a href="{change}">known2009</a>, used in 1 topic' in page
    assert "<strong>cannot be read</strong><br>It has no title." in page
    assert "<strong>twice in what you added</strong>:" in page
    assert "what you pasted, line 10" in page
    assert "<b>news</b>" not in page


def test_an_address_that_only_names_a_source_can_be_typed_in(editor):
    page = put_in(editor, "10.1000/unknown\nPMID: 5").content.decode()

    form = f"{reverse('admin:references_reference_add')}?doi=10.1000%2Funknown"
    assert form in page
    assert editor.get(form).context["adminform"].form["doi"].value() == "10.1000/unknown"


def test_what_is_not_ticked_is_not_added(editor):
    preview = put_in(editor, ris(3))

    editor.post(address(preview), {"shown": ["0", "1", "2"], "want": ["1"], "store": "1"})

    assert list(Reference.objects.values_list("key", flat=True)) == ["author1"]


def test_what_is_probably_the_same_is_added_only_when_it_is_ticked(editor):
    put = ris(1)
    editor.post(address(put_in(editor, put)), {"shown": "0", "want": "0", "store": "1"})
    preview = put_in(editor, put)

    assert [(record.status, record.is_wanted) for record in records_of(preview)] == [("probable", False)]

    editor.post(address(preview), {"shown": "0", "want": "0", "store": "1"})
    assert list(Reference.objects.order_by("key").values_list("key", flat=True)) == ["author0", "author0-2"]


def test_ticks_are_kept_from_page_to_page(editor, monkeypatch):
    monkeypatch.setattr(adding, "PER_PAGE", 2)
    preview = put_in(editor, ris(3))

    second = editor.post(address(preview), {"shown": ["0", "1"], "want": ["1"], "page": "2"}, follow=True)
    assert [record.position for record in records_of(second)] == [2]
    editor.post(address(second), {"shown": ["2"], "want": ["2"], "store": "1"})

    assert list(Reference.objects.order_by("key").values_list("key", flat=True)) == ["author1", "author2"]


def test_the_records_of_one_kind_are_shown_alone(editor):
    preview = put_in(editor, GOOD + BAD)

    shown = editor.post(address(preview), {"show": "unreadable", "shown": "0", "want": "0"}, follow=True)

    assert [record.status for record in records_of(shown)] == ["unreadable"]
    assert editor.get(address(preview), {"show": "nonsense", "page": "nonsense"}).status_code == 200


def test_records_that_cannot_be_chosen_cannot_be_ticked_by_force(editor):
    preview = put_in(editor, BAD + "\n" + GOOD)

    editor.post(address(preview), {"shown": ["0", "1", "x"], "want": ["0", "1", "99", "x"], "store": "1"})

    assert list(Reference.objects.values_list("key", flat=True)) == ["zamboni2009"]


def test_adding_nothing_leaves_nothing_behind(editor):
    preview = put_in(editor, GOOD)

    response = editor.post(address(preview), {"discard": "1"}, follow=True)

    assert "Nothing was added." in response.content.decode()
    assert not Intake.objects.exists()
    assert not Reference.objects.exists()


def test_confirming_twice_adds_once_and_says_so(editor):
    preview = put_in(editor, GOOD)
    sent = {"shown": "0", "want": "0", "store": "1"}
    editor.post(address(preview), sent)

    response = editor.post(address(preview), sent, follow=True)

    assert "have been added already" in response.content.decode()
    assert Reference.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "files", "words"),
    [
        ("", [], "Paste something, or choose a file."),
        (" \n", [], "Paste something, or choose a file."),
        ("no reference here", [], "What you pasted: No reference was found in it."),
        ("", [("a.pdf", b"%PDF-1.7")], "A.pdf: This is a PDF."),
        ("", [("empty.ris", b"")], "There is nothing in it."),
        ("\x00\x01", [], "Null characters are not allowed."),
    ],
)
def test_what_holds_nothing_is_a_sentence_and_the_text_comes_back(editor, text, files, words):
    response = put_in(editor, text, *(SimpleUploadedFile(*file) for file in files))

    assert response.status_code == 200
    assert words in response.content.decode()
    assert response.context["form"]["text"].value() == text
    assert not Intake.objects.exists()


def test_files_beyond_all_measure_are_refused_before_they_are_read(editor, monkeypatch):
    monkeypatch.setattr(adding, "LARGEST", 100)

    response = put_in(editor, "", SimpleUploadedFile("a.ris", ris(5).encode()))

    assert "These files are larger than 100" in response.content.decode()


def test_one_file_that_cannot_be_read_does_not_stop_the_others(editor):
    page = put_in(editor, GOOD, SimpleUploadedFile("a.pdf", b"%PDF-1.7")).content.decode()

    assert "<strong>a.pdf</strong> was not read. This is a PDF." in page
    assert "Good news" in page


def test_who_may_not_add_references_sees_no_box(client):
    client.force_login(make.make_user("guest", "view_reference"))

    assert client.get(reverse(BOX)).status_code == 403
    assert reverse(BOX) not in client.get(reverse("admin:references_reference_changelist")).content.decode()
    found = Intake.objects.create(by=User.objects.get())
    assert client.get(reverse("admin:references_reference_intake", args=[found.pk])).status_code == 403


@pytest.mark.parametrize("count", [3, 60])
def test_the_preview_takes_as_many_queries_for_many_records_as_for_few(editor, count, django_assert_max_num_queries):
    known = [make.make_reference(f"known{number}", DOI=f"10.1000/{number}") for number in range(count)]
    preview = put_in(editor, json.dumps([reference.item for reference in known] * 2) + ris(count))

    with django_assert_max_num_queries(11):
        page = editor.get(address(preview)).content.decode()

    assert f"known{count - 1}</a>" in page
