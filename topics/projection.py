"""From an edition's document to the rows that readers' queries ask. The rows are derived, never truth."""

from django.db import connection, transaction

from references.batches import in_batches
from topics import documents
from topics.citations import without_marks
from topics.cleaning import plain_text
from topics.folding import fold, fold_name, initial, sort_key
from topics.models import (
    AliasKind,
    Edition,
    IndexEntry,
    Link,
    LinkKind,
    NameKind,
    ProjectionState,
    SearchEntry,
)
from topics.search.words import text_words, unify

# Raised with every change to what is derived or how: `migrate` then rebuilds all rows.
VERSION = 3

# The models of the derived rows.
DERIVED = (IndexEntry, SearchEntry, Link)

# Postgres refuses a search vector past 1 MB; this much text can never make one.
_LONGEST_SEARCHED = 150_000

_BATCH = 200


def project(edition):
    """Write the derived rows of a published `edition`. Withdrawn ones have none."""
    if edition.revision is None:
        return
    _write([(edition, documents.read(edition.revision.text))])


@transaction.atomic
def rebuild(progress=iter):
    """Derive all rows anew from every edition; returns how many editions there were.

    `progress` wraps the iterable of editions, to show how far it has come.
    """
    with connection.cursor() as cursor:
        # What is published meanwhile would be derived twice: by its verb and here.
        cursor.execute("LOCK TABLE topics_edition IN SHARE ROW EXCLUSIVE MODE")
    for model in DERIVED:
        model.objects.all().delete()
    editions = Edition.objects.filter(revision__isnull=False).select_related("revision").order_by("pk")
    count = 0
    for batch in in_batches(progress(editions.iterator(chunk_size=_BATCH)), _BATCH):
        _write([(edition, documents.read(edition.revision.text)) for edition in batch])
        count += len(batch)
    with connection.cursor() as cursor:
        # All rows are new; the server would plan with what it knew of the old ones for a while.
        cursor.execute("ANALYZE topics_indexentry, topics_searchentry, topics_link")
    ProjectionState.objects.update_or_create(pk=1, defaults={"version": VERSION})
    return count


def rows(edition, document):
    """Return the derived rows of an `edition` that shows `document`, not stored."""
    return [*_index_entries(edition, document), *_search_entries(edition, document), *_links(edition, document)]


def is_current():
    """Return whether the derived rows were made by this version of the projection."""
    return ProjectionState.objects.filter(version=VERSION).exists()


def names_of(document):
    """Return the document's names as (name, `NameKind`, whether the A to Z lists it); each name once."""
    names = [(document["title"], NameKind.TITLE, True)]
    if document["full_name"]:
        names.append((document["full_name"], NameKind.FULL_NAME, True))
    names += [(alias["name"], NameKind(alias["kind"]), alias["listed"]) for alias in document["aliases"]]
    # Of equal names the one that readers are shown counts; the sort keeps the order otherwise.
    names.sort(key=lambda name: not name[2])
    once = {}
    for name, kind, is_listed in names:
        once.setdefault(name.casefold(), (name, kind, is_listed))
    return list(once.values())


def _write(batch):
    IndexEntry.objects.bulk_create(entry for edition, document in batch for entry in _index_entries(edition, document))
    SearchEntry.objects.bulk_create(
        entry for edition, document in batch for entry in _search_entries(edition, document)
    )
    Link.objects.bulk_create(link for edition, document in batch for link in _links(edition, document))


def _index_entries(edition, document):
    evidence = document["evidence"]
    for name, kind, is_listed in names_of(document):
        key = sort_key(name)
        yield IndexEntry(
            edition=edition,
            name=name,
            kind=kind,
            is_listed=is_listed and kind != AliasKind.MISSPELLING,
            initial=initial(key),
            sort_key=key[:400],
            folded=fold_name(name)[:600],
            title=document["title"],
            full_name=document["full_name"],
            evidence_status=evidence["status"] if evidence else "",
        )


def _search_entries(edition, document):
    """Yield the topic's row, which has all of its words, then one for each section."""
    texts = [plain_text(without_marks(section["body"])) for section in document["sections"]]
    headings = [_searched(section["heading"]) for section in document["sections"]]
    bodies = [_searched(text) for text in texts]
    yield SearchEntry(
        edition=edition,
        position=0,
        text=document["summary"],
        names=unify("\n".join(fold_name(name) for name, _kind, _listed in names_of(document))),
        heading="\n".join(headings),
        summary=_searched(document["summary"]),
        body="\n".join(bodies)[:_LONGEST_SEARCHED],
        words=sorted({word for text in _all_texts(document, texts) for word in text_words(text)}),
    )
    for position, (section, text) in enumerate(zip(document["sections"], texts, strict=True), start=1):
        yield SearchEntry(
            edition=edition,
            position=position,
            section_key=section["key"],
            section_heading=section["heading"],
            text=text,
            heading=headings[position - 1],
            body=bodies[position - 1][:_LONGEST_SEARCHED],
        )


def _all_texts(document, texts):
    names = [name for name, kind, _listed in names_of(document) if kind != AliasKind.MISSPELLING]
    return [*names, document["summary"], *(section["heading"] for section in document["sections"]), *texts]


def _searched(text):
    return unify(fold(text))


def _links(edition, document):
    for position, slug in enumerate(document["related"]):
        yield Link(edition=edition, kind=LinkKind.RELATED, target=slug, position=position)
    for position, reference in enumerate(document["references"]):
        yield Link(edition=edition, kind=LinkKind.CITES, target=reference["key"], position=position)
    codes = dict.fromkeys(f"{code['system']}:{code['code']}" for code in document["codes"])
    for position, code in enumerate(codes):
        yield Link(edition=edition, kind=LinkKind.CODE, target=code, position=position)
