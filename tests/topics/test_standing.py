"""The standing pages, as readers have them and as a new or an older database comes by them."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site as DjangosSite
from django.contrib.sites.shortcuts import get_current_site
from django.core.management import call_command

from tests.make import make_live
from topics.cleaning import clean_body
from topics.models import Site, StandingPage
from topics.readability import reading_age, sentences
from topics.standing import PAGES

pytestmark = pytest.mark.django_db

ADDRESSES = ["/about/", "/contact/", "/privacy/", "/accessibility/", "/how-we-make-our-information/"]


def text_of(response):
    """Return the words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def rewrite(slug, content):
    """Store a text as somebody could by another way than the form."""
    FlatPage.objects.filter(url=f"/{slug}/").update(content=content)


# What readers get


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_site_has_each_page_with_a_text(client, address):
    response = client.get(address)
    page = StandingPage.objects.get(url=address)
    assert response.status_code == 200
    assert f"<h1>{page.title}</h1>" in response.content.decode()
    assert f"<title>{page.title} – A to Z of MS</title>" in response.content.decode()
    assert len(text_of(response)) > 600
    assert not response.cookies
    assert "example.com" not in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/a-z/", "/a-z/letter/c/", "/a-z/ccsvi/", "/search/", "/nowhere/", "/about/"])
def test_the_foot_of_every_page_leads_to_each_of_them(client, pat, address):
    make_live("ccsvi")
    foot = client.get(address).content.decode().partition("<footer")[2]
    assert [link for link in re.findall('href="([^"]+)"', foot) if link in ADDRESSES] == ADDRESSES


@pytest.mark.parametrize("slug", PAGES)
def test_starting_texts_are_clean_and_every_link_of_theirs_to_this_site_leads_somewhere(client, slug):
    text = PAGES[slug].starting_text.strip()
    one_line = re.sub(r">\s+<", "><", " ".join(text.split()))
    assert clean_body(text) == one_line
    for address in re.findall('href="(/[^"]*)"', text):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("slug", PAGES)
def test_starting_texts_are_in_short_sentences(slug):
    for sentence in sentences(PAGES[slug].starting_text):
        assert len(sentence.split()) <= 30, sentence


@pytest.mark.parametrize("slug", PAGES)
def test_starting_texts_are_easy_to_read(slug):
    assert reading_age(PAGES[slug].starting_text) < 13.5


def test_headings_of_the_text_follow_that_of_the_page_without_a_gap(client):
    rewrite("about", "<h3>One</h3><p>a</p><h4>Two</h4><p>b</p>")
    assert re.findall(r"<(h[1-6])>", client.get("/about/").content.decode()) == ["h1", "h2", "h3"]


def test_what_was_stored_by_another_way_is_cleaned_before_it_is_shown(client):
    rewrite("about", '<p onclick="x()">Hello</p><script>alert(1)</script><a href="javascript:x()">there</a>')
    main = client.get("/about/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert "<p>Hello</p>" in main
    assert "onclick" not in main
    assert "script" not in main


def test_saving_cleans_too():
    page = StandingPage.objects.get(url="/about/")
    page.content = "<p onclick=x>Hello</p><p></p>"
    page.save()
    assert FlatPage.objects.get(url="/about/").content == "<p>Hello</p>"


def test_what_else_a_flatpage_can_say_means_nothing(client):
    FlatPage.objects.filter(url="/about/").update(registration_required=True, template_name="admin/index.html")
    assert client.get("/about/").status_code == 200


def test_the_contact_page_gives_what_the_site_says_and_the_others_only_in_their_foot(client):
    Site.objects.update(contact_email="help@charity.test", helpline_name="MS Line", helpline_phone="0800 1")
    assert client.get("/contact/").content.decode().count("mailto:help@charity.test") == 2
    assert client.get("/contact/").content.decode().count("MS Line") == 2
    assert client.get("/about/").content.decode().count("mailto:help@charity.test") == 1


def test_the_contact_page_of_a_site_that_gives_no_address_says_so_and_names_the_charity(client):
    assert "There is no e-mail address and no telephone number here yet." in text_of(client.get("/contact/"))
    Site.objects.update(charity="Example MS Charity")
    assert "This A to Z is published by Example MS Charity ." in text_of(client.get("/contact/"))
    assert "here yet" not in text_of(client.get("/about/"))
    Site.objects.update(contact_email="help@charity.test")
    assert "here yet" not in text_of(client.get("/contact/"))
    Site.objects.update(contact_email="", helpline_phone="0800 1")
    assert "here yet" not in text_of(client.get("/contact/"))


def test_a_helpline_without_a_number_is_no_line_anywhere(client):
    Site.objects.update(helpline_name="MS Line", helpline_hours="Mondays")
    for address in ("/about/", "/contact/"):
        assert "MS Line" not in client.get(address).content.decode()
        assert "Mondays" not in client.get(address).content.decode()


@pytest.mark.parametrize("asked", ["/About/", "/ABOUT", "/How-We-Make-Our-Information/", "/about"])
def test_capitals_and_a_missing_slash_lead_to_the_one_address(client, asked):
    response = client.get(asked, follow=True)
    assert response.redirect_chain == [(f"{asked.lower().rstrip('/')}/", 301)]
    assert response.status_code == 200


def test_a_page_whose_row_is_gone_is_not_found(client):
    FlatPage.objects.filter(url="/about/").delete()
    assert client.get("/about/").status_code == 404


def test_a_page_that_is_no_standing_page_is_not_served(client):
    FlatPage.objects.create(url="/secret/", title="Secret", content="<p>Hidden</p>")
    assert client.get("/secret/").status_code == 404


def test_who_has_the_page_gets_304_until_its_text_or_the_sites_words_change(client):
    held = client.get("/about/")["ETag"]
    assert client.get("/about/", headers={"If-None-Match": held}).status_code == 304
    rewrite("about", "<p>New</p>")
    changed = client.get("/about/", headers={"If-None-Match": held})
    assert changed.status_code == 200
    assert "New" in text_of(changed)
    Site.objects.update(notice="Closed")
    again = client.get("/about/", headers={"If-None-Match": changed["ETag"]})
    assert again.status_code == 200
    assert "Closed" in text_of(again)


def test_the_page_may_be_kept_as_long_as_any_other(client, settings):
    settings.PAGE_MAX_AGE = 60
    assert client.get("/about/")["Cache-Control"] == client.get("/a-z/")["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize("count", [0, 30])
def test_a_page_costs_one_query_however_many_topics_and_pages(client, pat, count, django_assert_num_queries):
    for number in range(count):
        make_live(f"topic-{number}")
        FlatPage.objects.create(url=f"/more-{number}/", title="More")
    for address in ADDRESSES:
        with django_assert_num_queries(1):
            client.get(address)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_they_are_for_looking_alone(client, method):
    assert getattr(client, method)("/about/").status_code == 405
    assert client.head("/about/").content == b""


# Where they come from


def test_a_migrate_makes_what_is_missing_and_overwrites_nothing():
    rewrite("about", "<p>Ours</p>")
    rewrite("contact", "")
    FlatPage.objects.filter(url="/privacy/").delete()
    call_command("migrate", verbosity=0, interactive=False)
    texts = dict(FlatPage.objects.values_list("url", "content"))
    assert sorted(texts) == sorted(ADDRESSES)
    assert texts["/about/"] == "<p>Ours</p>"
    assert texts["/contact/"] == ""
    assert "Cookies" in texts["/privacy/"]


def test_contrib_sites_brings_no_row_of_its_own_and_the_current_site_is_that_of_the_request(rf):
    call_command("migrate", verbosity=0, interactive=False)
    assert not DjangosSite.objects.exists()
    assert get_current_site(rf.get("/", headers={"Host": "testserver"})).domain == "testserver"


def test_publishers_of_a_site_that_was_there_before_may_change_them():
    group = Group.objects.get(name="Publishers")
    group.permissions.remove(*Permission.objects.filter(codename__endswith="_standingpage"))
    import_module("topics.migrations.0007_standing_pages").grant(apps, None)
    granted = set(group.permissions.filter(codename__endswith="page").values_list("codename", flat=True))
    assert granted == {"change_standingpage", "view_standingpage"}
    editors = Group.objects.get(name="Editors").permissions
    assert not editors.filter(codename__endswith="page").exists()
