"""What the checks found, beside the section or the field that it is about."""

from django.utils.html import format_html, format_html_join

from topics import checking
from topics.facts import facts_for

_WORDS = {
    checking.Level.MUST: "Mend before publishing: ",
    checking.Level.LOOK: "Look at this: ",
    checking.Level.INFO: "",
}

UNSAVED = "Shown once the draft is saved."


def attach(document, form, sections, topic_id):
    """Give the topic of `form` and each of the section forms what was found about `document`, for `show`."""
    form.instance.findings, found = [], checking.check(document, facts_for(document, topic_id))
    for section in sections:
        section.instance.findings = []
    for finding in found:
        owner = form if finding.section is None else sections[finding.section]
        owner.instance.findings.append(finding)


def show(instance):
    """Return as HTML what was found about a topic or section; a form that was never saved says so."""
    findings = getattr(instance, "findings", None)
    if findings is None:
        return UNSAVED
    if not findings:
        return "Nothing to mend."
    order = sorted(findings, key=lambda finding: list(checking.Level).index(finding.level))
    return format_html(
        '<ul class="findings">{}</ul>',
        format_html_join(
            "",
            '<li class="{}"><strong>{}</strong>{}</li>',
            ((finding.level, _WORDS[finding.level], finding.words) for finding in order),
        ),
    )
