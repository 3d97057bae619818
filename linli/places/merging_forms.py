"""What people type about a newer list."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.places.models import ListMerge, MergeProposal
from linli.places.terms import ProposalKind, Verdict

SHARE = re.compile(r"(?P<code>P?\d{6,12})(?:\s+(?P<percent>\d{1,3}(?:\.\d+)?)\s*%?)?")
TIERS = ("city", "district", "subdistrict", "community")


class ProposalFilterForm(forms.Form):
    """Which proposals are shown; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("What became of it"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    verdict = forms.ChoiceField(label=_("Decided as"), required=False)
    certain = forms.ChoiceField(label=_("Certainty"), required=False)
    group = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tiers: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the words in the language of the page."""
        super().__init__(*args, **kwargs)
        every = ("", gettext("All"))
        choices = {
            "kind": [(each.value, gettext(each.label)) for each in ProposalKind],
            "tier": tiers,
            "verdict": [(each.value, gettext(each.label)) for each in Verdict],
            "certain": [("yes", gettext("Certain")), ("no", gettext("A person must look"))],
        }
        for name, offered in choices.items():
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[every, *offered])

    def said(self) -> dict[str, Any]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        kept = {name: self.cleaned_data.get(name) or "" for name in ("kind", "tier", "verdict", "certain", "group")}
        return kept | {"search": self.cleaned_data.get("q", "")}


class DecisionForm(forms.Form):
    """What is decided about everything that fits the filters."""

    verdict = forms.ChoiceField(
        choices=[(each.value, each.label) for each in (Verdict.CONFIRMED, Verdict.POSTPONED, Verdict.REJECTED)]
    )


class ApplyForm(forms.Form):
    """The decision document under which a newer list comes in force."""

    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)


class CorrectionForm(forms.Form):
    """What a person knows better about one area: it goes on as another one, or passes to others."""

    same_as = forms.CharField(
        label=_("It goes on as the new area with the code"),
        required=False,
        max_length=16,
        help_text=_("A code that the list names for the first time."),
    )
    heirs = forms.CharField(
        label=_("It passes to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line each: code and percent, such as 360103001 60. Empty: to nobody."),
    )

    def clean_heirs(self) -> list[tuple[str, float]]:
        """Return codes with shares; without percents everybody gets the same."""
        lines = [line.strip() for line in self.cleaned_data["heirs"].splitlines() if line.strip()]
        found = [SHARE.fullmatch(line) for line in lines]
        if not all(found):
            wrong = next(line for line, seen in zip(lines, found, strict=True) if not seen)
            raise forms.ValidationError(gettext("“%(line)s” is no code with a percent.") % {"line": wrong})
        percents = [seen["percent"] for seen in found if seen]
        shares = [float(each) / 100 if each else 1 / len(lines) for each in percents]
        return [(seen["code"], share) for seen, share in zip(found, shares, strict=True) if seen]


def start_of(proposal: MergeProposal) -> dict[str, str]:
    """Return what the form of a correction shows at first."""
    return {"heirs": "\n".join(f"{code} {round(share * 100, 2):g}" for code, share, _units in proposal.heirs)}


def may_decide(merge: ListMerge) -> bool:
    """Return whether anything of a merge can still be decided."""
    return merge.state not in ("undone", "applied")
