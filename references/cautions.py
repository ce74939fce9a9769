"""What readers must be told of a source besides its citation: that it was retracted, or that its link is dead.

What is told is decided here, from what watching found: for a key a dict with `notices` (each a dict of the columns of
`Notice` that readers' queries give: nature, noticed_on, notice_doi, notice_pmid, dismissed_because) and
`dead_address` (the address that was found dead, or None).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.db.models.functions import Coalesce

from references import csl
from references.models import Reference
from references.watching import LinkCheck, LinkStatus, Nature, Notice

# Worst first; nobody needs to be told the lesser of two.
_MARKED = (Nature.RETRACTION, Nature.CONCERN, Nature.CORRECTION)
_SHORT = {Nature.RETRACTION: "retracted", Nature.CONCERN: "under question", Nature.CORRECTION: ""}
_TITLES = {Nature.RETRACTION: "Retracted", Nature.CONCERN: "Under question", Nature.CORRECTION: "Corrected"}
_WORDS = {
    Nature.RETRACTION: "The journal has withdrawn this source{when}. Do not rely on it.",
    Nature.CONCERN: "The journal has said{when} that this source may not be reliable.",
    Nature.CORRECTION: "The journal has corrected this source{when}.",
}


@dataclass(frozen=True)
class Caution:
    """One warning about a source: `short` stands beside each mark that cites it, "" when it need not."""

    kind: str
    title: str
    words: str
    short: str
    url: str


def findings_of(keys):
    """What watching found of each of these references, by key; of a merged one, what was found of the one it went into.

    Three queries. Readers' pages ask for the same in their own.
    """
    final = dict(Reference.objects.filter(key__in=keys).order_by().values_list("key", Coalesce("merged_into", "pk")))
    columns = ("nature", "noticed_on", "notice_doi", "notice_pmid", "dismissed_because")
    notices = defaultdict(list)
    for reference, *said in Notice.objects.filter(reference__in=final.values()).values_list("reference", *columns):
        notice = dict(zip(columns, said, strict=True))
        day = notice["noticed_on"]
        notices[reference].append(notice | {"noticed_on": day and day.isoformat()})
    dead = LinkCheck.objects.filter(reference__in=final.values(), status=LinkStatus.DEAD)
    addresses = dict(dead.values_list("reference", "address"))
    return {key: {"notices": notices[pk], "dead_address": addresses.get(pk)} for key, pk in final.items()}


def caution_of(findings):
    """The `Caution` that the notices among a source's `findings` call for, or None.

    What an editor has dismissed does not count, nor what came before the journal took it back (a reinstatement).
    """
    standing = [notice for notice in (findings or {}).get("notices") or [] if not notice["dismissed_because"]]
    reinstated = max((_day(one) for one in standing if one["nature"] == Nature.REINSTATEMENT), default="")
    standing = [one for one in standing if _day(one) > reinstated or not reinstated]
    for nature in _MARKED:
        # The latest of them; those without a date come first.
        found = sorted((one for one in standing if one["nature"] == nature), key=_day)
        if found:
            return Caution(
                kind=nature.name.lower(),
                title=_TITLES[nature],
                words=_WORDS[nature].format(when=_when(found[-1])),
                short=_SHORT[nature],
                url=_notice_url(found[-1]),
            )
    return None


def dismissals(findings):
    """The reasons for which editors go on citing a source despite a notice, for those who want to know."""
    return [one["dismissed_because"] for one in (findings or {}).get("notices") or [] if one["dismissed_because"]]


def is_dead(item, findings):
    """Whether the link that a CSL item has today was found dead."""
    return bool(findings) and findings.get("dead_address") == csl.url(item) is not None


def _day(notice):
    return notice["noticed_on"] or ""


def _when(notice):
    return f" ({date.fromisoformat(notice['noticed_on']):%-d %B %Y})" if notice["noticed_on"] else ""


def _notice_url(notice):
    if notice["notice_doi"]:
        return f"https://doi.org/{quote(notice['notice_doi'], safe='/:;(),')}"
    if notice["notice_pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{notice['notice_pmid']}/"
    return ""
