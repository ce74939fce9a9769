import json
import stat
import subprocess
import sys

import pytest

from az_ms import environment as reading
from az_ms.environment import SettingsError

from .processes import ROOT, environment, is_one_sentence, manage

PRODUCTION = {
    "DJANGO_DEBUG": "0",
    "SECRET_KEY": "a key of the tests, long and varied enough for the checks",
    "ALLOWED_HOSTS": "www.example.org",
    "DATABASE_URL": "postgresql://az_ms:secret@db.example.org/az_ms",
}
SHOW = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in ("DEBUG", "ALLOWED_HOSTS", "PAGE_MAX_AGE", "DATABASES")}))
"""


def settings(**variables):
    """Return the settings that matter here, as these variables make them."""
    done = manage("shell", "-c", SHOW, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# The origin


@pytest.mark.parametrize("value", ["https://www.example.org", "https://www.example.org/", "http://127.0.0.1:8000"])
def test_an_origin_is_a_scheme_and_a_host(monkeypatch, value):
    monkeypatch.setenv("SITE_ORIGIN", value)
    assert reading.origin("SITE_ORIGIN") == value.rstrip("/")


@pytest.mark.parametrize("value", ["https://www.example.org/a-z", "ftp://example.org", "https://", "https://a b"])
def test_what_is_no_origin_is_refused(monkeypatch, value):
    monkeypatch.setenv("SITE_ORIGIN", value)
    with pytest.raises(SettingsError, match="SITE_ORIGIN"):
        reading.origin("SITE_ORIGIN")


# Sentences


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_without_what_it_needs_is_a_sentence_that_names_it(missing):
    done = manage("check", **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert done.returncode == 1
    assert missing in done.stderr
    assert is_one_sentence(done.stderr)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DJANGO_DEBUG", "perhaps"),
        ("PAGE_MAX_AGE", "-1"),
        ("SITE_ORIGIN", "www.example.org"),
        ("DATABASE_URL", "mysql://root@localhost/az_ms"),
        ("DATABASE_URL", "postgresql://az_ms:a/b@localhost:port/az_ms"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_its_variable(variable, value):
    done = manage("check", **{variable: value})
    assert variable in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_password_is_never_repeated():
    assert "hunter2" not in manage("check", DATABASE_URL="mysql://root:hunter2@localhost/az_ms").stderr


def test_gunicorn_ends_with_the_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "az_ms.wsgi"],
        env=environment(DJANGO_DEBUG="0"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "the environment must set SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


# Defaults


def test_nothing_set_is_development_on_this_machine():
    made = settings()
    assert made["DEBUG"] is True
    assert made["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert made["PAGE_MAX_AGE"] == 0


def test_production_passes_the_checks_for_deployment():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_caches_pages_and_keeps_connections_that_it_checks():
    made = settings(**PRODUCTION)
    database = made["DATABASES"]["default"]
    assert made["DEBUG"] is False
    assert made["PAGE_MAX_AGE"] == 60
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (600, True)
    assert database["ENGINE"] == "az_ms.postgres"


def test_production_uses_the_private_server_when_asked_by_name():
    made = settings(**PRODUCTION | {"DATABASE_URL": "private"})
    assert made["DATABASES"]["default"]["ENGINE"] == "az_ms.private_postgres"


def test_a_server_older_than_15_is_refused():
    from az_ms.postgres.base import DatabaseWrapper

    assert DatabaseWrapper.features_class.minimum_database_version == (15,)


def test_collected_files_keep_the_plain_names_that_the_editor_loads(tmp_path):
    done = manage("collectstatic", "--no-input", **PRODUCTION | {"STATIC_ROOT": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ckeditor/ckeditor/plugins/link/dialogs/link.js").exists()
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert (tmp_path / names["admin/css/base.css"]).with_suffix(".css.gz").exists()


# The secret key


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    file = tmp_path / "var" / "secret_key"
    key = reading.secret_key(file)
    assert len(key) >= 50
    assert reading.secret_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_processes_that_make_the_secret_key_at_once_get_the_same(tmp_path):
    file = tmp_path / "secret_key"
    code = f"from pathlib import Path; from az_ms.environment import *; print(secret_key(Path({str(file)!r})))"
    together = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    keys = {process.communicate(timeout=60)[0] for process in together}
    assert keys == {f"{file.read_text()}\n"}


def test_a_secret_key_that_cannot_be_kept_is_a_sentence(tmp_path):
    (tmp_path / "var").write_text("a file, not a folder")
    with pytest.raises(SettingsError, match="or set SECRET_KEY"):
        reading.secret_key(tmp_path / "var" / "secret_key")


# The release


def test_the_release_changes_with_any_source_and_not_without(tmp_path, monkeypatch):
    monkeypatch.delenv("RELEASE", raising=False)
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "page.html").write_text("one")
    first = reading.release([sources], is_debug=False)
    assert reading.release([sources], is_debug=False) == first
    (sources / "page.html").write_text("two")
    assert reading.release([sources], is_debug=False) != first


def test_in_development_every_process_is_a_release(monkeypatch):
    monkeypatch.delenv("RELEASE", raising=False)
    assert reading.release([], is_debug=True) != reading.release([], is_debug=True)


def test_a_release_can_be_named(monkeypatch):
    monkeypatch.setenv("RELEASE", "2026.11")
    assert reading.release([], is_debug=False) == "2026.11"
