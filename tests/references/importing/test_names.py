import pytest

from references.importing import names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zamboni, Paolo", {"family": "Zamboni", "given": "Paolo"}),
        ("Zamboni, P.", {"family": "Zamboni", "given": "P."}),
        ("Zamboni P", {"family": "Zamboni", "given": "P"}),
        ("van der Berg, J. H.", {"family": "van der Berg", "given": "J. H."}),
        ("Anderson, M. M., Jr", {"family": "Anderson", "given": "M. M.", "suffix": "Jr"}),
        ("Chamberlain, John A Jr", {"family": "Chamberlain", "given": "John A", "suffix": "Jr"}),
        ("MS Society", {"literal": "MS Society"}),
        (
            "National Institute for Health and Care Excellence",
            {"literal": "National Institute for Health and Care Excellence"},
        ),
        ("Barts MS,", {"literal": "Barts MS"}),
        ("Department of Health, Education, and Welfare", {"literal": "Department of Health, Education, and Welfare"}),
        ("NICE", {"literal": "NICE"}),
    ],
)
def test_people_and_groups_are_told_apart(text, name):
    assert names.person(text) == name


def test_a_name_without_a_comma_is_taken_for_a_person_and_told():
    found, has_more, notes = names.people(["Paolo Zamboni"])

    assert found == [{"family": "Zamboni", "given": "Paolo"}]
    assert not has_more
    assert notes == ["“Paolo Zamboni” has no comma and was read as Zamboni, Paolo."]


@pytest.mark.parametrize(
    "texts", [["Zamboni, P", "et al"], ["Zamboni, P et al."], ["Zamboni, P", "others"], ["Zamboni P, et al"]]
)
def test_et_al_says_that_there_are_more(texts):
    found, has_more, _notes = names.people(texts)

    assert [name["family"] for name in found] == ["Zamboni"]
    assert has_more


def test_several_names_in_one_text_are_several():
    assert [name["family"] for name in names.people(["Zamboni P, Galeotti R, Menegatti E"])[0]] == [
        "Zamboni",
        "Galeotti",
        "Menegatti",
    ]
    assert [name["family"] for name in names.people(["Zamboni, P.; Galeotti, R."])[0]] == ["Zamboni", "Galeotti"]


@pytest.mark.parametrize("text", ["[No authors listed]", "Anonymous", "  ", ","])
def test_nobody_is_nobody(text):
    assert names.people([text])[0] == []
