"""The one box: what is put in is read and matched, shown to the editor, and stored when the editor confirms.

    intake = begin([("export.ris", data)], by=user)
    store(intake, by=user)

Until then nothing of it is in the library. What becomes of a record is decided anew when it is stored, because a
colleague may have added the same source in the meantime.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from references.batches import in_batches
from references.importing.matching import Library, Status
from references.importing.reading import read
from references.importing.report import UnreadableError
from references.keys import new_key
from references.models import Intake, IntakeRecord, Reference, ReferenceVersion

KEPT_FOR = timedelta(days=7)
# Rows in one statement: enough to be quick, few enough to be small.
_BATCH = 500


def all_of(records, title):
    """Show no progress: what `show` is where nobody looks on."""
    return records


@transaction.atomic
def begin(files, by, show=all_of):
    """
    Read and match `files`, pairs of name and bytes (or text), and return the `Intake` of user `by`.

    `show(records, title)` wraps the records as they are worked off. What cannot be read at all is told in
    `Intake.files`. Intakes that nobody has looked after for a week go.
    """
    Intake.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    intake = Intake.objects.create(by=by)
    library, position = Library(), 0
    for number, (name, data) in enumerate(files):
        try:
            reading = read(data, name, show)
        except UnreadableError as error:
            intake.files.append({"name": name, "problem": " ".join(error.messages)})
            continue
        intake.files.append(
            {"name": name, "format": reading.format, "encoding": reading.encoding, "notes": list(reading.notes)}
        )
        for batch in in_batches(show(reading.records, f"Matching {name}".strip()), _BATCH):
            rows = []
            for record in batch:
                match = library.match(position, record)
                rows.append(_row(intake, number, position, record, match))
                position += 1
            IntakeRecord.objects.bulk_create(rows)
    intake.save(update_fields=["files"])
    return intake


def _row(intake, number, position, record, match):
    return IntakeRecord(
        intake=intake,
        position=position,
        file=number,
        line=record.line,
        raw=record.raw,
        item=record.item,
        identifiers=record.identifiers,
        problem=record.problem,
        notes=list(record.notes),
        is_retracted=record.is_retracted,
        key=record.key,
        status=match.status,
        reference_id=match.reference_id,
        twin=match.twin,
        is_wanted=match.status == Status.NEW,
    )


@transaction.atomic
def fill(rows, found):
    """
    Give records that only named a source what was looked up, `found` in the same order: a `Record`, or an error.

    They are matched with the library anew, and what was wrong is in their notes.
    """
    library = Library()
    for row, answer in zip(rows, found, strict=True):
        if isinstance(answer, ValidationError):
            row.notes = answer.messages
        else:
            match = library.match(row.position, answer)
            row.item, row.notes, row.is_retracted = answer.item, list(answer.notes), answer.is_retracted
            row.status, row.reference_id, row.twin = match.status, match.reference_id, match.twin
            row.is_wanted = match.status == Status.NEW
    IntakeRecord.objects.bulk_update(
        rows, ["item", "notes", "is_retracted", "status", "reference", "twin", "is_wanted"]
    )


@transaction.atomic
def store(intake, by, show=all_of):
    """
    Put the wanted records of an intake into the library as user `by`: all of them or, after an error, none.

    A record whose DOI, PMID or PMCID the library has got in the meantime becomes that reference. Raises
    ValidationError when the intake is stored already.
    """
    _wait_for_other_imports()
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.stored_at:
        raise ValidationError("These references have been added already.")
    library, taken = Library(), set(Reference.objects.values_list("key", flat=True))
    became = {}
    wanted = intake.records.filter(is_wanted=True, item__isnull=False).order_by("position")
    for batch in in_batches(show(wanted.iterator(chunk_size=_BATCH), "Adding"), _BATCH):
        _store_batch(intake, by, batch, library, taken, became)
    for record in intake.records.filter(twin__isnull=False, reference__isnull=True):
        record.reference_id = became.get(record.twin)
        record.save(update_fields=["reference"])
    intake.stored_at = timezone.now()
    intake.save(update_fields=["stored_at"])
    return intake


def _store_batch(intake, by, batch, library, taken, became):
    references = []
    for record in batch:
        match = library.match(record.position, record)
        if match.status == Status.HERE:
            record.status, record.reference_id = Status.HERE, match.reference_id
            became[record.position] = match.reference_id
        elif match.status == Status.TWICE:
            record.status, record.twin, record.reference_id = Status.TWICE, match.twin, became.get(match.twin)
        else:
            references.append((record, _reference(record, taken)))
    Reference.objects.bulk_create([reference for _record, reference in references])
    names = [file["name"] for file in intake.files]
    ReferenceVersion.objects.bulk_create(
        ReferenceVersion(
            reference=reference, number=1, state=reference.state(), by=by, why=f"Added from {names[record.file]}"[:300]
        )
        for record, reference in references
    )
    for record, reference in references:
        record.reference, record.is_stored = reference, True
        became[record.position] = reference.pk
    _keep_outcomes(batch)


def _keep_outcomes(batch):
    """Write what became of the records. Django's bulk_update takes ten times as long for it."""
    columns = zip(*((row.pk, row.status, row.reference_id, row.twin, row.is_stored) for row in batch), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE references_intakerecord AS record
               SET status = outcome.status, reference_id = outcome.reference, twin = outcome.twin,
                   is_stored = outcome.is_stored
              FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::int[], %s::boolean[])
                   AS outcome (id, status, reference, twin, is_stored)
             WHERE record.id = outcome.id
            """,
            [list(map(str, column)) if number == 1 else list(column) for number, column in enumerate(columns)],
        )


def _reference(record, taken):
    """A new reference, not saved yet, under its own key where that is free, else one made from author and year."""
    key = record.key if record.key and record.key not in taken else new_key(record.item, taken.__contains__)
    taken.add(key)
    reference = Reference(key=key, csl=record.item)
    reference.derive()
    return reference


def _wait_for_other_imports():
    """Let one intake be stored at a time, so that two cannot add the same source, or give one key twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('references.importing'))")
