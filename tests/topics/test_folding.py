"""Text made comparable, and the order of the A to Z."""

import pytest
from hypothesis import given

from tests.topics import strategies
from topics.folding import fold, fold_name, initial, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Guillain-Barré", "guillain-barre"),
        ("GUILLAIN-BARRE\u0301", "guillain-barre"),
        ("Ångström", "angstrom"),
        ("Sjögren’s", "sjogren’s"),
        ("straße STRASSE ẞ", "strasse strasse ss"),
        ("Sørensen Øre", "sorensen ore"),
        ("Łódź Đorđe", "lodz dorde"),
        ("Æther œdema", "aether oedema"),
        ("ﬁbre ﬂow ﬀ", "fibre flow ff"),
        ("Þórr ðð ħŧ", "thorr dd ht"),
        ("İstanbul ısı", "istanbul isi"),
        ("H₂O x² ½ ①", "h2o x2 1⁄2 1"),
        ("ΑΛΦΆ άλφα", "αλφα αλφα"),
        ("  a\u00a0\u2003b\n\tc  ", "a b c"),
        ("K\u0338", "k"),
        ("", ""),
    ],
)
def test_accents_case_and_the_kind_of_space_do_not_count(text, folded):
    assert fold(text) == folded


@given(strategies.texts())
def test_folding_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    "name", ["Devic's disease", "Devic’s disease", "Devic‘s disease", "DEVICʼS DISEASE", "Devic`s  disease"]
)
def test_apostrophes_do_not_count_in_names(name):
    assert fold_name(name) == "devics disease"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Guillain–Barré syndrome", "guillain barre syndrome"),
        ("T-cell", "t cell"),
        ("3,4-DAP", "3 4 dap"),
        ("snake_case", "snake case"),
        ("MS (multiple sclerosis)", "ms multiple sclerosis"),
        ("…", ""),
        ("😀", ""),
    ],
)
def test_other_punctuation_of_names_is_a_space(name, folded):
    assert fold_name(name) == folded


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The immune system", "immune system"),
        ("THE   Immune system", "immune system"),
        ("A relapse", "relapse"),
        ("An MRI scan", "mri scan"),
        ("Anaemia", "anaemia"),
        ("Theories", "theories"),
        ("Another name", "another name"),
        ("The", "the"),
        ("A", "a"),
        ("The …", "the"),
        ("The the", "the"),
        ("Vitamin A", "vitamin a"),
        ("Éclair", "eclair"),
    ],
)
def test_the_a_to_z_leaves_out_a_leading_article(name, key):
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("name", "key"), [("A-delta fibres", "a delta fibres"), ("A. N. Other", "a n other"), ("A/B test", "a b test")]
)
def test_a_letter_that_is_no_word_is_no_article(name, key):
    assert sort_key(name) == key


def test_a_name_of_signs_alone_still_has_a_key():
    assert sort_key("…") == "..."
    assert sort_key("😀") == "😀"
    assert sort_key("¨") == "¨"


@given(strategies.texts().filter(str.strip))
def test_every_name_has_a_key_and_an_initial(name):
    assert sort_key(name)
    assert initial(sort_key(name)) in "ABCDEFGHIJKLMNOPQRSTUVWXYZ#"


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("ccsvi", "C"),
        ("The Ångström", "A"),
        ("Øre", "O"),
        ("Æther", "A"),
        ("ﬁbre", "F"),
        ("ßeta", "S"),
        ("“Quoted”", "Q"),
        ("zoster", "Z"),
        ("3,4-DAP", "#"),
        ("½", "#"),
        ("α-lipoic acid", "#"),
        ("Ωmega", "#"),
        ("Ж", "#"),
        ("神経", "#"),
        ("אב", "#"),
        ("😀", "#"),
        ("…", "#"),
    ],
)
def test_the_initial_is_a_letter_of_ours_or_stands_for_all_others(name, letter):
    assert initial(sort_key(name)) == letter


def test_no_key_has_no_letter():
    assert initial("") == "#"
