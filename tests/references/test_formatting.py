import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references import csl
from references.formatting import format_linked, format_nlm, link_words, short_name
from references.vocabulary import TYPES
from tests.references.bibliography import BIBLIOGRAPHY, CITATIONS

# Made up, one of each kind.
AUTHORS = [{"family": "Writer", "given": "Ann"}, {"family": "Scribe", "given": "Bo C."}]
EDITORS = [{"family": "Redactor", "given": "Eve"}]
MADE_UP = [
    (
        {
            "type": "book",
            "author": AUTHORS,
            "title": "A book",
            "edition": "2",
            "volume": "3",
            "publisher-place": "London",
            "publisher": "House",
            "issued": {"date-parts": [[2020]]},
            "ISBN": "978-1-4731-4607-5",
        },
        "Writer A, Scribe BC. A book. 2nd ed. Vol. 3. London: House; 2020.",
    ),
    (
        {"type": "book", "editor": [*EDITORS, *AUTHORS], "title": "A book", "edition": "Revised", "publisher": "H"},
        "Redactor E, Writer A, Scribe BC, editors. A book. Revised ed. H.",
    ),
    (
        {
            "type": "chapter",
            "author": AUTHORS,
            "title": "A chapter",
            "editor": EDITORS,
            "container-title": "A book",
            "edition": "22nd ed",
            "publisher-place": "London",
            "publisher": "House",
            "issued": {"date-parts": [[2020, 5]]},
            "page": "93-113",
        },
        "Writer A, Scribe BC. A chapter. In: Redactor E, editor. A book. 22nd ed. London: House; 2020 May. p. 93-113.",
    ),
    (
        {"type": "paper-conference", "author": AUTHORS, "title": "A paper", "container-title": "Proceedings"},
        "Writer A, Scribe BC. A paper. In: Proceedings.",
    ),
    (
        {
            "type": "report",
            "author": [{"literal": "An Agency"}],
            "title": "A report",
            "number": "12",
            "publisher-place": "Leeds",
            "publisher": "Office",
            "issued": {"date-parts": [[2019]]},
        },
        "An Agency. A report. Leeds: Office; 2019. Report No.: 12.",
    ),
    (
        {
            "type": "webpage",
            "author": [{"literal": "Charity"}],
            "title": "What is it?",
            "publisher": "Charity",
            "issued": {"date-parts": [[2025]]},
            "accessed": {"date-parts": [[2026, 11, 1]]},
        },
        "Charity. What is it? [Internet]. 2025 [cited 2026 Nov 1].",
    ),
    (
        {"type": "post-weblog", "title": "A post", "container-title": "B", "accessed": {"date-parts": [[2026, 11]]}},
        "A post [Internet]. B. [cited 2026 Nov].",
    ),
    (
        {
            "type": "article",
            "author": AUTHORS,
            "title": "A preprint",
            "publisher": "medRxiv",
            "issued": {"date-parts": [[2024, 3, 2]]},
            "accessed": {"date-parts": [[2026, 11, 1]]},
            "DOI": "10.1101/x",
        },
        "Writer A, Scribe BC. A preprint. medRxiv [Preprint]. 2024 Mar 2 [cited 2026 Nov 1]. doi: 10.1101/x.",
    ),
    (
        {
            "type": "webpage",
            "author": [{"literal": "Sponsor"}],
            "title": "A trial",
            "container-title": "ClinicalTrials.gov",
            "number": "NCT00000000",
            "issued": {"date-parts": [[2021, 1, 9]]},
            "accessed": {"date-parts": [[2026, 11, 1]]},
        },
        "Sponsor. A trial [Internet]. ClinicalTrials.gov. 2021 Jan 9 [cited 2026 Nov 1]. Identifier: NCT00000000.",
    ),
    (
        {"type": "dataset", "author": AUTHORS, "title": "Data", "publisher": "Zenodo", "issued": {"raw": "2020"}},
        "Writer A, Scribe BC. Data [dataset]. Zenodo; 2020.",
    ),
    (
        {
            "type": "thesis",
            "author": AUTHORS[:1],
            "title": "A thesis",
            "genre": "PhD thesis",
            "publisher": "University",
            "issued": {"date-parts": [[2018]]},
        },
        "Writer A. A thesis [PhD thesis]. University; 2018.",
    ),
    (
        {
            "type": "article-journal",
            "author": AUTHORS,
            "title": "All fields",
            "container-title": "Journal of Long Names",
            "journalAbbreviation": "J Long Names",
            "issued": {"date-parts": [[2004, 12], [2005, 1]]},
            "volume": "1",
            "issue": "2 Suppl",
            "page": "12-15, 19, S20-S29",
            "DOI": "10.1000/x",
            "PMID": "5",
            "PMCID": "PMC6",
        },
        "Writer A, Scribe BC. All fields. J Long Names. 2004 Dec-2005 Jan;1(2 Suppl):12-5, 19, S20-9. "
        "doi: 10.1000/x. PMID: 5; PMCID: PMC6.",
    ),
    ({"type": "article-journal", "title": "Only a title"}, "Only a title."),
    ({"type": "book", "title": "Editions", "edition": "11"}, "Editions. 11th ed."),
    ({"type": "book", "title": "Editions", "edition": "9" * 5}, "Editions. 99999 ed."),
    ({"type": "article-journal", "title": "Pages", "page": "5"}, "Pages. p. 5."),
    (
        {"type": "article-newspaper", "container-title": "The Paper", "issued": {"raw": "Spring 2009"}},
        "The Paper. Spring 2009.",
    ),
    ({"type": "legislation", "title": "An Act!", "publisher": "Crown"}, "An Act! Crown."),
]


@pytest.mark.parametrize("key", sorted(CITATIONS))
def test_demo_bibliography(key):
    assert format_nlm(csl.normalise(BIBLIOGRAPHY[key])) == CITATIONS[key]


@pytest.mark.parametrize(("item", "citation"), MADE_UP, ids=[item["type"] for item, _ in MADE_UP])
def test_each_kind(item, citation):
    assert format_nlm(csl.normalise(item)) == citation


@pytest.mark.parametrize(
    ("author", "words"),
    [
        ([{"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"}], "van der Berg A"),
        ([{"family": "Gaulle", "given": "Charles", "dropping-particle": "de"}], "de Gaulle C"),
        ([{"family": "King", "given": "Martin Luther", "suffix": "Jr."}], "King ML Jr"),
        ([{"family": "Ford", "given": "H", "suffix": "III"}], "Ford H 3rd"),
        ([{"family": "Lagrot", "given": "Jean-Louis"}], "Lagrot JL"),
        ([{"family": "Lagrot", "given": "J.-L."}], "Lagrot JL"),
        ([{"family": "Silva", "given": "Maria da Luz"}], "Silva ML"),
        ([{"family": "Three", "given": "A. B. C."}], "Three AB"),
        ([{"family": "Pubmed", "given": "JA"}], "Pubmed JA"),
        ([{"family": "Ørsted", "given": "øyvind"}], "Ørsted Ø"),
        ([{"family": "Stop", "given": ".", "suffix": "."}], "Stop"),
        ([{"family": "Aristotle"}], "Aristotle"),
        ([{"given": "Plato"}], "Plato"),
        ([{"literal": "The Group Inc."}], "Group Inc."),
        ([{"family": "A", "given": "B"}, {"literal": "C Group"}, {"family": "D", "given": "E"}], "A B; C Group; D E"),
        ([{"family": name, "given": "X"} for name in "ABCDEF"], "A X, B X, C X, D X, E X, F X"),
        ([{"family": name, "given": "X"} for name in "ABCDEFG"], "A X, B X, C X, D X, E X, F X, et al"),
    ],
)
def test_authors(author, words):
    citation = format_nlm(csl.normalise({"type": "book", "title": "T", "author": author}))

    assert citation == f"{words.removesuffix('.')}. T."


def test_the_note_adds_et_al_and_is_not_shown():
    item = {"type": "book", "title": "T", "author": AUTHORS, "note": "authors truncated; not for readers"}

    assert format_nlm(csl.normalise(item)) == "Writer A, Scribe BC, et al. T."


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("392-399", "392-9"),
        ("392–399", "392-9"),
        ("E1203-E1212", "E1203-12"),
        ("e1660-e1668", "e1660-8"),
        ("98-101", "98-101"),
        ("199-214", "199-214"),
        ("1098-1107", "1098-107"),
        ("12-5", "12-5"),
        ("20-12", "20-12"),
        ("7-7", "7-7"),
        ("e12-f15", "e12-f15"),
        ("123A-125A", "123A-125A"),
        ("iii-vi", "iii-vi"),
        ("1.12-1.15", "1.12-1.15"),
        ("103472", "103472"),
    ],
)
def test_pages(page, shown):
    assert format_nlm(csl.normalise({"type": "article-journal", "title": "T", "page": page})) == f"T. p. {shown}."


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([[2009]], "2009"),
        ([[2009, 4]], "2009 Apr"),
        ([[2009, 4, 30]], "2009 Apr 30"),
        ([[2009], [2010]], "2009-2010"),
        ([[2009, 11], [2009, 12]], "2009 Nov-Dec"),
        ([[2009, 4, 3], [2009, 4, 5]], "2009 Apr 3-5"),
        ([[2009, 4, 30], [2009, 5, 2]], "2009 Apr 30-May 2"),
        ([[2009, 4], [2009, 4]], "2009 Apr"),
        ([[2009, 4], [2010]], "2009 Apr-2010"),
        ([[2009, 4], [2009]], "2009 Apr-2009"),
    ],
)
def test_dates(parts, shown):
    item = {"type": "book", "title": "T", "issued": {"date-parts": parts}}

    assert format_nlm(csl.normalise(item)) == f"T. {shown}."


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Does it help?", "Does it help?"),
        ("It does!", "It does!"),
        ("It does.", "It does."),
        ("And then…", "And then…"),
        ("‘Does it help?’", "‘Does it help?’"),
        ("(Does it help?)", "(Does it help?)."),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;."),
        ('"><img src=x onerror=alert(1)>', "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;."),
        ("Tom & Jerry &lt;b&gt;", "Tom &amp; Jerry &amp;lt;b&amp;gt;."),
        ("CO<sub>2</sub> in <i>E. coli</i>", "CO<sub>2</sub> in <i>E. coli</i>."),
        ("<i>Does it help?</i>", "<i>Does it help?</i>"),
        ("<sup>18</sup>F <b>bold</b>", "<sup>18</sup>F bold."),
        ('<span class="nocase">MS</span> today', "MS today."),
        # Not balanced, not bare: all of it is text.
        ("<i>open", "&lt;i&gt;open."),
        ("</i>shut", "&lt;/i&gt;shut."),
        ("<i><sub>crossed</i></sub>", "&lt;i&gt;&lt;sub&gt;crossed&lt;/i&gt;&lt;/sub&gt;."),
        ("<i onclick=x>a</i>", "&lt;i onclick=x&gt;a&lt;/i&gt;."),
        ("<I>a</I>", "&lt;I&gt;a&lt;/I&gt;."),
        ("p < 0.05 <i>and</i> q > 1", "p &lt; 0.05 <i>and</i> q &gt; 1."),
    ],
)
def test_titles(title, shown):
    assert format_nlm(csl.normalise({"type": "book", "title": title})) == shown


hostile = st.text() | st.text(st.sampled_from("<>&\"'/ i.sub")) | st.sampled_from(["<script>", "<i>", "</i>", "a"])


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted(TYPES)), "title": hostile},
        optional={
            "author": st.lists(st.fixed_dictionaries({"family": hostile, "given": hostile, "suffix": hostile})),
            "editor": st.lists(st.fixed_dictionaries({"literal": hostile})),
            "issued": st.fixed_dictionaries({"raw": hostile}),
            "accessed": st.fixed_dictionaries({"literal": hostile}),
            **dict.fromkeys(
                "container-title edition volume issue page number genre publisher publisher-place archive".split(),  # noqa: SIM905
                hostile,
            ),
        },
    )
)
def test_nothing_but_three_bare_elements_comes_through(item):
    if csl.check(item):
        return
    item = csl.normalise(item)

    citation = format_nlm(item)

    rest = re.sub(r"</?(?:i|sub|sup)>", "", citation)
    assert "<" not in rest and ">" not in rest
    for element in ("i", "sub", "sup"):
        assert citation.count(f"<{element}>") == citation.count(f"</{element}>")
    assert "&" not in re.sub(r"&(?:amp|lt|gt|quot|#x27);", "", citation)
    assert isinstance(short_name(item), str)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("zamboni2009", "Zamboni and others, 2009"),
        ("compston2008", "Compston and Coles, 2008"),
        ("kurtzke1983", "Kurtzke, 1983"),
        ("heine2015", "Heine and others, 2015"),
        ("mssociety2011", "MS Society, 2011"),
        ("nmss-types", "National MS Society: Types of MS"),
        ("nhs-ms", "NHS: Multiple sclerosis"),
    ],
)
def test_short_name(key, name):
    assert short_name(csl.normalise(BIBLIOGRAPHY[key])) == name


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"type": "book", "title": "A <i>title</i>", "issued": {"raw": "2009"}}, "A title"),
        ({"type": "book", "title": "word " * 40}, "word " * 15 + "word…"),
        ({"type": "webpage", "container-title": "A site"}, "A site"),
        ({"type": "book", "author": [{"family": "Writer"}]}, "Writer"),
    ],
)
def test_short_name_with_less_to_go_by(item, name):
    assert short_name(csl.normalise(item)) == name


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("zamboni2009", "Read online at doi.org"),
        ("traboulsee2018", "Read online at pubmed.ncbi.nlm.nih.gov"),
        ("nice2022", "Read on nice.org.uk"),
        ("nice2012", ""),
    ],
)
def test_link_words(key, words):
    assert link_words(csl.normalise(BIBLIOGRAPHY[key])) == words


def test_readers_get_doi_and_pubmed_numbers_as_links_and_are_told_what_is_free():
    item = csl.normalise(
        {
            "type": "book",
            "title": "A < B",
            "DOI": '10.1000/a"b<c',
            "PMID": "5",
            "PMCID": "PMC7",
            "custom": {"free-to-read": True},
        }
    )

    assert format_linked(item) == (
        'A &lt; B. doi: <a href="https://doi.org/10.1000/a%22b%3Cc">10.1000/a&quot;b&lt;c</a>. '
        'PMID: <a href="https://pubmed.ncbi.nlm.nih.gov/5/">5</a>; '
        'PMCID: <a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC7/">PMC7</a>. Free to read.'
    )


@pytest.mark.parametrize("key", sorted(BIBLIOGRAPHY))
def test_links_change_no_word_of_a_citation(key):
    item = csl.normalise(BIBLIOGRAPHY[key])

    assert re.sub("</?a[^>]*>", "", format_linked(item)) == format_nlm(item)
