"""What is typed about a scheme: its facts, its rules of consequences, who scores, when it ends."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.appraisals.models import ConsequenceRule, Scheme
from linli.appraisals.rules import consequences
from linli.appraisals.rules.points import CENTI, FEN, in_yuan
from linli.appraisals.terms import (
    AssessorAggregation,
    ConditionKind,
    ConsequenceAction,
    ConsequenceSpan,
    Normalisation,
    PublicationScope,
    SchemeState,
    StreakSkip,
    TieBreaker,
    TieShare,
)
from linli.places import queries as places
from linli.standards.terms import ScorerKind
from linli.values import SpanKind, Term, noop

TIES = ("tie_1", "tie_2", "tie_3", "tie_4")
MOST_NUMBERS = 20
PARTIES = {
    consequences.COMMUNITY: noop("The community"),
    consequences.SECRETARY: noop("Its secretary"),
    consequences.DIRECTOR: noop("Its director"),
    consequences.LINKED_LEADER: noop("The subdistrict's linked leader"),
    consequences.LEAD_PARTNER: noop("The lead co-construction partner"),
}


class NumbersField(forms.CharField):
    """Whole numbers separated by commas or spaces, in the order given."""

    def clean(self, value: Any) -> Any:
        """Return the numbers. Raises ValidationError for anything else."""
        text = str(super().clean(value) or "")
        parts = [part for part in re.split(r"[,，、;；\s]+", text) if part]
        if len(parts) > MOST_NUMBERS or not all(part.isdecimal() and len(part) <= 9 for part in parts):
            raise forms.ValidationError(gettext("Whole numbers separated by commas, such as 20000, 15000, 10000."))
        return [int(part) for part in parts]


def term_field(term: type[Term], label: Any, *, blank: str | None = None, **kwargs: Any) -> forms.TypedChoiceField:
    """Return a choice of a closed list; its words are put in by `TermForm`, in the language of the page."""
    field = forms.TypedChoiceField(label=label, coerce=term, empty_value=None, choices=term.choices(), **kwargs)
    field.term, field.blank = term, blank  # type: ignore[attr-defined]
    return field


class TermForm(forms.Form):
    """A form whose closed lists speak the language of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the words of closed lists in."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if term := getattr(field, "term", None):
                blank = getattr(field, "blank", None)
                words = [(code, gettext(label)) for code, label in term.choices()]
                field.choices = words if blank is None else [("", gettext(blank)), *words]  # type: ignore[attr-defined]


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def points_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """Return a field for points with two decimal places."""
    widget = forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, min_value=0, max_digits=8, decimal_places=2, required=False, widget=widget, **kwargs
    )


class SchemeForm(TermForm):
    """Everything a scheme says of itself."""

    name = forms.CharField(label=_("Name"), max_length=100)
    area: Any = forms.ModelChoiceField(label=_("Area"), queryset=None)
    standard: Any = forms.ModelChoiceField(label=_("Standard"), queryset=None)
    span_kind = term_field(SpanKind, _("Period"), initial=SpanKind.QUARTER)
    document = forms.CharField(
        label=_("Document number"), max_length=100, required=False, help_text=_("Needed before the scheme is used.")
    )
    filing = forms.CharField(
        label=_("Filed in the yearly inspection plan as"),
        max_length=100,
        required=False,
        help_text=_("Needed before the scheme is used."),
    )
    valid_from = day_field(_("Valid from"))
    valid_to = day_field(_("Valid to"), required=False)
    publication = term_field(PublicationScope, _("Who reads the result"), initial=PublicationScope.INTERNAL)
    appeal_days = forms.IntegerField(label=_("Appeal window in working days"), min_value=1, max_value=60, initial=5)
    aggregation = term_field(AssessorAggregation, _("Several assessors"), initial=AssessorAggregation.MEAN)
    normalisation = term_field(Normalisation, _("Comparison"), initial=Normalisation.NONE)
    household_bands = NumbersField(
        label=_("Upper bounds of bands of households"), required=False, help_text=_("Such as 1000, 2000, 3000.")
    )
    least_scored_percent = forms.IntegerField(
        label=_("Least share of full marks scored"),
        min_value=0,
        max_value=100,
        initial=80,
        help_text=_("In percent. With less a subject is not ranked; no value never becomes zero."),
    )
    green_from = points_field(_("Green band from"))
    yellow_from = points_field(_("Yellow band from"))
    base = points_field(_("Base score"), help_text=_("Whoever reaches it gets the base award (003-18)."))
    tie_1 = term_field(
        TieBreaker, _("With equal totals, first"), blank=noop("Nothing; the rank is shared"), required=False
    )
    tie_2 = term_field(TieBreaker, _("then"), blank=noop("Nothing; the rank is shared"), required=False)
    tie_3 = term_field(TieBreaker, _("then"), blank=noop("Nothing; the rank is shared"), required=False)
    tie_4 = term_field(TieBreaker, _("then"), blank=noop("Nothing; the rank is shared"), required=False)
    min_ranked = forms.IntegerField(
        label=_("Fewest ranked for consequences"),
        min_value=2,
        max_value=1000,
        initial=5,
        help_text=_("With fewer, nothing bad follows from a last place."),
    )
    year_least_rounds = forms.IntegerField(
        label=_("Fewest rounds for a place in the year"),
        min_value=1,
        max_value=53,
        initial=6,
        help_text=_("Whoever was ranked in fewer has no place in the year."),
    )
    help_floor_percent = forms.IntegerField(
        label=_("Help below this share of a dimension"),
        min_value=0,
        max_value=100,
        initial=60,
        help_text=_("In percent of the points of a dimension."),
    )
    help_gap_percent = forms.IntegerField(
        label=_("Help this far below the mean"),
        min_value=1,
        max_value=100,
        initial=15,
        help_text=_("In percentage points below the mean of all."),
    )
    streak_skip = term_field(StreakSkip, _("Skipped rounds and streaks"), initial=StreakSkip.NEITHER)
    streak_shared = forms.BooleanField(label=_("A shared last place counts for streaks"), required=False)
    streak_months_in_post = forms.IntegerField(
        label=_("Months in post before a streak counts against a secretary"), min_value=0, max_value=60, initial=0
    )

    def __init__(self, *args: Any, standards: Any, areas: Any = None, **kwargs: Any) -> None:
        """Take what may be chosen; without areas the scheme stays where it is."""
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = standards  # type: ignore[attr-defined]
        if areas is None:
            del self.fields["area"]
        else:
            self.fields["area"] = AreaField(label=_("Area"), queryset=areas)
            self.order_fields(["name", "area"])

    def clean(self) -> dict[str, Any]:
        """Hold bounds and days against each other."""
        said: dict[str, Any] = super().clean() or {}
        green, yellow = said.get("green_from"), said.get("yellow_from")
        if (green is None) != (yellow is None):
            self.add_error("yellow_from", gettext("Type both bounds of the bands, or none."))
        elif green is not None and yellow is not None and green <= yellow:
            self.add_error("green_from", gettext("The green band begins above the yellow one."))
        first, end = said.get("valid_from"), said.get("valid_to")
        if first and end and end <= first:
            self.add_error("valid_to", gettext("It ends before it begins."))
        if said.get("normalisation") is Normalisation.HOUSEHOLD_BAND and not said.get("household_bands"):
            self.add_error("household_bands", gettext("Comparing within bands needs their bounds."))
        return said

    def facts(self) -> dict[str, Any]:
        """Return the facts as the services take them."""
        said = dict(self.cleaned_data)
        said.pop("area", None)
        green, yellow = said.pop("green_from"), said.pop("yellow_from")
        chosen = [said.pop(name) for name in TIES]
        base = said.pop("base")
        return said | {
            "bands": [] if green is None else [centi(green), centi(yellow)],
            "base_centipoints": None if base is None else centi(base),
            "tie_breakers": list(dict.fromkeys(str(code) for code in chosen if code)),
        }


class AreaField(forms.ModelChoiceField):
    """Areas by their full name."""

    def label_from_instance(self, obj: places.Area) -> str:
        """Return the name shown."""
        return obj.name


def centi(points: Decimal) -> int:
    """Return points in hundredths."""
    return int(points * CENTI)


def scheme_start(scheme: Scheme) -> dict[str, Any]:
    """Return what the form shows of a scheme before anything is typed."""
    names = [name for name in SchemeForm.base_fields if hasattr(scheme, name)]
    said = {name: getattr(scheme, name) for name in names}
    said |= dict(zip(TIES, scheme.tie_breakers, strict=False))
    said["household_bands"] = ", ".join(str(each) for each in scheme.household_bands)
    if scheme.bands:
        said["green_from"], said["yellow_from"] = (Decimal(each) / CENTI for each in scheme.bands)
    if scheme.base_centipoints is not None:
        said["base"] = Decimal(scheme.base_centipoints) / CENTI
    return said


class RuleForm(TermForm):
    """One rule of consequences."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    name = forms.CharField(label=_("Name"), max_length=80)
    span = term_field(ConsequenceSpan, _("Looks at"), initial=ConsequenceSpan.ROUND)
    condition = term_field(ConditionKind, _("On which condition"))
    k = forms.IntegerField(
        label=_("How many places or rounds"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Places for first and last; rounds running for streaks."),
    )
    points = points_field(_("Points of the condition"), help_text=_("For totals below or at least."))
    action = term_field(ConsequenceAction, _("What is proposed"))
    amounts = NumbersField(
        label=_("Amounts in yuan"),
        required=False,
        help_text=_("One for each place from the first, or one for all, such as 20000, 15000, 10000."),
    )
    ties = term_field(TieShare, _("Shared places"), initial=TieShare.POOL)
    parties = forms.MultipleChoiceField(label=_("Whom it names"), required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label=_("Wording"), max_length=300, required=False)
    clause = forms.CharField(label=_("Clause"), max_length=100, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the parties in the language of the page."""
        super().__init__(*args, **kwargs)
        self.fields["parties"].choices = [  # type: ignore[attr-defined]
            (code, gettext(label)) for code, label in PARTIES.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for what the condition needs."""
        said: dict[str, Any] = super().clean() or {}
        condition = said.get("condition")
        totals = (ConditionKind.TOTAL_BELOW, ConditionKind.TOTAL_AT_LEAST)
        counts = (ConditionKind.RANK_AT_MOST, ConditionKind.RANK_FROM_LAST, ConditionKind.LAST_CONSECUTIVE)
        if condition in totals and said.get("points") is None:
            self.add_error("points", gettext("This condition needs points."))
        if condition in counts and said.get("k") is None:
            self.add_error("k", gettext("This condition needs a number of places or rounds."))
        return said

    def facts(self) -> dict[str, Any]:
        """Return the facts as the services take them."""
        said = dict(self.cleaned_data)
        points, amounts = said.pop("points"), said.pop("amounts")
        return said | {
            "centipoints": None if points is None else centi(points),
            "amounts_fen": [amount * FEN for amount in amounts],
        }


def rule_start(rule: ConsequenceRule) -> dict[str, Any]:
    """Return what the form shows of a rule before anything is typed."""
    said = {name: getattr(rule, name) for name in RuleForm.base_fields if hasattr(rule, name)}
    said["amounts"] = ", ".join(in_yuan(each) for each in rule.amounts_fen)
    if rule.centipoints is not None:
        said["points"] = Decimal(rule.centipoints) / CENTI
    return said


class AssessorForm(TermForm):
    """Who scores, in which role."""

    account: Any = forms.ModelChoiceField(label=_("Person"), queryset=None)
    role = forms.TypedChoiceField(label=_("Role"), coerce=ScorerKind)
    weight = forms.IntegerField(
        label=_("Weight of the role"), min_value=1, max_value=100, initial=1, help_text=_("Counts for weighted means.")
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        """Offer people and roles."""
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        roles = [(role.value, gettext(role.label)) for role in ScorerKind if role is not ScorerKind.SYSTEM]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day on which a scheme ends."""

    on = day_field(_("Ends on"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class SchemeFilterForm(TermForm):
    """Words and state; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name or document"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = term_field(SchemeState, _("State"), blank=noop("Every state"), required=False)

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
