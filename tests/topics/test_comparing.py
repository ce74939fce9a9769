"""Two documents in words: every kind of change is found, shown where it stands, and nothing else is marked."""

import re

import pytest
from hypothesis import given, settings

from tests import make
from tests.topics import strategies
from topics import documents
from topics.comparing import Change, changed_by, changes, compare
from topics.wording import blocks_of


def section(heading, body="<p>Text.</p>", **fields):
    return {"heading": heading, "body": body, **fields}


def document(*sections, **fields):
    return make.make_document(**({"sections": list(sections)} if sections else {}) | fields)


def bodies(old, new):
    """Return the one part that differs between two texts of a section."""
    (part,) = changes(document(section("H", old)), document(section("H", new)))
    return part


def marked(html, tag):
    """Return the words that are marked, a string for each run."""
    spoken = re.sub(r'<span class="visually-hidden">.*?</span>', "", html)
    return [re.sub("<[^>]+>", "", run) for run in re.findall(f"<{tag}>(.*?)</{tag}>", spoken)]


def test_documents_that_are_the_same_do_not_differ():
    assert changes(document(), document()) == []
    assert {part.change for part in compare(document(), document())} == {Change.SAME}


def test_changed_words_are_marked_on_their_side_and_no_others():
    part = bodies("<p>The vein is narrow today.</p>", "<p>The vein is very wide today.</p>")

    assert (marked(part.old, "del"), marked(part.new, "ins")) == (["narrow"], ["very wide"])
    assert part.change == Change.CHANGED


def test_a_changed_paragraph_among_others_leaves_the_others_unmarked():
    same = "<p>One stays.</p>"
    part = bodies(f"{same}<p>Two is old.</p>{same}", f"{same}<p>Two is new.</p>{same}")
    assert (marked(part.old, "del"), marked(part.new, "ins")) == (["old"], ["new"])


def test_a_whole_new_paragraph_is_marked_whole():
    part = bodies("<p>One stays.</p>", "<p>One stays.</p><p>Entirely other words come here.</p>")
    assert (marked(part.old, "del"), marked(part.new, "ins")) == ([], ["Entirely other words come here."])


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ('<p><a href="/a">link</a></p>', '<p><a href="/b">link</a></p>', "(/b)"),
        ('<p><abbr title="one">MS</abbr></p>', '<p><abbr title="two">MS</abbr></p>', 'title="two"'),
        ("<p>so</p>", "<p><strong>so</strong></p>", "<strong>so</strong>"),
        ("<p>So [@a2000].</p>", "<p>So [@b2000].</p>", "[@b2000]"),
    ],
)
def test_what_stands_around_a_word_counts_as_the_word(old, new, shown):
    references = [{"key": "a2000"}, {"key": "b2000"}]
    (part,) = changes(
        document(section("H", old), references=references), document(section("H", new), references=references)
    )
    assert shown in str(part.new)
    assert "<ins>" in part.new


def cited(old, new, names):
    """Return the one part that differs between two texts of a section that cite what `names` names."""
    references = [{"key": key} for key in ("a2000", "b2000", "c2000")]
    (part,) = changes(
        document(section("H", f"<p>{old}</p>"), references=references),
        document(section("H", f"<p>{new}</p>"), references=references),
        names,
    )
    return part


def test_a_citation_is_shown_by_author_and_year_and_one_mark_stays_one_word():
    part = cited("So [@a2000].", "So [@a2000; @b2000].", {"a2000": "Ann, 2000", "b2000": "Bo <and> others, 2000"})
    assert marked(part.old, "del") == ["[Ann, 2000]"]
    assert marked(part.new, "ins") == ["[Ann, 2000; Bo &lt;and&gt; others, 2000]"]
    assert 'title="[@a2000; @b2000]"' in part.new


def test_a_key_that_the_library_has_not_stays_visible():
    part = cited("So [@a2000].", "So [@a2000; @c2000] and [@c2000].", {"a2000": "Ann, 2000"})
    assert "[Ann, 2000; @c2000]" in part.new
    assert "[@c2000]" in marked(part.new, "ins")[0]


def test_two_references_of_one_author_and_year_are_told_apart_by_their_keys():
    part = cited("So [@a2000].", "So [@b2000].", {"a2000": "Ann, 2000", "b2000": "Ann, 2000"})
    assert (marked(part.old, "del"), marked(part.new, "ins")) == (["[Ann, 2000 @a2000]"], ["[Ann, 2000 @b2000]"])


def test_the_cells_of_a_row_are_told_apart_evenly_and_an_empty_one_keeps_its_place():
    part = bodies(
        "<p>x</p>", "<table><tbody><tr><th>Dose</th><td>5</td></tr><tr><th></th><td>6</td></tr></tbody></table>"
    )
    plain = re.sub(r'<span class="visually-hidden">.*?</span>|</?(?:ins|del|strong)>', "", part.new)
    assert [row.strip() for row in re.findall(r"<p>(.*?)</p>", plain)] == ["Dose | 5", "| 6"]


def leads(html):
    """Return what stands before the words of each paragraph of a comparison, and its first word."""
    plain = re.sub(r'<span class="visually-hidden">.*?</span>|</?(?:ins|del)>', "", html)
    return re.findall(r"<p>((?:\d+\. |• )?\w+)", plain)


def test_items_of_a_numbered_list_have_their_numbers_and_others_a_bullet():
    part = bodies("<p>x</p>", "<ol><li>One<ul><li>Sub</li></ul></li><li>Two</li></ol><ul><li>Dot</li></ul><p>End</p>")
    assert leads(part.new) == ["1. One", "• Sub", "2. Two", "• Dot", "End"]


def test_a_line_within_an_item_has_no_number_of_its_own_and_a_paragraph_in_it_has_the_item_s():
    part = bodies("<p>x</p>", "<ol><li>One<br>line</li><li><p>Two</p><p>more</p></li></ol>")
    assert leads(part.new) == ["1. One", "line", "2. Two", "more"]


def test_a_new_item_marks_itself_and_not_the_numbers_after_it():
    part = bodies(
        "<ol><li>First thing</li><li>Last thing</li></ol>",
        "<ol><li>First thing</li><li>Middle way</li><li>Last thing</li></ol>",
    )
    assert marked(part.new, "ins") == ["Middle way"]
    assert leads(part.old) == ["1. First", "2. Last"]
    assert leads(part.new) == ["1. First", "2. Middle", "3. Last"]


def test_rows_of_a_table_are_compared_cell_by_cell():
    table = "<table><tbody><tr><th>Dose</th><td>{}</td></tr></tbody></table>"
    part = bodies(table.format("5 mg"), table.format("10 mg"))
    assert (marked(part.old, "del"), marked(part.new, "ins")) == (["5"], ["10"])


def test_markup_that_changes_no_word_is_said():
    part = bodies(
        '<p>a</p><table><tbody><tr><td colspan="2">b</td></tr></tbody></table>',
        "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>",
    )
    assert part.notes == ("Only the markup of the text changed.",)


def test_added_removed_and_moved_sections_are_said_with_their_places():
    one, two, three = section("One"), section("Two"), section("Three")
    found = changes(document(one, two, three), document(three, one, section("Four")))

    assert [(part.label, part.change, part.notes) for part in found] == [
        ("Section “Three”", Change.MOVED, ("Moved from place 3 to place 1.",)),
        ("Section “Two”", Change.REMOVED, ("Removed; it was section 2.",)),
        ("Section “Four”", Change.ADDED, ("Added as section 3.",)),
    ]


def test_a_section_under_another_heading_is_the_same_section():
    (part,) = changes(document(section("Old words", key="k")), document(section("New words", key="k", style="warning")))
    assert (marked(part.old, "del"), marked(part.new, "ins")) == (["Old"], ["New"])
    assert part.notes == ("It stands out as: Warning (before: nothing).",)


def test_names_references_and_related_topics_are_compared_by_entry():
    old = document(
        aliases=[{"name": "Veins", "kind": "brand-name"}],
        references=[{"key": "a2000"}, {"key": "b2000"}],
        related=["x"],
    )
    new = document(
        aliases=[{"name": "Veins", "kind": "former-name"}],
        references=[{"key": "b2000"}, {"key": "a2000"}],
        related=["x", "y"],
    )

    aliases, references, related = changes(old, new, {"a2000": "Ann, 2000"})

    assert (marked(aliases.old, "del"), marked(aliases.new, "ins")) == (["Veins (brand name)"], ["Veins (former name)"])
    assert references.notes == ("Only the order changed.",)
    assert "Ann, 2000 [@a2000]" in references.new
    assert (marked(related.old, "del"), marked(related.new, "ins")) == ([], ["y"])


def test_the_topic_s_own_fields_are_compared_too():
    evidence = {"status": "harmful", "statement": "It harms."}
    old, new = document(title="A b", summary="One.\nTwo."), document(title="A c", summary="One.", evidence=evidence)
    assert [(part.label, part.change) for part in changes(old, new)] == [
        ("Title", Change.CHANGED),
        ("In short", Change.CHANGED),
        ("What research says", Change.ADDED),
    ]


def test_what_is_shown_is_escaped():
    old, new = document(title="<script>1"), document(title="<script>2", sections=[section("<b>", "<p>&lt;i&gt; x</p>")])
    html = "".join(part.old + part.new for part in changes(old, new))
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html


@settings(max_examples=15)
@given(strategies.sound_documents(), strategies.sound_documents())
def test_each_side_shows_all_of_its_words_whatever_they_are(old, new):
    old, new = documents.canonical(old), documents.canonical(new)
    for part in compare(old, new):
        if part.key.startswith("section:"):
            _shows_all(part.old, old, part.key)
            _shows_all(part.new, new, part.key)


def _shows_all(html, document, key):
    body = next((one["body"] for one in document["sections"] if f"section:{one['key']}" == key), "")
    count = sum(len(block.words) for block in blocks_of(body))
    html = re.sub(r'<span class="(?:visually-hidden|address)">.*?</span>', "", html)
    shown = sum(len(block.words) for block in blocks_of(html))
    assert shown >= count


def test_two_long_texts_with_nothing_in_common_are_compared_at_once():
    old = "<p>" + " ".join(f"a{n}" for n in range(20_000)) + "</p>"
    new = "<p>" + " ".join(f"b{n}" for n in range(20_000)) + "</p>"
    part = bodies(old, new)
    assert len(marked(part.old, "del")) == 1


def test_who_changed_what_is_told_from_what_both_began_with():
    base = document(section("One", key="one"), section("Two", key="two"), section("Three", key="three"), summary="S.")
    theirs = document(section("One", "<p>B.</p>", key="one"), section("Two", "<p>B.</p>", key="two"), summary="S.")
    mine = document(
        section("One", "<p>M.</p>", key="one"), section("Two", key="two"), section("Three", key="three"), summary="M."
    )

    assert changed_by(base, theirs, mine) == {
        "field:summary": "mine",
        "section:one": "both",
        "section:two": "theirs",
        "section:three": "theirs",
        "order": "theirs",
    }
