"""Forms of the foundation's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation import access, queries


def list_acts() -> list[tuple[str, Any]]:
    """Return every act that the log may hold, to choose from."""
    return [("", _("Every act")), *((code, _(label)) for code, label in access.all_records().items())]


class AuditFilterForm(forms.Form):
    """What an auditor looks for."""

    actor = forms.CharField(label=_("Person"), required=False, max_length=64)
    action = forms.ChoiceField(label=_("Act"), required=False, choices=list_acts)
    subject = forms.CharField(
        label=_("Thing"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "subject-kinds"}),
        help_text=_("Kind, or kind and number, such as: places.area 17"),
    )
    first_on = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> queries.AuditFilter:
        """Return the filter; parts that could not be read do not restrict."""
        self.is_valid()
        return queries.AuditFilter(**{name: value for name, value in self.cleaned_data.items() if value})


class CalendarDayForm(forms.Form):
    """A day that the office declares worked or free."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    is_workday = forms.TypedChoiceField(
        label=_("On this day the office"),
        choices=[("1", _("works")), ("0", _("is closed"))],
        coerce=lambda code: code == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For instance the notice that orders it, with its number.")
    )
