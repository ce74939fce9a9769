"""Fixed data that every database has. They come after each `migrate`, and after the flush between tests."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, connection

from topics.standing import PAGES

# Editors write; publishers also decide what readers get.
EDITORS, PUBLISHERS = "Editors", "Publishers"
WRITING = (
    *(f"{action}_{model}" for model in ("topic", "reference") for action in ("add", "change", "view")),
    "delete_reference",
    "view_notice",
    "change_notice",
    "view_linkcheck",
    *(f"{action}_synonym" for action in ("add", "change", "delete", "view")),
    "view_searchcount",
)
PUBLISHING = (
    "publish_topic",
    *(f"{action}_{model}" for model in ("site", "standingpage") for action in ("change", "view")),
)


def set_up(sender, using, verbosity=1, **_options):
    """Make the site's row, its standing pages and the groups with their permissions.

    Rebuild the projection when its version is new.
    """
    from topics import projection
    from topics.models import Site

    if using != DEFAULT_DB_ALIAS:
        return  # The site lives in one database; another is somebody's copy.
    if Site._meta.db_table not in connection.introspection.table_names():
        return  # The migrations of this app were just undone.
    Site.objects.get_or_create(pk=1)
    _set_up_standing_pages()
    _set_up_groups()
    if not projection.is_current():
        count = projection.rebuild()
        if verbosity:
            print(f"  Rebuilt what readers' queries ask, from {count} editions.")


def _set_up_standing_pages():
    """Begin each page that is not there; one that is there is the editors'."""
    from topics.models import StandingPage

    if StandingPage._meta.db_table not in connection.introspection.table_names():
        return  # Only migrations from before the standing pages were applied.
    there = set(StandingPage.objects.values_list("url", flat=True))
    for page in PAGES.values():
        if page.address not in there:
            StandingPage.objects.create(url=page.address, title=page.title, content=page.starting_text)


def _set_up_groups():
    from django.contrib.auth.models import Group, Permission

    # Permissions come from a receiver too, which may run after this one.
    for label in ("topics", "references"):
        create_permissions(installed.get_app_config(label), verbosity=0)
    found = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label__in=("topics", "references"))
    }
    for name, codenames in ((EDITORS, WRITING), (PUBLISHERS, WRITING + PUBLISHING)):
        group, created = Group.objects.get_or_create(name=name)
        if created:
            group.permissions.set(found[codename] for codename in codenames)
