"""Synonyms: kept folded, once, and as words alone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import make
from topics.models import Synonym

pytestmark = pytest.mark.django_db


def synonym(term="foot drop", other="walking difficulties", is_two_way=False):
    """Return a synonym that is not yet kept."""
    return Synonym(term=term, other=other, is_two_way=is_two_way, created_by=make.publisher())


def keep(*args, **fields):
    one = synonym(*args, **fields)
    one.full_clean()
    one.save()
    return one


def objections(*args, **fields):
    with pytest.raises(ValidationError) as caught:
        synonym(*args, **fields).full_clean()
    return " ".join(caught.value.messages)


def test_terms_are_kept_as_names_are_compared():
    keep("  Foot-Drop ", "Charcot’s Sclérose")
    assert Synonym.objects.triples() == [("foot drop", "charcots sclerose", False)]


def test_terms_are_folded_by_whatever_way_they_are_saved():
    Synonym.objects.bulk_create([synonym("Foot Drop", "MRI")])
    assert Synonym.objects.triples() == [("foot drop", "mri", False)]


def test_search_gets_the_lines_in_the_order_in_which_they_were_kept():
    keep("b", "c", is_two_way=True)
    keep("a", "b")
    assert Synonym.objects.triples() == [("b", "c", True), ("a", "b", False)]


@pytest.mark.parametrize("words", ['"foot drop"', "foot -drop", "-drop", "foot OR drop", "foot or drop", "“foot”"])
def test_signs_of_a_search_are_refused(words):
    assert "a search reads them as signs" in objections(words)
    assert "a search reads them as signs" in objections("foot", words)


@pytest.mark.parametrize("words", ["T-cell", "foot drop", "orthosis", "for", "Lhermitte's sign", "interferon beta-1a"])
def test_words_and_short_phrases_are_taken(words):
    keep(words, "something else")
    assert Synonym.objects.count() == 1


def test_a_term_is_short():
    assert "at most 8 words" in objections("a b c d e f g h i")
    assert "at most 100 characters" in objections("x" * 101)
    assert "at most 100 characters" in objections("\u0133" * 60)  # folded, each is two letters
    keep("x" * 100, "a b c d e f g h")


@pytest.mark.parametrize("words", ["", "?!", "…"])
def test_a_term_has_a_word(words):
    assert "cannot be blank" in objections(words)


def test_two_terms_that_search_takes_for_the_same_are_refused():
    assert "the same words already" in objections("Foot-drop", "foot drop")
    with pytest.raises(IntegrityError), transaction.atomic():
        synonym("Foot-drop", "foot drop").save()


@pytest.mark.parametrize("pair", [("foot drop", "walking"), ("WALKING", "Foot drop")])
def test_a_pair_is_kept_once_whichever_way_it_goes(pair):
    keep("foot drop", "walking")
    assert "are a synonym already" in objections(*pair, is_two_way=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        synonym(*pair).save()


def test_a_term_may_have_several_synonyms():
    keep("foot drop", "walking")
    keep("foot drop", "splint")
    assert Synonym.objects.count() == 2


def test_a_word_has_the_synonyms_that_make_it_find_more():
    one_way, both = keep("a", "b"), keep("c", "d", is_two_way=True)
    assert Synonym.objects.of(["a", "b", "c", "d", "e"]) == {"a": one_way, "c": both, "d": both}


def test_a_synonym_says_which_way_it_goes():
    assert (str(keep("a", "b")), str(keep("c", "d", is_two_way=True))) == ("a → b", "c ↔ d")
