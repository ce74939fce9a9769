"""What the checks of a document have to know of the rest of the site, looked up."""

from references import cautions
from references.models import Reference
from topics import citations
from topics.checking import Facts, linked_topics, names
from topics.folding import fold_name
from topics.models import Alias, Edition, Topic


def facts_for(document, topic_id=None):
    """Return the `Facts` that concern `document`: that of the topic `topic_id`, or of none that has been stored."""
    slugs = {slug for section in document["sections"] for slug in linked_topics(section["body"])}
    slugs |= set(document["related"])
    live = Edition.objects.live().filter(topic__addresses__slug__in=slugs).values_list("topic__addresses__slug")
    cited = {key for section in document["sections"] for key in citations.cited_keys(section["body"])}
    return Facts(
        live=frozenset(slug for (slug,) in live),
        names=_names_of_others(document, topic_id),
        cautions={
            key: caution
            for key, findings in cautions.findings_of(cited).items()
            if (caution := cautions.caution_of(findings))
        },
        library=frozenset(Reference.objects.filter(key__in=cited).values_list("key", flat=True)),
    )


def _names_of_others(document, topic_id):
    """Return the titles of other topics by those of their folded names that are names of the document too."""
    own = {fold_name(name) for name in names(document)}
    topics = Topic.objects.exclude(pk=topic_id).order_by().values_list("title", "title", "full_name")
    aliases = Alias.objects.exclude(topic=topic_id).order_by().values_list("topic__title", "name")
    found = {}
    for title, *others in (*topics, *aliases):
        for name in others:
            if name and fold_name(name) in own:
                found.setdefault(fold_name(name), title)
    return found
