import pytest

from references.kinds import Kind, kind_of, with_kind


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"type": "article-journal"}, Kind.JOURNAL_ARTICLE),
        ({"type": "article-journal", "genre": "Systematic Review"}, Kind.SYSTEMATIC_REVIEW),
        ({"type": "article-journal", "genre": "Case report"}, Kind.JOURNAL_ARTICLE),
        ({"type": "book"}, Kind.BOOK),
        ({"type": "chapter"}, Kind.CHAPTER),
        ({"type": "report"}, Kind.REPORT),
        ({"type": "report", "genre": "NICE guideline"}, Kind.GUIDELINE),
        ({"type": "report", "genre": "Interventional procedures guidance"}, Kind.GUIDELINE),
        ({"type": "webpage"}, Kind.WEB_PAGE),
        ({"type": "webpage", "genre": "Clinical trial registration"}, Kind.CLINICAL_TRIAL),
        ({"type": "article"}, Kind.PREPRINT),
        ({"type": "article", "genre": "Preprint"}, Kind.PREPRINT),
        ({"type": "thesis", "genre": "PhD thesis"}, Kind.THESIS),
        ({"type": "legislation"}, Kind.OTHER),
    ],
)
def test_type_and_genre_make_the_kind(item, kind):
    assert kind_of(item) == kind


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.OTHER])
@pytest.mark.parametrize("before", [{}, {"type": "report", "genre": "NICE guideline"}, {"type": "article-journal"}])
def test_an_item_given_a_kind_is_of_that_kind(kind, before):
    assert kind_of(with_kind(before, kind)) == kind


def test_what_is_of_the_kind_already_keeps_its_own_genre():
    item = {"type": "report", "genre": "NICE guideline", "number": "NG220"}

    assert with_kind(item, Kind.GUIDELINE) == item


def test_a_genre_of_another_kind_does_not_stay_behind():
    assert with_kind({"type": "article", "genre": "Preprint"}, Kind.JOURNAL_ARTICLE) == {"type": "article-journal"}


def test_a_genre_that_tells_no_kind_stays():
    assert with_kind({"type": "thesis", "genre": "PhD thesis"}, Kind.BOOK) == {"type": "book", "genre": "PhD thesis"}


def test_something_else_keeps_a_type_that_no_kind_has():
    assert with_kind({"type": "legislation"}, Kind.OTHER) == {"type": "legislation"}
    assert with_kind({"type": "book"}, Kind.OTHER) == {"type": "document"}
