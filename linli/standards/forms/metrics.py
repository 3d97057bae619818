"""What the office types about metrics, and how it looks for them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.standards.models import Metric
from linli.standards.queries.metrics import ENTERED
from linli.standards.services.metrics import Facts
from linli.standards.terms import Aggregation, Direction, Missing, SubjectKind, ValueKind
from linli.values import SpanKind, Term

_CHOICE = re.compile(r"([a-z0-9][a-z0-9_-]{0,39})\s*[=:：]\s*(\S.*)")


def options(term: type[Term], *, every: str = "") -> list[tuple[str, str]]:
    """Return the words of a closed list in the language of the page; `every`: the entry that chooses none."""
    words = [(one.value, gettext(one.label)) for one in term]
    return [("", every), *words] if every else words


def span_options(*, every: str = "") -> list[tuple[str, str]]:
    """Return the spans for which figures are entered, in the language of the page."""
    words = [(kind.value, gettext(kind.label)) for kind in ENTERED]
    return [("", every), *words] if every else words


class MetricFilterForm(forms.Form):
    """Words, whom it asks, how often, and whether it has ended; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name, code or clause"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    subject = forms.ChoiceField(label=_("Asked of"), required=False)
    span = forms.ChoiceField(label=_("Asked every"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Asked now")), ("ended", _("Asked no longer"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the closed lists in the language of the page."""
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("subject", options(SubjectKind, every=gettext("Everybody"))),
            ("span", span_options(every=gettext("Every span"))),
        ):
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, required=False, choices=choices)

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class MetricForm(forms.Form):
    """What a metric is."""

    name = forms.CharField(label=_("Name"), max_length=80)
    subject_kind = forms.ChoiceField(label=_("Asked of"))
    span_kind = forms.ChoiceField(label=_("Asked every"))
    value_kind = forms.ChoiceField(label=_("Values"))
    unit = forms.CharField(label=_("Unit of measurement"), max_length=20, required=False)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For one of several: a line for each, such as “good = Good”."),
    )
    help = forms.CharField(
        label=_("How to count"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence beside the field: what counts, and what does not."),
    )
    low = forms.DecimalField(label=_("Lowest plausible value"), max_digits=20, decimal_places=4, required=False)
    high = forms.DecimalField(label=_("Highest plausible value"), max_digits=20, decimal_places=4, required=False)
    max_change = forms.FloatField(
        label=_("Largest plausible change, %"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Against the value before; a larger change asks for a note."),
    )
    direction = forms.ChoiceField(label=_("Which way is better"))
    over_subjects = forms.ChoiceField(label=_("Several subjects together"))
    over_time = forms.ChoiceField(label=_("Several spans together"))
    missing = forms.ChoiceField(label=_("Without a value"))
    clause = forms.CharField(label=_("Clause"), max_length=100, required=False)
    differs = forms.CharField(
        label=_("What makes it another metric"),
        max_length=200,
        required=False,
        help_text=_("Only where the page finds one that is much alike."),
    )
    TERMS = {
        "subject_kind": (SubjectKind, SubjectKind.COMMUNITY),
        "span_kind": (SpanKind, SpanKind.MONTH),
        "value_kind": (ValueKind, ValueKind.INTEGER),
        "direction": (Direction, Direction.HIGHER),
        "over_subjects": (Aggregation, Aggregation.SUM),
        "over_time": (Aggregation, Aggregation.LAST),
        "missing": (Missing, Missing.NONE),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the closed lists in the language of the page."""
        super().__init__(*args, **kwargs)
        for name, (term, start) in self.TERMS.items():
            choices = span_options() if term is SpanKind else options(term)
            self.fields[name] = forms.ChoiceField(label=self.fields[name].label, choices=choices, initial=start.value)

    def clean_choices(self) -> dict[str, str]:
        """Return the choices as code and label, a line each."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["choices"].splitlines():
            if not line.strip():
                continue
            fit = _CHOICE.fullmatch(line.strip())
            if fit is None:
                text = gettext("“%(line)s” is not of the form code = label.")
                raise forms.ValidationError(text % {"line": line[:60]})
            if fit[1] in found:
                raise forms.ValidationError(gettext("The code “%(code)s” stands twice.") % {"code": fit[1]})
            found[fit[1]] = fit[2].strip()
        return found

    def facts(self) -> Facts:
        """Return the facts as the services take them."""
        said = self.cleaned_data
        terms: dict[str, Any] = {name: term(said[name]) for name, (term, _start) in self.TERMS.items()}
        share = None if said["max_change"] is None else said["max_change"] / 100
        plain = {name: said[name] for name in ("name", "unit", "help", "clause", "low", "high")}
        choices = said["choices"] if terms["value_kind"] is ValueKind.CHOICE else {}
        return Facts(**plain, **terms, choices=choices, max_change=share)


class NewMetricForm(MetricForm):
    """A metric that is not asked yet, with its code and the day it begins."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("How formulas call it: letters, digits, “-” and “_”. It stays.")
    )
    valid_from = forms.DateField(
        label=_("Asked from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ["name", "code", "valid_from"]


class EndForm(forms.Form):
    """The day from which a metric is asked no more."""

    on = forms.DateField(
        label=_("Asked no more from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def shown(metric: Metric) -> dict[str, Any]:
    """Return what the form shows of a metric before anything is typed."""
    terms = {name: str(getattr(metric, name).value) for name in MetricForm.TERMS}
    choices = "\n".join(f"{code} = {label}" for code, label in metric.choices.items())
    share = "" if metric.max_change is None else f"{100 * metric.max_change:.6g}"
    plain = {name: getattr(metric, name) for name in ("name", "unit", "help", "clause")}
    bounds = {name: _plain(getattr(metric, name)) for name in ("low", "high")}
    return {**terms, **plain, **bounds, "choices": choices, "max_change": share}


def _plain(value: Decimal | None) -> str:
    """Return a number without idle zeros."""
    return "" if value is None else format(value.normalize(), "f")
