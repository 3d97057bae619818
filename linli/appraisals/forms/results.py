"""How somebody looks for lines of a ranking."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.appraisals.queries.results import ORDERS, Wanted
from linli.appraisals.terms import Band

ORDER_WORDS = {"rank": _("The first on top"), "last": _("The last on top"), "place": _("By place")}


class RankingFilterForm(forms.Form):
    """Which lines, and in which order; an invalid value filters nothing."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    band = forms.ChoiceField(label=_("Band"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any, *, has_bands: bool, sees_ranks: bool) -> None:
        """Offer bands where the scheme has any, and orders to whoever sees ranks."""
        super().__init__(data)
        bands = [("", gettext("Every band")), *((one.value, gettext(one.label)) for one in Band)]
        orders = [(name, ORDER_WORDS[name]) for name in ORDERS]
        self.fields["band"] = forms.ChoiceField(label=_("Band"), required=False, choices=bands)
        self.fields["order"] = forms.ChoiceField(label=_("Order"), required=False, choices=orders)
        if not has_bands:
            del self.fields["band"]
        if not sees_ranks:
            del self.fields["order"]

    def wanted(self) -> Wanted:
        """Return what is looked for; parts that could not be read do not restrict."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(said.get("q", ""), said.get("band", ""), said.get("order") or "rank")
