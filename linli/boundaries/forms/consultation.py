"""A survey or meeting as it is written down."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.boundaries.forms.voices import set_choices
from linli.boundaries.models import Plan, Project
from linli.boundaries.rules.consultation import REASON_MAX, Counts
from linli.boundaries.services.consultation import PLACE_MAX, SUMMARY_MAX
from linli.boundaries.terms import ConsultationKind

MOST = 1_000_000


def _count(label: Any, *, required: bool = True) -> forms.IntegerField:
    """Return a field for a number of people or questionnaires."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=required, widget=widget)


class RecordForm(forms.Form):
    """One survey, round table, courtyard meeting or meeting of representatives."""

    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), coerce=ConsultationKind)
    on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=PLACE_MAX)
    plan = forms.ModelChoiceField(label=gettext_lazy("About the plan"), queryset=Plan.objects.none(), required=False)
    asked = _count(gettext_lazy("Questionnaires given out, or people invited"))
    answered = _count(gettext_lazy("Questionnaires returned, or people present"))
    representatives = _count(gettext_lazy("of them resident representatives"), required=False)
    in_favour = _count(gettext_lazy("In favour"), required=False)
    against = _count(gettext_lazy("Against"), required=False)
    abstained = _count(gettext_lazy("Abstained"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=SUMMARY_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("No names of residents: this stands in the documents of the project."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["kind"], [(kind.value, _(kind.label)) for kind in ConsultationKind])
        plans: Any = self.fields["plan"]
        plans.queryset, plans.empty_label = project.plans.order_by("name"), _("No plan in particular")

    def counts(self) -> Counts:
        """Return the counts; what was left empty is none."""
        return Counts(**{name: self.cleaned_data[name] or 0 for name in Counts.__dataclass_fields__})


class WithdrawalForm(forms.Form):
    """Why a record is withdrawn."""

    note = forms.CharField(label=gettext_lazy("Reason of the withdrawal"), max_length=REASON_MAX)
