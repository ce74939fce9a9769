"""References: each stands as its last version says, under its own key, and leads to one that stands by itself."""

from django.db.models import OuterRef, Subquery

from references.models import Reference, ReferenceVersion

from .findings import FROM_A_COPY, Finding


def findings(counts):
    """Yield a `Finding` for whatever is wrong with a reference or its history."""
    versions = ReferenceVersion.objects.filter(reference=OuterRef("pk")).order_by("-number")
    references = (
        Reference.objects.order_by("key")
        .select_related("merged_into")
        .annotate(
            last_number=Subquery(versions.values("number")[:1]), last_state=Subquery(versions.values("state")[:1])
        )
    )
    for reference in references.iterator(chunk_size=200):
        counts["references"] += 1
        where = f"reference {reference.key}"
        for sentence in _wrong(reference):
            yield Finding(where, sentence)
    yield from _holes()


def _wrong(reference):
    if reference.csl.get("id") != reference.key:
        yield "Its CSL item names another key. Open it and save it again."
    if reference.last_number is None:
        yield "It has no history. Open it and save it again."
    elif reference.last_state != reference.state():
        yield f"It is not as its last version says. Bring version {reference.last_number} back, or save it again."
    if reference.merged_into and reference.merged_into.merged_into_id:
        yield (
            f"It was merged into “{reference.merged_into.key}”, which was itself merged into another, so pages show "
            f"the wrong source. {FROM_A_COPY}"
        )


def _holes():
    """Yield a `Finding` for each reference whose versions are not numbered 1, 2, 3 …"""
    last = (None, 0)
    rows = ReferenceVersion.objects.order_by("reference", "number").values_list("reference__key", "number")
    for key, number in rows.iterator():
        if number != (last[1] + 1 if last[0] == key else 1):
            yield Finding(f"reference {key}", f"Versions before version {number} are missing. {FROM_A_COPY}")
        last = (key, number)
