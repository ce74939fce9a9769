"""The forms of the pages that ask before something is done to a topic."""

from datetime import timedelta

from django import forms

from topics.forms import MomentField
from topics.models import Topic

# The NHS's cycle, which the form proposes, and three years however many leap days they have. An editor shortens it
# where the evidence moves faster.
REVIEW_CYCLE = timedelta(days=3 * 365)
LONGEST_REVIEW_CYCLE = timedelta(days=3 * 366)

# A browser's own field for a day takes the day in this form alone.
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReviewForm(forms.Form):
    """The day on which somebody checked the whole page, and when that is due again."""

    reviewed_on = forms.DateField(label="Reviewed on", widget=_DAY, help_text="The day of the check.")
    review_due = forms.DateField(
        label="Next review due",
        widget=_DAY,
        help_text="At most three years later; sooner for treatments.",
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="For colleagues.")
    digest = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        """Refuse a next review later than the cycle allows."""
        days = super().clean()
        if days.get("reviewed_on") and days.get("review_due"):
            latest = days["reviewed_on"] + LONGEST_REVIEW_CYCLE
            if days["review_due"] > latest:
                self.add_error("review_due", f"That is too late. Choose {latest:%-d %B %Y} or earlier.")
        return days


class WithdrawForm(forms.Form):
    """Why and from when readers shall no longer have a topic."""

    reason = forms.ChoiceField(widget=forms.RadioSelect)
    merged_into = forms.ModelChoiceField(
        Topic.objects.all(), required=False, label="Merged into", help_text="Only for the reason “merged”."
    )
    at = MomentField(
        label="From",
        help_text="Leave empty for now. UK time, such as 24/11/2026 and 09:00.",
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it on the page that says why it is gone.",
    )
