"""Topic documents from files of JSON Lines into the site: all that is good goes in, all that is bad is named.

Two passes: the first reads every line, finds what is wrong and makes a place for each new topic, so that topics may
name each other in any order; the second fills the places. The caller holds one transaction around both.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from references import csl
from references.models import Reference
from topics import citations, documents, publishing
from topics.models import EditionKind, Topic
from topics.schema import DocumentError, Problem

CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"

_BOM = b"\xef\xbb\xbf"
_BATCH = 500


class Line(NamedTuple):
    """One line of a file that holds something, and where it stands."""

    path: Path
    number: int
    raw: bytes

    @property
    def place(self):
        return f"{self.path}:{self.number}"


@dataclass
class Report:
    """What became of the lines: counts, and sentences with their places."""

    counts: Counter = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, line, problems):
        """Count a line as refused, and say why for each of its problems."""
        self.counts[REFUSED] += 1
        self.problems += [f"{line.place}: {problem}" for problem in problems]

    def warn(self, line, sentence):
        """Note something that an editor should look at, though the line goes in."""
        self.warnings.append(f"{line.place}: {sentence}")


def lines_of(paths):
    """Yield every `Line` of the files `paths` that is not empty, reading no more than one at a time."""
    for path in paths:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                raw = raw.removeprefix(_BOM) if number == 1 else raw
                if raw.strip():
                    yield Line(path, number, raw)


def import_documents(paths, by, publish=False, progress=lambda lines, title: lines):
    """Import the files `paths` as user `by` and return the `Report`; with `publish`, readers get them now.

    To be called inside a transaction. `progress` wraps each pass's lines, to show how far it has come.
    """
    report = Report()
    _wait_for_other_imports()
    slugs, refused = _check_all(progress(lines_of(paths), "Checking"), report)
    new = _make_places(slugs)
    for index, line in enumerate(progress(lines_of(paths), "Importing")):
        if index in refused:
            continue
        try:
            with transaction.atomic():
                outcome = _import(line, by, publish, slugs, new, report)
        except ValidationError as error:
            report.refuse(line, error.messages)
            _take_back(line, by, new, report)
        else:
            report.counts[outcome] += 1
    return report


def parse(raw):
    """Return the document in the bytes of one line. Raises `ValidationError` for what is not one JSON object."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValidationError(
            f"Byte {error.start + 1} is not UTF-8. Save the file as UTF-8 and import it again."
        ) from None
    try:
        document = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValidationError("This is nested too deeply to be a document.") from None
    except ValueError as error:
        raise ValidationError(f"This is not JSON: {error}.") from None
    if not isinstance(document, dict):
        raise ValidationError("This is JSON, but not an object: a document begins with “{”.")
    return document


def _wait_for_other_imports():
    """Let one import run at a time: two that take the same topics in another order would wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('topics.importing'))")


def _without_repeats(pairs):
    repeated = [name for name, count in Counter(name for name, _value in pairs).items() if count > 1]
    if repeated:
        raise ValueError(f"the field {', '.join(repeated)} stands twice in one object")
    return dict(pairs)


def _refuse_constant(name):
    raise ValueError(f"{name} is not a number that JSON knows")


def _check_all(lines, report):
    """Return the title of each good slug, and which lines were refused, counted from 0."""
    slugs, places, refused = {}, {}, set()
    for index, line in enumerate(lines):
        try:
            document = parse(line.raw)
            tidy = _check(document)
            if (slug := tidy["slug"]) in slugs:
                raise DocumentError([Problem("slug", f"“{slug}” stands at {places[slug]} already.")])
            slugs[slug], places[slug] = tidy["title"], line.place
        except ValidationError as error:
            report.refuse(line, error.messages)
            refused.add(index)
    return slugs, refused


def _check(document):
    """Return the canonical form of `document`; raises `ValidationError` with all that is wrong, and stores nothing."""
    tidy = documents.canonical(document)
    problems = []
    lone = (
        {reference["key"]: index for index, reference in enumerate(document["references"]) if "csl" not in reference}
        if "references" in document
        else {}
    )
    known = set(Reference.objects.filter(key__in=lone).values_list("key", flat=True)) if lone else set()
    for key, index in lone.items():
        if key not in known:
            problems.append(
                Problem(f"references[{index}].csl", f"The library has no “{key}”, so its CSL item is needed here.")
            )
    for index, reference in enumerate(document.get("references", [])):
        if "csl" in reference:
            item = reference["csl"] | {"id": reference["key"]}
            problems += [Problem(f"references[{index}].csl", why) for why in csl.check(item)]
    problems += _date_problems(document)
    if former := Topic.objects.filter(addresses__slug=tidy["slug"]).exclude(slug=tidy["slug"]).first():
        problems.append(Problem("slug", f"“{tidy['slug']}” is a former address of the topic “{former}”."))
    if problems:
        raise DocumentError(problems)
    return tidy


def _date_problems(document):
    reviewed_on, review_due = _dates(document)
    if review_due and not reviewed_on:
        return [Problem("review_due", "A review that is due next needs the day of the last one: reviewed_on.")]
    if reviewed_on and reviewed_on > timezone.localdate():
        return [Problem("reviewed_on", "This day is still to come.")]
    if review_due and review_due <= reviewed_on:
        return [Problem("review_due", "The next review must be due after the day of the last one.")]
    return []


def _dates(document):
    return tuple(
        date.fromisoformat(document[name]) if document.get(name) else None for name in ("reviewed_on", "review_due")
    )


def _make_places(slugs):
    """Make a row for each of `slugs` (with its title) that no topic has, and return those that are new."""
    wanted = list(slugs)
    new = set()
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        known = set(Topic.objects.filter(slug__in=batch).values_list("slug", flat=True))
        added = [Topic(slug=slug, title=slugs[slug]) for slug in batch if slug not in known]
        Topic.objects.bulk_create(added)
        new.update(topic.slug for topic in added)
    return new


def _take_back(line, by, new, report):
    """Remove the place that was made for a document which then could not go in, and the relations to it."""
    slug = parse(line.raw)["slug"]
    if slug in new:
        lonely = list(Topic.objects.filter(related__other__slug=slug))
        Topic.objects.filter(slug=slug).delete()
        for topic in lonely:
            publishing.record(topic, by)
            report.warn(line, f"The topic “{topic}” names “{slug}” as related, which was left out.")


def _import(line, by, publish, slugs, new, report):
    """Bring one document in and return what became of it."""
    document = parse(line.raw)
    topic = Topic.objects.get(slug=document["slug"])
    _settle_all(document, line, report)
    tidy = documents.canonical(document)

    written = topic.slug in new or not _says(topic, tidy)
    if written:
        for slug in documents.restore(topic, tidy):
            where = "neither in the site nor in the files" if slug not in slugs else "in a line that was refused"
            report.warn(line, f"related: “{slug}” is {where}, so the relation was left out.")
    published = _publish(topic, by) if publish else False
    if written and not published:
        publishing.record(topic, by)
    reviewed = _review(topic, by, document, line, report)
    if topic.slug in new:
        return CREATED
    return CHANGED if written or published or reviewed else UNCHANGED


def _says(topic, tidy):
    """Return whether the draft says what the document says, as far as a draft can keep it."""
    known = documents.topics_by_slug(tidy["related"])
    slugs = dict(Topic.objects.filter(pk__in=known.values()).exclude(pk=topic.pk).values_list("pk", "slug"))
    others = [slugs[known[slug]] for slug in tidy["related"] if known.get(slug) in slugs]
    try:
        return documents.compose(topic) == tidy | {"related": list(dict.fromkeys(others))}
    except DocumentError:  # the draft breaks a rule, and the document mends it
        return False


def _publish(topic, by):
    """Give readers the topic's words, if they have others or none; return whether anything was done."""
    current = topic.editions.current().select_related("revision").first()
    if current and current.kind == EditionKind.WITHDRAWN:
        raise ValidationError("This topic was withdrawn from readers. If they shall have it again, publish it by hand.")
    if current and documents.read(current.revision.text) == documents.compose(topic):
        return False
    publishing.publish(topic, by)
    return True


def _review(topic, by, document, line, report):
    reviewed_on, review_due = _dates(document)
    if reviewed_on is None or (reviewed_on, review_due) == (topic.reviewed_on, topic.review_due):
        return False
    try:
        publishing.review(topic, by, reviewed_on, review_due, note="Imported")
    except ValidationError as error:
        report.warn(line, f"reviewed_on: {' '.join(error.messages)}")
        return False
    return True


def _settle_all(document, line, report):
    """Give a document's references their keys in the library; its marks follow, and its list names each once."""
    references = document.get("references", [])
    new_keys = {reference["key"]: _settle(reference, index, line, report) for index, reference in enumerate(references)}
    if any(old != new for old, new in new_keys.items()):
        for section, tidy in zip(document["sections"], documents.canonical(document)["sections"], strict=True):
            section["body"] = citations.replace_keys(tidy["body"], new_keys)
    once = {}
    for reference in references:
        key = new_keys[reference["key"]]
        once.setdefault(key, reference | {"key": key})
    document["references"] = list(once.values())


def _settle(reference, index, line, report):
    """Return the key under which the library has, or now gets, a document's reference; never overwrite one.

    A reference is the same by key and equal item, else by DOI, else by PMID. What is left gets a new key.
    """
    key = reference["key"]
    if "csl" not in reference:
        return key
    item = csl.normalise(reference["csl"] | {"id": key})
    known = Reference.objects.filter(key=key).first()
    if known and known.csl == item:
        return key
    same = _same_source(item) or (_add_reference(key, item) if known is None else _add_beside(key, item))
    if same.key == key and known:
        report.warn(line, f"references[{index}]: the library’s own “{key}” is kept, which differs from this one.")
    if same.key != key:
        report.warn(line, f"references[{index}]: “{key}” is “{same.key}” in the library; the marks were changed.")
    return same.key


def _same_source(item):
    """Return the library's reference with the DOI, or else the PMID, of a CSL `item`."""
    for name in ("DOI", "PMID"):
        if item.get(name) and (found := Reference.objects.filter(**{name.lower(): item[name]}).first()):
            return found
    return None


def _add_reference(key, item):
    reference = Reference(key=key, csl=item)
    reference.save()
    return reference


def _add_beside(key, item):
    """Return the reference of an equal item under `key-2`, `key-3` …, adding it at the first that is free."""
    number = 2
    while known := Reference.objects.filter(key=f"{key}-{number}").first():
        if known.csl | {"id": key} == item:
            return known
        number += 1
    return _add_reference(f"{key}-{number}", item)
