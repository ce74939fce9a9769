"""Fixed data: there after every migrate, made once, and never taken back from an administrator."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connections

from tests.make import make_live
from topics import projection
from topics.models import IndexEntry, ProjectionState, Site
from topics.receivers import set_up

pytestmark = pytest.mark.django_db


def codenames(group):
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def migrate():
    call_command("migrate", verbosity=0, interactive=False)


def test_a_new_site_has_its_row_and_its_two_groups():
    assert list(Site.objects.values_list("pk", "name", "notice")) == [(1, "A to Z of MS", "")]
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", "Publishers"}


def test_editors_write_and_publishers_also_decide_what_readers_get():
    writing = {f"{action}_{model}" for model in ("topic", "reference") for action in ("add", "change", "view")}
    thesaurus = {f"{action}_synonym" for action in ("add", "change", "delete", "view")}
    writing |= {"delete_reference", "view_notice", "change_notice", "view_linkcheck"}
    assert codenames("Editors") == writing | thesaurus | {"view_searchcount"}
    assert codenames("Publishers") - codenames("Editors") == {
        "publish_topic",
        *(f"{action}_{model}" for model in ("site", "standingpage") for action in ("change", "view")),
    }
    assert codenames("Editors") < codenames("Publishers")


def test_nobody_may_write_the_record_or_add_or_delete_the_site():
    for group in ("Editors", "Publishers"):
        writing = {name for name in codenames(group) if not name.startswith("view_")}
        assert not [
            name for name in writing if name.endswith(("_revision", "_edition", "_review", "_address", "_searchcount"))
        ]
        assert not {"add_site", "delete_site", "add_standingpage", "delete_standingpage"} & writing


def test_groups_of_a_site_that_was_there_before_the_thesaurus_may_keep_it_too():
    Permission.objects.filter(codename__in=["view_searchcount", "add_synonym"]).delete()
    for group in Group.objects.all():
        group.permissions.remove(*Permission.objects.filter(codename__endswith="_synonym"))
    migration = import_module("topics.migrations.0004_thesaurus_and_searches")

    migration.grant(apps, None)
    migrate()

    for group in ("Editors", "Publishers"):
        assert {f"{action}_synonym" for action in ("add", "change", "delete", "view")} < codenames(group)
        assert "view_searchcount" in codenames(group)
    assert Permission.objects.get(codename="view_searchcount").name == "Can view search"


def test_a_new_site_is_given_nothing_by_the_migration_of_the_thesaurus():
    Group.objects.all().delete()
    Permission.objects.filter(codename="view_searchcount").delete()
    import_module("topics.migrations.0004_thesaurus_and_searches").grant(apps, None)
    assert not Permission.objects.filter(codename="view_searchcount").exists()


def test_a_second_migrate_changes_nothing():
    before = [list(model.objects.order_by("pk").values()) for model in (Site, Group, Permission, ProjectionState)]
    migrate()
    assert [
        list(model.objects.order_by("pk").values()) for model in (Site, Group, Permission, ProjectionState)
    ] == before


def test_what_an_administrator_changed_is_kept():
    group = Group.objects.get(name="Editors")
    group.permissions.set(Permission.objects.filter(codename__in=["view_topic", "publish_topic"]))
    Site.objects.update(name="Ours", notice="Hello")
    migrate()
    assert codenames("Editors") == {"view_topic", "publish_topic"}
    assert Site.objects.values_list("name", "notice").get() == ("Ours", "Hello")


def test_a_group_that_was_deleted_comes_back_whole():
    before = codenames("Editors")
    Group.objects.get(name="Editors").delete()
    migrate()
    assert codenames("Editors") == before


def test_the_projection_is_rebuilt_when_its_version_is_new_and_only_then(capsys, monkeypatch):
    make_live("ccsvi")
    first = list(IndexEntry.objects.values_list("pk", flat=True))
    migrate()
    assert list(IndexEntry.objects.values_list("pk", flat=True)) == first
    monkeypatch.setattr(projection, "VERSION", projection.VERSION + 1)
    migrate()
    assert list(IndexEntry.objects.values_list("pk", flat=True)) != first
    assert list(IndexEntry.objects.values_list("name", flat=True)) == ["Ccsvi"]
    assert ProjectionState.objects.get().version == projection.VERSION


@pytest.fixture
def another_database():
    """The alias of a second database, which leads to the first so that nothing need be made."""
    connections["other"] = connections["default"]
    yield "other"
    del connections["other"]


def test_migrating_another_database_leaves_the_site_alone(another_database, monkeypatch):
    Group.objects.all().delete()
    version = ProjectionState.objects.get().version
    monkeypatch.setattr(projection, "VERSION", version + 1)
    set_up(sender=None, using=another_database)
    assert ProjectionState.objects.get().version == version
    assert not Group.objects.exists()
