"""A new password by e-mail."""

import re

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from az_ms import accounts
from tests import make

pytestmark = pytest.mark.django_db

ASK = "/admin/password-reset/"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Let no test meet what another one asked for."""
    cache.clear()


@pytest.fixture
def ed():
    return make.make_user("ed", email="ed@example.org")


def ask(client, email="ed@example.org", **headers):
    """Ask for a link, wait until mails are sent, and return the answer."""
    response = client.post(ASK, {"email": email}, **headers)
    accounts.sending.submit(lambda: None).result(timeout=10)
    return response


def link():
    """Return the path of the link in the last mail."""
    return re.search(r"https?://[^/]+(/admin/password-reset/\S+)", mail.outbox[-1].body)[1]


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def test_the_log_in_page_leads_there(client):
    assert f'href="{ASK}"' in client.get("/admin/login/").content.decode()


def test_a_link_comes_by_mail_and_sets_a_new_password_once(client, ed):
    assert ask(client).url == f"{ASK}sent/"
    assert mail.outbox[0].to == ["ed@example.org"]
    assert mail.outbox[0].subject == "A new password for A to Z of MS"
    assert "Your username is ed." in mail.outbox[0].body
    form = client.get(link(), follow=True)
    assert "For the account ed ." in words(form)
    new = {"new_password1": "quite another secret", "new_password2": "quite another secret"}
    done = client.post(form.request["PATH_INFO"], new, follow=True)
    assert "From now on it is the only one that works" in words(done)
    assert client.login(username="ed", password="quite another secret")
    assert "It was used already" in words(client.get(link(), follow=True))


def test_nothing_tells_whether_there_is_an_account(client, ed):
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def test_who_was_deactivated_gets_no_link(client, ed):
    ed.is_active = False
    ed.save()
    ask(client)
    assert mail.outbox == []


def test_links_begin_with_the_sites_own_address_whatever_the_request_calls_it(client, ed, settings):
    settings.SITE_ORIGIN, settings.ALLOWED_HOSTS = "https://www.example.org", ["*"]
    ask(client, HTTP_HOST="evil.example.com")
    assert "https://www.example.org/admin/password-reset/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body


def test_an_account_gets_one_mail_in_five_minutes(client, ed):
    assert [ask(client).url for _ in range(3)] == [f"{ASK}sent/"] * 3
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["ed@example.org", "nobody@example.org"])
def test_a_mail_server_that_does_not_answer_is_a_sentence_for_every_address(client, ed, email, settings):
    settings.EMAIL_BACKEND = "tests.az_ms.mail_servers.Silent"
    response = ask(client, email)
    assert response.status_code == 200
    assert "We cannot send e-mail at the moment." in words(response)


def test_a_mail_that_is_refused_is_logged_and_can_be_asked_for_again(client, ed, settings, caplog):
    settings.EMAIL_BACKEND = "tests.az_ms.mail_servers.Refusing"
    assert ask(client).url == f"{ASK}sent/"
    assert "could not be sent" in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(client)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("", "Write the e-mail address of your account."), ("ed at home", "Write it like name@example.org.")],
)
def test_what_is_no_address_is_said_in_words(client, email, sentence):
    assert sentence in words(ask(client, email))


def test_an_old_link_says_so_and_offers_a_new_one(client, ed, monkeypatch):
    ask(client)
    generator = accounts.default_token_generator
    later = generator._now().replace(year=generator._now().year + 1)
    monkeypatch.setattr(generator, "_now", lambda: later)
    response = client.get(link(), follow=True)
    assert "This link no longer works" in words(response)
    assert "older than 24 hours" in words(response)
    assert f'href="{ASK}"' in response.content.decode()
    assert configured.PASSWORD_RESET_TIMEOUT == 24 * 3600


@pytest.mark.parametrize("path", ["MQ/none/", "!/none/", "OTk5OTk5/a-b/"])
def test_a_link_that_was_made_up_is_no_error(client, path):
    assert "This link no longer works" in words(client.get(f"{ASK}{path}"))


def test_who_logs_out_is_told_so(client, ed):
    client.force_login(ed)
    assert "You are logged out." in words(client.post("/admin/logout/"))


def test_without_a_mail_server_nothing_is_sent_and_the_page_says_so(client, settings):
    settings.SENDS_MAIL = False
    make.make_user("ed", email="ed@example.org")
    response = client.post(ASK, {"email": "ed@example.org"})
    assert "We cannot send e-mail at the moment." in words(response)
    assert mail.outbox == []


def test_a_sender_that_cannot_be_is_logged_and_the_link_may_be_asked_for_again(client, settings, caplog):
    settings.EMAIL_BACKEND = "tests.az_ms.mail_servers.Picky"
    cache.clear()
    user = make.make_user("ed", email="ed@example.org")
    client.post(ASK, {"email": "ed@example.org"})
    accounts.sending.submit(lambda: None).result(timeout=10)
    assert "could not be sent" in caplog.text
    assert cache.get(f"password-link-{user.pk}") is None


def test_the_words_for_a_wrong_address_are_this_pages_alone(client):
    assert "This is no e-mail address." in words(client.post(ASK, {"email": "nonsense"}))
    with pytest.raises(ValidationError, match="Enter a valid email address"):
        validate_email("nonsense")
