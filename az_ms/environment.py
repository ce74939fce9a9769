"""Reading settings from the environment, and the two values that are made here: the secret key and the release."""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


class SettingsError(ImproperlyConfigured):
    """The environment asks for what cannot be; the text is one sentence with the remedy."""


def text(name: str, default: str = "") -> str:
    """Return the variable ``name`` without blanks around it, or ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Return the variable ``name`` as a boolean. Raises SettingsError when it says neither yes nor no."""
    value = text(name).lower()
    if value in TRUE or value in FALSE:
        return value in TRUE
    if value:
        raise SettingsError(f"{name} is {value!r}, but may only be 1 or 0.")
    return default


def number(name: str, default: int) -> int:
    """Return the variable ``name`` as a whole number from 0 up. Raises SettingsError when it is none."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise SettingsError(f"{name} is {value!r}, but must be a whole number.")
    return int(value)


def words(name: str, default: Iterable[str] = ()) -> list[str]:
    """Return the variable ``name`` as a list, its parts set off by commas or blanks."""
    return text(name).replace(",", " ").split() or list(default)


def origin(name: str) -> str:
    """Return the variable ``name`` as an origin, ``https://www.example.org``, or "". Raises SettingsError."""
    value = text(name).removesuffix("/")
    if value and not re.fullmatch(r"https?://[a-z0-9.\-]+(:[0-9]{1,5})?", value):
        raise SettingsError(f"{name} is {value!r}, but must be like https://www.example.org, with nothing after it.")
    return value


def require(*names: str) -> None:
    """Raise SettingsError when one of the variables is not set, naming all that are missing."""
    missing = [name for name in names if not text(name)]
    if missing:
        raise SettingsError(
            f"With DJANGO_DEBUG=0 the environment must set {' and '.join(missing)}: see docs/operations.md."
        )


def database(url: str, private_folder: Path) -> dict:
    """Return Django's settings for the server that ``url`` names: ``private``, or a PostgreSQL URL.

    ``private_folder`` holds the data of the private one. Raises SettingsError for any other URL.
    """
    if url == "private":
        return {
            "ENGINE": "az_ms.private_postgres",
            "NAME": "az_ms",
            "USER": "az_ms",
            "HOST": str(private_folder.absolute()),
            "PORT": "5432",
        }
    if not url.startswith(("postgres://", "postgresql://")):
        # The URL is not quoted: it may hold a password.
        raise SettingsError("DATABASE_URL must be postgresql://USER:PASSWORD@HOST:PORT/NAME, or private.")
    try:
        return dj_database_url.parse(url, engine="az_ms.postgres")
    except ValueError:
        raise SettingsError(
            "DATABASE_URL cannot be read: in the password, characters such as # / : @ are written %23 %2F %3A %40."
        ) from None


def secret_key(file: Path) -> str:
    """Return the secret key kept in ``file``, made at the first call; only its owner may read it.

    Raises SettingsError when the file cannot be read or made.
    """
    try:
        if not file.exists():
            _make_secret_key(file)
        return file.read_text()
    except OSError as error:
        raise SettingsError(
            f"The secret key {file} cannot be read or made ({error.strerror}): "
            "run this as the user whose folder it is, or set SECRET_KEY."
        ) from error


def _make_secret_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written whole under another name (mkstemp's files are 0600), then given its own unless another process did so
    # first: there is never a key that is half written, and never a second one.
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(handle, "w") as new:
            new.write(secrets.token_urlsafe(50))
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def release(folders: Iterable[Path], *, is_debug: bool) -> str:
    """Return what the running sources are called: ``RELEASE``, or a digest of all files in ``folders``.

    It is part of the key of every page kept, so that pages rendered by other sources are never shown. In
    development it is another one each time, because sources change while the process runs.
    """
    if named := text("RELEASE"):
        return named
    if is_debug:
        return secrets.token_hex(8)
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(folder.parent)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
