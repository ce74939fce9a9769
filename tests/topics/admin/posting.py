"""What the form of a topic posts."""

from tests import make
from topics import documents
from topics.models import Topic


def posted(topic=None, **fields):
    """Return what the form would post for the topic as it stands; `fields` replace the document's."""
    document = make.make_document() if topic is None else documents.compose(topic)
    document = {**document, **fields}
    latest = topic.revisions.first() if topic else None
    evidence = document["evidence"] or {"status": "", "statement": ""}
    data = {name: document[name] for name in ("slug", "title", "full_name", "pronunciation", "summary")}
    data |= {"evidence_status": evidence["status"], "evidence_statement": evidence["statement"]}
    data["opened_on"] = latest.pk if latest else ""
    edition = topic.editions.first() if topic else None
    data["opened_after"] = edition.pk if edition else ""
    rows = {
        "sections": document["sections"],
        "aliases": [{**alias, "is_listed": "on" if alias["listed"] else ""} for alias in document["aliases"]],
        "citations": [
            {"reference": make.Reference.objects.get(key=reference["key"]).pk} for reference in document["references"]
        ],
        "related": [{"other": Topic.objects.get(slug=slug).pk} for slug in document["related"]],
    }
    for prefix, ones in rows.items():
        data |= {f"{prefix}-TOTAL_FORMS": len(ones), f"{prefix}-INITIAL_FORMS": len(ones)}
        for index, row in enumerate(ones):
            data |= {f"{prefix}-{index}-{name}": value for name, value in {"position": index + 1, **row}.items()}
    return data


def errors_of(response):
    """Return what the form that came back says stands in the way, in one line."""
    return " ".join(str(error) for error in response.context["faults"])
