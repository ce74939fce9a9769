import pytest


@pytest.fixture
def client(client, pat):
    """The test client, with a user logged in who may publish."""
    client.force_login(pat)
    return client
