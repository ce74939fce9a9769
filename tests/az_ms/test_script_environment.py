"""The scripts started by somebody whom the site does not belong to: one sentence, and nothing is changed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from .processes import ROOT, environment, is_one_sentence

IS_ROOT = os.geteuid() == 0
NOBODY = 65534


@pytest.fixture
def project():
    """A project's folder that others may pass through, with the scripts and without a .venv."""
    place = Path(tempfile.mkdtemp(prefix="az-", dir="/tmp"))
    place.chmod(0o755)
    shutil.copytree(ROOT / "script", place / "script")
    yield place
    for folder in (place, place / ".venv"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(0o755)
    shutil.rmtree(place)


def refusal(project, script, **options):
    """Return the sentence with which a script refuses, having changed nothing below the project's folder."""
    before = contents(project)
    done = subprocess.run(
        [project / "script" / script, *(["any.dump"] if script == "restore" else [])],
        env=environment(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert is_one_sentence(done.stderr), done.stderr
    assert contents(project) == before
    return done.stderr


def contents(project):
    return {path: path.lstat().st_mtime_ns for path in [project, *project.rglob("*")]}


def as_another():
    """Return the options that run a program as a user who owns nothing, where that is possible."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if IS_ROOT else {}


@pytest.mark.parametrize("script", ["backup", "restore"])
def test_an_environment_that_this_user_may_not_enter_is_not_made_anew(project, script):
    (project / ".venv").mkdir()
    (project / ".venv" / "kept").write_text("")
    (project / ".venv").chmod(0o700 if IS_ROOT else 0)
    said = refusal(project, script, **as_another())
    assert str(project / ".venv") in said
    assert "run this as" in said
    assert "the user the site belongs to" in said


@pytest.mark.parametrize("script", ["backup", "restore"])
def test_a_python_that_this_user_may_not_run_is_not_made_anew(project, script):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").write_text("#!/bin/sh\n")
    (project / ".venv" / "bin" / "python").chmod(0o600)
    assert "the user the site belongs to" in refusal(project, script, **as_another())


@pytest.mark.parametrize("script", ["backup", "restore", "server", "test"])
def test_a_useless_environment_of_somebody_else_is_not_made_anew(project, script):
    if IS_ROOT:
        (project / ".venv").mkdir()
        os.chown(project / ".venv", NOBODY, NOBODY)
    else:
        (project / ".venv").symlink_to("/etc")
    said = refusal(project, script)
    assert "the user the site belongs to" in said
    assert "root" in said or "nobody" in said


@pytest.mark.parametrize("script", ["backup", "restore"])
def test_without_an_environment_none_is_made_where_this_user_may_not_write(project, script):
    project.chmod(0o755 if IS_ROOT else 0o555)
    said = refusal(project, script, **as_another())
    assert f"{project} cannot be written to" in said
    assert "the user the site belongs to" in said


def test_an_environment_of_somebody_else_that_this_user_may_run_is_used(project):
    for folder in (project / ".venv", project / ".venv" / "bin"):
        folder.mkdir()
    python = project / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "called with $2 $3"\n')
    python.chmod(0o755)
    done = subprocess.run(
        [project / "script" / "backup", "kept"],
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **as_another(),
    )
    assert done.stdout == "called with backup kept\n", done.stderr
