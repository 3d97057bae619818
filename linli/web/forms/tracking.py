"""Following a report: finding it, rating the result, saying that it is not solved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.terms import Solved
from linli.web.forms.typing import CodeField, TidyField, set_choices

STARS = [
    ("5", _("Very satisfied")),
    ("4", _("Satisfied")),
    ("3", _("So-so")),
    ("2", _("Dissatisfied")),
    ("1", _("Very dissatisfied")),
]


class TrackForm(forms.Form):
    """The receipt number, as people type it."""

    receipt = CodeField(
        label=_("Receipt number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=_("It stands on the page you saw after reporting. Blanks and small letters do not matter."),
    )


class RatingForm(forms.Form):
    """Whether the problem is solved and how satisfied the person is."""

    solved = forms.TypedChoiceField(coerce=Solved, label=_("Is the problem solved?"), widget=forms.RadioSelect)
    stars = forms.TypedChoiceField(
        coerce=int, label=_("How satisfied are you?"), widget=forms.RadioSelect, choices=STARS
    )
    comment = TidyField(
        label=_("Anything else"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["solved"], [(member.value, _(member.label)) for member in Solved])


class ReopenForm(forms.Form):
    """Why the matter must be taken up again."""

    note = TidyField(
        label=_("What is still wrong?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say what is still wrong.")},
    )
