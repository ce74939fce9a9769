"""Asking Crossref for a DOI, and PubMed for a PMID, when an editor presses the button and the site may.

An answer is believed only as far as it is about what was asked. Whatever goes wrong is a sentence; nothing waits
longer than `SECONDS`, however slowly a server speaks, and no answer is read beyond `LARGEST` bytes.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError

from references.importing import crossref, nbib
from references.importing.report import Record

SECONDS = 8
LARGEST = 2 * 1024 * 1024
# What one press of the button asks for, and how many of these at a time.
MOST, AT_ONCE = 20, 4


class LookUpError(ValidationError):
    """Why nothing was found, in words for an editor."""


def is_on():
    """Whether this site may ask other servers."""
    return settings.LOOK_UP_REFERENCES


def look_up_all(wanted):
    """
    For each of `wanted`, dicts such as {"DOI": …} or {"PMID": …}, a `Record` with its item, or a LookUpError.

    All together take no longer than `SECONDS`.
    """
    # In a thread of its own: this one may run an event loop already, as under ASGI.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(_look_up_all(wanted))).result()


async def _look_up_all(wanted):
    turns = asyncio.Semaphore(AT_ONCE)
    deadline = asyncio.get_running_loop().time() + SECONDS
    headers = {"User-Agent": f"AtoZofMS (mailto:{settings.DEFAULT_FROM_EMAIL})"}
    async with httpx.AsyncClient(timeout=SECONDS, headers=headers) as client:
        return await asyncio.gather(*(_look_up(client, turns, deadline, identifiers) for identifiers in wanted))


async def _look_up(client, turns, deadline, identifiers):
    try:
        if "DOI" in identifiers:
            address = f"{settings.CROSSREF_URL}/works/{quote(identifiers['DOI'], safe='')}"
            return _of_crossref(await _fetch(client, turns, deadline, address, "Crossref"), identifiers["DOI"])
        if "PMID" in identifiers:
            address = (
                f"{settings.NCBI_URL}/entrez/eutils/efetch.fcgi?db=pubmed&rettype=medline&retmode=text"
                f"&id={identifiers['PMID']}"
            )
            return _of_pubmed(await _fetch(client, turns, deadline, address, "PubMed"), identifiers["PMID"])
        raise LookUpError("Only a DOI or a PubMed number (PMID) can be looked up.")
    except LookUpError as error:
        return error


async def _fetch(client, turns, deadline, address, name):
    """The text of an answer; redirections are not followed, as these two services need none."""
    try:
        async with asyncio.timeout_at(deadline), turns, client.stream("GET", address) as response:
            if response.status_code == httpx.codes.NOT_FOUND:
                raise LookUpError(f"{name} does not know it. Check the number.")
            if response.status_code != httpx.codes.OK:
                raise LookUpError(f"{name} could not answer now (status {response.status_code}). Try again later.")
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise LookUpError(f"{name} sent more than a reference can be.")
            return body.decode("utf-8", errors="replace")
    except TimeoutError:
        raise LookUpError(f"{name} did not answer within {SECONDS} seconds. Try again later.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if isinstance(error, httpx.TimeoutException):
            raise LookUpError(f"{name} did not answer within {SECONDS} seconds. Try again later.") from None
        raise LookUpError(f"{name} cannot be reached. Try again later.") from None


def _of_crossref(text, doi):
    notes = []
    try:
        answer = json.loads(text)
        message = answer.get("message") if isinstance(answer, dict) else None
        item, is_retracted = crossref.to_item(message, notes)
    except (ValueError, RecursionError, ValidationError):
        raise LookUpError("Crossref’s answer could not be read. Type the reference in.") from None
    if item.get("DOI") != doi:
        raise LookUpError("Crossref answered with another source than the one asked for. Check the DOI.")
    return Record(1, text, item, notes=("From Crossref", *notes), is_retracted=is_retracted)


def _of_pubmed(text, pmid):
    records, _outside = nbib.read(text, lambda blocks: blocks)
    if not records:
        raise LookUpError("PubMed does not know it, or its answer could not be read. Check the number.")
    if records[0].problem or len(records) > 1:
        raise LookUpError("PubMed’s answer could not be read. Type the reference in.")
    record = records[0]
    if record.item["PMID"] != pmid:
        raise LookUpError("PubMed answered with another source than the one asked for. Check the number.")
    return Record(1, text, record.item, notes=("From PubMed", *record.notes), is_retracted=record.is_retracted)
