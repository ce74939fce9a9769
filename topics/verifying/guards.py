"""What keeps the record in PostgreSQL itself is there, and does what the migrations gave it to do."""

import hashlib

from django.apps import apps
from django.db import connection

from .findings import FROM_A_COPY, Finding

# Made by plain SQL in the migrations of topics and references, so that no model names them: by table and trigger, when
# it fires (PostgreSQL's words) and what it calls.
TRIGGERS = {
    "topics_revision": {
        "revision_unchanged": ("BEFORE UPDATE", "topics_refuse"),
        "revision_kept": ("BEFORE DELETE", "topics_refuse_if_published"),
    },
    "topics_review": {
        "review_unchanged": ("BEFORE UPDATE", "topics_refuse"),
        "review_kept": ("BEFORE DELETE", "topics_refuse_if_published"),
    },
    "topics_address": {"address_kept": ("BEFORE DELETE OR UPDATE", "topics_refuse")},
    "topics_edition": {
        "edition_unchanged": ("BEFORE UPDATE", "topics_guard_edition"),
        "edition_kept": ("BEFORE DELETE", "topics_refuse"),
    },
    "references_reference": {
        "cited_reference_kept": ("BEFORE DELETE", "topics_keep_cited_reference"),
        "reference_key_unchanged": ("BEFORE UPDATE OF key", "references_refuse_new_key"),
    },
    "references_referenceversion": {"version_unchanged": ("BEFORE UPDATE", "references_refuse_other_version")},
}
# The condition of a trigger that does not fire for every row.
CONDITIONS = {"reference_key_unchanged": "new.key::text IS DISTINCT FROM old.key::text"}
# Of each function's text, `digest`. A migration that changes one changes this: the tests print what it is then.
FUNCTIONS = {
    "references_refuse_new_key": "c4264f039537febb2b74317313d20aa86d32f4abd2347740272b50cc6aa621a5",
    "references_refuse_other_version": "8e3c121041b809f53c9ae0a6621665ee3c6a3ffbe73f194c940369b5892f2ad3",
    "topics_guard_edition": "42b1cdb77596eac9222b725442c58e81e559604011179b7595f956d59125c733",
    "topics_keep_cited_reference": "9aefee76ed628d501215a0c25d21a0640f134f620a58ee36e609133f318fb24f",
    "topics_refuse": "8f1e0e6c74d74e875c818d4d0529cf90a95600e05f3a53409c230b80399dcdb7",
    "topics_refuse_if_published": "29d4cdc73c48e66eb28fafa0252e458719cd19bd17c8c8eddee48a50c98d6f0d",
}
CONSTRAINTS = {"topics_edition": ("edition_revision_of_topic",)}

_REMEDY = (
    "Somebody has removed it or put it out of action, or a restore was not whole: restore the newest safe copy into an "
    "empty database."
)
_CHANGED = f"Somebody has changed it, and may have changed the record since. {FROM_A_COPY}"


def findings():
    """Yield a `Finding` for each guard that is missing, does not act, or is another than the migrations made."""
    acting = triggers()
    for table, names in TRIGGERS.items():
        for name in names:
            if (table, name) not in acting:
                yield Finding("the database", f"The trigger {name} of {table} does not act. {_REMEDY}")
            elif acting[table, name] != definition(table, name):
                yield Finding("the database", f"The trigger {name} of {table} is another than it was. {_CHANGED}")
    does = functions()
    for name, expected in FUNCTIONS.items():
        if does.get(name, expected) != expected:  # without any trigger that calls it, that is said already
            yield Finding("the database", f"The function {name} does something else than it did. {_CHANGED}")
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


def definition(table, name):
    """Return the trigger as PostgreSQL (15 to 18) words it."""
    when, function = TRIGGERS[table][name]
    condition = f" WHEN ({CONDITIONS[name]})" if name in CONDITIONS else ""
    return f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION {function}()"


def triggers():
    """Return what each trigger that acts says, by table and name."""
    rows = _rows(
        """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid, true) FROM pg_trigger
         WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
        """
    )
    return {(table, name): says for table, name, says in rows}


def functions():
    """Return the `digest` of each function that a trigger of the record calls, by name."""
    rows = _rows(
        """
        SELECT DISTINCT proname, lanname, proconfig, prosrc
          FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_language ON pg_language.oid = prolang
         WHERE NOT tgisinternal
        """
    )
    return {name: digest(language, settings, text) for name, language, settings, text in rows if name in FUNCTIONS}


def digest(language, settings, text):
    """Return the SHA-256, in hexadecimal, of a function's language, settings and text.

    How its lines are indented does not count: that of a migration may be changed after it has run.
    """
    lines = [line.strip() for line in text.splitlines()]
    told = [language, *(settings or []), *filter(None, lines)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _valid_constraints():
    """Return the constraints and unique indexes, as a unique constraint with a condition is an index."""
    rows = _rows(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conrelid <> 0 AND convalidated
        UNION ALL
        SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index WHERE indisunique AND indisvalid
        """
    )
    return set(rows)


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
