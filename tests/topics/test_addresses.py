"""Addresses: once given to readers a slug stays its topic's."""

import pytest
from django.core.exceptions import ValidationError

from tests.make import change, in_hours, make_live, make_topic
from topics import addresses, publishing
from topics.models import Address


def owners():
    return dict(Address.objects.values_list("slug", "topic__title"))


def test_an_address_is_given_with_the_first_edition_and_not_before(pat):
    topic = make_topic("ccsvi", by=pat, title="CCSVI")
    assert owners() == {}
    edition = publishing.publish(topic, pat)
    assert owners() == {"ccsvi": "CCSVI"}
    assert Address.objects.get().created_at == edition.created_at


def test_an_old_address_stays_when_the_topic_gets_a_new_one_and_the_first_back(pat):
    topic = make_live("ccsvi", title="CCSVI")
    publishing.publish(change(topic, slug="stents"), pat)
    assert owners() == {"ccsvi": "CCSVI", "stents": "CCSVI"}
    publishing.publish(change(topic, slug="ccsvi"), pat)
    assert owners() == {"ccsvi": "CCSVI", "stents": "CCSVI"}
    assert list(topic.editions.order_by("number").values_list("slug", flat=True)) == ["ccsvi", "stents", "ccsvi"]


def test_a_scheduled_edition_holds_its_address_even_when_called_off(pat):
    edition = publishing.publish(make_topic("ccsvi", title="CCSVI"), pat, at=in_hours(1))
    publishing.cancel(edition, pat)
    assert owners() == {"ccsvi": "CCSVI"}


def test_the_former_address_of_one_topic_is_refused_to_another(pat):
    publishing.publish(change(make_live("ccsvi", title="CCSVI"), slug="stents"), pat)
    other = make_topic("ccsvi", title="Other")
    with pytest.raises(ValidationError, match="The address “ccsvi” belongs to the topic “CCSVI”"):
        publishing.publish(other, pat)
    assert not other.editions.exists()
    assert not other.revisions.exists()
    publishing.publish(change(other, slug="free"), pat)
    assert owners() == {"ccsvi": "CCSVI", "stents": "CCSVI", "free": "Other"}


@pytest.mark.parametrize("state", ["draft", "live", "former", "withdrawn"])
def test_a_slug_is_refused_whoever_has_it_in_the_draft_or_had_it(pat, state):
    topic = make_topic("ccsvi", title="CCSVI")
    if state != "draft":
        publishing.publish(topic, pat)
    if state == "former":
        change(topic, slug="stents")
    if state == "withdrawn":
        publishing.withdraw(topic, pat, "in-error")
    for wanted_by in (None, make_topic("other").pk):
        with pytest.raises(ValidationError, match="belongs to the topic “CCSVI”"):
            addresses.refuse_taken("ccsvi", wanted_by)
    addresses.refuse_taken("ccsvi", topic.pk)
    addresses.refuse_taken("free")


def test_an_address_is_given_to_its_topic_twice_but_not_to_another(pat):
    topic, other = make_live("ccsvi", title="CCSVI"), make_topic("stents")
    address = Address.objects.get()
    addresses.give("ccsvi", topic, in_hours(0))
    assert Address.objects.get().created_at == address.created_at
    with pytest.raises(ValidationError, match="as readers may have kept it"):
        addresses.give("ccsvi", other, in_hours(0))
