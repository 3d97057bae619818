"""What comes with a passage of a project: only the fields that the passage asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.boundaries.models import Plan, Project
from linli.boundaries.rules.workflow import Way
from linli.places.queries import Area

INTRODUCTION_MAX, DOCUMENT_MAX, NOTE_MAX = 4000, 100, 2000


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class AdvanceForm(forms.Form):
    """Leads a project on. Nothing is required here: the rules name everything that is missing at once."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    chosen = forms.ModelChoiceField(
        label=gettext_lazy("Plan to go on with"), queryset=Plan.objects.none(), required=False
    )
    introduction = forms.CharField(
        label=gettext_lazy("What residents should know"),
        required=False,
        max_length=INTRODUCTION_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Stands on the page for residents: why, what changes for them, whom they can ask."),
    )
    comments_until = _day(gettext_lazy("Comments are taken until"), gettext_lazy("This day is included."))
    document = forms.CharField(
        label=gettext_lazy("Number of the approval document"), required=False, max_length=DOCUMENT_MAX
    )
    document_date = _day(gettext_lazy("Date of the document"))
    effective_on = _day(
        gettext_lazy("In force from"),
        gettext_lazy("On this day territory, offices and open cases change by themselves, early in the morning."),
    )
    note = forms.CharField(
        label=gettext_lazy("Reason or remark"),
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the trail of the project."),
    )

    def __init__(self, *args: Any, project: Project, way: Way, **kwargs: Any) -> None:
        """Keep only what the way asks for, filled with what the project knows already."""
        kept = {name: getattr(project, name) for name in way.asks if hasattr(project, name)}
        kwargs["initial"] = kept | {"version": project.version}
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"version", *way.asks}:
            del self.fields[name]
        if "chosen" in self.fields:
            plans: Any = self.fields["chosen"]
            plans.queryset = project.plans.filter(is_archived=False).order_by("name")
            plans.empty_label = _("Choose a plan")

    def given(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class SettleForm(forms.Form):
    """The community that an ambiguous case belongs to."""

    to = forms.ModelChoiceField(label=gettext_lazy("Community"), queryset=Area.objects.none())

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        """Offer these communities."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = communities


class RehomingFilterForm(forms.Form):
    """Narrows the list of re-homed cases."""

    q = forms.CharField(label=gettext_lazy("Number or words"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=gettext_lazy("Which"),
        required=False,
        choices=[
            ("", gettext_lazy("All open cases of the old communities")),
            ("waiting", gettext_lazy("Waiting for a person")),
            ("moved", gettext_lazy("With another community than before")),
        ],
    )
