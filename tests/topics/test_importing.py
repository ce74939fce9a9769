"""Documents into the site: all that is good goes in, all that is bad is named with its place."""

import json
import tracemalloc
from datetime import date

import pytest
from django.db import connection

from references.models import Reference
from tests.make import change, make_document, make_live, make_reference, make_topic
from topics import documents, importing, publishing
from topics.models import Edition, Review, Revision, Topic


def item(title, **fields):
    """Return a CSL item of an article."""
    return {"type": "article-journal", "title": title, **fields}


def transport(slug="ccsvi", cites=None, **fields):
    """Return a document as it stands in a file; `cites` maps reference keys to CSL items, each with a mark."""
    cites = cites or {}
    marks = "".join(f"<p>{key} [@{key}].</p>" for key in cites)
    return {
        "schema": 1,
        "slug": slug,
        "title": slug.capitalize(),
        "summary": f"About {slug}.",
        "sections": [{"heading": "", "body": f"<p>{slug}</p>{marks}"}],
        "references": [{"key": key} | ({"csl": csl} if csl else {}) for key, csl in cites.items()],
        **fields,
    }


@pytest.fixture
def bring_in(tmp_path, pat):
    """A function that writes lines (dicts, text or bytes) to a file and imports it; it returns the report."""

    def run(*lines, name="a.jsonl", **options):
        path = tmp_path / name
        path.write_bytes(b"\n".join(as_bytes(line) for line in lines))
        return importing.import_documents([path], pat, **options)

    return run


def as_bytes(line):
    if isinstance(line, dict):
        line = json.dumps(line)
    return line.encode() if isinstance(line, str) else line


def counts(report):
    return {outcome: count for outcome, count in report.counts.items() if count}


def body_of(slug="ccsvi"):
    return documents.compose(Topic.objects.get(slug=slug))["sections"][0]["body"]


def fingerprint():
    """Return where every row of the project's tables lies and by which transaction it was written."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names() if name.startswith(("topics_", "references_"))
        ]
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT ctid::text, xmin::text FROM {table} ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


# Bad lines


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "This is not JSON"),
        ("no", "This is not JSON"),
        ("[]", "not an object"),
        ("null", "not an object"),
        ("1", "not an object"),
        ('{"slug": "a", "slug": "b"}', "the field slug stands twice"),
        ('{"schema": 1, "sections": [{"body": "", "body": "x"}]}', "the field body stands twice"),
        ('{"schema": NaN}', "NaN is not a number"),
        ('{"schema": -Infinity}', "-Infinity is not a number"),
        ('{"schema": 1e999}', "schema: This must be 1."),
        (json.dumps(transport(cites={"a1": item("A", volume="V")})).replace('"V"', "1e999"), "references[0].csl: "),
        (
            json.dumps(transport(cites={"a1": item("A", volume="V")})).replace('"V"', "1" + "0" * 400),
            "references[0].csl: ",
        ),
        (json.dumps(transport(codes="V")).replace('"V"', "[" * 300 + "]" * 300), "no document can hold"),
        ('{"schema": ' + "9" * 5000 + "}", "This is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"title": ' + "[" * 400 + "]" * 400 + "}", ""),
        (b'{"title": "caf\xe9"}', "Byte 15 is not UTF-8"),
        ('{"slug": "a"}'.encode("utf-16"), "Byte 1 is not UTF-8"),
        ("{}", "“schema”"),
        (transport(slug="C C"), "slug: "),
        (transport(schema=2), "schema: This must be 1."),
        (transport(title=" "), "title: This is empty. Fill it in."),
        (transport(title="a\0b"), "title: "),
        (transport(title="a\ud800b"), "no document can hold"),
        (transport(surprise=1), "The field “surprise” is not known"),
        (transport(slug="letter"), "slug: The site itself uses the address"),
        (transport(related=["ccsvi"]), "related: A topic cannot be related to itself."),
        (
            transport(sections=[{"heading": "", "body": "<p>[@nobody2001]</p>"}]),
            "sections[0].body: The text cites nobody2001",
        ),
        (transport(cites={"nobody2001": None}), "references[0].csl: The library has no “nobody2001”"),
        (transport(cites={"a1": {"type": "novel"}}), "references[0].csl: "),
        (transport(cites={"a1": item("A\0B")}), "references[0].csl: "),
        (transport(cites={"a1": item("A", DOI="nonsense")}), "references[0].csl: "),
        (transport(reviewed_on="2026-02-30"), "reviewed_on: "),
        (transport(reviewed_on="2999-01-01"), "reviewed_on: This day is still to come."),
        (transport(reviewed_on="2026-01-05", review_due="2026-01-05"), "review_due: "),
        (transport(review_due="2029-01-05"), "review_due: "),
    ],
)
def test_a_bad_line_is_named_with_its_place_and_the_others_go_in(bring_in, line, says):
    report = bring_in(transport("before"), line, transport("after"))
    assert counts(report) == {"created": 2, "refused": 1}
    assert all("a.jsonl:2: " in problem for problem in report.problems)
    assert any(says in problem for problem in report.problems), report.problems
    assert not any("\n" in problem for problem in report.problems)
    assert set(Topic.objects.values_list("slug", flat=True)) == {"before", "after"}
    assert not Reference.objects.exists()


def test_every_problem_of_a_line_is_named(bring_in):
    report = bring_in(transport(title=" ", slug="C", surprise=1))
    assert counts(report) == {"refused": 1}
    assert len(report.problems) == 3


def test_a_slug_that_stands_twice_goes_in_once(bring_in):
    report = bring_in(transport(title="First"), transport(title="Second"))
    assert counts(report) == {"created": 1, "refused": 1}
    assert "a.jsonl:2: slug: “ccsvi” stands at " in report.problems[0]
    assert "a.jsonl:1 already" in report.problems[0]
    assert Topic.objects.get().title == "First"


def test_a_file_named_twice_goes_in_once(tmp_path, pat):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(transport(title="First")))
    report = importing.import_documents([path, path], pat)
    assert counts(report) == {"created": 1, "refused": 1}
    assert Revision.objects.count() == 1
    assert Topic.objects.get().sections.count() == 1


def test_a_former_address_of_another_topic_is_refused(bring_in, pat):
    topic = make_live("ccsvi", title="CCSVI")
    publishing.publish(change(topic, slug="stents"), pat)
    report = bring_in(transport("ccsvi"))
    assert "“ccsvi” is a former address of the topic “CCSVI”" in report.problems[0]


def test_of_a_document_refused_late_nothing_is_stored(bring_in):
    key = "k" * 100
    make_reference(key)
    report = bring_in(transport(cites={"new1": item("New"), key: item("Other")}), transport("stents"))
    assert counts(report) == {"refused": 1, "created": 1}
    assert "a.jsonl:1: " in report.problems[0]
    assert [topic.slug for topic in Topic.objects.all()] == ["stents"]
    assert [reference.key for reference in Reference.objects.all()] == [key]


# Good lines


def test_bom_empty_lines_and_dos_line_ends_are_no_matter(bring_in):
    one, other = json.dumps(transport("one")), json.dumps(transport("other"))
    report = bring_in(b"\xef\xbb\xbf" + f"\r\n{one}\r\n  \r\n\n{other}\r\n".encode())
    assert counts(report) == {"created": 2}
    report = bring_in(b"\xef\xbb\xbf" + one.encode(), b"\xef\xbb\xbf" + other.encode())
    assert counts(report) == {"unchanged": 1, "refused": 1}
    assert "a.jsonl:2: " in report.problems[0]


def test_an_imported_draft_is_recorded_and_readers_get_it_only_with_publish(bring_in, pat):
    bring_in(transport())
    assert Revision.objects.get().created_by == pat
    assert not Edition.objects.exists()
    assert counts(bring_in(transport(), publish=True)) == {"changed": 1}
    assert Edition.objects.live().get().created_by == pat
    assert Revision.objects.count() == 1


def test_topics_name_each_other_in_any_order(bring_in):
    report = bring_in(transport("a", related=["b", "c"]), transport("c", related=["a"]), transport("b"))
    assert report.warnings == []
    assert documents.compose(Topic.objects.get(slug="a"))["related"] == ["b", "c"]


def test_a_related_topic_that_is_nowhere_or_refused_is_left_out_with_a_warning(bring_in):
    report = bring_in(transport("a", related=["bad", "nowhere", "b"]), transport("bad", title=""), transport("b"))
    assert [warning.split("a.jsonl:")[1] for warning in report.warnings] == [
        "1: related: “bad” is neither in the site nor in the files, so the relation was left out.",
        "1: related: “nowhere” is neither in the site nor in the files, so the relation was left out.",
    ]
    assert documents.compose(Topic.objects.get(slug="a"))["related"] == ["b"]


def test_a_topic_related_to_a_document_refused_late_is_recorded_without_it(bring_in):
    key = "k" * 100
    make_reference(key)
    report = bring_in(transport("a", related=["late"]), transport("late", cites={key: item("Other")}))
    assert counts(report) == {"created": 1, "refused": 1}
    topic = Topic.objects.get()
    assert documents.read(topic.revisions.first().text) == documents.compose(topic)
    assert any("“late”" in warning for warning in report.warnings)


@pytest.mark.parametrize("publish", [False, True])
def test_twice_is_as_once_and_writes_nothing(bring_in, publish):
    make_reference("same2001", DOI="10.1000/x")
    make_reference("other2001")
    lines = [
        transport(
            "a",
            cites={"mine2001": item("X", DOI="10.1000/x"), "other2001": item("Other words"), "new2001": item("N")},
            related=["b", "nowhere"],
            reviewed_on="2026-01-05",
            review_due="2029-01-05",
        ),
        transport("b", related=["a"], aliases=[{"name": "Bee", "kind": "misspelling"}]),
    ]
    assert counts(bring_in(*lines, publish=publish)) == {"created": 2}
    before = fingerprint()
    assert counts(bring_in(*lines, publish=publish)) == {"unchanged": 2}
    assert fingerprint() == before


def test_a_relation_by_a_former_address_is_no_change_the_second_time(bring_in, pat):
    other = make_live("old")
    publishing.publish(change(other, slug="new"), pat)
    line = transport("a", related=["old", "new"])
    assert counts(bring_in(line)) == {"created": 1}
    assert documents.compose(Topic.objects.get(slug="a"))["related"] == ["new"]
    before = fingerprint()
    assert counts(bring_in(line)) == {"unchanged": 1}
    assert fingerprint() == before


def test_a_draft_that_breaks_a_rule_is_mended_by_import(bring_in, pat):
    topic = make_topic("ccsvi")
    topic.sections.update(body="<p>[@nobody2001]</p>")
    assert counts(bring_in(transport())) == {"changed": 1}
    assert body_of() == "<p>ccsvi</p>"


def test_a_withdrawn_topic_is_not_given_back_to_readers(bring_in, pat):
    topic = make_live("ccsvi")
    publishing.withdraw(topic, pat, "in-error")
    report = bring_in(transport(title="New"), publish=True)
    assert counts(report) == {"refused": 1}
    assert "was withdrawn from readers" in report.problems[0]
    assert not Edition.objects.live().exists()
    assert counts(bring_in(transport(title="New"))) == {"changed": 1}


def test_reviewed_on_becomes_a_review_once(bring_in, pat):
    line = transport(reviewed_on="2026-01-05", review_due="2029-01-05")
    bring_in(line)
    bring_in(line)
    review = Review.objects.get()
    assert (review.by, review.reviewed_on, review.review_due) == (pat, date(2026, 1, 5), date(2029, 1, 5))
    topic = Topic.objects.get()
    assert (topic.reviewed_on, topic.review_due) == (date(2026, 1, 5), date(2029, 1, 5))


def test_a_review_of_words_that_readers_do_not_have_is_left_out_with_a_warning(bring_in):
    make_live("ccsvi")
    report = bring_in(transport(title="New", reviewed_on="2026-01-05"))
    assert counts(report) == {"changed": 1}
    assert "reviewed_on: The draft differs from what readers see" in report.warnings[0]
    assert not Review.objects.exists()


def test_only_a_line_at_a_time_is_read(tmp_path):
    path = tmp_path / "big.jsonl"
    path.write_text(("x" * 100_000 + "\n") * 100)
    tracemalloc.start()
    try:
        assert sum(1 for _line in importing.lines_of([path])) == 100
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    assert next(importing.lines_of([path, tmp_path / "missing"])).place.endswith("big.jsonl:1")


def test_what_a_document_says_is_what_the_draft_says(bring_in):
    bring_in(make_document("optic-neuritis", codes=[], pronunciation="OP-tik"))
    assert documents.compose(Topic.objects.get()) == make_document("optic-neuritis", pronunciation="OP-tik")


# References on their way in


def test_a_reference_that_the_library_has_is_used(bring_in):
    reference = make_reference("zamboni2009", DOI="10.1000/x")
    bring_in(transport(cites={"zamboni2009": dict(reference.csl)}))
    assert Reference.objects.count() == 1


def test_the_history_of_a_new_reference_names_who_imported_it(bring_in, pat):
    bring_in(transport(cites={"a1": item("A")}))

    version = Reference.objects.get().versions.get()
    assert (version.by, version.why) == (pat, "Came with a topic")


def test_a_key_without_its_item_names_what_the_library_has(bring_in):
    make_reference("zamboni2009")
    assert counts(bring_in(transport(cites={"zamboni2009": None}))) == {"created": 1}


@pytest.mark.parametrize("identifier", [{"DOI": "10.1000/x"}, {"PMID": "123"}])
def test_the_same_source_under_another_key_is_one_reference_and_the_marks_follow(bring_in, identifier):
    make_reference("zamboni2009", **identifier)
    report = bring_in(transport(cites={"mine": item("Other words", **identifier)}))
    assert body_of() == "<p>ccsvi</p><p>mine [@zamboni2009].</p>"
    assert Reference.objects.get().title == "On zamboni2009"
    assert "references[0]: “mine” is “zamboni2009” in the library; the marks were changed." in report.warnings[0]


def test_another_source_under_the_same_key_gets_a_new_key_each_time_the_same(bring_in):
    make_reference("zamboni2009")
    make_reference("zamboni2009-2")
    line = transport(cites={"zamboni2009": item("Other")})
    for outcome in ("created", "unchanged"):
        assert counts(bring_in(line)) == {outcome: 1}
        assert body_of() == "<p>ccsvi</p><p>zamboni2009 [@zamboni2009-3].</p>"
    assert Reference.objects.get(key="zamboni2009").title == "On zamboni2009"
    assert Reference.objects.get(key="zamboni2009-3").title == "Other"
    assert Reference.objects.count() == 3


def test_the_same_source_with_the_same_key_but_other_data_is_never_overwritten(bring_in):
    make_reference("zamboni2009", DOI="10.1000/x")
    report = bring_in(transport(cites={"zamboni2009": item("Other", DOI="10.1000/x")}))
    assert "the library’s own “zamboni2009” is kept" in report.warnings[0]
    assert Reference.objects.get().title == "On zamboni2009"


def test_keys_that_change_places_do_not_mix_their_marks(bring_in):
    make_reference("a1", DOI="10.1000/a")
    make_reference("b1", DOI="10.1000/b")
    bring_in(transport(cites={"a1": item("B", DOI="10.1000/b"), "b1": item("A", DOI="10.1000/a")}))
    assert body_of() == "<p>ccsvi</p><p>a1 [@b1].</p><p>b1 [@a1].</p>"


def test_a_new_key_that_the_document_itself_uses_for_another_does_not_mix_them(bring_in):
    make_reference("a1")
    line = transport(cites={"a1": item("One"), "a1-2": item("Two")})
    for outcome in ("created", "unchanged"):
        assert counts(bring_in(line)) == {outcome: 1}
        assert body_of() == "<p>ccsvi</p><p>a1 [@a1-2].</p><p>a1-2 [@a1-2-2].</p>"
    titles = dict(Reference.objects.values_list("key", "title"))
    assert titles == {"a1": "On a1", "a1-2": "One", "a1-2-2": "Two"}


def test_two_keys_of_one_source_become_one_reference_and_one_mark(bring_in):
    line = transport(cites={"a1": item("One", DOI="10.1000/a"), "b1": item("One", DOI="https://doi.org/10.1000/A")})
    line["sections"][0]["body"] = "<p>Both [@a1;@b1], &#91;@b1].</p>"
    assert counts(bring_in(line)) == {"created": 1}
    assert body_of() == "<p>Both [@a1], [@a1].</p>"
    assert documents.compose(Topic.objects.get())["references"] == [{"key": "a1", "link_text": ""}]
    assert counts(bring_in(line)) == {"unchanged": 1}


def test_another_topic_of_the_file_shares_the_reference(bring_in):
    cites = {"a1": item("One")}
    assert counts(bring_in(transport("one", cites=cites), transport("two", cites=cites))) == {"created": 2}
    assert Reference.objects.get().citations.count() == 2


def test_what_is_looked_up_for_a_batch_is_looked_up_anew_after_a_refusal(bring_in):
    key = "k" * 100
    make_reference(key)
    late = transport("late", cites={"new1": item("New"), key: item("Other")})
    report = bring_in(late, transport("after", cites={"new1": item("New")}, related=["late"]), publish=True)
    assert counts(report) == {"created": 1, "refused": 1}
    assert "“late” is in a line that was refused" in report.warnings[0]
    assert set(Reference.objects.values_list("key", flat=True)) == {key, "new1"}
    assert documents.compose(Topic.objects.get())["related"] == []


def test_by_small_batches_comes_the_same(bring_in, monkeypatch):
    monkeypatch.setattr(importing, "_MOST_LINES", 2)
    lines = [transport(f"t{n}", cites={"a1": item("One")}, related=[f"t{(n + 1) % 5}"]) for n in range(5)]
    lines[2:2] = ["{", lines[0]]
    report = bring_in(*lines, publish=True)
    assert counts(report) == {"created": 5, "refused": 2}
    assert [problem.split("a.jsonl:")[1][0] for problem in report.problems] == ["3", "4"]
    assert counts(bring_in(*lines, publish=True)) == {"unchanged": 5, "refused": 2}
    assert Reference.objects.get().citations.count() == 5


def test_a_new_topic_takes_few_queries(bring_in, django_assert_max_num_queries):
    lines = [transport(f"t{n}", cites={f"a{n}": item("One")}) for n in range(20)]
    with django_assert_max_num_queries(20 * 35 + 20):
        bring_in(*lines, publish=True)


def test_a_topic_is_locked_before_it_is_read(bring_in, django_assert_max_num_queries):
    make_topic("ccsvi")
    with django_assert_max_num_queries(50) as queries:
        bring_in(transport())
    asked = [query["sql"] for query in queries if 'FROM "topics_topic"' in query["sql"]]
    locked = next(index for index, sql in enumerate(asked) if sql.endswith("FOR NO KEY UPDATE"))
    read = next(index for index, sql in enumerate(asked) if '"topics_topic"."summary"' in sql)
    assert locked < read
