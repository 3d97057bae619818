"""What is typed to define kinds of posts and tiers of the network."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.network import queries
from linli.network.forms.appointing import options
from linli.network.models import NetworkTier, PostKind
from linli.network.terms import Expectation, FilledBy, ResponsibilityLevel
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places

HUNDRED = Decimal(100)


class KindForm(forms.Form):
    """A kind of post: its place in the network, how many are expected, who fills it."""

    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    network_tier = forms.ModelChoiceField(label=_("Tier of the network"), queryset=NetworkTier.objects.none())
    area_tier = forms.ModelChoiceField(label=_("Sits on areas of"), queryset=places.Tier.objects.none())
    expectation = forms.ChoiceField(label=_("Expected"))
    number = forms.IntegerField(label=_("Households for one"), min_value=1, max_value=9999, required=False)
    filled_by = forms.ChoiceField(label=_("Filled by"))
    body_kind = forms.ChoiceField(label=_("Kind of organisation"), required=False)
    seat_in = forms.ChoiceField(label=_("Seat in"), required=False)
    level = forms.ChoiceField(label=_("Level of responsibility"))
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=9999)
    duties = forms.CharField(label=_("Duties"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, kind: PostKind | None = None, **kwargs: Any) -> None:
        """Offer tiers and closed lists; the code of a kind that exists stays."""
        super().__init__(*args, **kwargs)
        if kind is not None:
            del self.fields["code"]
        self._offer("network_tier", queryset=queries.list_network_tiers())
        self._offer("area_tier", queryset=places.list_tiers())
        self._offer("expectation", choices=options(Expectation))
        self._offer("filled_by", choices=options(FilledBy))
        self._offer("body_kind", choices=options(OrganisationKind, none=gettext("Any")))
        self._offer("seat_in", choices=options(OrganisationKind, none=gettext("No body")))
        levels = [("0", gettext("None of the four")), *options(ResponsibilityLevel)]
        self._offer("level", choices=levels)

    def _offer(self, name: str, **choices: Any) -> None:
        """Give a field what can be chosen."""
        for key, value in choices.items():
            setattr(self.fields[name], key, value)

    def clean_level(self) -> int:
        """Return the level as a number."""
        return int(self.cleaned_data["level"])


class TierForm(forms.Form):
    """What a tier of the network is called and aims at."""

    name = forms.CharField(label=_("Name"), max_length=32)
    name_en = forms.CharField(label=_("English name"), max_length=48, required=False)
    percent = forms.DecimalField(
        label=_("Target in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=_("Empty: the dated policy says it (004-2, 004-11)."),
    )

    def facts(self) -> dict[str, Any]:
        """Return the facts of the tier as the service takes them."""
        said = self.cleaned_data
        share = None if said["percent"] is None else said["percent"] / HUNDRED
        return {"name": said["name"], "name_en": said["name_en"], "target_share": share}


def shown_kind(kind: PostKind) -> dict[str, Any]:
    """Return what the form shows of a kind."""
    names = (
        "name",
        "name_en",
        "network_tier",
        "area_tier",
        "number",
        "body_kind",
        "seat_in",
        "order",
        "duties",
        "is_active",
    )
    words = {name: str(getattr(kind, name)) for name in ("expectation", "filled_by", "level")}
    return {name: getattr(kind, name) for name in names} | words


def shown_tier(tier: NetworkTier) -> dict[str, Any]:
    """Return what the form shows of a tier."""
    percent = None if tier.target_share is None else (tier.target_share * HUNDRED).normalize()
    return {"name": tier.name, "name_en": tier.name_en, "percent": percent}
