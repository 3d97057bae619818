"""What is typed in an appeal, and in its decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.appraisals.forms.schemes import centi, points_field
from linli.appraisals.rules.appealing import MOST_PHOTOS
from linli.appraisals.terms import AppealState

LONG = 2000


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos; each is judged by its content when it is stored."""

    widget = ManyFiles(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files in their order. Raises ValidationError for more than an appeal takes."""
        files = [super(PhotosField, self).clean(each, initial) for each in data or () if each]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(gettext("At most %(count)s photos.") % {"count": MOST_PHOTOS})
        return files


class AppealForm(forms.Form):
    """Why points are missing, and which there should be."""

    asked = points_field(_("Points asked for"))
    text = forms.CharField(
        label=_("What is wrong with this item"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5})
    )
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("Up to five. Places and times in the photos are not kept.")
    )

    def asked_centipoints(self) -> int | None:
        """Return the points asked for, in hundredths."""
        asked: Decimal | None = self.cleaned_data["asked"]
        return None if asked is None else centi(asked)


class DecisionForm(forms.Form):
    """What becomes of an appeal, and why."""

    decision = forms.TypedChoiceField(label=_("Decision"), coerce=AppealState, widget=forms.RadioSelect)
    granted = points_field(_("New points"), help_text=_("Only if it is granted in part."))
    text = forms.CharField(
        label=_("Reason"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The appraised reads exactly this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the decisions in the language of the page."""
        super().__init__(*args, **kwargs)
        offered = (AppealState.GRANTED, AppealState.PARTLY, AppealState.REJECTED)
        self.fields["decision"].choices = [(one.value, gettext(one.label)) for one in offered]  # type: ignore[attr-defined]

    def granted_centipoints(self) -> int | None:
        """Return the new points, in hundredths."""
        granted: Decimal | None = self.cleaned_data["granted"]
        return None if granted is None else centi(granted)
