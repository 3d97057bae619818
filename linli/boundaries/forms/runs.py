"""What the engine is asked, as forms send it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.boundaries.terms import RunKind

KINDS = [(kind.value, kind.label) for kind in RunKind]


class NumbersField(forms.Field):
    """Numbers of units or communities, sent one by one or with commas between."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[int]:
        """Return the numbers. Raises ValidationError."""
        texts = [part.strip() for each in value or () for part in str(each).split(",") if part.strip()]
        if not all(text.isdecimal() for text in texts):
            raise forms.ValidationError(_("Choose from the list."))
        return [int(text) for text in texts]


class RunForm(forms.Form):
    """One thing asked of the engine; which fields matter depends on the kind."""

    kind = forms.ChoiceField(choices=KINDS)
    head = forms.IntegerField(required=False, min_value=0)
    units = NumbersField(required=False)
    communities = NumbersField(required=False)
    parts = forms.IntegerField(required=False)
    count = forms.IntegerField(required=False)
    seconds = forms.FloatField(required=False)

    def asked(self) -> dict[str, Any]:
        """Return the parameters of the work."""
        names = ("units", "communities", "parts", "count", "seconds")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] not in (None, "", [])}


class KeepForm(forms.Form):
    """Which choice of the engine becomes a plan, and its name."""

    choice = forms.IntegerField(min_value=0)
    name = forms.CharField(required=False, max_length=60)
