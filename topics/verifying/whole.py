"""The whole database looked through at one moment, a batch of topics at a time."""

from itertools import chain

from django.db import connection, transaction

from references.batches import in_batches
from references.models import Reference
from topics.models import Topic

from . import derived, guards, library, record
from .findings import Finding

_BATCH = 50


def verify(counts, progress=iter):
    """Look through everything and yield each `Finding`, those of a topic together; into `counts` goes what was seen.

    `counts` is a `Counter`; its keys are topics, revisions, editions and references. All is seen as it was at one
    moment, while others go on publishing. Memory does not grow with the number of topics. `progress` wraps the
    iterable of topics, to show how far it has come.
    """
    with transaction.atomic():
        if not connection.savepoint_ids:  # inside another transaction it is what that one sees
            _see_one_moment()
        yield from guards.findings()
        # The keys alone: a library has some thousands.
        keys = set(Reference.objects.order_by().values_list("key", flat=True))
        topics = Topic.objects.order_by("pk").values_list("pk", "slug")
        for batch in in_batches(progress(topics.iterator(chunk_size=1000)), _BATCH):
            counts["topics"] += len(batch)
            yield from _of_topics(dict(batch), keys, counts)
        yield from record.addresses_of_nothing()
        yield from derived.version()
        yield from library.findings(counts)


def _see_one_moment():
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _of_topics(topics, keys, counts):
    """Return what is wrong with a batch of topics, given as slugs by id; topic by topic."""
    found = {pk: [] for pk in topics}
    for topic, sentence in chain(
        record.revisions(topics, keys, counts),
        record.editions(topics, counts),
        record.reviews(topics),
        derived.rows(topics),
    ):
        found[topic].append(Finding(topics[topic], sentence))
    return chain.from_iterable(found.values())
