"""What verify_record finds when somebody changes the record past all that guards it, and that it finds nothing else."""

import io
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from tests.make import change, in_hours, make_live, make_reference, make_topic, make_user
from topics import documents, merging, projection, publishing, verifying
from topics.models import IndexEntry, Topic
from topics.verifying import guards

pytestmark = pytest.mark.django_db

RECORD = tuple(guards.TRIGGERS)


@pytest.fixture
def topic(pat):
    """A topic that was published, corrected, reviewed, withdrawn and published again, with one edition to come."""
    make_reference("zamboni2009")
    body = "<p>It was a theory [@zamboni2009].</p>"
    topic = make_live(
        "ccsvi", title="A", references=[{"key": "zamboni2009"}], sections=[{"heading": "What?", "body": body}]
    )
    publishing.publish(change(topic, title="B"), pat)
    publishing.review(topic, pat, review_due=in_hours(9000).date())
    publishing.withdraw(topic, pat, "out-of-date")
    publishing.publish(topic, pat)
    publishing.cancel(publishing.publish(change(topic, title="C"), pat, at=in_hours(1)), pat)
    publishing.publish(topic, pat, at=in_hours(2))
    make_live("stents", by=pat)
    return topic


def tamper(sql, *parameters):
    """Run `sql` with all triggers off, as somebody could who owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in RECORD:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, parameters)
        assert cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in RECORD:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found():
    return [str(finding) for finding in verifying.verify(Counter())]


def test_a_record_that_only_grew_is_whole(topic):
    counts = Counter()
    assert list(verifying.verify(counts)) == []
    assert counts == {"topics": 2, "revisions": 4, "editions": 7, "references": 1}


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE topics_revision SET text = replace(text, 'theory', 'cure') WHERE number = 1 AND text ~ 'theory'",
            ["ccsvi: The text of revision 1 is not the one that its digest was taken from."],
        ),
        (
            "UPDATE topics_revision SET digest = repeat('0', 64) WHERE number = 2",
            ["ccsvi: The text of revision 2 is not the one"],
        ),
        (
            "UPDATE topics_revision SET number = number + 2 WHERE number = 3",
            ["ccsvi: Revisions 3 to 4 are missing."],
        ),
        (
            "UPDATE topics_edition SET number = 9 WHERE number = 6",
            ["ccsvi: Editions 6 to 8 are missing."],
        ),
        (
            "DELETE FROM topics_edition WHERE number = 3",
            ["ccsvi: Edition 3 is missing.", "ccsvi: Edition 2 lasts until"],
        ),
        (
            "UPDATE topics_edition SET live_until = live_until - interval '1 microsecond' WHERE number = 1 "
            "AND live_until IS NOT NULL",
            ["ccsvi: Edition 1 lasts until"],
        ),
        (
            "UPDATE topics_edition SET live_until = live_from + interval '1 year' WHERE number = 6",
            ["ccsvi: Edition 6 lasts until"],
        ),
        (
            "UPDATE topics_edition SET created_at = created_at + interval '1 minute' WHERE number = 2",
            ["ccsvi: Edition 2 was made after the moment", "ccsvi: Edition 3 was made before edition 2."],
        ),
        (
            "UPDATE topics_edition SET cancelled_at = clock_timestamp(), cancelled_by_id = created_by_id "
            "WHERE number = 4",
            [
                "ccsvi: Edition 4 was called off when readers had it already.",
                "ccsvi: Edition 3 lasts until",
            ],
        ),
        (
            "UPDATE topics_edition SET slug = 'elsewhere' WHERE number = 4",
            [
                "ccsvi: The address “elsewhere” of edition 4 is nobody’s.",
                "ccsvi: Edition 4 has the address “elsewhere”, but its words say “ccsvi”.",
            ],
        ),
        (
            "UPDATE topics_edition SET kind = 'withdrawn', reason = 'in-error', revision_id = NULL WHERE number = 2",
            [
                "ccsvi: Edition 3 withdraws what readers did not have.",
                "ccsvi: What search and the A to Z have of edition 2 is not what it says. Run “manage.py reindex”.",
            ],
        ),
        (
            "UPDATE topics_address SET topic_id = (SELECT id FROM topics_topic WHERE slug = 'ccsvi') "
            "WHERE slug = 'stents'",
            [
                "stents: The address “stents” of edition 1 is another topic’s.",
                "ccsvi: It was never published under its address “stents”.",
            ],
        ),
        (
            "UPDATE topics_topic SET review_due = '2031-01-01' WHERE slug = 'ccsvi'",
            ["ccsvi: It says “last reviewed"],
        ),
        (
            "UPDATE topics_topic SET reviewed_on = '2020-01-01' WHERE slug = 'stents'",
            ["stents: It says “last reviewed 1 January 2020, due never”, but its last review says never, due never."],
        ),
        (
            "UPDATE topics_indexentry SET folded = 'zzz' WHERE edition_id IN "
            "(SELECT id FROM topics_edition WHERE number = 4)",
            ["ccsvi: What search and the A to Z have of edition 4 is not what it says."],
        ),
        (
            "DELETE FROM topics_searchentry WHERE position = 1 AND edition_id IN "
            "(SELECT id FROM topics_edition WHERE slug = 'stents')",
            ["stents: What search and the A to Z have of edition 1 is not what it says."],
        ),
        (
            "INSERT INTO topics_link (edition_id, kind, target, position) "
            "SELECT id, 'related', 'ccsvi', 0 FROM topics_edition WHERE slug = 'stents'",
            ["stents: What search and the A to Z have of edition 1 is not what it says."],
        ),
        (
            "UPDATE topics_projectionstate SET version = 1",
            ["the whole site: Another release made what search and the A to Z ask."],
        ),
        (
            "UPDATE references_reference SET csl = jsonb_set(csl, '{title}', '\"Another\"')",
            ["reference zamboni2009: It is not as its last version says. Bring version 1 back"],
        ),
        (
            "UPDATE references_referenceversion SET number = 2",
            ["reference zamboni2009: Versions before version 2 are missing."],
        ),
    ],
)
def test_what_was_changed_past_the_guards_is_found_and_nothing_else(topic, sql, says):
    tamper(sql)
    sentences = found()
    assert len(sentences) == len(says), sentences
    for sentence, begins in zip(sentences, says, strict=True):
        assert sentence.startswith(begins)
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"title": 1}', "[" * 100_000], ids=["", "cut", "list", "null", "other", "deep"]
)
def test_a_revision_that_holds_no_document_is_found_and_the_rest_still_looked_at(topic, text):
    tamper("UPDATE topics_revision SET text = %s, digest = %s WHERE number = 2", text, documents.digest(text))
    tamper("UPDATE topics_topic SET reviewed_on = '2020-01-01' WHERE slug = 'stents'")
    assert [sentence.split(".")[0] for sentence in found()] == [
        "ccsvi: The text of revision 2 is no topic document",
        "stents: It says “last reviewed 1 January 2020, due never”, but its last review says never, due never",
    ]


def test_a_reference_that_a_revision_names_and_the_library_lacks_is_found(topic):
    tamper("UPDATE references_reference SET key = 'other', csl = jsonb_set(csl, '{id}', '\"other\"')")
    tamper("UPDATE references_referenceversion SET state = jsonb_set(state, '{csl,id}', '\"other\"')")
    assert found() == [
        f"ccsvi: Revision {number} names zamboni2009, which the library does not have. "
        "Add the source under this very key."
        for number in (1, 2, 3)
    ]


def test_what_readers_have_and_breaks_a_rule_is_found(topic):
    tamper("UPDATE topics_revision SET text = replace(text, '[@zamboni2009]', '[@other2009]') WHERE number = 2")
    digest, broken = found()
    assert "digest" in digest
    assert broken.startswith("ccsvi: Revision 2, which readers have or will have, breaks a rule (sections[0].body: ")


def test_a_reference_merged_into_a_merged_one_is_found(pat):
    first, second, third = (make_reference(key) for key in ("first2001", "second2001", "third2001"))
    merging.merge(first, second, pat)
    merging.merge(second, third, pat)
    assert found() == []
    tamper("UPDATE references_reference SET merged_into_id = %s WHERE id = %s", second.pk, first.pk)
    assert [sentence.split(",")[0] for sentence in found()] == ["reference first2001: It was merged into “second2001”"]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DROP TRIGGER edition_kept ON topics_edition", "The trigger edition_kept of topics_edition does not act."),
        (
            "ALTER TABLE topics_revision DISABLE TRIGGER revision_unchanged",
            "The trigger revision_unchanged of topics_revision does not act.",
        ),
        (
            "ALTER TABLE topics_edition DROP CONSTRAINT edition_windows_apart",
            "The constraint edition_windows_apart of topics_edition does not hold.",
        ),
        (
            "DROP INDEX reference_doi_unique",
            "The constraint reference_doi_unique of references_reference does not hold.",
        ),
    ],
)
def test_a_guard_that_was_taken_away_is_found(sql, says):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert [sentence.removeprefix("the database: ").split(" Somebody")[0] for sentence in found()] == [says]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "CREATE OR REPLACE FUNCTION topics_guard_edition() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$",
            "The function topics_guard_edition does something else than it did.",
        ),
        (
            "ALTER FUNCTION topics_refuse() SET search_path = elsewhere",
            "The function topics_refuse does something else than it did.",
        ),
        (
            "CREATE OR REPLACE TRIGGER edition_kept BEFORE DELETE ON topics_edition FOR EACH ROW WHEN (false) "
            "EXECUTE FUNCTION topics_refuse()",
            "The trigger edition_kept of topics_edition is another than it was.",
        ),
        (
            "CREATE OR REPLACE TRIGGER revision_unchanged BEFORE UPDATE OF number ON topics_revision FOR EACH ROW "
            "EXECUTE FUNCTION topics_refuse()",
            "The trigger revision_unchanged of topics_revision is another than it was.",
        ),
        (
            "ALTER TABLE topics_edition ENABLE REPLICA TRIGGER edition_kept",
            "The trigger edition_kept of topics_edition does not act.",
        ),
    ],
)
def test_a_guard_that_does_something_else_is_found(sql, says):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert [sentence.removeprefix("the database: ").split(" Somebody")[0] for sentence in found()] == [says]


def test_the_guards_looked_for_are_those_that_the_migrations_make():
    made = {key: says for key, says in guards.triggers().items() if key[0].startswith(("topics_", "references_"))}
    expected = [(table, name) for table, names in guards.TRIGGERS.items() for name in names]
    assert made == {key: guards.definition(*key) for key in expected}
    assert set(guards.FUNCTIONS) == {call for names in guards.TRIGGERS.values() for _when, call in names.values()}


def test_the_digests_of_the_functions_are_those_of_what_the_migrations_make():
    made = guards.functions()
    assert made == guards.FUNCTIONS, f"a migration changed one: FUNCTIONS of topics/verifying/guards.py is now {made}"


def test_how_a_function_is_indented_does_not_count():
    assert guards.digest("plpgsql", None, "a\n  b\n") == guards.digest("plpgsql", None, "\n\ta\nb")
    assert guards.digest("plpgsql", None, "-- a\nb") != guards.digest("plpgsql", None, "-- a b")


def test_whatever_the_verbs_do_in_any_order_is_whole(pat):
    """A fixed walk through two hundred acts of editors, most of them allowed and some refused."""
    chance = random.Random(20)
    topics = [make_topic(slug, by=pat) for slug in ("one", "two", "three")]
    refused = 0
    for step in range(200):
        topic = Topic.objects.get(pk=chance.choice(topics).pk)
        later = None if chance.random() < 0.4 else in_hours(chance.randint(1, 50))
        act = chance.choice(["publish", "publish", "expire", "withdraw", "cancel", "review"])
        try:
            if act == "publish":
                publishing.publish(change(topic, title=f"Words {step}"), pat, at=later)
            elif act == "expire":
                start = later or in_hours(0.1)
                publishing.publish(
                    change(topic, title=f"Words {step}"), pat, at=later, until=start + timedelta(hours=9)
                )
            elif act == "withdraw":
                publishing.withdraw(topic, pat, "out-of-date", at=later)
            elif act == "cancel" and (coming := topic.editions.scheduled().first()):
                publishing.cancel(coming, pat)
            elif act == "review":
                publishing.review(topic, pat)
        except ValidationError:
            refused += 1
    assert found() == []
    assert 10 < refused < 120


def test_the_number_of_queries_does_not_grow_with_the_topics_of_a_batch(pat, django_assert_num_queries):
    counts = []
    for slugs in (["one"], ["two", "three", "four"]):
        for slug in slugs:
            make_live(slug, by=pat)
        with connection.execute_wrapper(lambda execute, *arguments: counts.append(1) or execute(*arguments)):
            found()
        counts.append("|")
    first, second, _end = "".join(map(str, counts)).split("|")
    assert len(first) == len(second)


# The command


def verify_record():
    said = io.StringIO()
    try:
        call_command("verify_record", stdout=said, stderr=io.StringIO())
    except SystemExit as end:
        return said.getvalue(), end.code
    return said.getvalue(), 0


def test_the_command_says_that_all_is_well_and_ends_with_zero(topic):
    said = "Looked at 2 topics, 4 revisions, 7 editions, 1 references: all is as it was recorded.\n"
    assert verify_record() == (said, 0)


def test_the_command_names_what_is_wrong_by_topic_and_ends_with_one(topic):
    IndexEntry.objects.filter(edition__slug="stents").delete()
    said, code = verify_record()
    assert code == 1
    assert said.splitlines() == [
        "stents: What search and the A to Z have of edition 1 is not what it says. Run “manage.py reindex”.",
        "Looked at 2 topics, 4 revisions, 7 editions, 1 references: 1 thing is wrong.",
    ]


def test_what_it_says_to_do_helps(topic):
    IndexEntry.objects.all().delete()
    tamper("UPDATE topics_edition SET live_until = live_until - interval '1 second' WHERE number = 4")
    assert len(found()) == 7
    projection.rebuild()
    publishing.cancel(publishing.publish(change(topic, title="D"), make_user("ed"), at=in_hours(3)), make_user("jo"))
    assert found() == []


def test_a_database_of_an_older_release_is_told_so():
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'topics')"
        )
    with pytest.raises(CommandError, match="of an older release"):
        call_command("verify_record")
