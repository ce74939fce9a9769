"""What readers' queries ask, compared with what the editions' documents give."""

from collections import defaultdict

from references.batches import in_batches
from topics import documents, projection
from topics.models import Edition

from .findings import FROM_A_COPY, REINDEX, Finding
from .record import FETCHED, read


def rows(topics):
    """Derive the rows of every edition of the batch anew; yield (topic id, sentence) where the stored ones differ."""
    editions = Edition.objects.filter(topic__in=topics).select_related("revision").order_by("topic", "number")
    for batch in in_batches(editions.iterator(chunk_size=FETCHED), FETCHED):
        stored = _stored(batch)
        for edition in batch:
            document = read(edition.revision.text) if edition.revision else None
            if edition.revision and (document is None or not _is_as_recorded(edition.revision)):
                continue  # said of the revision; deriving anew would spread it
            if document and document["slug"] != edition.slug:
                yield (
                    edition.topic_id,
                    f"Edition {edition.number} has the address “{edition.slug}”, but its words say "
                    f"“{document['slug']}”. {FROM_A_COPY}",
                )
            if stored[edition.pk] != _derived(edition, document):
                yield (
                    edition.topic_id,
                    f"What search and the A to Z have of edition {edition.number} is not what it says. {REINDEX}",
                )


def version():
    """Yield a `Finding` when the rows were made by another version of the projection."""
    if not projection.is_current():
        yield Finding("the whole site", f"Another release made what search and the A to Z ask. {REINDEX}")


def _is_as_recorded(revision):
    return documents.digest(revision.text) == revision.digest


def _derived(edition, document):
    return {_values(row) for row in projection.rows(edition, document)} if document else set()


def _stored(editions):
    found = defaultdict(set)
    for model in projection.DERIVED:
        for row in model.objects.filter(edition__in=editions).order_by():
            found[row.edition_id].add(_values(row))
    return found


def _values(row):
    """Return all that a row says, without its id and without what PostgreSQL generates from the rest."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and not field.generated]
    values = (getattr(row, field.attname) for field in fields)
    return (type(row), *(tuple(value) if isinstance(value, list) else value for value in values))
