import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from references.models import Intake, Reference
from tests import make

pytestmark = pytest.mark.django_db

GOOD = "TY  - JOUR\nAU  - Zamboni, P\nTI  - Good\nPY  - 2009\nDO  - 10.1000/x\nER  -\n"
BAD = "TY  - JOUR\nAU  - Nobody\nER  -\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="a.ris"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_references_are_added_and_counted(file, capsys):
    call_command("import_references", file(GOOD))

    assert Reference.objects.get().key == "zamboni2009"
    assert Reference.objects.get().versions.get().by.username == "import"
    row = capsys.readouterr().out.splitlines()[-1].split()
    assert row == ["a.ris", "1", "1", "0", "0", "0", "0", "0"]


def test_a_dry_run_reports_the_same_and_stores_nothing(file, capsys):
    call_command("import_references", file(GOOD), "--dry-run")

    assert not Reference.objects.exists()
    assert not Intake.objects.exists()
    out = capsys.readouterr().out.splitlines()
    assert out[-2].split()[:3] == ["a.ris", "1", "1"]
    assert out[-1] == "Dry run: nothing was stored."


def test_a_record_that_cannot_be_read_is_named_and_the_others_go_in(file, capsys):
    with pytest.raises(SystemExit, match="1"):
        call_command("import_references", file(GOOD + BAD))

    assert Reference.objects.count() == 1
    assert "a.ris:7: It has no title." in capsys.readouterr().out


def test_the_report_as_json_names_every_record(file, capsys, pat):
    make.make_reference("known2009", DOI="10.1000/x")

    with pytest.raises(SystemExit):
        call_command("import_references", file(GOOD + BAD), file(b"%PDF", "b.pdf"), "--json", "--by", "pat")

    report = json.loads(capsys.readouterr().out)
    assert report["stored"] is True
    assert [(one["line"], one["status"], one["key"], one["words"]) for one in report["files"][0]["records"]] == [
        (1, "here", "known2009", "already here"),
        (7, "unreadable", "", "It has no title."),
    ]
    assert report["files"][1]["problem"].startswith("This is a PDF.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["nowhere.ris"], "There is no file nowhere.ris"), (["--by", "nobody"], "There is no user")],
)
def test_a_wrong_call_is_a_sentence(file, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_references", file(GOOD), *arguments)

    assert not Reference.objects.exists()
