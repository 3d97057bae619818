"""What people type about areas."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import queries
from .models import Area
from .terms import LineKind

MANAGE = "places.change"
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

    tier = forms.ChoiceField(label=_("Parts"), required=False)
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
            label=_("Parts"), required=False, choices=[(tier.code, str(tier)) for tier in tiers]
        )


class MendForm(forms.Form):
    """From which day repaired outlines hold, and who decided so."""

    on = DayField(label=_("Holds from"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)
