"""What keeps the record in PostgreSQL itself is there: triggers and constraints. Without them all else may change."""

from django.apps import apps
from django.db import connection

from .findings import Finding

# Made by plain SQL in the migrations of topics and references, so that no model names them.
TRIGGERS = {
    "topics_revision": ("revision_unchanged", "revision_kept"),
    "topics_review": ("review_unchanged", "review_kept"),
    "topics_address": ("address_kept",),
    "topics_edition": ("edition_unchanged", "edition_kept"),
    "references_reference": ("cited_reference_kept", "reference_key_unchanged"),
    "references_referenceversion": ("version_unchanged",),
}
CONSTRAINTS = {"topics_edition": ("edition_revision_of_topic",)}

_REMEDY = (
    "Somebody has removed it or put it out of action, or a restore was not whole: restore the newest safe copy into an "
    "empty database."
)


def findings():
    """Yield a `Finding` for each guard that is missing or does not act."""
    acting = _acting_triggers()
    for table, names in TRIGGERS.items():
        for name in names:
            if (table, name) not in acting:
                yield Finding("the database", f"The trigger {name} of {table} does not act. {_REMEDY}")
    there = _valid_constraints()
    for table, name in _expected_constraints():
        if (table, name) not in there:
            yield Finding("the database", f"The constraint {name} of {table} does not hold. {_REMEDY}")


def _expected_constraints():
    for table, names in CONSTRAINTS.items():
        yield from ((table, name) for name in names)
    for label in ("topics", "references"):
        for model in apps.get_app_config(label).get_models():
            yield from ((model._meta.db_table, constraint.name) for constraint in model._meta.constraints)


def _acting_triggers():
    return _pairs(
        """
        SELECT tgrelid::regclass::text, tgname FROM pg_trigger
         WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
        """
    )


def _valid_constraints():
    """Return the constraints and unique indexes, as a unique constraint with a condition is an index."""
    return _pairs(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0 AND convalidated
        UNION ALL
        SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index WHERE indisunique AND indisvalid
        """
    )


def _pairs(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return set(cursor.fetchall())
