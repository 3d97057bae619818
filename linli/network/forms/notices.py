"""What is written to stewards."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.places import queries as places

DAY = {"type": "date"}


class NoticeForm(forms.Form):
    """A notice: for whom, what, and how long. The area is typed as code or name."""

    area = forms.CharField(label=_("For the stewards of (division code or name)"), max_length=100)
    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea({"rows": 5}))
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    valid_to = forms.DateField(
        label=_("Shown until (first day without it)"),
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, areas: QuerySet[places.Area], **kwargs: Any) -> None:
        """Remember in which areas a notice may be published."""
        super().__init__(*args, **kwargs)
        self.areas = areas

    def clean_area(self) -> places.Area:
        """Return the area meant."""
        said = self.cleaned_data["area"]
        found = places.list_meant(self.areas, said)
        if len(found) != 1:
            text = gettext("No area within your duties is called “%(said)s”.")
            raise forms.ValidationError(text % {"said": said})
        return found[0]
