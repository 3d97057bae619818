"""What people type about a split: which communities, within which bounds, and what weighs how much."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.boundaries.queries.listing import Candidate
from linli.boundaries.rules.bands import LAW, PRESETS, needs_reason
from linli.boundaries.rules.measures import TERMS
from linli.boundaries.terms import ProjectState
from linli.districting import Weights

OWN = "own"
MOST_HOUSEHOLDS = 1_000_000
MOST_WISHED = 500
ORDERS = [("", _("Newest first")), ("made", _("Oldest first")), ("title", _("Title")), ("state", _("State"))]


class FilterForm(forms.Form):
    """Words and state; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Title or area"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the states in the language of the page."""
        super().__init__(*args, **kwargs)
        states = [(state.value, gettext(state.label)) for state in ProjectState]
        self.fields["state"] = forms.ChoiceField(
            label=_("State"), required=False, choices=[("", gettext("Every state")), *states]
        )

    def said(self) -> dict[str, str]:
        """Return what was chosen; parts that could not be read do not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class FactsForm(forms.Form):
    """Title, bounds and the number of communities wished for."""

    title = forms.CharField(label=_("Title"), max_length=100)
    band = forms.ChoiceField(label=_("Households of a community"), widget=forms.RadioSelect)
    low = forms.IntegerField(
        label=_("At least"),
        min_value=1,
        max_value=MOST_HOUSEHOLDS,
        required=False,
        help_text=_("Counts for own bounds only."),
    )
    high = forms.IntegerField(label=_("At most"), min_value=1, max_value=MOST_HOUSEHOLDS, required=False)
    band_reason = forms.CharField(
        label=_("Reason for other bounds than the law's"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed whenever the bounds leave the law's 1 000 to 3 000 households."),
    )
    wished = forms.IntegerField(
        label=_("Communities wished for"),
        min_value=1,
        max_value=MOST_WISHED,
        required=False,
        help_text=_("Left empty, any number that the bounds allow."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the presets of bounds, the law's first."""
        super().__init__(*args, **kwargs)
        bands = [(band.code, gettext(band.label)) for band in PRESETS]
        self.fields["band"] = forms.ChoiceField(
            label=_("Households of a community"),
            widget=forms.RadioSelect,
            choices=[*bands, (OWN, gettext("Own bounds"))],
            initial=LAW.code,
        )

    def clean(self) -> dict[str, Any]:
        """Put the bounds of the preset in, and ask for a reason outside of the law's."""
        said: dict[str, Any] = super().clean() or {}
        preset = next((band for band in PRESETS if band.code == said.get("band")), None)
        if preset is not None:
            said["low"], said["high"] = preset.low, preset.high
        low, high = said.get("low"), said.get("high")
        if low is None or high is None:
            if said.get("band") == OWN and not self.errors.keys() & {"low", "high"}:
                self.add_error("low", gettext("Type both bounds."))
            return said
        if low > high:
            self.add_error("high", gettext("The upper bound lies below the lower one."))
        elif needs_reason(low, high) and not said.get("band_reason", "").strip():
            text = gettext("The law's range is 1 000 to 3 000 households; say why this project has another one.")
            self.add_error("band_reason", text)
        return said

    def facts(self) -> dict[str, Any]:
        """Return the facts as the services take them."""
        return {name: self.cleaned_data[name] for name in ("title", "low", "high", "band_reason", "wished")}


def facts_of(project: Any) -> dict[str, Any]:
    """Return what the form shows of a project before anything is typed."""
    band = next((band.code for band in PRESETS if (band.low, band.high) == (project.low, project.high)), OWN)
    names = ("title", "low", "high", "band_reason", "wished")
    return {"band": band, **{name: getattr(project, name) for name in names}}


class NewForm(FactsForm):
    """A project that begins with communities of places; those that are oversize are chosen already."""

    communities = forms.MultipleChoiceField(label=_("Communities to be split"), widget=forms.CheckboxSelectMultiple)
    field_order = ["communities", "title"]

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        """Offer the communities with their households."""
        super().__init__(*args, **kwargs)
        self.candidates = {str(each.area.key): each for each in candidates}
        self.fields["communities"] = forms.MultipleChoiceField(
            label=_("Communities to be split"),
            widget=forms.CheckboxSelectMultiple,
            choices=[(key, each.area.short_name) for key, each in self.candidates.items()],
            error_messages={"required": gettext("Choose the communities that are to be split.")},
            initial=[key for key, each in self.candidates.items() if each.is_oversize],
        )
        self.order_fields(self.field_order)

    @property
    def chosen(self) -> list[Candidate]:
        """Return the communities that are ticked now."""
        ticked = self["communities"].value() or []
        return [each for key, each in self.candidates.items() if key in ticked]

    @property
    def offered(self) -> list[tuple[Candidate, bool]]:
        """Return every community and whether it is ticked."""
        chosen = self.chosen
        return [(each, each in chosen) for each in self.candidates.values()]


class UploadForm(forms.Form):
    """A file of units or buildings."""

    upload = forms.FileField(
        label=_("File of compounds or buildings"),
        help_text=_("GeoJSON, CSV or Excel. Needed: households and a place. Of use: compound, community, seat, room."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,.csv,.txt,.xlsx,.xls"}),
    )
    lines = forms.FileField(
        label=_("Roads, railways and waters"),
        required=False,
        help_text=_("GeoJSON; without it those known to the area are taken."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
    )
    barrier_m = forms.FloatField(
        label=_("Farthest neighbours, m"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("For points only: those farther apart are no neighbours."),
    )


class WeightsForm(forms.Form):
    """What weighs how much when plans are compared and proposed, in per cent of concern."""

    def __init__(self, *args: Any, weights: Weights, **kwargs: Any) -> None:
        """Make a field for each of the eight terms."""
        super().__init__(*args, **kwargs)
        start = dict(weights.pairs())
        said = gettext("Start: %(share)s.")
        usual = {name: round(100 * share) for name, share in Weights().pairs()}
        for measure in TERMS:
            if measure.code in start:
                self.fields[measure.code] = forms.FloatField(
                    label=gettext(measure.label),
                    min_value=0,
                    max_value=1000,
                    initial=round(100 * start[measure.code], 2),
                    help_text=f"{EXPLAINED[measure.code]} {said % {'share': usual[measure.code]}}",
                )

    def clean(self) -> dict[str, Any]:
        """Refuse weights of nothing."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(gettext("At least one term must weigh something."))
        return said

    def weights(self) -> dict[str, float]:
        """Return the weights as a project keeps them: shares that add up to one."""
        total = sum(self.cleaned_data.values())
        return {name: round(value / total, 4) for name, value in self.cleaned_data.items()}


EXPLAINED = {
    "boundary": _("Boundaries along rivers, railways and main roads are cheap, through alleys dear (002-2)."),
    "crossed": _("Main roads, rivers and railways should not run through a community."),
    "inertia": _("Compact communities: households live near their centre."),
    "renamed": _("Few households get another community than their own (002-1: keep three)."),
    "mixed": _("A new community should have one origin, not remains of several."),
    "room": _("Each new community has a room for its office within 300 m of its middle, or near."),
    "affinity": _("Neighbourhoods that residents drew stay together (002-2: identity and belonging)."),
    "balance": _("Communities are of about the same size."),
}
"""What each term means to people."""
