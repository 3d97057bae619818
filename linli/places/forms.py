"""What people type about areas."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from . import queries
from .models import Area
from .terms import BuildingUse, LineKind

MANAGE = "places.change"
BUILDING_FACTS = ("code", "use", "address", "storeys", "year_built", "dwellings", "stairwells")
BUILDING_ORDERS = {
    "tree": (gettext_noop("As the tree has them"), ("path",)),
    "name": (gettext_noop("By name"), ("name", "path")),
    "households": (gettext_noop("Most households first"), ("-households", "path")),
    "year": (gettext_noop("Oldest first"), ("year_built", "path")),
    "storeys": (gettext_noop("Highest first"), ("-storeys", "path")),
}
"""Orders of a list of buildings: label, and keys of which the last is unique."""
LINE_TIERS = ("city", "district", "subdistrict")
MOST_BYTES = 50 * 1024 * 1024


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NewAreaForm(forms.Form):
    """An area that begins inside another one, or at the top of the tree."""

    tier = forms.ChoiceField(label=_("Tier"))
    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        required=False,
        help_text=_("Left empty, a community gets a provisional code."),
    )
    households = forms.IntegerField(label=_("Households"), min_value=0, required=False)
    valid_from = DayField(label=_("Exists since"))

    def __init__(self, *args: Any, parent: Area | None, **kwargs: Any) -> None:
        """Offer the tiers below the parent's; at the top only the first."""
        super().__init__(*args, **kwargs)
        tiers = queries.list_tiers()
        lower = tiers[:1] if parent is None else tiers.filter(order__gt=parent.tier.order)
        self.fields["tier"] = forms.ChoiceField(label=_("Tier"), choices=[(tier.code, str(tier)) for tier in lower])


class AreaForm(forms.Form):
    """The dated facts of an area, and the day from which they hold."""

    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.CharField(label=_("Code"), max_length=16, required=False)
    households = forms.IntegerField(label=_("Households"), min_value=0, required=False)
    parent = forms.CharField(label=_("Part of (code or name)"), max_length=100, required=False)
    on = DayField(label=_("Holds from"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, area: Area, **kwargs: Any) -> None:
        """Remember whose duties count; an area at the top of them stays where it is."""
        super().__init__(*args, **kwargs)
        self.user, self.area = user, area
        if not queries.areas_in_scope(user, MANAGE).filter(children=area).exists():
            del self.fields["parent"]

    def clean_parent(self) -> Area:
        """Return the area meant: the one with that code or key, else the only one with that name."""
        said = self.cleaned_data["parent"]
        found = queries.list_meant(queries.areas_in_scope(self.user, MANAGE), said)
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(f"{each.code or each.key} {each}" for each in found)
            text = gettext("Several are called “%(said)s”: %(names)s. Type the code.")
            raise forms.ValidationError(text % {"said": said, "names": names})
        raise forms.ValidationError(gettext("No area within your duties is called “%(said)s”.") % {"said": said})


class EndForm(forms.Form):
    """The first day on which an area no longer exists, and who decided so."""

    on = DayField(label=_("Ends on (first day without it)"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)


class LineFilterForm(forms.Form):
    """Which lines are shown; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds in the language of the page."""
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, gettext(kind.label)) for kind in LineKind]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), required=False, choices=[("", gettext("Every kind")), *kinds]
        )

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {"kind": self.cleaned_data.get("kind", ""), "search": self.cleaned_data.get("q", "")}


class LinesForm(forms.Form):
    """A file of roads, railways and waters, from which day they hold and for which area."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON in degrees, with name and kind or OpenStreetMap's tags; at most 50 000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
    )
    as_of = DayField(label=_("Holds from"))
    area = forms.ModelChoiceField(queryset=queries.Area.objects.none(), label=_("For the area"), to_field_name="key")
    only_try = forms.BooleanField(label=_("Only try, change nothing"), required=False, initial=True)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the areas in which the person may import; the whole territory to whom it is given."""
        super().__init__(*args, **kwargs)
        reach = queries.areas_in_scope(user, "places.import").filter(tier__code__in=LINE_TIERS)
        whole = queries.reaches_top(user, "places.import")
        self.fields["area"] = forms.ModelChoiceField(
            queryset=reach,
            label=_("For the area"),
            to_field_name="key",
            required=not whole,
            empty_label=_("The whole territory") if whole else None,
        )

    def clean_upload(self) -> Any:
        """Refuse a file too large to be read at once."""
        upload = self.cleaned_data["upload"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 50 MB. Split it."))
        return upload


def facts_of(area: Area) -> dict[str, Any]:
    """Return what the form shows of an area before anything is typed."""
    parent = area.parent
    return {
        "name": area.name,
        "code": area.code,
        "households": area.households,
        "parent": (parent.code or str(parent.key)) if parent else "",
    }


class RedrawForm(forms.Form):
    """
    Outlines as somebody drew them, and the day from which they hold.

    changes: what the map drew, as JSON (see `rules.rings`); corners: the area's own corners as text, for who draws
    without the map. What the map drew goes first. seen: the number of the area's outline when the drawing began.
    """

    changes = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    corners = forms.CharField(
        label=_("All corners as text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "form-control font-monospace"}),
        help_text=_(
            "One corner a line: longitude, then latitude, in degrees (CGCS2000). An empty line begins another piece; "
            "“-” on a line of its own begins a hole. GeoJSON can be pasted, too."
        ),
    )
    on = DayField(label=_("Holds from"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)


class InspectForm(forms.Form):
    """Which parts of an area are inspected, and what counts as a sliver."""

    tier = forms.ChoiceField(label=_("Parts of the tier"), required=False)
    tolerance = forms.FloatField(
        label=_("Slivers are thinner than (m)"),
        required=False,
        min_value=0.05,
        max_value=50,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )

    def __init__(self, *args: Any, tiers: list[Any], **kwargs: Any) -> None:
        """Offer the tiers that lie in the area."""
        super().__init__(*args, **kwargs)
        self.fields["tier"] = forms.ChoiceField(
            label=_("Parts of the tier"), required=False, choices=[(tier.code, str(tier)) for tier in tiers]
        )


class MendForm(forms.Form):
    """From which day repaired outlines hold, and who decided so."""

    on = DayField(label=_("Holds from"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)


class BuildingFilterForm(forms.Form):
    """Which buildings are shown, and in which order; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name, number or address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    use = forms.ChoiceField(label=_("Use"), required=False)
    missing = forms.ChoiceField(label=_("Missing"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the words in the language of the page."""
        super().__init__(*args, **kwargs)
        uses = [(use.value, gettext(use.label)) for use in BuildingUse]
        missing = [("point", gettext("A place on the map")), ("dwellings", gettext("The number of dwellings"))]
        orders = [(name, gettext(label)) for name, (label, _keys) in BUILDING_ORDERS.items()]
        choices = {"use": [("", gettext("Every use")), *uses], "missing": [("", gettext("Nothing")), *missing]}
        for name, offered in (*choices.items(), ("sort", orders)):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=offered)

    def said(self) -> dict[str, str]:
        """Return the filters; parts that could not be read do not restrict."""
        self.is_valid()
        said = self.cleaned_data
        return {"search": said.get("q", ""), "use": said.get("use", ""), "missing": said.get("missing", "")}

    def order(self) -> tuple[str, ...]:
        """Return the keys of the order chosen; without one, as the tree has it."""
        self.is_valid()
        return BUILDING_ORDERS[self.cleaned_data.get("sort") or "tree"][1]


class BuildingForm(forms.Form):
    """The facts of a building, and the day from which name and households hold."""

    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.CharField(label=_("Building number"), max_length=32, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    use = forms.ChoiceField(label=_("Use"), required=False)
    households = forms.IntegerField(label=_("Households"), min_value=0, max_value=100_000, required=False)
    dwellings = forms.IntegerField(label=_("Dwellings"), min_value=0, max_value=100_000, required=False)
    storeys = forms.IntegerField(label=_("Storeys"), min_value=0, max_value=200, required=False)
    stairwells = forms.IntegerField(label=_("Stairwells"), min_value=0, max_value=200, required=False)
    year_built = forms.IntegerField(label=_("Year built"), min_value=1800, max_value=2200, required=False)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    on = DayField(label=_("Holds from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the uses in the language of the page."""
        super().__init__(*args, **kwargs)
        uses = [(use.value, gettext(use.label)) for use in BuildingUse]
        self.fields["use"] = forms.ChoiceField(label=_("Use"), required=False, choices=[("", "—"), *uses])

    def clean(self) -> dict[str, Any]:
        """Refuse half a point."""
        said = super().clean() or self.cleaned_data
        if (said.get("longitude") is None) != (said.get("latitude") is None):
            self.add_error("latitude", gettext("Give both longitude and latitude, or neither."))
        return said

    def facts(self) -> dict[str, Any]:
        """Return what is kept of the structure."""
        return {name: self.cleaned_data[name] for name in BUILDING_FACTS}

    def at(self) -> tuple[float, float] | None:
        """Return the point, None without one."""
        east, north = self.cleaned_data["longitude"], self.cleaned_data["latitude"]
        return None if east is None or north is None else (east, north)


def facts_of_building(area: Area) -> dict[str, Any]:
    """Return what the form shows of a building before anything is typed."""
    kept = getattr(area, "facts", None)
    said = {name: getattr(area, name) for name in ("name", "households", "longitude", "latitude")}
    return said | {name: getattr(kept, name, None) for name in BUILDING_FACTS}
