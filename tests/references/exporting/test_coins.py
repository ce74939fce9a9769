"""What Zotero's button reads off a page."""

from urllib.parse import parse_qs

from references import csl
from references.exporting.coins import to_coins
from tests.references.exporting.test_formats import ARTICLE, CHAPTER, PAGE


def said(data):
    return parse_qs(to_coins(csl.normalise(data)))


def test_an_article_is_told_as_one():
    assert said(ARTICLE) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft.genre": ["article"],
        "rft.atitle": ["Chronic venous insufficiency & 50% more"],
        "rft.jtitle": ["Journal of Neurology"],
        "rft.stitle": ["J Neurol"],
        "rft.issue": ["4"],
        "rft.issn": ["0022-3050"],
        "rft_id": ["info:doi/10.1136/jnnp.2008.157164", "info:pmid/19060024"],
        "rft.aulast": ["Zamboni"],
        "rft.aufirst": ["Paolo"],
        "rft.au": ["Paolo Zamboni", "Jan de Vries", "Malcolm M. Anderson", "Lublin and Reingold Group"],
        "rft.date": ["2009-04-03"],
        "rft.volume": ["80"],
        "rft.pages": ["392-399"],
        "rft.spage": ["392"],
        "rft.epage": ["399"],
    }


def test_a_chapter_names_its_book_and_a_page_its_address():
    chapter, page = said(CHAPTER), said(PAGE)
    assert (chapter["rft.genre"], chapter["rft.atitle"], chapter["rft.btitle"]) == (
        ["bookitem"],
        ["Pain"],
        ["The book"],
    )
    assert (page["rft.type"], page["rft.identifier"], page["rft.creator"]) == (
        ["webpage"],
        ["https://www.nhs.uk/a_{b}\\c"],
        ["NHS"],
    )
