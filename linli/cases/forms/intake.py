"""Registering a problem at the desk or on the street: as few taps as possible."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.forms.fields import AreaChoice, CategoryChoice, PhotoField, TermChoice, TidyField, set_choices
from linli.cases.terms import Channel
from linli.places import queries as places

DESK_CHANNELS = (Channel.PATROL, Channel.VISIT, Channel.PHONE, Channel.HOTLINE, Channel.STEWARD, Channel.MEETING)


class IntakeForm(forms.Form):
    """What, where, a photo; everything else has a default."""

    text = TidyField(
        label=gettext_lazy("What is the problem?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = PhotoField(label=gettext_lazy("Photo"), required=False)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    address = TidyField(label=gettext_lazy("The place in words"), required=False, max_length=200)
    contact = forms.CharField(label=gettext_lazy("Contact of the reporter"), required=False, max_length=80)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    field_order = ("text", "photo", "area", "category", "address", "channel", "contact")

    def __init__(self, *args: Any, user: Any, home: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = places.areas_in_scope(user, "cases.report").filter(tier__code="community")
        self.fields["area"] = AreaChoice(
            label=_("Community"), queryset=reach, required=False, initial=home, empty_label=_("As the pin says")
        )
        self.fields["category"] = CategoryChoice(label=_("Kind"), required=False)
        self.fields["channel"] = TermChoice(Channel, label=_("How it reached us"), initial=Channel.PATROL)
        set_choices(self.fields["channel"], [(each.value, _(each.label)) for each in DESK_CHANNELS])
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for a place: a community or a pin."""
        data = super().clean() or {}
        if data.get("longitude") is None or data.get("latitude") is None:
            data["longitude"] = data["latitude"] = None
            if not data.get("area"):
                self.add_error("area", _("Please choose the community, or set a pin on the map."))
        return data
