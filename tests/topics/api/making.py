"""A site that has something for every address of the API."""

from datetime import date

from tests.make import change, in_hours, make_live, make_reference, make_topic
from topics import publishing
from topics.models import Site, Topic

CODES = [{"system": "icd-10", "code": "G35"}, {"system": "snomed-ct", "code": "24700007"}]


def make_site(pat):
    """Return topics by slug: live, changed and reviewed, moved, merged, withdrawn, in error, to come and in draft."""
    Site.objects.update(charity="The Charity", licence="CC BY 4.0")
    kept = make_reference("zamboni2009", DOI="10.1000/x", PMID="19060024")
    make_reference("nice2012", type="report", URL="https://www.example.org/nice")
    make_reference("unused2001")
    merged = make_reference("zamboni2009a")
    topics = {
        "ccsvi": make_live(
            "ccsvi",
            title="CCSVI",
            full_name="Chronic insufficiency",
            aliases=[{"name": "Liberation therapy"}, {"name": "CCVSI", "kind": "misspelling"}],
            evidence={"status": "not-supported", "statement": "Tested; no benefit."},
            sections=[{"heading": "What is it?", "body": "<p>It [@nice2012; @zamboni2009].</p>", "aspect": "overview"}],
            references=[{"key": "zamboni2009"}, {"key": "nice2012"}],
            codes=CODES,
        ),
        "stents": make_live("stents", title="Stents", related=["ccsvi"], references=[{"key": "zamboni2009a"}]),
        "25-foot-walk": make_live("25-foot-walk", title="25-foot walk"),
        "old-name": make_live("old-name", title="Moved"),
        "merged": make_live("merged", title="Merged"),
        "expired": make_live("expired", title="Expired"),
        "wrong": make_live("wrong", title="Wrong", summary="A wrong dose."),
        "draft": make_topic("draft", title="Draft"),
        "to-come": make_topic("to-come", title="To come"),
    }
    merged.merged_into = kept
    merged.save()
    publishing.publish(change(topics["ccsvi"], summary="Other words."), pat, note="Said otherwise.")
    publishing.review(Topic.objects.get(slug="ccsvi"), pat, date(2026, 1, 5), date(2029, 1, 5))
    publishing.publish(change(topics["old-name"], slug="new-name"), pat)
    publishing.withdraw(topics["merged"], pat, "merged", merged_into=topics["ccsvi"])
    publishing.withdraw(topics["expired"], pat, "expired", note="See the new page.")
    publishing.withdraw(topics["wrong"], pat, "in-error")
    publishing.publish(topics["to-come"], pat, at=in_hours(1))
    return topics
