import pytest

from tests import make
from topics import caching


@pytest.fixture(autouse=True)
def no_pages_kept():
    """Let no test meet a page that another one left in the process."""
    caching.pages.clear()


@pytest.fixture
def pat(db):
    """A user who may publish."""
    return make.publisher()
