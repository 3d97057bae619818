"""Forms of a bulletin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.appraisals.rules.publishing import MOST_CHARACTERS


class BulletinForm(forms.Form):
    """What the office says before the figures."""

    introduction = forms.CharField(
        label=_("Introduction"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was done in the period, what comes next. The figures are added from the frozen result."),
    )


class WithdrawForm(forms.Form):
    """Why a bulletin is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=300)
