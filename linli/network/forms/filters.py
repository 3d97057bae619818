"""What narrows the lists of the room; all of it stands in the address, and what cannot be read narrows nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.network import queries
from linli.network.models import PostKind


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Filter(forms.Form):
    """A form of filters: `said` gives what could be read."""

    def said(self) -> dict[str, Any]:
        """Return what was chosen, empty for what could not be read."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class MissingFilter(_Filter):
    """Which posts are asked about; the area and the day stand beside."""

    tier = forms.ChoiceField(label=_("Tier of the network"), required=False)
    kind = forms.ChoiceField(label=_("Post of the network"), required=False)
    on = DayField(label=_("As of"), required=False)
    area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the tiers and kinds in use."""
        super().__init__(*args, **kwargs)
        self.kinds = list(queries.list_kinds())
        self.fields["tier"] = forms.ChoiceField(
            label=_("Tier of the network"), required=False, choices=[("", gettext("Every tier")), *tiers(self.kinds)]
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Post of the network"),
            required=False,
            choices=[("", gettext("Every post")), *((kind.code, str(kind)) for kind in self.kinds)],
        )

    def chosen(self) -> list[PostKind] | None:
        """Return the kinds that tier and kind leave, None for all."""
        said = self.said()
        if not (said["tier"] or said["kind"]):
            return None
        return [
            kind
            for kind in self.kinds
            if said["kind"] in ("", kind.code) and said["tier"] in ("", str(kind.network_tier.number))
        ]


class PostingFilterForm(MissingFilter):
    """Which postings are shown."""

    q = forms.CharField(
        label=_("Name, area or whole phone number"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Held now")), ("ended", _("Ended")), ("all", _("All"))],
    )

    field_order = ("q", "tier", "kind", "state", "area")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The day is always today."""
        super().__init__(*args, **kwargs)
        del self.fields["on"]


def tiers(kinds: list[PostKind]) -> list[tuple[str, str]]:
    """Return the tiers of these kinds as choices."""
    return list({str(kind.network_tier.number): str(kind.network_tier) for kind in kinds}.items())
