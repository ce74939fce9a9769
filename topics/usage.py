"""Where references are used: the topics and sections that cite them, in drafts and in what readers have or will have.

A reference is used by its own key and by those of the duplicates that were merged into it.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from references.models import Reference
from topics import citations, documents
from topics.models import Citation, Edition, EditionKind, Link, LinkKind, Revision, Section, Topic

# How a section without a heading is called.
OPENING = "the opening"


@dataclass(frozen=True)
class Use:
    """That one topic uses a reference.

    Each of `draft`, `live` and `to_come` is None where it is not used, else the headings of the sections that cite it;
    an empty list where it only stands in the list of references. `live_slug` is where readers have the topic.
    """

    topic: Topic
    draft: list[str] | None
    live: list[str] | None
    to_come: list[str] | None
    live_slug: str = ""


def uses_of(reference):
    """Return the `Use`s of one reference, by the titles of the topics."""
    return uses_of_all([reference])[reference.pk]


def uses_of_all(references):
    """Return for the id of each of `references` its `Use`s, by title. Four queries, however many there are."""
    owners = _owners(references)
    found = defaultdict(lambda: defaultdict(dict))
    for topic, keys, sections in _drafts(owners):
        for owner, own_keys in _by_owner(keys, owners):
            found[owner][topic]["draft"] = _headings(sections, own_keys)
    for edition, keys, sections in _editions(owners):
        for owner, own_keys in _by_owner(keys, owners):
            use = found[owner][edition.topic_id]
            when = "live" if edition.is_live else "to_come"
            use[when] = list(dict.fromkeys([*use.get(when, []), *_headings(sections, own_keys)]))
            if edition.is_live:
                use["live_slug"] = edition.slug
    topics = Topic.objects.in_bulk({topic for uses in found.values() for topic in uses})
    return {
        reference.pk: sorted(
            (
                Use(topics[topic], use.get("draft"), use.get("live"), use.get("to_come"), use.get("live_slug", ""))
                for topic, use in found[reference.pk].items()
            ),
            key=lambda use: (use.topic.title.casefold(), use.topic.pk),
        )
        for reference in references
    }


def earlier_versions(reference):
    """Return the revisions that name the reference, by topic; every stored version of a topic is looked at."""
    keys = [key for key, owner in _owners([reference]).items() if owner == reference.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM topics_revision
             WHERE EXISTS (
                 SELECT FROM jsonb_array_elements(text::jsonb -> 'references') AS listed
                  WHERE listed ->> 'key' = ANY (%s))
            """,
            [keys],
        )
        found = [row[0] for row in cursor]
    return (
        Revision.objects.filter(pk__in=found).select_related("topic").defer("text").order_by("topic__title", "number")
    )


def with_counts(references):
    """Return the queryset of references with `topic_count`: how many topics use each, in the draft or live."""
    return references.annotate(topic_count=RawSQL(_COUNT, [], output_field=IntegerField()))  # noqa: S611 - a constant


def in_live_topics(rows):
    """Return those of `rows`, each about one `reference`, whose source any topic cites that readers have now."""
    about = OuterRef(OuterRef("reference"))
    family = Reference.objects.filter(Q(pk=about) | Q(merged_into=about)).order_by().values("key")
    cites = Link.objects.filter(edition__in=Edition.objects.live(), kind=LinkKind.CITES, target__in=family)
    return rows.filter(Exists(cites))


_COUNT = """
    (SELECT count(*) FROM (
        WITH family AS (
            SELECT id, key FROM references_reference AS own WHERE own.id = references_reference.id
            UNION ALL
            SELECT id, key FROM references_reference AS merged WHERE merged.merged_into_id = references_reference.id
        )
        SELECT citation.topic_id FROM family JOIN topics_citation AS citation ON citation.reference_id = family.id
        UNION
        SELECT edition.topic_id
          FROM family
          JOIN topics_link AS link ON link.kind = 'cites' AND link.target = family.key
          JOIN topics_edition AS edition ON edition.id = link.edition_id
         WHERE edition.cancelled_at IS NULL AND edition.live_from <= statement_timestamp()
           AND (edition.live_until IS NULL OR edition.live_until > statement_timestamp())
    ) AS used)
"""


def _owners(references):
    """Return the id of the reference, one of `references`, for each key that stands for it."""
    ids = {reference.pk for reference in references}
    family = Reference.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids)).order_by()
    return {key: pk if pk in ids else into for key, pk, into in family.values_list("key", "pk", "merged_into")}


def _drafts(keys):
    """Yield (topic id, those of `keys` that it lists, its sections as heading and body) for each draft with any."""
    listed = defaultdict(set)
    for topic, key in (
        Citation.objects.filter(reference__key__in=keys).order_by().values_list("topic", "reference__key")
    ):
        listed[topic].add(key)
    sections = defaultdict(list)
    for topic, heading, body in Section.objects.filter(topic__in=listed).values_list("topic", "heading", "body"):
        sections[topic].append((heading, body))
    for topic, cited in listed.items():
        yield topic, cited, sections[topic]


def _editions(keys):
    """Yield (edition, those of `keys` that it lists, its sections) for what readers have or will have."""
    editions = (
        Edition.objects.standing()
        .filter(Q(live_until__isnull=True) | Q(live_until__gt=Now()), kind=EditionKind.PUBLISHED)
        .filter(Exists(Link.objects.filter(edition=OuterRef("pk"), kind=LinkKind.CITES, target__in=list(keys))))
        .annotate(is_live=Q(live_from__lte=Now()))
        .select_related("revision")
        .order_by("live_from", "number")
    )
    for edition in editions:
        document = documents.read(edition.revision.text)
        cited = {reference["key"] for reference in document["references"]} & set(keys)
        yield edition, cited, [(section["heading"], section["body"]) for section in document["sections"]]


def _by_owner(keys, owners):
    """Return (id of a reference, those of `keys` that stand for it) for each that any stands for."""
    found = defaultdict(set)
    for key in keys:
        found[owners[key]].add(key)
    return found.items()


def _headings(sections, keys):
    """Return what the sections are called that cite any of `keys`, each name once."""
    return list(dict.fromkeys(heading or OPENING for heading, body in sections if keys & {*citations.cited_keys(body)}))
