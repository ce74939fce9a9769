"""What a reader finds: names first, then words, at a moment; and what is shown of it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.safestring import SafeString

from tests import make
from tests.topics import strategies
from topics import live, publishing
from topics.models import WithdrawalReason
from topics.search import parse
from topics.search import search as search_at_moment
from topics.search.snippets import snippet


@pytest.fixture
def published(pat):
    """Publish a topic with the title and other fields given; its text says nothing unless told."""

    def publish(slug, body="", **fields):
        fields = {"summary": "", "sections": [{"heading": "", "body": body}]} | fields
        return make.make_live(slug, by=pat, **fields)

    return publish


def search(query, at=None, page=1, **options):
    """Return the results at a time; what is live then has a stamp of its own."""
    moment = live.moment_of_list()
    if at:
        moment = replace(moment, now=at, stamp=f"{moment.stamp} {at}")
    return search_at_moment(query, moment, page, **options)


def found(query, at=None, page=1):
    """Return the slugs that a query finds, in order."""
    return [hit.slug for hit in search(query, at, page).hits]


# The order of what is found


@pytest.mark.django_db
def test_the_very_name_comes_first_then_names_that_begin_so_then_words_of_names_then_texts(published):
    published("in-text", "<p>fatigue fatigue fatigue fatigue fatigue</p>")
    published("in-name", title="Managing fatigue")
    published("begins", title="Fatigue at work")
    published("exact", title="Tiredness", aliases=[{"name": "Fatigue"}])

    assert found("fatigue") == ["exact", "begins", "in-name", "in-text"]


@pytest.mark.django_db
def test_words_of_a_heading_count_more_than_words_of_a_text(published):
    published("text", "<p>Relapse.</p>")
    published("heading", sections=[{"heading": "Relapse", "body": ""}])

    assert found("relapse") == ["heading", "text"]


@pytest.mark.django_db
def test_where_more_topics_are_about_it_than_anybody_reads_those_that_only_mention_it_come_by_their_titles(
    published, monkeypatch
):
    published("about", summary="All about fatigue.")
    published("mentions-once", "<p>Heat and fatigue.</p>", title="Apples")
    published("mentions-often", "<p>Fatigue, fatigue and again fatigue.</p>", title="Bananas")

    assert found("fatigue") == ["about", "mentions-often", "mentions-once"]
    monkeypatch.setattr("topics.search.texts._ABOUT_ENOUGH", 0)
    assert found("fatigue") == ["about", "mentions-once", "mentions-often"]


@pytest.mark.django_db
def test_topics_that_match_alike_come_by_their_titles(published):
    published("z", "<p>vein</p>", title="The alpha")
    published("a", "<p>vein</p>", title="Beta")

    assert found("vein") == ["z", "a"]


@pytest.mark.django_db
def test_a_topic_is_found_once_however_often_it_matches(published):
    published(
        "ms",
        title="MS",
        full_name="MS MS",
        aliases=[{"name": "MS-1"}, {"name": "MS-2"}],
        summary="MS",
        sections=[{"heading": "MS", "body": "MS"}, {"heading": "MS", "body": "MS"}],
    )

    results = search("ms")

    assert (results.count, len(results.hits)) == (1, 1)


# What counts as the same


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["Guillain-Barré", "guillain barre", "GUILLAIN–BARRE\u0301", "barré", "barre"])
def test_accents_case_and_hyphens_do_not_matter(published, query):
    published("gbs", title="Guillain-Barré syndrome")

    assert found(query) == ["gbs"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["Devic's disease", "Devic’s disease", "devics disease", "devic's", "devic"])
def test_apostrophes_do_not_matter(published, query):
    published("nmo", title="NMO", aliases=[{"name": "Devic’s disease"}])

    assert found(query) == ["nmo"]


@pytest.mark.django_db
def test_a_misspelling_finds_the_topic_but_is_not_shown(published):
    published("ccsvi", aliases=[{"name": "CSSVI", "kind": "misspelling"}])

    (hit,) = search("cssvi").hits

    assert (hit.slug, hit.matched_name) == ("ccsvi", "")


@pytest.mark.django_db
def test_another_name_that_matched_is_told(published):
    published("ccsvi", title="CCSVI", aliases=[{"name": "Liberation therapy"}], full_name="Chronic insufficiency")

    assert search("liberation").hits[0].matched_name == "Liberation therapy"
    assert search("ccsvi").hits[0].matched_name == ""
    assert search("chronic").hits[0].matched_name == ""


@pytest.mark.django_db
def test_endings_of_words_do_not_matter(published):
    published("relapses", "<p>Relapses and walking.</p>", title="X")

    assert found("relapse") == found("walks") == ["relapses"]


# Operators


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("optic nerve", ["apart", "together"]),
        ('"optic nerve"', ["together"]),
        ("optic -nerve", ["alone"]),
        ('optic -"optic nerve"', ["alone", "apart"]),
        ("spine OR brain", ["brain", "spine"]),
        ("spine or brain", ["brain", "spine"]),
        ("spine brain", []),
    ],
)
def test_phrases_words_left_out_and_alternatives(published, query, slugs):
    published("together", "<p>The optic nerve.</p>", title="A")
    published("apart", "<p>The nerve that is optic.</p>", title="B")
    published("alone", "<p>Optic.</p>", title="C")
    published("spine", "<p>Spine.</p>", title="D")
    published("brain", "<p>Brain.</p>", title="E")

    assert sorted(found(query)) == slugs


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", strategies.HOSTILE_QUERIES, ids=lambda query: f"{ascii(query[:6])[1:-1]} {len(query)}"
)
def test_whatever_is_typed_gives_ordinary_results(published, query):
    published("ccsvi", "<p>A b c d the alert 1 😀 אבגד 神経 table.</p>", title="CCSVI")

    results = search(query)

    assert results.count == len(results.hits) <= 1
    assert (results.number, results.page_count) == (1, 1)
    assert found("ccsvi") == ["ccsvi"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["😀", "אבגד", "神経", "αλφα", "жираф"])
def test_names_in_any_script_are_found(published, query):
    if query == "😀":
        assert found(query) == []
        return
    published("other", title=query)

    assert found(query) == ["other"]


@pytest.mark.django_db
def test_nothing_is_found_where_nothing_is_published():
    results = search("ccsvi")

    assert (results.count, results.number, results.page_count, results.hits) == (0, 1, 1, [])


@pytest.mark.django_db
def test_a_dash_that_leaves_out_nothing_does_not_count(published):
    published("gbs", title="Guillain-Barré syndrome")

    assert found("guillain - barre -") == ["gbs"]
    assert found("-- syndrome --barre") == []
    assert found("barre -syndrome") == []


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("-x", True),
        ('-"a b" -c', True),
        ("or -x", True),
        ("a -x", False),
        ("or", False),
        ("- x", False),
        ("a-x", False),
    ],
)
def test_a_query_that_only_leaves_out_is_known(query, answer):
    assert parse(query).only_leaves_out is answer


# Snippets


@pytest.mark.django_db
def test_a_hit_shows_the_section_whose_text_matched_best(published):
    published(
        "ccsvi",
        title="CCSVI",
        full_name="Chronic insufficiency",
        summary="About veins.",
        sections=[
            {"heading": "", "body": "<p>Nothing here.</p>"},
            {"heading": "Tests", "body": "<p>An ultrasound of the neck.</p>", "key": "tests"},
        ],
        evidence={"status": "not-supported", "statement": "No."},
    )

    (hit,) = search("ultrasound").hits

    assert (hit.title, hit.full_name, hit.evidence_words) == (
        "CCSVI",
        "Chronic insufficiency",
        "Not supported by research",
    )
    assert (hit.section_key, hit.section_heading) == ("tests", "Tests")
    assert hit.snippet == "An <mark>ultrasound</mark> of the neck."


@pytest.mark.django_db
def test_a_hit_by_name_shows_the_summary(published):
    published("ccsvi", "<p>Text.</p>", title="CCSVI", summary="About veins.")

    (hit,) = search("ccs").hits

    assert (hit.snippet, hit.section_key, hit.section_heading) == ("About veins.", "", "")


@pytest.mark.django_db
def test_words_that_nobody_searches_for_are_not_marked(published):
    published("eyes", f"<p>The eye is {'the ' * 100} place where optic neuritis is.</p>")

    (hit,) = search("what is the optic neuritis").hits

    assert re.findall("<mark>(.*?)</mark>", hit.snippet) == ["optic", "neuritis"]


@pytest.mark.django_db
def test_hostile_text_in_a_body_is_shown_as_text(published):
    published("x", "<p>&lt;script&gt;alert(1)&lt;/script&gt; needle &amp;amp; &lt;mark&gt; <b>\"'</b></p>")

    (hit,) = search("needle").hits

    assert hit.snippet == (
        "&lt;script&gt;alert(1)&lt;/script&gt; <mark>needle</mark> &amp;amp; &lt;mark&gt; &quot;&#x27;"
    )


def test_a_snippet_is_safe_html_with_the_words_marked():
    shown = snippet("Café & <cafe>", {"cafe"})

    assert isinstance(shown, SafeString)
    assert shown == "<mark>Café</mark> &amp; &lt;<mark>cafe</mark>&gt;"


# Pages


@pytest.fixture
def twelve(published):
    for number in range(12):
        published(f"t{number:02}", "<p>needle</p>", title=f"Topic {number:02}")


@pytest.mark.django_db
@pytest.mark.usefixtures("twelve")
@pytest.mark.parametrize(
    ("page", "number", "first", "length"),
    [
        (1, 1, "t00", 10),
        (2, 2, "t10", 2),
        (3, 2, "t10", 2),
        (99_999, 2, "t10", 2),
        (0, 1, "t00", 10),
        (-5, 1, "t00", 10),
    ],
)
def test_a_page_that_is_not_there_gives_the_nearest(page, number, first, length):
    results = search("needle", timezone.now(), page)

    assert (results.count, results.number, results.page_count) == (12, number, 2)
    assert results.hits[0].slug == first
    assert len(results.hits) == length


@pytest.mark.django_db
def test_a_later_page_of_nothing_is_the_first():
    assert search("needle", page=7).number == 1


# The moment


@pytest.mark.django_db
def test_what_is_scheduled_is_found_only_from_its_moment_on(pat):
    topic = make.make_topic("ccsvi", title="CCSVI")
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.publish(topic, pat, at=tomorrow)

    assert found("ccsvi") == []
    assert found("ccsvi", at=tomorrow - timedelta(seconds=1)) == []
    assert found("ccsvi", at=tomorrow) == ["ccsvi"]


@pytest.mark.django_db
def test_what_expires_is_found_until_its_moment(pat):
    topic = make.make_topic("ccsvi")
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.publish(topic, pat, until=tomorrow)

    assert found("ccsvi", at=tomorrow - timedelta(seconds=1)) == ["ccsvi"]
    assert found("ccsvi", at=tomorrow) == []


@pytest.mark.django_db
def test_what_is_withdrawn_or_called_off_is_not_found(pat):
    withdrawn = make.make_live("ccsvi", by=pat, title="Needle one")
    publishing.withdraw(withdrawn, pat, WithdrawalReason.IN_ERROR)
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.cancel(publishing.publish(make.make_topic("b", title="Needle two"), pat, at=tomorrow), pat)

    assert found("needle") == []
    assert found("needle", at=tomorrow + timedelta(days=1)) == []


@pytest.mark.django_db
def test_each_moment_has_the_words_of_its_edition(pat):
    topic = make.make_live("ccsvi", by=pat, title="Former")
    before = timezone.now()
    publishing.publish(make.change(topic, title="Newer", slug="newer"), pat)

    assert found("former") == []
    assert found("newer") == ["newer"]
    assert found("former", at=before) == ["ccsvi"]


@pytest.mark.django_db
def test_drafts_are_never_found():
    make.make_topic("ccsvi", title="CCSVI")

    assert found("ccsvi") == []


# The cost


@pytest.mark.django_db
@pytest.mark.usefixtures("twelve")
@pytest.mark.parametrize(
    ("query", "most"), [("needle", 2), ("topic", 2), ("topic 03", 2), ("needles found", 4), ("nedle", 3), ("", 0)]
)
def test_a_search_asks_as_few_queries_as_before_whatever_it_finds(query, most):
    moment = live.moment_of_list()
    search_at_moment("warm", moment)

    with CaptureQueriesContext(connection) as queries:
        search_at_moment(query, moment)

    asked = [one["sql"] for one in queries if "topics_" in one["sql"]]
    assert len(asked) <= most


# References


@pytest.mark.django_db
def test_a_topic_is_found_by_what_it_cites_behind_all_others(published):
    make.make_reference("zamboni2009")
    published("ccsvi", title="CCSVI", references=[{"key": "zamboni2009"}])
    published("veins", title="Vessels of the neck", summary="By zamboni.")

    assert found("zamboni 2009") == ["veins", "ccsvi"]
    assert found("zamboni") == ["veins"]


@pytest.mark.django_db
def test_a_hit_by_a_reference_shows_its_title_and_leads_to_the_list(published):
    make.make_reference("zamboni2009")
    published("ccsvi", title="CCSVI", references=[{"key": "zamboni2009"}])

    (hit,) = search("zamboni").hits

    assert (hit.section_key, hit.section_heading) == ("references_list", "Where this comes from")
    assert hit.snippet == "On zamboni2009"


@pytest.mark.django_db
def test_a_corrected_reference_is_found_by_its_new_words_at_once(published):
    reference = make.make_reference("zamboni2009")
    published("ccsvi", title="CCSVI", references=[{"key": "zamboni2009"}])
    reference.csl["title"] = "Quokka"
    reference.save()

    assert found("quokka") == ["ccsvi"]


# Sections


@pytest.mark.django_db
def test_a_question_opens_the_section_that_answers_it(published):
    sections = [
        {"heading": "What is it?", "body": "<p>Swelling of the nerve.</p>", "key": "what"},
        {"heading": "How is it treated?", "body": "<p>With steroids.</p>", "key": "treated"},
    ]
    published("eye", title="Optic neuritis", sections=sections)

    (hit,) = search("What are the treatments for optic neuritis?").hits

    assert (hit.section_key, hit.section_heading) == ("treated", "How is it treated?")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["Why can't I pee?", "I dont pee", "I’ve no pee, isn't it?"])
def test_short_forms_of_little_words_do_not_hurt(published, query):
    published("bladder", "<p>It may be hard to pee. No, not always.</p>", title="Bladder")
    published("can", title="Canty")

    results = search(query)

    assert ([hit.slug for hit in results.hits], results.corrected) == (["bladder"], "")


@pytest.mark.django_db
def test_words_of_a_topic_count_together_in_whatever_part_they_stand(published):
    published("eye", "<p>Pulses of steroids.</p>", title="Optic neuritis")

    assert found("neuritis steroids") == ["eye"]


@pytest.mark.django_db
def test_an_unfinished_last_word_of_a_text_finds_and_is_marked(published):
    published("eye", "<p>Pulses of methylprednisolone.</p>", title="X")

    (hit,) = search("pulses methylpred").hits

    assert re.findall("<mark>(.*?)</mark>", hit.snippet) == ["Pulses", "methylprednisolone"]


@pytest.mark.django_db
def test_an_abbreviation_that_no_name_has_finds_names_by_their_initials(published):
    published("ons", title="Optic nerve sheath")
    published("other", "<p>Nothing.</p>", title="Other")

    assert found("ons") == ["ons"]


@pytest.mark.django_db
def test_what_has_only_some_of_the_words_is_found_where_nothing_has_all(published):
    published("hip", title="Hip replacement")
    published("other", title="Knee replacement")

    results = search("hip arthroplasty")

    assert ([hit.slug for hit in results.hits], results.has_all) == (["hip"], False)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["tumor", "tumour", "TUMOURS", "haemangioma", "hemangioma"])
def test_british_and_american_spelling_find_the_same(published, query):
    published("one", "<p>Tumours such as hemangiomas.</p>", title="Growths")

    assert found(query) == ["one"]


@pytest.mark.django_db
def test_words_of_a_synonym_are_marked_and_open_their_section(published):
    published("walk", title="Walking", sections=[{"heading": "Gait", "body": "<p>A splint.</p>", "key": "gait"}])

    (hit,) = search("foot drop", synonyms=[("foot drop", "splint", False)]).hits

    assert (hit.section_key, hit.snippet) == ("gait", "A <mark>splint</mark>.")
