"""Topics out of the site as whole documents: with their references' CSL items and their review dates."""

from django.db import connection

from references.models import Reference
from topics import documents
from topics.download import whole_documents
from topics.models import Topic
from topics.schema import DocumentError, Problem

_BATCH = 100


def export_documents(slugs=(), live=False):
    """Yield the canonical text of each topic, by slug: of the draft, or of what readers have now with `live`.

    `slugs` limits it to those topics. Memory stays flat however many there are. Raises `DocumentError`, which names
    the topic, for a draft that breaks a rule.
    """
    if live:
        yield from whole_documents(_now(), slugs)
        return
    topics = Topic.objects.order_by("slug")
    if slugs:
        topics = topics.filter(slug__in=slugs)
    for topic in topics.iterator(chunk_size=_BATCH):
        yield documents.as_text(_whole(_draft(topic), topic))


def _now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def _draft(topic):
    try:
        return documents.compose(topic)
    except DocumentError as error:
        raise DocumentError([Problem(f"{topic.slug}: {path}", why) for path, why in error.problems]) from error


def _whole(document, topic):
    keys = [reference["key"] for reference in document["references"]]
    items = Reference.objects.items_of(keys)
    return document | {
        "references": [
            reference | {"csl": items[reference["key"]] | {"id": reference["key"]}}
            for reference in document["references"]
        ],
        "reviewed_on": topic.reviewed_on and topic.reviewed_on.isoformat(),
        "review_due": topic.review_due and topic.review_due.isoformat(),
    }
