"""The files of safe copies: an archive of pg_dump's, and beside it a text with its checksum and what is in it.

The archive gets its name last, so whatever has the name of a copy is whole. The text is one that `sha256sum --check`
reads; its first line, a comment to that, is JSON.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from .errors import SafeCopyError

PREFIX, SUFFIX, PARTIAL = "a-to-z-", ".dump", ".partial"
CHUNK = 1 << 20
_MAGIC = b"PGDMP"
_CHECKED = re.compile(r"([0-9a-f]{64})  (\S+)")


@dataclass(frozen=True)
class SafeCopy:
    """A copy of the database as it was at one moment; `about` is what was counted at that moment, and by what."""

    file: Path
    digest: str
    about: dict

    @property
    def made_at(self) -> datetime:
        """The moment that it shows."""
        return datetime.fromisoformat(self.about["made_at"])

    def is_whole(self) -> bool:
        """Whether the file has its full length; its checksum is not looked at."""
        return self.file.is_file() and self.file.stat().st_size == self.about["bytes"]

    def __str__(self):
        return (
            f"{self.about['topics']} topics and {self.about['editions']} editions, as of "
            f"{self.made_at:%-d %B %Y %H:%M:%S} UTC"
        )


def text_beside(file: Path) -> Path:
    """Return where the checksum of the archive ``file`` is."""
    return file.with_name(f"{file.name}.sha256")


def read(file: Path) -> SafeCopy:
    """Return the copy whose archive is ``file``, by what is written beside it; raises SafeCopyError."""
    beside = text_beside(file)
    try:
        first, second = beside.read_text(encoding="utf-8").splitlines()
        about = json.loads(first.removeprefix("# "))
        digest, name = _CHECKED.fullmatch(second).groups()
        known = {"made_at": str, "bytes": int, "programs": int, "database": str, "migrations": dict}
        known |= dict.fromkeys(("topics", "editions"), int)
        is_sound = all(isinstance(about[key], kind) for key, kind in known.items()) and name == file.name
        datetime.fromisoformat(about["made_at"])
    except FileNotFoundError:
        raise SafeCopyError(
            f"Beside {file} its checksum {beside.name} is missing: fetch that too, for only what can be checked is "
            "restored."
        ) from None
    except OSError as error:
        raise SafeCopyError(f"{beside} cannot be read ({error.strerror}): let this user read it.") from None
    except (ValueError, AttributeError, KeyError, TypeError):
        is_sound = False
    if not is_sound:
        raise SafeCopyError(f"{beside} is not what script/backup wrote beside {file.name}: fetch both again.")
    return SafeCopy(file, digest, about)


def open_checked(file: Path) -> tuple[SafeCopy, BinaryIO]:
    """Return a copy and its archive, opened, after looking at every byte; raises SafeCopyError."""
    try:
        archive = file.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise SafeCopyError(f"There is no file {file}: check the name.") from None
    except IsADirectoryError:
        newest = next(iter(in_folder(file)), None)
        which = f"such as its newest, {newest.file}" if newest else "but it holds none"
        raise SafeCopyError(f"{file} is a folder: name the safe copy in it, {which}.") from None
    except OSError as error:
        raise SafeCopyError(f"{file} cannot be read ({error.strerror}): let this user read it.") from None
    try:
        if archive.read(len(_MAGIC)) != _MAGIC:
            raise SafeCopyError(f"{file} is no safe copy: name a file that script/backup made.")
        archive.seek(0)
        copy = read(file)
        size = os.fstat(archive.fileno()).st_size
        if size < copy.about["bytes"]:
            raise SafeCopyError(
                f"{file} is incomplete ({size} of {copy.about['bytes']} bytes): fetch it again, or take another copy."
            )
        if hashlib.file_digest(archive, "sha256").hexdigest() != copy.digest:
            raise SafeCopyError(f"{file} is damaged: its checksum is wrong; fetch it again, or take another copy.")
        archive.seek(0)
    except BaseException:
        archive.close()
        raise
    return copy, archive


def in_folder(folder: Path) -> list[SafeCopy]:
    """Return the whole copies in ``folder``, newest first. Whatever else lies there is not looked at."""
    found = []
    for file in folder.glob(f"{PREFIX}*{SUFFIX}"):
        try:
            copy = read(file)
        except SafeCopyError:
            continue
        if copy.is_whole():
            found.append(copy)
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make ``folder`` where it is missing, and let nobody else make a copy in it meanwhile. Raises SafeCopyError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / f".{PREFIX}lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unwritable(folder, error) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SafeCopyError(f"Another safe copy is being made in {folder}: wait until it is done.") from None
        except OSError as error:
            raise unwritable(folder, error) from None
        yield
    finally:
        os.close(lock)


def unwritable(folder: Path, error: OSError) -> SafeCopyError:
    """Return what to say when a copy cannot be written to ``folder``."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        for place in (folder, *folder.parents):
            if place.exists() and not place.is_dir():
                return SafeCopyError(f"{place} is a file, not a folder: name the folder in which copies shall be kept.")
    return SafeCopyError(
        f"No safe copy can be kept in {folder} ({error.strerror}): make room or let this user write there, or name "
        "another folder."
    )


def sweep(folder: Path) -> None:
    """Remove what backups that were killed have left in the ``folder``, which is held."""
    for partial in folder.glob(f".{PREFIX}*{PARTIAL}"):
        partial.unlink()


def keep(folder: Path, partial: Path, digest: str, about: dict) -> SafeCopy:
    """Give the archive ``partial`` in ``folder``, which is on the disk, its name, and its checksum before that."""
    made_at = datetime.fromisoformat(about["made_at"])
    stem, number = f"{PREFIX}{made_at:%Y%m%dT%H%M%SZ}", 1
    file = folder / f"{stem}{SUFFIX}"
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}{SUFFIX}"
    beside = folder / f".{file.name}.sha256{PARTIAL}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as text:
        text.write(f"# {json.dumps(about)}\n{digest}  {file.name}\n")
        text.flush()
        os.fsync(text.fileno())
    beside.rename(text_beside(file))
    partial.rename(file)
    folder_handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(folder_handle)
    finally:
        os.close(folder_handle)
    return SafeCopy(file, digest, about)


def rotate(folder: Path, newest: SafeCopy, number: int) -> tuple[int, str]:
    """Delete copies of the same database as ``newest`` beyond the ``number`` newest; return how many, and a warning.

    Never ``newest`` itself, and none at all when an older copy has more editions: their number only grows, so this
    would be another database, or one that has lost something.
    """
    copies = [copy for copy in in_folder(folder) if copy.about["database"] == newest.about["database"]]
    most = max(copies, key=lambda copy: copy.about["editions"])
    if most.about["editions"] > newest.about["editions"]:
        return 0, (
            f"{most.file.name} has more editions ({most.about['editions']}) than this copy "
            f"({newest.about['editions']}), which no site loses, so no older copy was deleted: see whether this is the "
            "right database, and move the older copies away if it is."
        )
    surplus = [copy for copy in copies[number:] if copy.file != newest.file]
    for copy in surplus:
        copy.file.unlink()
        text_beside(copy.file).unlink()
    return len(surplus), ""
