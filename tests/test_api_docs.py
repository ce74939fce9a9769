"""docs/api.md tells the truth: each call in it is made with curl on the demonstration, and answers as it says."""

import io
import json
import re
import shlex
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from django.core.management import call_command

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
CALLS = re.findall(r"```console\n\$ (.*?)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
BASE = "http://127.0.0.1:8000"


@pytest.mark.skipif(not shutil.which("curl"), reason="NO CURL WAS FOUND: the calls in docs/api.md are not checked")
def test_every_call_answers_as_the_page_says(transactional_db, live_server):
    call_command("seed_demo", stdout=io.StringIO(), stderr=io.StringIO())
    wait_for_the_second_of_the_change_to_end(f"{live_server.url}/api/topics/")
    assert len(CALLS) > 8
    for call, expected in CALLS:
        command = shlex.split(call.replace(BASE, live_server.url))
        assert command[0] == "curl"
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace(
            live_server.url, BASE
        )
        if not re.fullmatch(expected_pattern(expected), pretty(answer)):
            pytest.fail(f"{call}\n\nanswered\n\n{pretty(answer)[:3000]}\n\nbut the page says\n\n{expected}")


def wait_for_the_second_of_the_change_to_end(address):
    """Return when answers name the time of the last change: within its second none does."""
    while urllib.request.urlopen(address).headers["Last-Modified"] is None:
        pass


def pretty(answer):
    """Return an answer as the page shows it: one JSON object indented, anything else as it is."""
    try:
        return json.dumps(json.loads(answer), ensure_ascii=False, indent=2) + "\n"
    except ValueError:
        return answer


def expected_pattern(text):
    """Return the pattern of what the page shows: “…” stands for anything, and blanks before it for none."""
    parts = re.split(r"\s*…\s*", text)
    return r"(?s:" + r"\s*.*?\s*".join(re.escape(part) for part in parts) + r")"
