"""What a steward reports: what is wrong, at which of his places, and photos."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.web.forms.report import MOST_TEXT, PhotosField, PhotosInput
from linli.web.forms.typing import TidyField, set_choices


class StewardReportForm(forms.Form):
    """One page: the steward is known, so nothing is asked that the link says already."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = TidyField(
        label=_("What is the problem?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )
    place = forms.ChoiceField(label=_("Where is it?"))
    address = TidyField(
        label=_("The place in words"),
        required=False,
        max_length=200,
        help_text=_("For example: behind building 3, beside the bicycle shed."),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        widget=PhotosInput(attrs={"accept": "image/*"}),
        help_text=_("Up to three. They are made smaller, and the place and time hidden in them are removed."),
    )

    def __init__(self, *args: Any, areas: list[Any], **kwargs: Any) -> None:
        """Offer the steward's own places, and nothing else."""
        super().__init__(*args, **kwargs)
        self.areas = {str(area.key): area for area in areas}
        blank = [] if len(areas) == 1 else [("", _("Please choose"))]
        set_choices(self.fields["place"], [*blank, *((key, self._called(area)) for key, area in self.areas.items())])

    def _called(self, area: Any) -> str:
        """Return the name of a place; with what it lies in, where another one is called the same."""
        namesakes = sum(each.short_name == area.short_name for each in self.areas.values())
        return f"{area.parent.short_name} {area.short_name}" if namesakes > 1 and area.parent else area.short_name

    def clean_place(self) -> Any:
        """Return the area chosen."""
        return self.areas[self.cleaned_data["place"]]
