"""What residents send in, and what is said about it by those who look at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.boundaries.rules import consultation as rules
from linli.boundaries.rules.consultation import VoiceRefused
from linli.boundaries.rules.drawing import MOST_LETTERS
from linli.boundaries.services.voices import Sender
from linli.boundaries.terms import CommentKind, Moderation
from linli.values import noop


def add_refusal(form: forms.Form, refused: VoiceRefused) -> None:
    """Put a refusal beside the field it speaks of, or above the form if nobody sees such a field."""
    field = form.fields.get(refused.field)
    is_seen = field is not None and not field.widget.is_hidden
    form.add_error(refused.field if is_seen else None, refused.reason.render(_))


def set_choices(field: forms.Field, choices: Any) -> None:
    """Give a choice field its choices, which depend on the plan and the language."""
    field.choices = choices  # type: ignore[attr-defined]


class SenderForm(forms.Form):
    """Who sends something in; all of it may stay empty."""

    text = forms.CharField(label=gettext_lazy("In your own words"), widget=forms.Textarea(attrs={"rows": 5}))
    author = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=rules.NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-private": ""}),
        help_text=gettext_lazy("You may leave this empty. It is never shown to others."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Phone or e-mail"),
        required=False,
        max_length=rules.CONTACT_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "data-private": ""}),
        help_text=gettext_lazy("You may leave this empty. Only if we should answer you in person."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that this contact is kept to ask back and to answer me, and for nothing else."),
        required=False,
    )

    def sender(self) -> Sender:
        """Return what the sender says about himself."""
        said = self.cleaned_data
        return Sender(said["author"], said["contact"], said["consent"])


class CommentForm(SenderForm):
    """A comment or an objection: its words, and what it is pinned to."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("What is it?"), coerce=CommentKind, widget=forms.RadioSelect, initial=CommentKind.COMMENT
    )
    community = forms.TypedChoiceField(
        label=gettext_lazy("Which community is it about?"), coerce=int, empty_value=None, required=False
    )
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    field_order = ("kind", "text", "community")

    def __init__(self, *args: Any, called: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["kind"], [(kind.value, _(KIND_WORDS[kind])) for kind in CommentKind])
        set_choices(self.fields["community"], [("", _("The plan as a whole")), *called.items()])
        self.fields["text"].error_messages["required"] = _("Please say in a few words what you think.")

    def point(self) -> tuple[float, float] | None:
        """Return the pin; half a pin is none."""
        longitude, latitude = self.cleaned_data["longitude"], self.cleaned_data["latitude"]
        return None if longitude is None or latitude is None else (longitude, latitude)


KIND_WORDS = {
    CommentKind.COMMENT: noop("A comment or a proposal"),
    CommentKind.OBJECTION: noop("An objection: I do not agree, and want a reply"),
}


class NeighbourhoodForm(SenderForm):
    """The own neighbourhood: drawn on the map, ticked in the list, or both."""

    outline = forms.CharField(required=False, max_length=MOST_LETTERS, widget=forms.HiddenInput)
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Compounds of my neighbourhood"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("outline", "units", "text")

    def __init__(self, *args: Any, units: list[tuple[str, list[tuple[int, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["units"], units)
        text = self.fields["text"]
        text.required, text.label = False, _("What makes it one neighbourhood?")
        text.widget.attrs["rows"] = 3
        text.help_text = _("If you like: the school, the market, the square where people meet.")

    def clean(self) -> dict:
        """Ask for one way of saying where the neighbourhood is."""
        said = super().clean() or {}
        if not self.errors and not said.get("outline") and not said.get("units"):
            self.add_error(None, _("Please draw your neighbourhood on the map, or tick its compounds in the list."))
        return said


class ModerationForm(forms.Form):
    """Whether something sent in is shown; `seen` is the state the page showed."""

    to = forms.TypedChoiceField(coerce=Moderation, choices=Moderation.choices)
    seen = forms.TypedChoiceField(coerce=Moderation, choices=Moderation.choices)
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=rules.REASON_MAX,
        help_text=gettext_lazy("Needed if it is not shown. The sender reads it."),
    )


class ReplyForm(forms.Form):
    """The reply to a comment; `seen` is the reply the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reply = forms.CharField(
        label=gettext_lazy("Reply"),
        max_length=rules.REPLY_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Everybody reads exactly this, beside the comment."),
    )


class WeightForm(forms.Form):
    """How many people a neighbourhood stands for, and why."""

    seen = forms.FloatField(widget=forms.HiddenInput)
    weight = forms.FloatField(
        label=gettext_lazy("Weight"),
        min_value=rules.WEIGHT_MIN,
        max_value=rules.WEIGHT_MAX,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
        help_text=gettext_lazy("How many people it stands for, 0.1 to 50; one drawing alone counts 1."),
    )
    note = forms.CharField(
        label=gettext_lazy("Reason"), max_length=rules.REASON_MAX, help_text=gettext_lazy("The sender reads it.")
    )


class VoiceFilterForm(forms.Form):
    """What a moderator looks for."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=60)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Every state")), *((state.value, _(state.label)) for state in Moderation)]
        if of == "comments":
            choices.append(("objections", _("Objections without a reply")))
        set_choices(self.fields["state"], choices)

    def chosen(self) -> dict[str, str]:
        """Return the filter; what cannot be read does not restrict."""
        self.is_valid()
        return {"state": self.cleaned_data.get("state", ""), "sought": self.cleaned_data.get("q", "")}
