"""What the office types about indicators, and how it looks for them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.places import queries as places
from linli.standards.forms.metrics import options
from linli.standards.models import Indicator
from linli.standards.services.indicators import IndicatorFacts
from linli.standards.terms import AREA_KINDS, Direction, SubjectKind
from linli.values import Span, SpanKind

SPANS = (SpanKind.WEEK, SpanKind.MONTH, SpanKind.QUARTER, SpanKind.YEAR)
TYPED = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "class": "formula", "rows": 2}
LISTED = ("city", "district", "subdistrict", "community")


class IndicatorFilterForm(forms.Form):
    """Words, of whom, and whether it has ended; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name, code or clause"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    subject = forms.ChoiceField(label=_("Of whom"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("In use")), ("ended", _("No longer used"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the closed lists in the language of the page."""
        super().__init__(*args, **kwargs)
        choices = options(SubjectKind, every=gettext("Everybody"))
        self.fields["subject"] = forms.ChoiceField(label=gettext("Of whom"), required=False, choices=choices)

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class FormulaForm(forms.Form):
    """A formula, of whom and of which spans; with the area and span on which it is tried."""

    numerator = forms.CharField(label=_("Numerator"), max_length=300, widget=forms.Textarea(attrs=TYPED))
    denominator = forms.CharField(
        label=_("Denominator"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs=TYPED),
        help_text=_("Left empty, nothing is divided."),
    )
    factor = forms.DecimalField(
        label=_("Factor"),
        max_digits=12,
        decimal_places=4,
        initial=1,
        help_text=_("100 for percent, 10000 for “per ten thousand”."),
    )
    subject_kind = forms.ChoiceField(label=_("Of whom"))
    span_kind = forms.ChoiceField(label=_("Every"))
    try_area = forms.ModelChoiceField(
        label=_("Try it in"), queryset=places.Area.objects.none(), to_field_name="key", required=False
    )
    try_span = forms.CharField(
        label=_("Try it over"),
        max_length=22,
        required=False,
        help_text=_("Such as 2026-07, 2026-Q3 or 2026; empty: the last full span."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer closed lists in the language of the page, and the areas within reach."""
        super().__init__(*args, **kwargs)
        every = [(kind.value, gettext(kind.label)) for kind in SPANS]
        kinds = forms.ChoiceField(label=gettext("Of whom"), choices=options(SubjectKind), initial="community")
        self.fields["subject_kind"] = kinds
        self.fields["span_kind"] = forms.ChoiceField(label=gettext("Every"), choices=every, initial="month")
        reach = places.areas_in_scope(user, "standards.view").filter(tier__code__in=LISTED)
        self.fields["try_area"].queryset = reach  # type: ignore[attr-defined]
        self.fields["try_area"].empty_label = gettext("Everything within reach")  # type: ignore[attr-defined]

    def clean_try_span(self) -> Span | None:
        """Return the span on which the formula is tried. Raises ValidationError where the text is none."""
        said = self.cleaned_data["try_span"].strip()
        try:
            return Span.parse(said) if said else None
        except ValueError as error:
            raise forms.ValidationError(gettext("This is no span.")) from error

    def trial(self) -> dict[str, Any]:
        """Return what the preview needs, whatever else is still missing."""
        self.is_valid()
        said = self.cleaned_data
        kind = SpanKind(said.get("span_kind") or SpanKind.MONTH)
        last = Span.of(kind, localdate()).previous()
        return {
            "numerator": self["numerator"].value() or "",
            "denominator": self["denominator"].value() or "",
            "factor": said.get("factor") or Decimal(1),
            "kind": SubjectKind(said.get("subject_kind") or SubjectKind.COMMUNITY),
            "span": said.get("try_span") or last,
            "path": said["try_area"].path if said.get("try_area") else "",
        }


class IndicatorForm(FormulaForm):
    """What an indicator is, and from which day on."""

    name = forms.CharField(label=_("Name"), max_length=80)
    unit = forms.CharField(label=_("Unit of measurement"), max_length=20, required=False)
    numerator_words = forms.CharField(label=_("Numerator in words"), max_length=120, required=False)
    denominator_words = forms.CharField(label=_("Denominator in words"), max_length=120, required=False)
    direction = forms.ChoiceField(label=_("Which way is better"))
    clause = forms.CharField(label=_("Clause"), max_length=100, required=False)
    valid_from = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the closed lists in the language of the page."""
        super().__init__(*args, **kwargs)
        self.fields["direction"] = forms.ChoiceField(
            label=gettext("Which way is better"), choices=options(Direction), initial=Direction.HIGHER.value
        )

    def facts(self) -> IndicatorFacts:
        """Return the facts as the services take them."""
        said = self.cleaned_data
        plain = ("name", "unit", "numerator", "denominator", "factor", "numerator_words", "denominator_words", "clause")
        return IndicatorFacts(
            **{name: said[name] for name in plain},
            direction=Direction(said["direction"]),
            subject_kind=SubjectKind(said["subject_kind"]),
            span_kind=SpanKind(said["span_kind"]),
        )


class NewIndicatorForm(IndicatorForm):
    """An indicator that does not exist yet, with its code."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("How plans and standards call it: letters, digits, “-” and “_”.")
    )


class EndIndicatorForm(forms.Form):
    """The day from which an indicator is told no more."""

    on = forms.DateField(
        label=_("Told no more from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def shown(row: Indicator) -> dict[str, Any]:
    """Return what the form shows of an indicator before anything is typed."""
    plain = ("name", "unit", "numerator", "denominator", "numerator_words", "denominator_words", "clause")
    terms = {name: str(getattr(row, name).value) for name in ("direction", "subject_kind", "span_kind")}
    return {name: getattr(row, name) for name in plain} | terms | {"factor": format(row.factor.normalize(), "f")}


def kinds_for(row: Indicator) -> list[tuple[str, str]]:
    """Return the kinds of subjects that an indicator can be told of: its own, and the tiers above."""
    own = SubjectKind(row.subject_kind)
    kinds = AREA_KINDS[: AREA_KINDS.index(own) + 1] if own in AREA_KINDS else (own,)
    return [(kind.value, gettext(kind.label)) for kind in reversed(kinds)]
