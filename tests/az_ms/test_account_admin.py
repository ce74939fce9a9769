"""The pages on which administrators make, change and close accounts."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from az_ms import accounts
from tests import make
from topics.receivers import PUBLISHING, WRITING

pytestmark = pytest.mark.django_db

ANN = {"username": "ann.other", "first_name": "Ann", "last_name": "Other", "email": "ann@example.org"}


@pytest.fixture
def root(client):
    """The administrator who is logged in."""
    cache.clear()
    user = make.make_user("root", is_superuser=True)
    client.force_login(user)
    return user


def group(name="Editors"):
    return Group.objects.get(name=name).pk


def add(client, **fields):
    return client.post(reverse("admin:auth_user_add"), ANN | {"groups": [group()]} | fields, follow=True)


def change(client, user, **fields):
    user.refresh_from_db()
    posted = {name: getattr(user, name) for name in ANN} | {"groups": list(user.groups.values_list("pk", flat=True))}
    posted |= {name: "on" for name in ("is_active", "is_superuser") if getattr(user, name)}
    posted = {name: value for name, value in (posted | fields).items() if value is not None}
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), posted, follow=True)


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def link():
    return re.search(r"https?://[^/]+(/admin/password-reset/\S+)", mail.outbox[-1].body)[1]


# A new account


def test_whoever_gets_an_account_chooses_a_password_by_the_link_and_is_in(client, root):
    said = words(add(client))
    assert "A link to choose a password is on its way to ann@example.org." in said
    assert "Not chosen yet." in said
    assert "Last logged in: never yet" in said
    assert mail.outbox[0].to == ["ann@example.org"]
    assert "there is an account for you" in mail.outbox[0].body
    assert "Your username is ann.other." in mail.outbox[0].body

    client.logout()
    form = client.get(link(), follow=True)
    new = {"new_password1": "quite another secret", "new_password2": "quite another secret"}
    client.post(form.request["PATH_INFO"], new)
    entered = {"username": "ann.other", "password": "quite another secret", "next": "/admin/"}
    desk = client.post("/admin/login/", entered, follow=True)
    assert "Write a new topic" in words(desk)
    assert not User.objects.get(username="ann.other").is_superuser


def test_whose_link_has_run_out_asks_for_another_on_the_log_in_page(client, root):
    add(client)
    client.logout()
    client.post("/admin/password-reset/", {"email": "ann@example.org"})
    accounts.sending.submit(lambda: None).result(timeout=10)
    assert len(mail.outbox) == 2
    assert "For the account ann.other ." in words(client.get(link(), follow=True))


def test_without_e_mail_the_account_is_made_and_it_says_what_to_do(client, root, settings):
    settings.SENDS_MAIL = False
    said = words(add(client))
    assert "the site cannot send e-mail at the moment" in said
    assert "set a password below" in said
    ann = User.objects.get(username="ann.other")
    new = {"password1": "quite another secret", "password2": "quite another secret"}
    said = words(client.post(reverse("admin:auth_user_password_change", args=[ann.pk]), new, follow=True))
    assert "Chosen. Nobody can see it, you neither." in said
    assert client.login(username="ann.other", password="quite another secret")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"username": ""}, "Write the name that they shall log in with"),
        ({"username": "ann other"}, "without spaces"),
        ({"username": "ROOT"}, "There is an account “root” already."),
        ({"email": ""}, "Write their e-mail address"),
        ({"email": "ann"}, "Write it like name@example.org."),
        ({"email": "Root@example.org"}, "The account “root” has this address already."),
        ({"groups": []}, "they would find an empty desk"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_no_account_is_made(client, root, fields, sentence):
    User.objects.filter(pk=root.pk).update(email="root@example.org")
    assert sentence in words(add(client, **fields))
    assert User.objects.count() == 1
    assert mail.outbox == []


def test_no_page_of_accounts_speaks_of_what_only_programmers_know(client, root):
    add(client)
    ann = User.objects.get(username="ann.other")
    said = words(client.get(reverse("admin:auth_user_add")))
    said += words(client.get(reverse("admin:auth_user_changelist")))
    for user in (ann, root):
        said += words(client.get(reverse("admin:auth_user_change", args=[user.pk])))
        said += words(client.get(reverse("admin:auth_user_password_change", args=[user.pk])))
    for word in (
        "pbkdf2",
        "iterations",
        "hash",
        "authentication",
        "LDAP",
        "superuser",
        "staff",
        "active",
        "permission",
    ):
        assert word.lower() not in said.lower(), word


def test_every_field_of_an_account_says_what_belongs_there(client, root):
    for address in (reverse("admin:auth_user_add"), reverse("admin:auth_user_change", args=[root.pk])):
        form = client.get(address).context["adminform"].form
        assert [name for name, field in form.fields.items() if not field.help_text] == []


def test_the_groups_say_what_they_may_do(client, root):
    said = words(client.get(reverse("admin:auth_user_add")))
    assert "Editors – may write topics" in said
    assert "Publishers – may do all that editors may" in said
    Group.objects.get(name="Editors").permissions.set(Permission.objects.filter(codename="view_reference"))
    Group.objects.get(name="Publishers").permissions.clear()
    said = words(client.get(reverse("admin:auth_user_add")))
    assert "Editors – may view reference." in said
    assert "Publishers – may do nothing." in said


# An account that stands


def test_who_leaves_is_logged_out_at_once_and_cannot_come_back(client, root):
    ann = make.make_user("ann", email="ann@example.org")
    ann.groups.add(group())
    elsewhere = type(client)()
    elsewhere.force_login(ann)
    assert elsewhere.get("/admin/").status_code == 200
    change(client, ann, is_active=None)
    assert elsewhere.get("/admin/").status_code == 302
    assert not elsewhere.login(username="ann", password="a long password")


def test_an_account_that_was_made_otherwise_without_the_desk_shows_that_it_may_not_log_in(client, root):
    ann = make.make_user("ann")
    User.objects.filter(pk=ann.pk).update(is_staff=False)
    ann.groups.add(group())
    form = client.get(reverse("admin:auth_user_change", args=[ann.pk])).context["adminform"].form
    assert form["is_active"].value() is False
    change(client, ann, is_active="on")
    ann.refresh_from_db()
    assert ann.is_active
    assert ann.is_staff


@pytest.mark.parametrize("door", ["is_active", "is_superuser"])
def test_nobody_shuts_the_door_behind_themselves(client, root, door):
    fields = {door: None, "groups": [group()]}
    assert "You cannot take this from your own account." in words(change(client, root, **fields))
    root.refresh_from_db()
    assert root.is_active
    assert root.is_superuser


def test_an_account_keeps_an_address_that_another_one_had_before_that_was_asked(client, root):
    User.objects.filter(pk=root.pk).update(email="ann@example.org")
    ann = make.make_user("ann", email="ann@example.org")
    ann.groups.add(group())
    assert "was changed successfully" in words(change(client, ann, first_name="Ann"))


def test_permissions_of_an_account_alone_are_shown_where_there_are_any_and_kept(client, root):
    ann = make.make_user("ann", "publish_topic")
    form = client.get(reverse("admin:auth_user_change", args=[ann.pk])).context["adminform"].form
    assert "user_permissions" in form.fields
    held = list(ann.user_permissions.values_list("pk", flat=True))
    assert "was changed successfully" in words(change(client, ann, user_permissions=held))
    assert list(ann.user_permissions.values_list("pk", flat=True)) == held
    ann.user_permissions.clear()
    form = client.get(reverse("admin:auth_user_change", args=[ann.pk])).context["adminform"].form
    assert "user_permissions" not in form.fields


def test_a_link_is_sent_from_the_account_and_only_by_a_button(client, root):
    ann = make.make_user("ann", email="ann@example.org")
    address = reverse("admin:auth_user_send_link", args=[ann.pk])
    assert client.get(address)["Location"] == reverse("admin:auth_user_change", args=[ann.pk])
    assert mail.outbox == []
    assert "is on its way to ann@example.org" in words(client.post(address, follow=True))
    assert mail.outbox[0].subject == "A new password for A to Z of MS"
    User.objects.filter(pk=ann.pk).update(email="")
    assert "this account has no e-mail address" in words(client.post(address, follow=True))
    User.objects.filter(pk=ann.pk).update(is_active=False, email="ann@example.org")
    assert "this account may not log in" in words(client.post(address, follow=True))
    assert len(mail.outbox) == 1
    assert "Send a link" not in words(client.get(reverse("admin:auth_user_change", args=[ann.pk])))
    assert client.post(reverse("admin:auth_user_send_link", args=[0])).status_code == 404


def test_of_two_names_that_differ_in_capitals_alone_each_can_be_closed(client, root):
    make.make_user("ann", email="ann@example.org")
    other = make.make_user("Ann", email="other@example.org")
    other.groups.add(Group.objects.get(name="Editors"))
    assert "was changed successfully" in words(change(client, other, is_active=""))
    assert not User.objects.get(pk=other.pk).is_active


def test_two_passwords_that_differ_are_said_in_words(client, root):
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    said = words(client.post(address, {"password1": "quite another secret", "password2": "quite a secret"}))
    assert "The two passwords are not the same. Write both again." in said
    assert "Write a new password." in words(client.post(address, {}))


# Deleting


def test_who_has_written_is_not_deleted_and_the_way_out_is_told(client, root):
    ann = make.make_user("ann", first_name="Ann")
    make.make_topic(by=ann)
    address = reverse("admin:auth_user_delete", args=[ann.pk])
    for response in (client.get(address), client.post(address, {"post": "yes"})):
        assert "The account “ann” cannot be deleted" in words(response)
        assert "take away the tick at May log in" in words(response)
    assert User.objects.filter(pk=ann.pk).exists()
    assert address not in client.get(reverse("admin:auth_user_change", args=[ann.pk])).content.decode()


def test_who_changed_but_the_sites_words_is_not_deleted_either(client, root):
    ann = make.make_user("ann")
    LogEntry.objects.create(user=ann, action_flag=2, object_repr="Site")
    assert "cannot be deleted" in words(client.post(reverse("admin:auth_user_delete", args=[ann.pk]), {"post": "yes"}))
    assert User.objects.filter(pk=ann.pk).exists()


def test_an_account_made_by_mistake_is_deleted(client, root):
    add(client)
    ann = User.objects.get(username="ann.other")
    address = reverse("admin:auth_user_delete", args=[ann.pk])
    assert address in client.get(reverse("admin:auth_user_change", args=[ann.pk])).content.decode()
    client.post(address, {"post": "yes"})
    assert not User.objects.filter(pk=ann.pk).exists()


def test_nobody_deletes_their_own_account_nor_many_at_once(client, root):
    own = reverse("admin:auth_user_delete", args=[root.pk])
    assert "It is your own." in words(client.post(own, {"post": "yes"}))
    many = {"action": "delete_selected", "_selected_action": [root.pk], "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), many)
    assert User.objects.filter(pk=root.pk).exists()


# Who may


def test_who_may_only_look_at_accounts_changes_none(client):
    looker = make.make_user("looker", email="looker@example.org")
    looker.user_permissions.set(Permission.objects.filter(codename="view_user"))
    client.force_login(looker)
    assert "looker@example.org" in words(client.get(reverse("admin:auth_user_change", args=[looker.pk])))
    assert change(client, looker, email="other@example.org").status_code == 403
    assert client.post(reverse("admin:auth_user_send_link", args=[looker.pk])).status_code == 403


@pytest.mark.parametrize("name", ["Editors", "Publishers"])
def test_editors_and_publishers_see_no_accounts(client, name):
    user = make.make_user("ann")
    user.groups.add(group(name))
    client.force_login(user)
    refused = client.get(reverse("admin:auth_user_changelist"))
    assert refused.status_code == 403
    assert "Your account may not open this page" in words(refused)
    assert "Accounts" not in words(client.get("/admin/"))


def test_who_keeps_accounts_without_being_an_administrator_makes_none_and_changes_none(client):
    root = make.make_user("root", is_superuser=True, email="root@example.org")
    keeper = make.make_user("keeper")
    keeper.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    client.force_login(keeper)
    add(client, is_superuser="on")
    assert not User.objects.get(username="ann.other").is_superuser
    assert change(client, root, email="keeper@example.org").status_code == 403
    for name in ("password_change", "send_link", "delete"):
        url = "admin:auth_user_" + name
        assert client.post(reverse(url, args=[root.pk]), {"post": "yes"}).status_code == 403
    root.refresh_from_db()
    assert root.email == "root@example.org"


def test_the_groups_of_the_site_are_neither_renamed_nor_deleted(client, root):
    editors = Group.objects.get(name="Editors")
    held = list(editors.permissions.values_list("pk", flat=True))
    client.post(reverse("admin:auth_group_change", args=[editors.pk]), {"name": "Writers", "permissions": held})
    assert client.post(reverse("admin:auth_group_delete", args=[editors.pk]), {"post": "yes"}).status_code == 403
    editors.refresh_from_db()
    assert editors.name == "Editors"
    assert list(editors.permissions.values_list("pk", flat=True)) == held


def test_a_group_of_ones_own_may_do_what_is_ticked_and_nothing_outside_the_desk(client, root):
    form = client.get(reverse("admin:auth_group_add")).context["adminform"].form
    offered = {permission.codename: permission.pk for permission in form.fields["permissions"].queryset}
    assert set(offered) == set(WRITING + PUBLISHING)
    keepers = {"name": "Keepers", "permissions": [offered["view_reference"], offered["change_reference"]]}
    client.post(reverse("admin:auth_group_add"), keepers)
    group = Group.objects.get(name="Keepers")
    assert {one.codename for one in group.permissions.all()} == {"view_reference", "change_reference"}
    assert "Keepers" in words(client.get(reverse("admin:auth_user_add")))
    said = words(client.post(reverse("admin:auth_group_add"), {"name": "Idle"}))
    assert "Tick what its members may do" in said


def test_a_group_keeps_what_it_was_given_otherwise(client, root):
    keepers = Group.objects.create(name="Keepers")
    other = Permission.objects.get(codename="view_logentry")
    keepers.permissions.add(other)
    address = reverse("admin:auth_group_change", args=[keepers.pk])
    assert other in client.get(address).context["adminform"].form.fields["permissions"].queryset
    client.post(address, {"name": "Keepers", "permissions": [other.pk]})
    assert list(keepers.permissions.all()) == [other]


@pytest.mark.parametrize(("who", "may_see"), [("ann", ["yes"]), ("ben", ["no"])])
def test_the_list_shows_who_may_log_in(client, root, who, may_see):
    make.make_user("ann")
    make.make_user("ben", is_active=False)
    for answer in ("yes", "no"):
        found = client.get(reverse("admin:auth_user_changelist"), {"may_log_in": answer}).context["cl"].queryset
        assert (who in {user.username for user in found}) == (answer in may_see)
