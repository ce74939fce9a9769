import pytest
from django.db import transaction

from tests import make
from tests.topics.api import making


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """The site of a module's tests, made once; each test begins with it as it was made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield making.make_site(make.publisher())
        transaction.set_rollback(True)


@pytest.fixture
def site(made_once, db):
    """A site with topics in every state, references and codes."""
    return made_once
