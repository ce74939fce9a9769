import copy
import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from references import csl
from references.vocabulary import DATES, LINES, NAME_PARTS, NAMES, NUMBERS, ORDER, PARAGRAPHS, TYPES
from tests.references.bibliography import BIBLIOGRAPHY

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=5,
)
names = st.lists(st.dictionaries(st.sampled_from([*sorted(NAME_PARTS), "ORCID"]), json_values | st.text()))
dates = st.fixed_dictionaries(
    {},
    optional={
        "date-parts": st.lists(st.lists(st.integers(-1, 3000) | st.sampled_from(["2009", "x"]))),
        "raw": st.text(),
        "season": json_values,
    },
)
items = json_values | st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(TYPES)), "title": st.text()},
    optional={
        "id": st.sampled_from(["a1", "A", 5]),
        "author": names,
        "editor": names,
        "issued": dates | json_values,
        "accessed": dates,
        "volume": json_values,
        "abstract": st.text(),
        "DOI": st.text() | st.just("https://doi.org/10.1000/X"),
        "PMID": st.integers(),
        "URL": st.text() | st.just("https://www.nice.org.uk/"),
        "custom": json_values | st.dictionaries(st.text(), json_values),
    },
)


def sound(**variables):
    return {"type": "book", "title": "A title", **variables}


@given(items)
def test_normalise_is_idempotent_and_raises_nothing_but_validation_errors(item):
    before = copy.deepcopy(item)
    try:
        once = csl.normalise(item)
    except ValidationError as error:
        assert error.messages == csl.check(item)
        assert all(message.encode() for message in error.messages)
    else:
        twice = csl.normalise(once)
        assert json.dumps(twice, allow_nan=False) == json.dumps(once, allow_nan=False)
        assert csl.check(item) == csl.check(once) == []
        assert json.loads(json.dumps(once)) == once
        derive_everything(once)
    assert repr(item) == repr(before)


def derive_everything(item):
    assert isinstance(csl.title(item), str)
    assert isinstance(csl.first_author(item), str)
    assert csl.year(item) is None or 1 <= csl.year(item) <= 9999
    assert csl.has_more_authors(item) in (True, False)
    assert csl.url(item) is None or csl.url(item).startswith(("https://", "http://"))


@given(st.permutations([*ORDER, "zeta", "alpha"]))
def test_order_does_not_depend_on_the_order_of_the_keys(shuffled):
    assert list(csl.ordered(dict.fromkeys(shuffled))) == [*ORDER, "alpha", "zeta"]


def test_order_is_the_usual_one_then_the_alphabet():
    item = {"zeta": {"b": 1, "a": [{"d": 1, "c": 1}]}, "alpha": 1, "DOI": "d", "title": "t", "type": "book", "id": "k"}

    assert json.dumps(csl.ordered(item)) == (
        '{"id": "k", "type": "book", "title": "t", "DOI": "d", "alpha": 1, "zeta": {"a": [{"c": 1, "d": 1}], "b": 1}}'
    )


@pytest.mark.parametrize("key", sorted(BIBLIOGRAPHY))
def test_the_verified_bibliography_is_sound_and_only_its_isbn_changes(key):
    item = BIBLIOGRAPHY[key]

    normal = csl.normalise(item)

    if key == "nice2022":
        item = {**item, "ISBN": "9781473146075"}
    assert normal == item
    assert list(normal)[:3] == ["id", "type", "title"]


def test_what_is_cleaned():
    item = sound(
        title="  Cafe\u0301\n and\tmore ",
        volume=80,
        issue=4.5,
        page=None,
        publisher="  ",
        author=[{"family": " Zamboni ", "given": None, "ORCID": "x"}],
        editor=[],
        issued={"date-parts": [["2009", 4]], "raw": ""},
        accessed="2026-11-01",
        abstract="One.\r\nTwo.\n",
        DOI="https://doi.org/10.1000/ABC",
        PMID=1734247,
        PMCID="pmc2647682",
        URL=" https://www.nice.org.uk/ ",
        other={"n": 1e3, "zero": -0.0, "deep": ["  kept  ", None]},
    )

    assert csl.normalise(item) == {
        "type": "book",
        "title": "Café and more",
        "volume": "80",
        "issue": "4.5",
        "author": [{"family": "Zamboni", "ORCID": "x"}],
        "issued": {"date-parts": [[2009, 4]]},
        "accessed": {"raw": "2026-11-01"},
        "abstract": "One.\nTwo.",
        "DOI": "10.1000/abc",
        "PMID": "1734247",
        "PMCID": "PMC2647682",
        "URL": "https://www.nice.org.uk/",
        "other": {"n": 1000, "zero": 0, "deep": ["  kept  ", None]},
    }


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (None, "one JSON object"),
        ([sound()], "one JSON object"),
        ({"title": "A title"}, "The type is missing"),
        ({"type": "book", "publisher": "P"}, "nothing to show"),
        (sound(type="journal"), "“type”: CSL knows no such type"),
        (sound(type=["book"]), "“type”: CSL knows no such type"),
        (sound(id="Zamboni2009"), "“id”: A key has lower-case"),
        (sound(id=5), "“id”: A key has lower-case"),
        (sound(title=["A"]), "“title”: must be text"),
        (sound(volume=True), "“volume”: must be text"),
        (sound(note=5), "“note”: must be text"),
        (sound(author="Zamboni P"), "“author”: must be a list of names"),
        (sound(author=["Zamboni P"]), "“author”: must be a list of names"),
        (sound(author=[{}]), "“author”: each name needs"),
        (sound(author=[{"suffix": "Jr"}]), "“author”: each name needs"),
        (sound(editor=[{"family": 5}]), "“editor”: must be text"),
        (sound(issued=2009), "“issued”: must be a date"),
        (sound(issued={"date-parts": [2009]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[2009, 13]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[2009, 2, 30]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[0]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[2009.5]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[True]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[99999]]}), "“issued”: there is no such date"),
        (sound(issued={"date-parts": [[2009], [2010], [2011]]}), '“issued”: "date-parts" must be a list of one'),
        (sound(DOI="jnnp"), "“DOI”: “jnnp” is not a DOI"),
        (sound(PMID=-1), "“PMID”: “-1” is not a PMID"),
        (sound(ISBN="978-1-4731-4607-4"), "“ISBN”: “978-1-4731-4607-4” is not an ISBN"),
        (sound(title="a\x00b"), "“title”: “a\ufffdb” has a character"),
        (sound(title="a\x1fb"), "has a character"),
        (sound(title="a\ud800b"), "has a character"),
        (sound(other={"a\x00": 1}), "“other”: “a\ufffd” has a character"),
        ({"a\ud800": 1, **sound()}, "“a\ufffd”: “a\ufffd” has a character"),
        ({5: 1, **sound()}, "“?”: must be text"),
        ({"é": 1, "e\u0301": 2, **sound()}, "is there twice"),
        (sound(other={"é": 1, "e\u0301": 2}), "names something twice"),
        (sound(other=float("nan")), "“other”: a number is too large, or is none"),
        (sound(other=float("-inf")), "“other”: a number is too large, or is none"),
        (sound(other=10**5000), "“other”: a number is too large, or is none"),
        (sound(other=nested(10)), "“other”: lists and objects lie more than 10 deep"),
        (sound(other=nested(100_000)), "“other”: lists and objects lie more than 10 deep"),
        (sound(other={1, 2}), "“other”: must be text"),
    ],
)
def test_what_is_refused(item, words):
    problems = csl.check(item)

    assert len(problems) == 1
    assert words in problems[0]


def test_nine_levels_below_the_item_are_allowed():
    assert csl.check(sound(other=nested(9))) == []


def test_all_problems_are_told_at_once():
    assert len(csl.check({"type": "x", "title": 5, "DOI": "y"})) == 3


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "www.nice.org.uk",
        "https://",
        "https://www.nice.org.uk@evil.example/",
        "https://evil.example\\@www.nice.org.uk/",
        "https://example.org/a b",
        "https://example.org/\u202egpj",
        "https://[::1/",
        5,
    ],
)
def test_addresses_that_are_refused(address):
    problems = csl.check(sound(URL=address))

    assert len(problems) == 1
    assert problems[0].startswith("“URL”: ")


@pytest.mark.parametrize("key", ["a", "zamboni2009", "10", "a.b:c_d-e", "x" * 100])
def test_keys(key):
    csl.validate_key(key)


@pytest.mark.parametrize("key", ["", "A", "a b", "a--b", "-a", "a-", "a\n", "é", "a/b", "x" * 101, None, "a@b"])
def test_not_keys(key):
    with pytest.raises(ValidationError):
        csl.validate_key(key)


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ({"family": "Zamboni", "given": "Paolo"}, "Zamboni"),
        ({"family": "Berg", "non-dropping-particle": "van der"}, "van der Berg"),
        ({"family": "Humboldt", "dropping-particle": "von"}, "von Humboldt"),
        ({"family": "Fontaine", "non-dropping-particle": "La", "dropping-particle": "de"}, "de La Fontaine"),
        ({"family": "Alessandro", "non-dropping-particle": "d’"}, "d’Alessandro"),
        ({"given": "Plato"}, "Plato"),
        ({"literal": "The IFNB Multiple Sclerosis Study Group"}, "IFNB Multiple Sclerosis Study Group"),
    ],
)
def test_surname(name, leads):
    assert csl.surname(name) == leads


def test_without_authors_the_editors_lead():
    assert csl.first_author(sound(editor=[{"family": "Compston"}])) == "Compston"
    assert csl.first_author(sound()) == ""


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2009, 4], [2009, 5]]}, 2009),
        ({"raw": "Spring 1998"}, 1998),
        ({"literal": "in press"}, None),
        ({"raw": "no. 123456"}, None),
        ({}, None),
    ],
)
def test_year(issued, year):
    assert csl.year(sound(issued=issued)) == year


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\x85", "\u2028", "\u2029"])
def test_a_line_end_of_any_kind_in_a_title_is_a_space(line_end):
    assert csl.normalise(sound(title=f"a{line_end}b"))["title"] == "a b"


@pytest.mark.parametrize("char", ["\x00", "\x1f", "\x7f", "\x9b", "\ud800", "\uffff"])
def test_what_no_page_can_carry_is_refused(char):
    assert csl.check(sound(title=f"a{char}b")) == [
        "“title”: “a\ufffdb” has a character that cannot be shown; type it afresh."
    ]


def test_title_without_its_markup():
    assert csl.title(sound(title="CO<sub>2</sub> and <b>E. coli</b>")) == "CO2 and E. coli"


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        (
            {"DOI": "10.1002/(sici)1<1::aid>3.0.co;2-1#?%", "PMID": "1", "URL": "https://a.example/"},
            "https://doi.org/10.1002/(sici)1%3C1::aid%3E3.0.co;2-1%23%3F%25",
        ),
        ({"PMID": "30266886", "PMCID": "PMC1"}, "https://pubmed.ncbi.nlm.nih.gov/30266886/"),
        ({"PMCID": "PMC2647682", "URL": "https://a.example/"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC2647682/"),
        ({"URL": "https://www.nice.org.uk/guidance/ng220"}, "https://www.nice.org.uk/guidance/ng220"),
        ({}, None),
    ],
)
def test_url(variables, url):
    assert csl.url(sound(**variables)) == url


def test_the_note_says_that_authors_are_missing():
    assert csl.has_more_authors(sound(note="Authors truncated; seen on PubMed"))
    assert not csl.has_more_authors(sound(note="date not verified"))
    assert not csl.has_more_authors(sound())


def test_every_variable_is_of_one_form():
    forms = [LINES, NUMBERS, PARAGRAPHS, DATES, NAMES]

    assert sum(map(len, forms)) == len(frozenset().union(*forms))
