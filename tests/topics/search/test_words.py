"""Words as they are compared: in one spelling, without endings, question words aside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.search.words import content, stem, text_words, unify


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("tumour", "tumor"),
        ("tumours", "tumors"),
        ("oedema", "edema"),
        ("lymphoedema", "lymphedema"),
        ("haemorrhage", "hemorrhage"),
        ("anaemia", "anemia"),
        ("leukaemic", "leukemic"),
        ("oesophagus", "esophagus"),
        ("gastrooesophageal", "gastroesophageal"),
        ("diarrhoea", "diarrhea"),
        ("apnoea", "apnea"),
        ("coeliac", "celiac"),
        ("foetal", "fetal"),
        ("paediatric", "pediatric"),
        ("orthopaedic", "orthopedic"),
        ("gynaecology", "gynecology"),
        ("anaesthetic", "anesthetic"),
        ("immunise", "immunize"),
        ("immunisation", "immunization"),
        ("paralyse", "paralyze"),
        ("behavioural", "behavioral"),
        ("fibres", "fibers"),
        ("centre", "center"),
        ("ageing", "aging"),
        ("counselling", "counseling"),
    ],
)
def test_both_spellings_are_one_word(british, american):
    assert unify(british) == unify(american)
    assert stem(british) == stem(american)


@pytest.mark.parametrize(
    ("one", "other"), [("mum", "mumps"), ("grey", "greyhound x"), ("fever", "fevar"), ("foot", "fot"), ("aim", "em")]
)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert unify(one) != unify(other)


@given(st.text(alphabet="aeimoursz", min_size=1, max_size=12))
def test_the_one_spelling_of_a_text_is_that_of_its_words(word):
    assert unify(f"{word} {word}, {word}.") == f"{unify(word)} {unify(word)}, {unify(word)}."


def test_question_words_are_left_out_where_anything_else_is_asked_for():
    assert content(["what", "are", "the", "treatments", "for", "optic", "neuritis"]) == [
        "treatments",
        "optic",
        "neuritis",
    ]
    assert content(["what", "is", "it"]) == ["what", "is", "it"]
    assert content([]) == []


def test_words_of_a_text_are_folded_and_have_no_punctuation():
    assert text_words("Café_au-lait: 2’000!") == ["cafe", "au", "lait", "2", "000"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("treatments", "treated"),
        ("diagnosis", "diagnosed"),
        ("children", "child"),
        ("women", "woman"),
        ("feet", "foot"),
    ],
)
def test_forms_of_one_word_are_one_word(one, other):
    assert stem(one) == stem(other)
