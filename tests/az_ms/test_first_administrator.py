import io

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def create():
    said = io.StringIO()
    call_command("create_first_administrator", stdout=said)
    return said.getvalue()


def name_and_password(said):
    name, password = said.splitlines()[0].removeprefix("Made the first administrator: ").split(", password ")
    return name, password


def test_a_new_site_gets_an_administrator_who_can_log_in_with_the_password_printed():
    name, password = name_and_password(create())
    assert name == "admin"
    assert authenticate(username=name, password=password).is_superuser


def test_the_password_is_printed_only_once():
    create()
    assert create() == ""
    assert get_user_model().objects.count() == 1


def test_the_password_is_never_the_same():
    _, first = name_and_password(create())
    get_user_model().objects.all().delete()
    _, second = name_and_password(create())
    assert first != second


def test_a_site_whose_administrators_are_all_deactivated_gets_another_beside_them():
    create()
    get_user_model().objects.update(is_active=False)
    name, _ = name_and_password(create())
    assert name == "admin2"
    assert get_user_model().objects.get(username="admin").is_active is False
