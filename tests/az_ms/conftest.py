import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psutil
import pytest

from az_ms.private_postgres.server import PrivatePostgres


def short_place():
    """Make a folder short enough for a socket's path and closed to others, in memory where there is enough of it."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1e9
    return Path(tempfile.mkdtemp(prefix="az-", dir=memory if has_room else "/tmp"))


@pytest.fixture(scope="session")
def first_folder():
    """A private server's data, made once, to be copied."""
    place = short_place()
    server = PrivatePostgres(place / "postgres")
    server.start()
    server.stop()
    yield server.folder
    shutil.rmtree(place)


@pytest.fixture
def folder():
    """A place for a private server's data, which are not made yet."""
    place = short_place()
    yield place / "postgres"
    left = PrivatePostgres(place / "postgres").pid()
    if left:
        psutil.Process(left).kill()
    shutil.rmtree(place)
    assert left is None, "a test left its server running"


@pytest.fixture
def made_folder(folder, first_folder):
    """A private server's data, as a first start left them."""
    subprocess.run(["cp", "-a", first_folder, folder], check=True)
    return folder


@pytest.fixture
def server(made_folder):
    """A private server on a folder of its own, started."""
    server = PrivatePostgres(made_folder)
    server.start()
    yield server
    server.stop()
