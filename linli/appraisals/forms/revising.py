"""How a frozen result is corrected: the right points beside the items that were wrong, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.appraisals.queries.scorecard import Card
from linli.appraisals.rules.points import CENTI, in_points


class RevisionForm(forms.Form):
    """The right points of one subject's items; what stays empty stays as it was frozen."""

    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        """Offer every item with its frozen points beside the field."""
        super().__init__(*args, **kwargs)
        self.subject = card.subject.pk
        self.lines = {f"item_{line.item['id']}": line for line in card.lines}
        for name, line in self.lines.items():
            full = line.item["full"]
            points = "–" if line.points is None else in_points(line.points)
            self.fields[name] = forms.DecimalField(
                label=f"{line.item['code']} {line.item['name']}",
                help_text=gettext("Now %(points)s of %(full)s") % {"points": points, "full": in_points(full)},
                required=False,
                min_value=0,
                max_value=full / CENTI,
                decimal_places=2,
            )
        self.order_fields([*self.lines, "reason"])

    def corrections(self) -> dict[tuple[int, int], int]:
        """Return what is corrected, in hundredths; points that are the same as before correct nothing."""
        found = {}
        for name, line in self.lines.items():
            value = self.cleaned_data.get(name)
            if value is not None and int(value * CENTI) != line.points:
                found[(self.subject, line.item["id"])] = int(value * CENTI)
        return found
