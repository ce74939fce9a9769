"""Two references that are the same source become one, in every draft at once."""

from django.core.exceptions import ValidationError

from references import csl
from references.models import LinkCheck, Reference
from topics import citations, publishing
from topics.models import Citation, Topic

# What a reference says of itself alone, so that it is no gap when another lacks it.
_OWN = frozenset({"id", "type", "note", "annote", "custom"})
_OWN_FACTS = frozenset({csl.AUTHORS_TRUNCATED})


def gaps(duplicate, into):
    """Return what `into` lacks, `duplicate` has, and merging fills: CSL variables and editorial facts by name."""
    return _lacking(duplicate.item, into.csl, _OWN) | _lacking(_facts(duplicate), _facts(into), _OWN_FACTS)


def contradictions(duplicate, into):
    """Return the names of the identifiers that both have and that differ: then they may be two sources."""
    return [
        name
        for name in ("DOI", "PMID", "PMCID", "ISBN")
        if name in duplicate.csl and name in into.csl and duplicate.csl[name] != into.csl[name]
    ]


def _lacking(item, other, own):
    return {name: value for name, value in item.items() if name not in own and name not in other}


def _facts(reference):
    return reference.csl.get("custom", {})


@publishing.verb
def merge(duplicate, into, by):
    """Let the reference `into` take the place of `duplicate`, as user `by`; return the topics whose drafts changed.

    Each draft that cites the duplicate gets its citation and its marks changed, and a revision. What `into` lacks and
    the duplicate says is filled in. The duplicate's row stays: its key goes on leading to `into` in published
    documents and addresses. Raises `ValidationError` when it was merged before, and when a draft breaks a rule.
    """
    # No form that was checked with the old key is stored after this.
    publishing.wait_for_other_saves()
    topics = list(Topic.objects.select_for_update(no_key=True).filter(citations__reference=duplicate.pk).order_by("pk"))
    duplicate, into = _lock(duplicate, into)
    for topic in topics:
        _move(topic, duplicate, into)
    if Citation.objects.filter(reference=duplicate).exists():
        raise ValidationError("Somebody has just cited this reference. Try again.")
    _fill(duplicate, into, by)
    for topic in topics:
        _record(topic, by)
    return topics


def _lock(duplicate, into):
    """Return the rows of both, locked; refuse what cannot be merged."""
    rows = Reference.objects.select_for_update(no_key=True).order_by("pk").in_bulk([duplicate.pk, into.pk])
    if len(rows) < 2:
        raise ValidationError("A reference cannot be merged into itself. Choose another one.")
    duplicate, into = rows[duplicate.pk], rows[into.pk]
    for one in (duplicate, into):
        if one.merged_into_id:
            raise ValidationError(f"“{one.key}” was merged before, into “{one.merged_into.key}”. Choose that one.")
    return duplicate, into


def _move(topic, duplicate, into):
    """Let the draft of `topic` cite `into` where it cites the duplicate."""
    for section in topic.sections.all():
        body = citations.replace_keys(section.body, {duplicate.key: into.key})
        if body != section.body:
            # A mark that names both names it once.
            section.body = citations.normalise_marks(body)
            section.save(update_fields=["body"])
    old = topic.citations.get(reference=duplicate)
    kept = topic.citations.filter(reference=into).first()
    if kept is None:
        old.reference = into
        old.save(update_fields=["reference"])
        return
    if old.link_text and not kept.link_text:
        kept.link_text = old.link_text
        kept.save(update_fields=["link_text"])
    old.delete()


def _fill(duplicate, into, by):
    """Write down where the duplicate went, with those merged into it before, and give `into` what it lacked.

    What was found against the duplicate stands against `into`, which is the same source.
    """
    Reference.objects.filter(merged_into=duplicate).update(merged_into=into)
    known = into.notices.values("record")
    duplicate.notices.exclude(record__in=known).update(reference=into)
    LinkCheck.objects.filter(reference=duplicate).delete()
    # First, so that the duplicate gives up its DOI and PMID.
    duplicate.merged_into = into
    duplicate.save(by=by)
    facts = _facts(into) | _lacking(_facts(duplicate), _facts(into), _OWN_FACTS)
    into.csl = into.csl | _lacking(duplicate.item, into.csl, _OWN) | {"custom": facts}
    into.internal_note = into.internal_note or duplicate.internal_note
    into.save(by=by, why=f"{duplicate.key} was merged into it")


def _record(topic, by):
    try:
        publishing.record(topic, by)
    except ValidationError as error:
        raise ValidationError(
            f"The draft of “{topic}” has to be put in order first: {' '.join(error.messages)}"
        ) from error
