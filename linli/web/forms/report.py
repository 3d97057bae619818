"""The three steps of a report: what, where, and how to reach the person who reports."""

import re
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.web.forms.typing import TidyField, plain_digits, set_choices, tidy

MOST_PHOTOS = 3
MOST_TEXT = 2000
PHONE = re.compile(r"^\+?\d{5,15}$")
SWAP_PLACES = {"hx-target": "#places", "hx-swap": "outerHTML"}
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class PhotosInput(forms.ClearableFileInput):
    """Several photos at once, from the camera or the album."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """A short list of uploaded files."""

    widget = PhotosInput

    def clean(self, data: object, initial: object = None) -> list:
        """Return the files, at most three."""
        files = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Please choose at most %(most)s photos."), params={"most": MOST_PHOTOS})
        return [super(PhotosField, self).clean(each, initial) for each in files]


class WhatForm(forms.Form):
    """Step 1: what is wrong, and photos of it."""

    text = TidyField(
        label=_("What is the problem?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Two sentences are enough: what, since when, whom it hinders."),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )
    category = forms.ChoiceField(label=_("Kind of problem"), required=False)
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        widget=PhotosInput(attrs={"accept": "image/*"}),
        help_text=_("Up to three. They are made smaller, and the place and time hidden in them are removed."),
    )

    def __init__(self, *args: Any, categories: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["category"], [("", _("I do not know")), *categories])


class WhereForm(forms.Form):
    """Step 2: where it is, by pin, by compound and building, or in words; one of them is enough."""

    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    community = forms.ChoiceField(label=_("Community"), required=False)
    place = forms.ChoiceField(label=_("Compound or building"), required=False)
    address = TidyField(
        label=_("The place in words"),
        required=False,
        max_length=200,
        help_text=_("For example: behind building 3, beside the bicycle shed."),
    )

    def __init__(self, *args: Any, communities: list, places: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["community"], [("", _("Please choose")), *communities])
        self.fields["community"].widget.attrs |= SWAP_PLACES | {"hx-get": reverse("web:report_places")}
        set_choices(self.fields["place"], [("", _("Not sure")), *places])

    def clean(self) -> dict:
        """Accept any one way of saying where; half a pin is none."""
        data = super().clean() or {}
        pinned = data.get("longitude") is not None and data.get("latitude") is not None
        if not pinned:
            data["longitude"] = data["latitude"] = None
        if not (pinned or data.get("community") or data.get("address")):
            self.add_error("community", _("Please set a pin, choose the community, or say the place in words."))
        return data


class ContactForm(forms.Form):
    """Step 3: how to reach the person, if he wants to be reached; only with his consent."""

    contact = forms.CharField(
        label=_("Phone or e-mail"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "data-private": ""}),
        help_text=_("You may leave this empty. The receipt number is enough to follow the matter."),
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that this contact is used to ask back and to answer me about this matter, and for nothing else."
        ),
        required=False,
    )
    is_sealed = forms.BooleanField(label=_("Keep my contact from the unit that solves the problem."), required=False)

    def clean_contact(self) -> str:
        """Return a phone number without blanks, or an e-mail address."""
        raw = tidy(self.cleaned_data["contact"])
        plain = plain_digits(raw)
        if not plain:
            return ""
        if PHONE.match(plain.replace("(", "").replace(")", "")):
            return plain.replace("(", "").replace(")", "")
        if EMAIL.match(raw):
            return raw
        raise forms.ValidationError(_("This is neither a phone number nor an e-mail address."))

    def clean(self) -> dict:
        """Keep a contact only with consent."""
        data = super().clean() or {}
        if data.get("contact") and not data.get("consent"):
            self.add_error("consent", _("Please agree, or leave the contact empty."))
        return data
