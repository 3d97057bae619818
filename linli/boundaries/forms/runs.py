"""What the engine is asked, as forms send it."""

from typing import Any

from django import forms

from linli.boundaries.terms import RunKind

KINDS = [(kind.value, kind.label) for kind in RunKind]


class NumbersField(forms.MultipleChoiceField):
    """Numbers of units or communities, sent one by one or with commas between."""

    def to_python(self, value: Any) -> list[int]:
        """Return the numbers. Raises ValidationError."""
        texts = [part for each in super().to_python(value) for part in each.split(",") if part.strip()]
        try:
            return [int(text) for text in texts]
        except ValueError as error:
            message = self.error_messages["invalid_choice"] % {"value": ", ".join(texts)[:50]}
            raise forms.ValidationError(message) from error

    def validate(self, value: Any) -> None:
        """Leave it to the service which numbers there are."""


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
