"""The commands: what they print, what they exit with, and what they leave alone."""

import json

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.management import CommandError, call_command

from tests.make import change, make_document, make_live, make_topic, make_user
from topics.importing import CREATED
from topics.models import Edition, IndexEntry, Link, Revision, SearchEntry, Site, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """A function that runs a command and returns (exit status, standard output, standard error)."""

    def run(*args):
        status = 0
        try:
            call_command(*map(str, args))
        except SystemExit as error:
            status = error.code
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def good(tmp_path):
    """A file with two good lines."""
    path = tmp_path / "good.jsonl"
    path.write_text("\n".join(json.dumps(make_document(slug)) for slug in ("ccsvi", "stents")))
    return path


@pytest.fixture
def mixed(tmp_path):
    """A file with a bad line between two good ones, of which one has a relation to nowhere."""
    path = tmp_path / "mixed.jsonl"
    lines = (make_document("one"), {"schema": 1}, make_document("two", related=["nowhere"]))
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def test_import_counts_what_became_of_the_lines(run, good):
    assert run("import_topics", good)[:2] == (0, "2 created, 0 changed, 0 unchanged, 0 refused\n")
    assert run("import_topics", good)[:2] == (0, "0 created, 0 changed, 2 unchanged, 0 refused\n")
    assert run("import_topics", good, "--publish")[:2] == (0, "0 created, 2 changed, 0 unchanged, 0 refused\n")
    assert Edition.objects.live().count() == 2


def test_import_names_bad_lines_and_exits_with_1_and_the_good_ones_are_in(run, mixed):
    status, out, err = run("import_topics", mixed)
    assert (status, out) == (1, "2 created, 0 changed, 0 unchanged, 1 refused\n")
    assert f"{mixed}:2: The field " in err
    assert f"{mixed}:3: related: “nowhere” is neither in the site nor in the files" in err
    assert "(warning)" in err
    assert Topic.objects.count() == 2


def test_a_warning_alone_is_no_failure(run, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(make_document("one", related=["nowhere"])))
    assert run("import_topics", path)[0] == 0


def test_several_files_are_one_import(run, good, mixed):
    assert run("import_topics", good, mixed, good)[:2] == (1, "4 created, 0 changed, 0 unchanged, 3 refused\n")
    assert Revision.objects.count() == 4


def test_a_dry_run_reports_all_and_stores_nothing(run, mixed):
    status, out, err = run("import_topics", mixed, "--dry-run", "--publish")
    assert (status, out) == (
        1,
        "2 created, 0 changed, 0 unchanged, 1 refused (dry run: nothing was stored)\n",
    )
    assert f"{mixed}:2: " in err
    assert not Topic.objects.exists()
    assert run("import_topics", mixed)[1].startswith("2 created")


def test_the_record_names_who_imported(run, good):
    make_user("ed")
    run("import_topics", good, "--by", "ed")
    assert set(Revision.objects.values_list("created_by__username", flat=True)) == {"ed"}


def test_without_a_name_an_account_that_cannot_log_in_is_named(run, good):
    run("import_topics", good)
    by = Revision.objects.first().created_by
    assert (by.username, by.is_active, by.has_usable_password(), by.is_staff) == ("import", False, False, False)


def test_an_unknown_user_or_file_is_a_sentence(run, good, tmp_path):
    with pytest.raises(CommandError, match="There is no user “nobody”"):
        run("import_topics", good, "--by", "nobody")
    for path in (tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(CommandError, match="There is no file"):
            run("import_topics", good, path)
    assert not Topic.objects.exists()


def test_export_writes_a_line_a_topic(run):
    change(make_live("ccsvi", title="A"), title="B")
    make_topic("stents")
    status, out, _err = run("export_topics")
    assert (status, [json.loads(line)["title"] for line in out.splitlines()]) == (0, ["B", "Stents"])
    assert run("export_topics", "--draft")[1] == out
    assert json.loads(run("export_topics", "--live")[1])["title"] == "A"
    assert json.loads(run("export_topics", "stents")[1])["slug"] == "stents"
    assert run("export_topics", "stents", "--live")[1] == ""


def test_a_topic_that_cannot_be_exported_is_a_sentence_that_names_it(run):
    make_topic("ccsvi").sections.update(body="<p>[@nobody2001]</p>")
    with pytest.raises(CommandError, match=r"ccsvi: sections\[0\]\.body: .*nobody2001"):
        run("export_topics")


def test_an_unknown_slug_is_a_sentence_and_nothing_is_written(run, capsys):
    make_topic("ccsvi")
    with pytest.raises(CommandError, match="There is no topic nowhere, nothing"):
        run("export_topics", "ccsvi", "nowhere", "nothing")
    assert capsys.readouterr().out == ""


def test_reindex_rebuilds_the_same_rows(run):
    make_live("ccsvi", related=["stents"], aliases=[{"name": "Liberation"}])
    make_live("stents")

    def rows():
        models = (IndexEntry, SearchEntry, Link)
        return [
            sorted(str({name: value for name, value in row.items() if name != "id"}) for row in model.objects.values())
            for model in models
        ]

    before = rows()
    IndexEntry.objects.filter(name="Liberation").delete()
    Link.objects.all().delete()
    assert run("reindex")[:2] == (0, "Rebuilt the rows of 2 editions.\n")
    assert rows() == before


def test_the_demo_goes_into_a_new_site_with_its_notice(run, good, monkeypatch):
    use_demo(monkeypatch, good.parent)
    assert run("seed_demo")[:2] == (0, "Loaded 2 demonstration topics.\n")
    assert Edition.objects.live().count() == 2
    assert Site.objects.get().notice == "Demonstration content, not medical advice"


def test_the_demo_does_not_go_into_a_site_with_topics_when_asked_so(run, good, monkeypatch, pat):
    use_demo(monkeypatch, good.parent)
    topic = make_topic("mine")
    assert "no demonstration content was loaded" in run("seed_demo", "--if-empty")[1]
    LogEntry.objects.log_actions(pat.pk, [topic], DELETION)
    topic.delete()
    assert "no demonstration content was loaded" in run("seed_demo", "--if-empty")[1]
    assert not Topic.objects.exists()


def test_the_demo_goes_into_a_site_whose_name_alone_was_changed(run, good, monkeypatch, pat):
    use_demo(monkeypatch, good.parent)
    LogEntry.objects.log_actions(pat.pk, [Site.objects.get()], CHANGE)
    assert run("seed_demo", "--if-empty")[1] == "Loaded 2 demonstration topics.\n"


def test_the_demo_leaves_a_notice_of_the_charity_alone(run, good, monkeypatch):
    use_demo(monkeypatch, good.parent)
    Site.objects.update(notice="Closed on Friday")
    run("seed_demo")
    assert Site.objects.get().notice == "Closed on Friday"


def test_the_demo_that_comes_with_the_project_is_whole(run):
    status, out, err = run("seed_demo")
    assert status == 0, err
    assert out == f"Loaded {Edition.objects.live().count()} demonstration topics.\n"
    assert CREATED not in err
    assert "(warning)" not in err


def use_demo(monkeypatch, folder):
    """Let the demonstration content be the files of `folder`."""
    monkeypatch.setattr("topics.management.commands.seed_demo.DEMO", folder)
