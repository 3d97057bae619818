"""The filter of the list, as it stands in the address; the map, the export and saved views use the same one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.forms.fields import AreaChoice, TermChoice, set_choices
from linli.cases.queries.choices import list_category_choices
from linli.cases.queries.offered import OFFERED
from linli.cases.terms import Light, OwnerClass
from linli.places import queries as places
from linli.values import Span

ORDERS = (
    ("due", gettext_lazy("Expires first")),
    ("-reported", gettext_lazy("Reported last")),
    ("reported", gettext_lazy("Reported first")),
    ("number", gettext_lazy("Number")),
)
TIERS = ("city", "district", "subdistrict", "community")
MORE = ("area", "forebears", "owner_class", "unit", "since", "until", "order")
BEHIND = ("figure", "span", "place", "office")
"""What only links set: the cases behind a figure of an area, a place or an organisation."""


class SpanField(forms.Field):
    """The code of a span."""

    def to_python(self, value: Any) -> Span | None:
        """Return the span. Raises ValidationError where it is none."""
        try:
            return Span.parse(value) if value else None
        except ValueError as error:
            raise forms.ValidationError(_("This is no span.")) from error


class PastAreaChoice(AreaChoice):
    """Areas in force, and by its address alone one that has ended."""

    def __init__(self, *, user: Any, **kwargs: Any) -> None:
        """Remember whose reach counts."""
        super().__init__(**kwargs)
        self.user = user

    def to_python(self, value: Any) -> Any:
        """Return the area of a key. Raises ValidationError where the person sees none."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            ended = places.ended_area(self.user, "cases.view", str(value))
            if ended is None:
                raise
            return ended

    def validate(self, value: Any) -> None:
        """Accept what was found, also beside the choices."""


class FilterForm(forms.Form):
    """Words, kind, light, area, class, unit, days, order; an invalid value filters nothing and says so."""

    q = forms.CharField(
        label=gettext_lazy("Number, words or place"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Reported from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Reported until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    unit = forms.CharField(label=gettext_lazy("Name of the unit"), required=False, max_length=60)
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=ORDERS)
    forebears = forms.BooleanField(label=gettext_lazy("With what it came from"), required=False)
    figure = forms.ChoiceField(required=False, choices=[(name, name) for name in OFFERED], widget=forms.HiddenInput)
    span = SpanField(required=False, widget=forms.HiddenInput)
    place = forms.UUIDField(required=False, widget=forms.HiddenInput)
    office = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        set_choices(self.fields["category"], [("", _("All kinds")), *list_category_choices(today)])
        self.fields["light"] = TermChoice(Light, blank=_("All lights"), label=_("Light"), required=False)
        self.fields["owner_class"] = TermChoice(
            OwnerClass, blank=_("All classes"), label=_("Owner class"), required=False
        )
        reach = places.areas_in_scope(user, "cases.view").filter(
            tier__code__in=("city", "district", "subdistrict", "community")
        )
        said = {"to_field_name": "key", "required": False, "empty_label": _("As chosen at the top")}
        self.fields["area"] = PastAreaChoice(user=user, label=_("Area"), queryset=reach, **said)

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return the fields that are folded away."""
        return [self[name] for name in MORE]

    @property
    def has_more(self) -> bool:
        """Return whether a folded field is in use, so that it must be seen."""
        return any(self.data.get(name) for name in MORE) or bool(self.errors)

    @property
    def ended_area(self) -> Any | None:
        """Return the area chosen if it has ended, which no choice shows."""
        area = self.chosen().get("area")
        return area if area is not None and area.valid_to else None

    @property
    def behind(self) -> str:
        """Return the words of the figure whose cases are shown, "" for none."""
        figure, span = self.chosen().get("figure"), self.chosen().get("span")
        return f"{_(OFFERED[figure][0])}, {span.code}" if figure and span else ""

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen and understood, nothing else."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
