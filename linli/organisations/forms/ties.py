"""What people type about taking part."""

import json
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.organisations import queries
from linli.organisations.models import Organisation
from linli.organisations.terms import MemberClass, Part
from linli.places import queries as places

from .register import DayField, area_meant, organisation_meant


def part_choices(*parts: Part) -> list[tuple[str, Any]]:
    """Return ways of taking part as choices."""
    return [(part.value, _(part.label)) for part in parts]


class SeatForm(forms.Form):
    """A seat in a body."""

    member = forms.CharField(label=_("Organisation (code or name)"), max_length=100)
    part = forms.ChoiceField(label=_("As"), choices=part_choices(Part.LEAD, Part.MEMBER))
    valid_from = DayField(label=_("Valid from"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Remember whose reach counts."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_member(self) -> Organisation:
        """Return the organisation meant, among those the user may see."""
        said = self.cleaned_data["member"].strip()
        seen = queries.organisations_in_scope(self.user, "organisations.view").filter(valid_to__isnull=True)
        return organisation_meant(seen.filter(Q(code=said) | Q(name=said) | Q(short_name=said)), said)

    def clean_part(self) -> Part:
        """Return the term."""
        return Part(self.cleaned_data["part"])


class PairForm(forms.Form):
    """A community an organisation is paired with; `outline` is its zone as GeoJSON, drawn on the map."""

    area = forms.CharField(label=_("Community (division code or name)"), max_length=100)
    part = forms.ChoiceField(label=_("As"), choices=part_choices(*Part))
    tasks = forms.CharField(label=_("Tasks"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    valid_from = DayField(label=_("Valid from"))
    document = forms.CharField(label=_("Decision document"), max_length=200, required=False)
    outline = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Remember whose duties count."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_area(self) -> places.Area:
        """Return the community meant, within the user's duties."""
        return area_meant(self.user, self.cleaned_data["area"])

    def clean_part(self) -> Part:
        """Return the term."""
        return Part(self.cleaned_data["part"])

    def clean_outline(self) -> Any:
        """Return the drawn zone as GeoJSON, or None."""
        said = self.cleaned_data["outline"]
        try:
            return json.loads(said) if said else None
        except ValueError:
            raise forms.ValidationError(gettext("The drawn zone cannot be read. Draw it anew.")) from None

    def said(self) -> dict[str, Any]:
        """Return the facts of the pairing as the service takes them."""
        facts = dict(self.cleaned_data)
        return facts | {"zone": facts.pop("outline")}


class MembersForm(forms.Form):
    """How many Party members of each class there are as of a day; a class left empty is not asked."""

    on = DayField(label=_("As of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for each class."""
        super().__init__(*args, **kwargs)
        for each in MemberClass:
            self.fields[f"n_{each.value}"] = forms.IntegerField(label=_(each.label), min_value=0, required=False)

    def said(self) -> dict[str, Any]:
        """Return day and numbers as the service takes them."""
        facts = self.cleaned_data
        numbers = {each: facts[f"n_{each.value}"] for each in MemberClass if facts[f"n_{each.value}"] is not None}
        return {"on": facts["on"], "numbers": numbers}
