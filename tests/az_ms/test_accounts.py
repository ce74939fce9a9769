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


# Logging in


NEEDS_IT = "You are not logged in, or no longer."
KEPT = "this browser has kept what you typed, and offers it to you there"
LOGIN = "/admin/login/"


def test_a_page_that_asks_for_a_log_in_is_followed_by_a_sentence_that_says_so(client):
    page = client.get("/admin/topics/topic/add/", follow=True)
    assert page.request["PATH_INFO"] == LOGIN
    assert NEEDS_IT in words(page)
    assert KEPT in words(page)


@pytest.mark.parametrize("address", [LOGIN, f"{LOGIN}?next=", f"{LOGIN}?next=/admin/", f"{LOGIN}?next=/admin/%3Fa%3D1"])
def test_whoever_comes_to_log_in_is_told_nothing_of_the_kind(client, address):
    assert NEEDS_IT not in words(client.get(address))


def test_what_comes_after_the_log_in_survives_a_wrong_password(client, ed):
    form = {"username": "ed", "password": "wrong", "next": "/admin/topics/topic/"}
    wrong = client.post(f"{LOGIN}?next=/admin/topics/topic/", form)
    assert "The username or the password is not right." in words(wrong)
    assert NEEDS_IT not in words(wrong)
    assert 'name="next" value="/admin/topics/topic/"' in wrong.content.decode()
    assert client.post(LOGIN, form | {"password": "a long password"}).url == "/admin/topics/topic/"


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_an_account_that_may_not_log_in_is_told_what_everybody_is_told(client, ed, fields):
    type(ed).objects.filter(pk=ed.pk).update(**fields)
    nobody = client.post(LOGIN, {"username": "nobody", "password": "a long password"})
    closed = client.post(LOGIN, {"username": "ed", "password": "a long password"})
    assert "ask an administrator whether your account may log in" in words(closed)
    assert words(closed) == words(nobody)


def test_a_log_in_form_that_is_not_filled_in_says_what_is_missing(client):
    said = words(client.post(LOGIN, {}))
    assert "Write your username." in said
    assert "Write your password." in said


@pytest.mark.parametrize("address", [LOGIN, f"{LOGIN}?next=http://[", f"{LOGIN}?next=//evil.example/"])
def test_the_log_in_page_speaks_plainly_and_leads_nowhere_else(client, ed, address):
    said = words(client.get(address))
    assert "Forgotten your password?" in said
    assert "credentials" not in said
    form = {"username": "ed", "password": "a long password", "next": address.partition("next=")[2]}
    assert client.post(address, form).url == "/admin/"


def test_who_is_logged_in_but_may_not_enter_is_told_as_whom(client, ed):
    client.force_login(ed)
    type(ed).objects.filter(pk=ed.pk).update(is_staff=False)
    assert "You are logged in as ed, and that account may not open the desk." in words(
        client.get("/admin/", follow=True)
    )


# Changing one's own password

CHANGE = "/admin/password_change/"


def test_a_password_is_changed_and_the_log_in_stays(client, ed):
    client.force_login(ed)
    new = {"new_password1": "quite another secret", "new_password2": "quite another secret"}
    done = client.post(CHANGE, {"old_password": "a long password", **new}, follow=True)
    assert "Your password is changed" in words(done)
    assert client.get("/admin/").status_code == 200
    assert client.login(username="ed", password="quite another secret")


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("old_password", "", "Write the password that you log in with now."),
        ("old_password", "wrong", "This is not your password. Write it again."),
        ("new_password2", "something else", "The two passwords are not the same. Write both again."),
        ("new_password1", "", "Write a new password."),
    ],
)
def test_a_password_that_cannot_be_changed_is_said_in_words(client, ed, field, text, sentence):
    client.force_login(ed)
    form = {"old_password": "a long password", "new_password1": "quite another secret"}
    form |= {"new_password2": "quite another secret", field: text}
    assert sentence in words(client.post(CHANGE, form))
    ed.refresh_from_db()
    assert ed.check_password("a long password")


def test_whoever_is_not_logged_in_changes_no_password(client):
    assert client.get(CHANGE).url == f"{LOGIN}?next={CHANGE}"
