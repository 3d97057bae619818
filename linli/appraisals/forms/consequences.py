"""Forms of the consequence inbox and of help plans."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.appraisals.models import HelpPlan, Proposal
from linli.appraisals.queries.consequences import ProposalFilter
from linli.appraisals.rules.consequences.money import PAID
from linli.appraisals.rules.deciding import HELP_WAYS
from linli.appraisals.rules.points import FEN
from linli.appraisals.terms import ConsequenceAction, HelpState, ProposalState
from linli.organisations.queries import Organisation
from linli.values import Term

MOST_YUAN = 100_000_000


def _options(every: Any, term: type[Term]) -> list[tuple[str, Any]]:
    return [("", every), *((one.value, gettext(one.label)) for one in term)]


class ProposalFilterForm(forms.Form):
    """Which proposals; an invalid value filters nothing."""

    state = forms.ChoiceField(label=_("State"), required=False)
    action = forms.ChoiceField(label=_("What is proposed"), required=False)
    q = forms.CharField(
        label=_("Subject, scheme or period"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    snapshot = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        """Offer closed lists in the language of the page."""
        super().__init__(data)
        states, actions = _options(_("Every state"), ProposalState), _options(_("Everything"), ConsequenceAction)
        self.fields["state"] = forms.ChoiceField(label=_("State"), required=False, choices=states)
        self.fields["action"] = forms.ChoiceField(label=_("What is proposed"), required=False, choices=actions)

    def wanted(self) -> ProposalFilter:
        """Return what is looked for; parts that could not be read do not restrict."""
        self.is_valid()
        said = self.cleaned_data
        return ProposalFilter(
            said.get("state", ""), said.get("action", ""), said.get("snapshot"), said.get("q", "").strip()
        )


class ConfirmForm(forms.Form):
    """What an officer says when confirming; the amount only where the rule leaves it open."""

    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    yuan = forms.DecimalField(
        label=_("Amount in yuan"), required=False, min_value=0, max_value=MOST_YUAN, max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        """Ask for the amount only where it is missing."""
        super().__init__(*args, **kwargs)
        if proposal.amount_fen is not None or proposal.action not in PAID:
            del self.fields["yuan"]

    def amount_fen(self) -> int | None:
        """Return the amount in fen, None where it is not asked for or not given."""
        yuan = self.cleaned_data.get("yuan")
        return None if yuan is None else int(yuan * FEN)


class WaiveForm(forms.Form):
    """Why something is waived."""

    reason = forms.CharField(label=_("Why it is waived"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class HelpForm(forms.Form):
    """What helps, who helps, until when, and where it stands."""

    text = forms.CharField(
        label=_("What is done"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    helper = forms.ModelChoiceField(label=_("Who helps"), required=False, queryset=Organisation.objects.none())
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, data: Any = None, *, plan: HelpPlan, helpers: QuerySet[Organisation]) -> None:
        """Offer the helpers within reach and the states it may go to."""
        start = {"text": plan.text, "helper": plan.helper_id, "due_on": plan.due_on, "state": str(plan.state)}
        super().__init__(data, initial=start)
        before = HelpState(plan.state)
        states = [(one.value, gettext(one.label)) for one in (before, *HELP_WAYS[before])]
        self.fields["helper"] = forms.ModelChoiceField(label=_("Who helps"), required=False, queryset=helpers)
        self.fields["state"] = forms.ChoiceField(label=_("State"), choices=states)
        self.order_fields(["text", "helper", "due_on", "state"])
