"""Topic documents from files of JSON Lines into the site: all that is good goes in, all that is bad is named.

Two passes: the first reads every line, finds what is wrong and makes a place for each new topic, so that topics may
name each other in any order; the second fills the places. Both go by batches of a bounded size, so that what a
batch needs from the database is looked up at once. One transaction is around both.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from references import csl
from references.models import Reference
from topics import citations, documents, publishing
from topics.models import EditionKind, Topic
from topics.schema import DocumentError, Problem

CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"

_CLASH = "This clashes with what somebody else has just done. Import the file again."
_BOM = b"\xef\xbb\xbf"
_BATCH = 500

# A batch of lines ends with the line that reaches one of these.
_MOST_LINES, _MOST_BYTES = 200, 1_000_000


class Line(NamedTuple):
    """One line of a file that holds something, and where it stands."""

    path: Path
    number: int
    raw: bytes

    @property
    def place(self):
        return f"{self.path}:{self.number}"


class _Found(NamedTuple):
    """What the database has of all that a batch of documents names."""

    topics: dict  # the topic for each document's slug
    related: dict  # the id of the topic for each related slug
    references: dict  # the library's reference for each key, and those that the batch adds


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


@transaction.atomic
def import_documents(paths, by, publish=False, progress=lambda lines, title: lines):
    """Import the files `paths` as user `by` and return the `Report`; with `publish`, readers get them now.

    It is one transaction, or part of the caller's. `progress` wraps each pass's lines, to show how far it has come.
    """
    report = Report()
    _wait_for_other_imports()
    slugs, refused = _check_all(progress(lines_of(paths), "Checking"), report)
    new = _make_places(slugs)
    for batch in _batches(progress(lines_of(paths), "Importing")):
        good = [(line, parse(line.raw)) for index, line in batch if index not in refused]
        found = _look_up([document for _line, document in good])
        for line, document in good:
            slug = document["slug"]
            try:
                with transaction.atomic():
                    outcome = _import(line, document, by, publish, slugs, new, found, report)
            except (ValidationError, IntegrityError) as error:
                report.refuse(line, getattr(error, "messages", [_CLASH]))
                if slug in new:
                    _take_back(line, slug, by, report)
                # Some of what was found was written by this line, and is gone with it.
                found = _look_up([document for _line, document in good])
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


def _batches(lines):
    """Yield lists of `lines`, each line with its number counted from 0; no list is longer than memory allows."""
    batch, size = [], 0
    for index, line in enumerate(lines):
        batch.append((index, line))
        size += len(line.raw)
        if len(batch) == _MOST_LINES or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _check_all(lines, report):
    """Return the title of each good slug, and which lines were refused, counted from 0."""
    slugs, places, refused = {}, {}, set()
    for batch in _batches(lines):
        for (index, line), tidy in zip(batch, _check(line for _index, line in batch), strict=True):
            if isinstance(tidy, ValidationError):
                problems = tidy.messages
            elif (slug := tidy["slug"]) in slugs:
                problems = [Problem("slug", f"“{slug}” stands at {places[slug]} already.")]
            else:
                slugs[slug], places[slug] = tidy["title"], line.place
                continue
            report.refuse(line, problems)
            refused.add(index)
    return slugs, refused


def _check(lines):
    """Return for each of a batch of `lines` the canonical document, or a `ValidationError` with all that is wrong."""
    checked = []
    for line in lines:
        try:
            document = parse(line.raw)
            checked.append((document, documents.canonical(document)))
        except ValidationError as error:
            checked.append((None, error))
    good = [(document, tidy) for document, tidy in checked if document is not None]
    lone = {one["key"] for document, _tidy in good for one in document.get("references", []) if "csl" not in one}
    known = set(Reference.objects.filter(key__in=lone).values_list("key", flat=True)) if lone else set()
    wanted = [tidy["slug"] for _document, tidy in good]
    former = {}
    for slug, owner, title in Topic.objects.filter(addresses__slug__in=wanted).values_list(
        "addresses__slug", "slug", "title"
    ):
        if slug != owner:
            former[slug] = title
    results = []
    for document, tidy in checked:
        if document is not None and (problems := _problems(document, tidy, known, former)):
            tidy = DocumentError(problems)
        results.append(tidy)
    return results


def _problems(document, tidy, known, former):
    """Return what the library, the calendar or the topics have against a document of the right form."""
    problems = []
    references = document.get("references", [])
    for index, reference in enumerate(references):
        if "csl" not in reference and (key := reference["key"]) not in known:
            problems.append(
                Problem(f"references[{index}].csl", f"The library has no “{key}”, so its CSL item is needed here.")
            )
    for index, reference in enumerate(references):
        if "csl" in reference:
            item = reference["csl"] | {"id": reference["key"]}
            problems += [Problem(f"references[{index}].csl", why) for why in csl.check(item)]
    problems += _date_problems(document)
    if (slug := tidy["slug"]) in former:
        problems.append(Problem("slug", f"“{slug}” is a former address of the topic “{former[slug]}”."))
    return problems


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
    """Make a row for each of `slugs` (with its title) that no topic has, and return those that are new.

    The rows that are there already are locked, all of them in the one order in which the verbs lock theirs: what an
    editor saves until then is read, and what is saved later waits.
    """
    rows = Topic.objects.select_for_update(no_key=True).filter(slug__in=list(slugs)).order_by("pk")
    known = set(rows.values_list("slug", flat=True))
    new = [slug for slug in slugs if slug not in known]
    for start in range(0, len(new), _BATCH):
        Topic.objects.bulk_create(Topic(slug=slug, title=slugs[slug]) for slug in new[start : start + _BATCH])
    return set(new)


def _look_up(batch):
    """Return what is `_Found` for a batch of documents."""
    slugs = [document["slug"] for document in batch]
    keys = {reference["key"] for document in batch for reference in document.get("references", [])}
    return _Found(
        topics={topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)},
        related=documents.topics_by_slug({slug for document in batch for slug in document.get("related", [])}),
        references={reference.key: reference for reference in Reference.objects.filter(key__in=keys)},
    )


def _take_back(line, slug, by, report):
    """Remove the place that was made for a document which then could not go in, and the relations to it."""
    lonely = list(Topic.objects.filter(related__other__slug=slug))
    Topic.objects.filter(slug=slug).delete()
    for topic in lonely:
        publishing.record(topic, by)
        report.warn(line, f"The topic “{topic}” names “{slug}” as related, which was left out.")


def _import(line, document, by, publish, slugs, new, found, report):
    """Bring one document in and return what became of it."""
    topic = found.topics[document["slug"]]
    is_new = topic.slug in new
    references = _settle_all(document, by, line, found.references, report)
    tidy = documents.canonical(document)

    draft = None if is_new else _draft(topic)
    written = draft is None or draft != _as_kept(topic, tidy, found.related)
    if written:
        draft = None
        lost = documents.fill(topic, tidy, references, found.related) if is_new else documents.restore(topic, tidy)
        for slug in lost:
            where = "neither in the site nor in the files" if slug not in slugs else "in a line that was refused"
            report.warn(line, f"related: “{slug}” is {where}, so the relation was left out.")
    published = _publish(topic, by, is_new, draft) if publish else False
    if written and not published:
        publishing.record(topic, by)
    reviewed = _review(topic, by, document, line, report)
    if is_new:
        return CREATED
    return CHANGED if written or published or reviewed else UNCHANGED


def _draft(topic):
    """Return the document of the draft, or None where it breaks a rule, which the line then mends."""
    try:
        return documents.compose(topic)
    except DocumentError:
        return None


def _as_kept(topic, tidy, known):
    """Return the document as a draft can keep it: with the present slugs of the related topics that there are.

    `known` gives the id of the topic for each related slug.
    """
    wanted = [known[slug] for slug in tidy["related"] if slug in known]
    slugs = dict(Topic.objects.filter(pk__in=wanted).exclude(pk=topic.pk).values_list("pk", "slug"))
    others = [slugs[pk] for pk in wanted if pk in slugs]
    return tidy | {"related": list(dict.fromkeys(others))}


def _publish(topic, by, is_new, draft):
    """Give readers the topic's words, if they have others or none; return whether anything was done.

    `draft` is the document of the draft as it stands, or None where that is not known yet.
    """
    current = None if is_new else topic.editions.current().select_related("revision").first()
    if current and current.kind == EditionKind.WITHDRAWN:
        raise ValidationError("This topic was withdrawn from readers. If they shall have it again, publish it by hand.")
    if current and documents.read(current.revision.text) == (draft or documents.compose(topic)):
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


def _settle_all(document, by, line, library, report):
    """Give a document's references their keys in the library, and return the id of each by its key there.

    The marks follow the keys, and the list names each once. `library` holds the references that the document's batch
    names; what is added to the library goes into it.
    """
    references = document.get("references", [])
    settled = {
        reference["key"]: _settle(reference, by, index, line, library, report)
        for index, reference in enumerate(references)
    }
    new_keys = {old: reference.key for old, reference in settled.items()}
    if any(old != new for old, new in new_keys.items()):
        for section, tidy in zip(document["sections"], documents.canonical(document)["sections"], strict=True):
            section["body"] = citations.replace_keys(tidy["body"], new_keys)
    once = {}
    for reference in references:
        key = new_keys[reference["key"]]
        once.setdefault(key, reference | {"key": key})
    document["references"] = list(once.values())
    return {reference.key: reference.pk for reference in settled.values()}


def _settle(reference, by, index, line, library, report):
    """Return what the library has, or now gets, as a document's reference; never overwrite one.

    A reference is the same by key and equal item, else by DOI, else by PMID. What is left gets a new key.
    """
    key = reference["key"]
    known = _final(library.get(key))
    if "csl" not in reference:
        if known is None:
            raise ValidationError(f"The library has no reference {key}.")
        return known
    item = csl.normalise(reference["csl"] | {"id": key})
    if known and known.csl == item:
        return known
    if known and known.csl | {"id": key} == item:
        same = known
    else:
        same = _same_source(item) or (_add_beside if known else _add_reference)(key, item, by)
    library[same.key] = same
    if same.key == key and known:
        report.warn(line, f"references[{index}]: the library’s own “{key}” is kept, which differs from this one.")
    if same.key != key:
        report.warn(line, f"references[{index}]: “{key}” is “{same.key}” in the library; the marks were changed.")
    return same


def _same_source(item):
    """Return the library's reference with the DOI, or else the PMID, of a CSL `item`."""
    for name in ("DOI", "PMID"):
        if item.get(name) and (found := Reference.objects.filter(**{name.lower(): item[name]}).first()):
            return _final(found)
    return None


def _final(reference):
    """Return the reference, or the one that it was merged into."""
    return reference.merged_into if reference and reference.merged_into_id else reference


def _add_reference(key, item, by):
    reference = Reference(key=key, csl=item)
    reference.save(by=by, why="Came with a topic")
    return reference


def _add_beside(key, item, by):
    """Return the reference of an equal item under `key-2`, `key-3` …, adding it at the first that is free."""
    number = 2
    while known := Reference.objects.filter(key=f"{key}-{number}").first():
        if known.csl | {"id": key} == item:
            return known
        number += 1
    return _add_reference(f"{key}-{number}", item, by)
