"""What the process holds of live names and words is what is live, at whatever moment."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from topics import live, projection, publishing
from topics.models import SearchEntry, Synonym, WithdrawalReason
from topics.search import lexicon as lexicons

pytestmark = pytest.mark.django_db


def at(moment=None):
    return lexicons.at(moment or live.moment_of_list())


def afresh(monkeypatch):
    monkeypatch.setattr(lexicons, "_kept", None)
    return at()


def test_names_and_words_are_those_of_live_topics_alone(pat):
    make.make_live("ccsvi", by=pat, title="CCSVI", summary="", sections=[{"heading": "", "body": "<p>Vein vein.</p>"}])
    make.make_topic("draft", title="Draft")

    lexicon = at()

    assert [name.name for name in lexicon.names] == ["CCSVI"]
    assert lexicon.words == Counter({"ccsvi": 1, "vein": 1})


def test_what_changes_is_followed_and_equals_what_is_read_afresh(pat, monkeypatch):
    one = make.make_live("one", by=pat, title="One", summary="", sections=[{"heading": "", "body": "<p>Text.</p>"}])
    at()
    make.make_live("two", by=pat, title="Two")
    publishing.publish(make.change(one, title="Uno"), pat)
    followed = at()
    assert {name.name for name in followed.names} == {"Two", "Uno"}
    assert (followed.words["one"], followed.words["uno"]) == (0, 1)

    publishing.withdraw(one, pat, WithdrawalReason.IN_ERROR)
    followed = at()

    assert followed.words == afresh(monkeypatch).words
    assert "uno" not in followed.words


def test_words_of_a_scheduled_edition_count_from_its_moment(pat):
    tomorrow = timezone.now() + timedelta(days=1)
    publishing.publish(make.make_topic("one", title="Plasmapheresis"), pat, at=tomorrow)
    moment = live.moment_of_list()

    assert not at(moment).knows("plasmapheresis")
    assert at(replace(moment, now=tomorrow, stamp="tomorrow")).knows("plasmapheresis")


def test_nothing_is_read_again_while_nothing_changes(pat):
    make.make_live("one", by=pat)
    moment = live.moment_of_list()
    at(moment)

    with CaptureQueriesContext(connection) as queries:
        assert at(moment) is at(moment)

    assert len(queries) == 0


def test_a_connection_that_another_thread_opens_meanwhile_takes_nothing_away(pat):
    make.make_live("one", by=pat, title="One")
    moment = live.moment_of_list()
    kept = at(moment)

    class Stamp(str):
        """One that is compared just when a connection opens."""

        def __ne__(self, other):
            lexicons._forget()
            return str(self) != other

    assert at(replace(moment, stamp=Stamp(moment.stamp))) is kept


def test_only_the_words_of_what_changed_are_read(pat):
    for number in range(5):
        make.make_live(f"t{number}", by=pat)
    at()
    SearchEntry.objects.update(words=["unread"])
    make.make_live("new", by=pat, title="Newcomer")

    assert at().words["unread"] == 0
    assert at().words["newcomer"] == 1


def test_a_rebuilt_projection_is_read_whole(pat, monkeypatch):
    make.make_live("one", by=pat, title="One")
    at()
    monkeypatch.setattr(projection, "text_words", lambda text: ["other"])
    projection.rebuild()
    projection.ProjectionState.objects.update_or_create(pk=1, defaults={"version": projection.VERSION})

    assert at().words == Counter({"other": 1})


def test_a_change_of_the_thesaurus_is_followed(pat):
    assert at().synonyms == []
    Synonym.objects.create(term="foot drop", other="walking", is_two_way=True, created_by=pat)

    assert at().synonyms == [("foot drop", "walking", True)]
