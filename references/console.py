"""What commands share: how far a long one has come, whose name an import gets, whether the database is up to date."""

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tqdm import tqdm

_EVERY = 500

# Who is written down for imports that nobody put their name to. The account cannot log in.
IMPORTER = "import"


def progress_on(stream):
    """Return a function that wraps an iterable, with a title and how many it has, and shows progress on `stream`."""
    terminal = stream.isatty()

    def show(items, title, total=None):
        if terminal:
            yield from tqdm(items, desc=title, total=total, unit="", file=stream)
            return
        count = 0
        for count, item in enumerate(items, start=1):
            yield item
            if count % _EVERY == 0:
                stream.write(f"{title}: {count} so far")
        stream.write(f"{title}: {count} done")

    return show


def author(username):
    """Return the user of that name, or the import account. Raises `CommandError` when there is no such user."""
    users = get_user_model().objects
    if username:
        try:
            return users.get(username=username)
        except users.model.DoesNotExist:
            raise CommandError(f"There is no user “{username}”. Add the account first, or leave --by out.") from None
    user, created = users.get_or_create(username=IMPORTER, defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save()
    return user


def is_of_older_release():
    """Return whether the database waits for migrations of this release."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
