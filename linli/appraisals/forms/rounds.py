"""What is typed about rounds: the period, the reason of a passage, what a list shows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.appraisals.forms.schemes import TermForm, day_field, term_field
from linli.appraisals.terms import AppealState, RoundState
from linli.values import Span, noop


class PlanForm(forms.Form):
    """Which period the next round judges."""

    period = forms.ChoiceField(label=_("Period"))

    def __init__(self, *args: Any, spans: Sequence[Span], **kwargs: Any) -> None:
        """Offer the periods that have no round yet."""
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (span.code, f"{span.code} ({span.first} – {span.last})") for span in spans
        ]

    def span(self) -> Span:
        """Return the period chosen."""
        return Span.parse(self.cleaned_data["period"])


class DaysForm(forms.Form):
    """Which days a round of irregular length judges."""

    first = day_field(_("First day"))
    last = day_field(_("Last day"))

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", gettext("The last day lies before the first."))
        return said

    def span(self) -> Span:
        """Return the period chosen."""
        return Span.between(self.cleaned_data["first"], self.cleaned_data["last"])


class PassageForm(forms.Form):
    """Leading a round on: the state wanted, why, and the version the page showed."""

    to = forms.TypedChoiceField(coerce=RoundState, choices=RoundState.choices)
    version = forms.IntegerField()
    note = forms.CharField(label=_("Reason"), max_length=300, required=False)


class RoundFilterForm(TermForm):
    """Words and state; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Scheme or period"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = term_field(RoundState, _("State"), blank=noop("Every state"), required=False)

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class AppealFilterForm(RoundFilterForm):
    """What a judge looks for."""

    state = term_field(AppealState, _("State"), blank=noop("Every state"), required=False)
