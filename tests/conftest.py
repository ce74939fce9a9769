import pytest

from tests import make
from topics import caching, searches


@pytest.fixture(autouse=True)
def no_pages_kept():
    """Let no test meet a page that another one left in the process."""
    caching.pages.clear()


@pytest.fixture(autouse=True)
def no_searches_gathered():
    """Let no test write what another one searched for, and the end of the tests nothing at all."""
    yield
    searches.tally.clear()


@pytest.fixture
def pat(db):
    """A user who may publish."""
    return make.publisher()
