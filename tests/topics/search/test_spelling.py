"""What somebody may have meant who typed a word that the site does not know; and that they are told."""

import pytest

from tests import make
from topics import live, publishing
from topics.models import WithdrawalReason
from topics.search import lexicon as lexicons
from topics.search import search
from topics.search.spelling import correct

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(pat):
    def publish(slug, body="", **fields):
        fields = {"summary": "", "sections": [{"heading": "", "body": f"<p>{body}</p>"}]} | fields
        return make.make_live(slug, by=pat, **fields)

    return publish


def found(query, **options):
    results = search(query, live.moment_of_list(), **options)
    return [hit.slug for hit in results.hits], results.corrected


@pytest.mark.parametrize(
    "typed",
    [
        "optic neurtis",
        "optic nueritis",
        "opitc neuritis",
        "Optik neuritis",
        "opticneuritis",
        "optc neuriits",
        "op tic neuritis",
    ],
)
def test_a_name_is_found_with_letters_wrong_swapped_missing_or_spaces_amiss(published, typed):
    published("eye", title="Optic neuritis")

    assert found(typed)[0] == ["eye"]


def test_what_is_shown_instead_is_said_and_can_be_refused(published):
    published("eye", title="Optic neuritis")

    assert found("optic neurtis") == (["eye"], "optic neuritis")
    assert found("optic neurtis", as_typed=True)[1] == ""


def test_words_that_the_site_uses_are_never_corrected(published):
    published("gait", "How people walk: their gait.", title="Walking")
    published("gain", title="Gain")

    assert found("gait") == (["gait"], "")


def test_words_of_texts_correct_where_no_name_does(published):
    published("a", "Physiotherapy helps.", title="Alpha")

    assert found("phisiotherapy") == (["a"], "physiotherapy")


def test_a_word_is_corrected_to_one_of_a_name_before_a_more_frequent_one_of_texts(published):
    for number in range(3):
        published(f"t{number}", "It may flail.", title=f"Topic {number}")
    published("frail", title="Frail")

    assert found("fxail") == (["frail"], "frail")


def test_the_site_s_own_spelling_is_what_is_shown(published):
    published("a", title="Tumours of the brain")

    assert found("tumoors brian")[1] == "tumours brain"
    assert found("tumoursofthe brian")[1] == "tumours of the brain"
    assert found("tumoors brian")[0] == ["a"]


def test_nobody_is_led_to_a_misspelling(published):
    published("ccsvi", title="CCSVI", aliases=[{"name": "CCSVEE", "kind": "misspelling"}])

    assert found("ccsvie")[1] == "ccsvi"


def test_a_known_misspelling_finds_all_that_the_right_name_does_and_says_so(published):
    published("fatigue", title="Fatigue", aliases=[{"name": "fatuige", "kind": "misspelling"}])
    published("heat", "Heat brings fatigue on.", title="Heat")

    assert found("fatuige") == (["fatigue", "heat"], "fatigue")
    assert found("fatuige", as_typed=True) == (["fatigue"], "")
    assert search("fatuige", live.moment_of_list(), as_typed=True).has_all


def test_a_misspelling_that_is_a_name_too_is_that_name(published):
    published("ra", title="RMS", aliases=[{"name": "Rasm", "kind": "misspelling"}])
    published("asm", title="Rasm")

    assert found("rasm")[0][0] == "asm"
    assert found("rasm")[1] == ""


def test_a_misspelling_among_other_words_is_corrected(published):
    aliases = [{"name": "Optic nueritis", "kind": "misspelling"}]
    published("eye", "Steroids.", title="Optic neuritis", aliases=aliases)

    assert found("steroids optic nueritis") == (["eye"], "steroids optic neuritis")


def test_a_word_of_four_letters_is_corrected_to_one_of_a_name_and_to_none_of_texts(published):
    published("pain", "Many people died.", title="Pain")

    assert found("piin") == (["pain"], "pain")
    assert found("diet") == ([], "")


def test_names_that_share_few_letters_are_not_offered(published):
    published("mayzent", title="Mayzent")

    assert search("employment", live.moment_of_list()).near == ()


@pytest.mark.parametrize("typed", ["ms", "mri", "x", "42"])
def test_words_of_up_to_three_letters_are_left_alone(published, typed):
    published("a", title="MRS")
    published("b", title="Mr")

    assert correct(lexicons.at(live.moment_of_list()), [typed]) is None


def test_what_was_found_as_typed_comes_behind_what_was_probably_meant(published):
    published("meant", title="Heart failure")
    published("typed", "Too much heat. A failure.", title="Weather")

    assert found("heat failure") == (["meant", "typed"], "heart failure")


def test_the_words_of_what_is_withdrawn_correct_nothing(published, pat):
    topic = published("a", title="Plasmapheresis")
    assert found("plasmaferesis")[1] == "plasmapheresis"

    publishing.withdraw(topic, pat, WithdrawalReason.OUT_OF_DATE)

    assert found("plasmaferesis") == ([], "")


def test_where_nothing_is_found_names_a_little_like_it_are_offered(published):
    published("bladder", title="Bladder")
    published("far", title="Zzzzzz")

    results = search("blaidyers", live.moment_of_list())

    assert results.count == 0
    assert [name.slug for name in results.near] == ["bladder"]
