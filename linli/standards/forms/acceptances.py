"""Forms of acceptances: filters, opening a year, the team, one finding, the visit's day, the decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.standards.forms.standards import AreaChoice, words_of
from linli.standards.models import Standard, StandardVersion
from linli.standards.queries.items import Item
from linli.standards.rules.numbers import in_points
from linli.standards.rules.rule_texts import show_rule
from linli.standards.terms import AcceptanceState, ItemKind, Outcome, RuleKind, VersionState

MOST_PHOTOS = 6


class FilterForm(forms.Form):
    """What narrows the list of acceptances."""

    def __init__(self, *args: Any, years: list[int], standards: Any, areas: Any, **kwargs: Any) -> None:
        """Offer what there is."""
        super().__init__(*args, **kwargs)
        offered = [("", _("Every year")), *((str(year), str(year)) for year in years)]
        self.fields["year"] = forms.ChoiceField(label=_("Year"), required=False, choices=offered)
        self.fields["standard"] = forms.ModelChoiceField(
            label=_("Standard"), queryset=standards, required=False, empty_label=_("Every standard")
        )
        self.fields["state"] = forms.ChoiceField(
            label=_("State"), required=False, choices=words_of(AcceptanceState, _("Every state"))
        )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Result"), required=False, choices=words_of(Outcome, _("Every result"))
        )
        self.fields["area"] = AreaChoice(label=_("Area"), queryset=areas, required=False, empty_label=_("Every area"))
        self.fields["mine"] = forms.BooleanField(label=_("Only what my team visits"), required=False)

    def said(self) -> dict[str, Any]:
        """Return the filters as the query takes them; what could not be read does not restrict."""
        self.is_valid()
        said = self.cleaned_data
        standard = said.get("standard")
        return {
            "year": int(said["year"]) if said.get("year") else None,
            "state": said.get("state", ""),
            "outcome": said.get("outcome", ""),
            "standard": standard.pk if isinstance(standard, Standard) else None,
            "area": said.get("area"),
            "is_mine": bool(said.get("mine")),
        }


class VersionChoice(forms.ModelChoiceField):
    """Published versions by name and number."""

    def label_from_instance(self, obj: StandardVersion) -> str:
        """Return the name shown."""
        return f"{obj.standard.name} V{obj.number}"


class OpenForm(forms.Form):
    """For which standard, year and area acceptances are opened."""

    def __init__(self, *args: Any, versions: Any, areas: Any, **kwargs: Any) -> None:
        """Offer published versions and areas."""
        super().__init__(*args, **kwargs)
        published = versions.filter(state=VersionState.PUBLISHED).order_by("standard__name", "-number")
        self.fields["version"] = VersionChoice(label=_("Standard"), queryset=published, empty_label=_("Please choose"))
        self.fields["year"] = forms.IntegerField(
            label=_("Year"), min_value=2000, max_value=2100, initial=localdate().year
        )
        self.fields["area"] = AreaChoice(label=_("Area"), queryset=areas, empty_label=_("Please choose"))


class PersonChoice(forms.ModelMultipleChoiceField):
    """People by the name shown."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name with the unit."""
        return f"{obj} · {obj.home_unit}" if obj.home_unit else str(obj)


class TeamForm(forms.Form):
    """Who visits, and who leads."""

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        """Offer those whose duty it is."""
        super().__init__(*args, **kwargs)
        self.fields["members"] = PersonChoice(
            label=_("Members of the team"), queryset=people, widget=forms.CheckboxSelectMultiple
        )
        self.fields["head"] = forms.ModelChoiceField(
            label=_("Head of the team"), queryset=people, empty_label=_("Please choose")
        )


class PhotosInput(forms.ClearableFileInput):
    """Takes several files."""

    allow_multiple_selected = True


class FindingForm(forms.Form):
    """What one side found for one item; `value` asks as the item's rule takes it."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput, min_length=8, max_length=36)
    comment = forms.CharField(
        label=gettext_lazy("Comment"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    as_case = forms.BooleanField(label=gettext_lazy("Report it as a case too"), required=False)

    def __init__(self, data: Any = None, *, asked: Item, may_report: bool = False, **kwargs: Any) -> None:
        """Ask for the value as the rule of the item takes it."""
        super().__init__(data, auto_id=f"id_{asked.id}_%s", **kwargs)
        self.asked = asked
        self.fields["value"] = _value_field(asked)
        self.fields["photo"] = forms.FileField(
            label=_("Photos"), required=False, widget=PhotosInput(attrs={"accept": "image/*", "multiple": True})
        )
        self.fields["photo"].clean = lambda *_args: None  # type: ignore[method-assign]
        if not may_report:
            del self.fields["as_case"]

    def said(self) -> dict[str, Any]:
        """Return what the service takes, without photos."""
        said = self.cleaned_data
        value = said.get("value")
        return {
            "item_id": said["item"],
            "token": said["token"],
            "value": None if value in (None, "") else Decimal(value),
            "comment": said["comment"],
            "as_case": said.get("as_case", False),
        }


def _value_field(asked: Item) -> forms.Field:
    """Return the field for the value that the rule of an item takes."""
    if asked.rule_kind is RuleKind.VETO:
        choices = [("0", _("Did not occur")), ("1", _("Occurred"))]
        return forms.ChoiceField(label=_("Occurred?"), choices=choices, required=False, widget=forms.RadioSelect)
    if asked.kind is ItemKind.PASS_FAIL and not asked.rule:
        choices = [("1", _("Met")), ("0", _("Not met"))]
        return forms.ChoiceField(label=_("Met?"), choices=choices, required=False, widget=forms.RadioSelect)
    full = in_points(asked.max_centipoints)
    if asked.rule_kind is RuleKind.MANUAL and asked.kind is ItemKind.POINTS:
        return forms.DecimalField(
            label=_("Points, 0 to %(full)s") % {"full": full},
            required=False,
            min_value=0,
            max_value=Decimal(asked.max_centipoints) / 100,
            max_digits=8,
            decimal_places=2,
        )
    is_count = asked.rule_kind is RuleKind.DEDUCTION
    return forms.DecimalField(
        label=_("How often it occurred") if is_count else _("Value"),
        required=False,
        min_value=0 if is_count else None,
        max_digits=16,
        decimal_places=4,
        help_text=show_rule(asked.rule_kind, asked.rule, asked.max_centipoints),
    )


class ReturnForm(forms.Form):
    """Why a self-assessment is given back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class VisitForm(forms.Form):
    """When the team was there."""

    visited_on = forms.DateField(
        label=gettext_lazy("Visited on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DecideForm(forms.Form):
    """By which document the result is decided."""

    document = forms.CharField(label=gettext_lazy("Document number"), max_length=100)
    comment = forms.CharField(
        label=gettext_lazy("Comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
