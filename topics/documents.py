"""The document: a topic's own words as one plain dict, in one canonical form.

It is what a revision stores, what versions are compared by and what readers' pages are made from. Bibliographic
data and review dates are not in it: import and export carry those along beside it.
"""

import hashlib
import json
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.html import escape
from django.utils.text import slugify

from references.models import Reference
from references.text import FORBIDDEN
from topics import citations, schema
from topics.cleaning import LONGEST_BODY, clean_body, plain_text, refuse_forbidden
from topics.models.choices import AliasKind
from topics.models.draft import RESERVED_SLUGS, SLUG_PATTERN, Alias, Citation, Related, Section, Topic
from topics.schema import DocumentError, Problem

SCHEMA_VERSION = 1

# What travels with a document in a file but is not the topic's own words.
TRANSPORT_FIELDS = frozenset({"csl", "reviewed_on", "review_due"})

_LEAD_KEY = "lead"
_LONGEST_KEY = 100


def canonical(document):
    """Return the one form of `document`: defaults filled, text tidied, keys made and put in the schema's order.

    What travels with a document (references' CSL, review dates) is left out. Canonical documents come back
    unchanged. Raises `DocumentError` with every problem found.
    """
    if problems := schema.problems_of(document):
        raise DocumentError(problems)
    return _put_in_order(document)


def _put_in_order(document):
    """Return the canonical form of a `document` whose fields are known to be of the right types."""
    problems = []
    tidy = _tidy(document, schema.SCHEMA, (), problems)
    if problems:
        raise DocumentError(problems)
    tidy["schema"] = SCHEMA_VERSION
    for alias in tidy["aliases"]:
        if alias["listed"] is None:
            alias["listed"] = alias["kind"] != AliasKind.MISSPELLING
    _make_section_keys(tidy["sections"])
    if problems := validate(tidy):
        raise DocumentError(problems)
    return tidy


def validate(document):
    """Return the problems of a tidy `document`: the schema's, and the rules that the schema cannot say."""
    if problems := schema.problems_of(document):
        return problems
    listed = [reference["key"] for reference in document["references"]]
    problems = _repeated("references", "key", listed)
    problems += _repeated("sections", "key", [section["key"] for section in document["sections"]])
    for index, section in enumerate(document["sections"]):
        if index and not section["heading"]:
            problems.append(Problem(f"sections[{index}].heading", "Only the first section may be without a heading."))
        unlisted = [key for key in citations.cited_keys(section["body"]) if key not in listed]
        if unlisted:
            problems.append(
                Problem(
                    f"sections[{index}].body",
                    f"The text cites {', '.join(unlisted)}, which the topic’s list of references does not have.",
                )
            )
    for index, alias in enumerate(document["aliases"]):
        if alias["listed"] and alias["kind"] == AliasKind.MISSPELLING:
            problems.append(Problem(f"aliases[{index}].listed", "A misspelling cannot be listed in the A to Z."))
    if document["slug"] in document["related"]:
        problems.append(Problem("related", "A topic cannot be related to itself."))
    if document["slug"] in RESERVED_SLUGS:
        problems.append(Problem("slug", f"The site itself uses the address “{document['slug']}”. Choose another."))
    return problems


def approximate(document):
    """Return a `document` of the right types as near to canonical as it comes, although it breaks rules.

    It can be shown and compared, never stored: what cannot be kept is left out, a text that cannot be cleaned becomes
    plain words, and what the texts cite joins the list.
    """
    document = _without_forbidden(document)
    tidy = _tidy(document, schema.SCHEMA, (), [])
    for section, given in zip(tidy["sections"], document["sections"], strict=True):
        section["body"] = section["body"] or _salvaged(given["body"])
    if not re.fullmatch(SLUG_PATTERN, tidy["slug"]):
        tidy["slug"] = slugify(tidy["title"]) or "untitled"
    taken = set()
    for section in tidy["sections"]:
        if not section["key"] or section["key"] in taken:
            section["key"] = free_key(section["heading"], taken)
        taken.add(section["key"])
    cited = {key: "" for section in tidy["sections"] for key in citations.cited_keys(section["body"])}
    listed = cited | {reference["key"]: reference["link_text"] for reference in tidy["references"]}
    tidy["references"] = [{"key": key, "link_text": link_text} for key, link_text in listed.items()]
    return tidy


def _without_forbidden(value):
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, list):
        return [_without_forbidden(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_forbidden(item) for name, item in value.items()}
    return value


def _salvaged(body):
    """Return what can be shown of a `body` that breaks a rule: cleaned where that can be done, else its words."""
    try:
        return clean_body(body)
    except ValidationError:
        return f"<p>{escape(plain_text(body[:LONGEST_BODY]))}</p>"


def as_text(document):
    """Return canonical `document` as its canonical text: JSON in one line."""
    return json.dumps(document, ensure_ascii=False)


def digest(text):
    """Return the SHA-256 of a document's canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text):
    """Return the document that a stored canonical `text` holds, with what older ones lack filled in."""
    return _with_defaults(json.loads(text), schema.SCHEMA)


def compose(topic):
    """Return the canonical document of the topic's draft. Raises `DocumentError` when the draft breaks a rule."""
    evidence = None
    if topic.evidence_status:
        evidence = {"status": topic.evidence_status, "statement": topic.evidence_statement}
    return _put_in_order(
        {
            "schema": SCHEMA_VERSION,
            "slug": topic.slug,
            "title": topic.title,
            "full_name": topic.full_name,
            "pronunciation": topic.pronunciation,
            "summary": topic.summary,
            "evidence": evidence,
            "aliases": [
                {"name": alias.name, "kind": alias.kind, "listed": alias.is_listed} for alias in topic.aliases.all()
            ],
            "sections": [
                {name: getattr(section, name) for name in ("key", "heading", "body", "aspect", "style")}
                if section.key
                else {name: getattr(section, name) for name in ("heading", "body", "aspect", "style")}
                for section in topic.sections.all()
            ],
            "references": [
                {"key": key, "link_text": link_text}
                for key, link_text in topic.citations.values_list("reference__key", "link_text")
            ],
            "related": list(topic.related.values_list("other__slug", flat=True)),
            "codes": topic.codes,
        }
    )


@transaction.atomic
def restore(topic, document):
    """Make the draft of `topic` (which may be unsaved) say what canonical `document` says.

    Returns the related slugs that no topic has, which the draft therefore cannot keep. Raises `ValidationError`
    when a reference is not in the library; then nothing is changed.
    """
    keys = [reference["key"] for reference in document["references"]]
    references = dict(Reference.objects.filter(key__in=keys).order_by().values_list("key", "pk"))
    if topic.pk:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for children in (topic.sections, topic.aliases, topic.citations, topic.related):
            children.all().delete()
    return fill(topic, document, references, topics_by_slug(document["related"]))


def fill(topic, document, references, others):
    """Do what `restore` does for a `topic` whose draft is empty, with what was looked up before.

    `references` gives the id for each key, `others` the id of the topic for each related slug. The caller holds a
    transaction and rolls it back when this raises.
    """
    if missing := [one["key"] for one in document["references"] if one["key"] not in references]:
        raise ValidationError(f"The library has no reference {', '.join(missing)}.")
    for name in ("slug", "title", "full_name", "pronunciation", "summary", "codes"):
        setattr(topic, name, document[name])
    evidence = document["evidence"] or {"status": "", "statement": ""}
    topic.evidence_status, topic.evidence_statement = evidence["status"], evidence["statement"]
    topic.save()

    Section.objects.bulk_create(
        Section(topic=topic, position=position, **section)
        for position, section in enumerate(document["sections"], start=1)
    )
    Alias.objects.bulk_create(
        Alias(topic=topic, position=position, name=alias["name"], kind=alias["kind"], is_listed=alias["listed"])
        for position, alias in enumerate(document["aliases"], start=1)
    )
    Citation.objects.bulk_create(
        Citation(
            topic=topic,
            position=position,
            reference_id=references[reference["key"]],
            link_text=reference["link_text"],
        )
        for position, reference in enumerate(document["references"], start=1)
    )
    known = dict.fromkeys(others[slug] for slug in document["related"] if slug in others)
    known.pop(topic.pk, None)
    Related.objects.bulk_create(
        Related(topic=topic, position=position, other_id=other) for position, other in enumerate(known, start=1)
    )
    return [slug for slug in document["related"] if slug not in others]


def topics_by_slug(slugs):
    """Return the id of the topic that each of `slugs` names, by the draft's slug or else by an address once given."""
    if not slugs:
        return {}
    found = dict(Topic.objects.filter(addresses__slug__in=slugs).values_list("addresses__slug", "pk"))
    found.update(Topic.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return {slug: topic for slug, topic in found.items() if slug in slugs}


def _tidy(value, rule, path, problems):
    """Return `value` tidied by the schema's `rule` for it, defaults filled; problems go into the list."""
    if isinstance(value, str):
        return _tidy_text(value, path, problems)
    if isinstance(value, list):
        return [_tidy(item, rule.get("items", {}), (*path, index), problems) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {
            name: _tidy(value[name], part, (*path, name), problems) if name in value else _default(part)
            for name, part in rule["properties"].items()
            if name not in TRANSPORT_FIELDS
        }
    return value


def _tidy_text(text, path, problems):
    name = path[-1] if path else ""
    try:
        refuse_forbidden(text)
        if name == "body":
            return citations.normalise_marks(clean_body(text))
    except ValidationError as error:
        problems.append(Problem(schema.path_of(path), " ".join(error.messages)))
        return ""
    text = unicodedata.normalize("NFC", text)
    if name == "summary":
        lines = (" ".join(line.split()) for line in text.splitlines())
        return "\n".join(line for line in lines if line)
    return " ".join(text.split())


def _with_defaults(value, rule):
    if isinstance(value, list):
        return [_with_defaults(item, rule.get("items", {})) for item in value]
    if isinstance(value, dict):
        return {
            name: _with_defaults(value[name], part) if name in value else _default(part)
            for name, part in rule["properties"].items()
            if name not in TRANSPORT_FIELDS
        }
    return value


def _default(rule):
    value = rule.get("default")
    return list(value) if isinstance(value, list) else value


def _make_section_keys(sections):
    taken = {section["key"] for section in sections if section["key"]}
    for section in sections:
        if section["key"] is None:
            section["key"] = free_key(section["heading"], taken)
            taken.add(section["key"])


def free_key(heading, taken):
    """Return a section key made from `heading` that is not among the keys `taken`."""
    stem = slugify(heading).replace("_", "-")
    stem = "-".join(part for part in stem.split("-") if part) or ("section" if heading else _LEAD_KEY)
    key, number = stem[:_LONGEST_KEY].rstrip("-"), 1
    while key in taken:
        number += 1
        suffix = f"-{number}"
        key = stem[: _LONGEST_KEY - len(suffix)].rstrip("-") + suffix
    return key


def _repeated(collection, name, values):
    seen, problems = set(), []
    for index, value in enumerate(values):
        if value in seen:
            problems.append(Problem(f"{collection}[{index}].{name}", f"“{value}” stands here twice."))
        seen.add(value)
    return problems
