import pytest

from references.keys import new_key


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"author": [{"family": "Zamboni"}], "issued": {"date-parts": [[2009, 4]]}}, "zamboni2009"),
        ({"author": [{"family": "Lebrun-Frénay"}], "issued": {"date-parts": [[2025]]}}, "lebrunfrenay2025"),
        ({"author": [{"family": "O'Connor"}], "issued": {"date-parts": [[2010]]}}, "oconnor2010"),
        ({"author": [{"family": "Sørensen"}]}, "sorensen"),
        ({"author": [{"literal": "The MS Society"}], "issued": {"raw": "Spring 2011"}}, "mssociety2011"),
        ({"title": "What is the evidence?", "issued": {"date-parts": [[2001]]}}, "whatevidence2001"),
        ({"title": "多発性硬化症"}, "source"),
        ({"title": "多発性硬化症", "issued": {"date-parts": [[2001]]}}, "source2001"),
    ],
)
def test_a_key_is_author_and_year(item, key):
    assert new_key(item, set().__contains__) == key


def test_the_next_of_the_same_author_and_year_gets_a_letter():
    item = {"author": [{"family": "Zamboni"}], "issued": {"date-parts": [[2009]]}}
    taken, made = set(), []

    for _ in range(28):
        made.append(new_key(item, taken.__contains__))
        taken.add(made[-1])

    assert made[:3] == ["zamboni2009", "zamboni2009b", "zamboni2009c"]
    assert made[-3:] == ["zamboni2009z", "zamboni2009-27", "zamboni2009-28"]


def test_without_a_year_it_gets_a_number():
    assert new_key({"author": [{"literal": "NHS"}]}, {"nhs"}.__contains__) == "nhs-2"
