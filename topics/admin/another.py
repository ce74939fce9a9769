"""One more row of a topic form where the browser runs no scripts: empty, or pointing to what was typed beside it."""

from references.models import Reference
from references.text import FORBIDDEN
from topics import documents
from topics.models import Topic
from topics.posted_rows import with_another_row

WANTED = "_wanted_"  # before the kind of row, the name of the field in which its reference or topic was typed


def another_row(posted, prefix):
    """Return the posted data with one more row of the kind `prefix`, and the sentence about it."""
    typed = " ".join(FORBIDDEN.sub(" ", posted.get(WANTED + prefix, "")).split())[:300]
    if prefix == "citations":
        found, field = _reference(typed), "reference"
        unknown = f"The library has no reference with the key “{typed}”. Its key stands in the list of references."
    elif prefix == "related":
        found, field = _topic(typed), "other"
        unknown = f"No topic has the title or the web address “{typed}”."
    else:
        more = with_another_row(posted, prefix)
        words = "There is one more row below." if more != posted else "No row can be added there."
        return more, f"{words} Nothing is saved yet."
    if found is None:
        return posted, f"{unknown} Nothing is saved yet."
    posted = with_another_row(posted, prefix, **{field: str(found.pk)})
    return posted, f"“{found}” is in the list below. Nothing is saved yet."


def _reference(typed):
    """Return the reference with a key, typed as it is or as a mark; of a merged one, that which took its place."""
    found = Reference.objects.filter(key=typed.strip("[@] ").lower()).first()
    return found and (found.merged_into or found)


def _topic(typed):
    """Return the topic with a title, or with an address that it has or once had."""
    slug = typed.strip("/").rpartition("/")[2]
    pk = documents.topics_by_slug([slug]).get(slug)
    return Topic.objects.filter(pk=pk).first() if pk else Topic.objects.filter(title__iexact=typed).first()
