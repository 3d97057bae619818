"""Forms of plans, targets, milestones and selections."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.organisations.queries import Organisation
from linli.places import queries as places
from linli.standards.models import Indicator, Plan, Selection, Target
from linli.standards.queries.plans import DEFINE
from linli.standards.queries.presets import list_presets
from linli.standards.rules.numbers import written
from linli.standards.terms import Comparator, PathKind, ScopeKind, SubjectKind, TargetKind

LOWEST = "subdistrict"
"""The lowest tier plans are made for."""
IN_PER_CENT = ("value", "base")
"""Numbers that a share is told in per cent by."""


def _words(term: Any) -> list[tuple[str, Any]]:
    """Return the words of a term to choose from."""
    return [(code, _(label)) for code, label in term.choices()]


def _day(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def _number(label: Any, **more: Any) -> forms.DecimalField:
    """Return a field for an exact number that may be left empty."""
    return forms.DecimalField(label=label, required=False, max_digits=20, decimal_places=6, **more)


class PlanForm(forms.Form):
    """The facts of a plan."""

    name = forms.CharField(label=_("Name"), max_length=100)
    document = forms.CharField(label=_("Document number"), max_length=100, required=False)
    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=20, initial=3)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)


class NewPlanForm(forms.Form):
    """A plan from a preset, or an empty one."""

    preset = forms.ChoiceField(label=_("Begin with"), required=False, widget=forms.RadioSelect)
    area = forms.ModelChoiceField(label=_("Area"), queryset=places.Area.objects.none(), to_field_name="key")
    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("Of an empty plan; a preset brings its own.")
    )
    years = forms.IntegerField(
        label=_("Years"), required=False, min_value=1, max_value=20, initial=3, help_text=_("Of an empty plan.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the presets and the areas within reach."""
        super().__init__(*args, **kwargs)
        presets = [(code, each.name) for code, each in list_presets().items()]
        choose(self, "preset").choices = [*presets, ("", _("An empty plan"))]
        choose(self, "area").queryset = _plan_areas(places.areas_in_scope(user, DEFINE))

    def clean(self) -> dict[str, Any]:
        """Ask for a name where no preset brings one."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("preset") and not said.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", gettext("A plan needs a name."))
        return said


class TargetForm(forms.Form):
    """Everything a target is."""

    title = forms.CharField(label=_("Title"), max_length=120)
    clause = forms.CharField(label=_("Clause"), max_length=100, required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    due_on = _day(_("Due on"), required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=_words(TargetKind))
    indicator = forms.ChoiceField(label=_("Indicator"), required=False, help_text=_("Not for milestones."))
    comparator = forms.ChoiceField(label=_("Comparator"), choices=_words(Comparator))
    value = _number(_("Target value"), help_text=_("Of a share in per cent."))
    unit_comparator = forms.ChoiceField(label=_("Comparator for a unit"), choices=_words(Comparator))
    unit_value = _number(_("Value for a unit"), help_text=_("Of shares and numbers of units: what makes a unit count."))
    subject_kind = forms.ChoiceField(label=_("Tier"), choices=_words(SubjectKind))
    scope_kind = forms.ChoiceField(label=_("Binds"), choices=_words(ScopeKind))
    area = forms.ModelChoiceField(label=_("Area"), queryset=places.Area.objects.none(), to_field_name="key")
    selection = forms.ModelChoiceField(label=_("Selection"), required=False, queryset=Selection.objects.none())
    path = forms.ChoiceField(label=_("Way"), choices=_words(PathKind))
    base = _number(_("Base value"), help_text=_("Where the way begins; without it progress is not told."))
    base_on = _day(_("Base of"))
    responsible = forms.ModelChoiceField(
        label=_("Responsible"), required=False, queryset=Organisation.objects.none(), to_field_name="key"
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Offer what belongs to the plan."""
        super().__init__(*args, **kwargs)
        below = places.list_in_force().filter(places.in_subtree(plan.area.path))
        names = Indicator.objects.filter(valid_to__isnull=True).order_by("name").values_list("code", "name", "unit")
        offered = [(code, f"{name} ({unit})" if unit else name) for code, name, unit in names]
        choose(self, "year").choices = [(year, year) for year in years_of(plan)]
        choose(self, "indicator").choices = [("", "—"), *offered]
        choose(self, "area").queryset = _plan_areas(below)
        inside = places.in_subtree(plan.area.path, "area__path")
        choose(self, "selection").queryset = Selection.objects.filter(inside).order_by("name")
        units = Organisation.objects.filter(inside, valid_to__isnull=True)
        choose(self, "responsible").queryset = units.exclude(kind__in=("resident_unit", "property_manager")).order_by(
            "path"
        )

    def facts(self) -> dict[str, Any]:
        """Return what was said as the service takes it."""
        said = dict(self.cleaned_data)
        for name, term in TERMS.items():
            said[name] = term(said[name])
        if said["kind"] is TargetKind.SHARE:
            said |= {name: said[name] / 100 for name in IN_PER_CENT if said[name] is not None}
        return said

    @staticmethod
    def told(target: Target) -> dict[str, Any]:
        """Return the facts of a target as the form shows them."""
        said = {name: getattr(target, name) for name in TargetForm.base_fields}
        for name in ("area", "responsible"):
            said[name] = getattr(said[name], "key", None)
        for name in ("value", "unit_value", "base"):
            if said[name] is not None:
                times = 100 if target.kind is TargetKind.SHARE and name in IN_PER_CENT else 1
                said[name] = written(said[name] * times)
        return said


TERMS: dict[str, Any] = {
    "kind": TargetKind,
    "comparator": Comparator,
    "unit_comparator": Comparator,
    "subject_kind": SubjectKind,
    "scope_kind": ScopeKind,
    "path": PathKind,
}
"""Fields that are words of closed lists."""


class CopyForm(forms.Form):
    """Into which year a target is copied."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        """Offer the other years of the plan."""
        super().__init__(*args, **kwargs)
        others = [year for year in years_of(target.plan) if year != target.year]
        choose(self, "year").choices = [(year, year) for year in others]


class MarkForm(forms.Form):
    """That a milestone was reached, or is taken back."""

    on = _day(_("On"), required=True)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=300,
        help_text=_("Document number, or where it can be seen; when taking back, the reason."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SelectionForm(forms.Form):
    """Name and members of a selection."""

    name = forms.CharField(label=_("Name"), max_length=80)
    clause = forms.CharField(label=_("Clause"), max_length=100, required=False)
    members = forms.MultipleChoiceField(label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the subjects that may be members."""
        super().__init__(*args, **kwargs)
        choose(self, "members").choices = offered


class NewSelectionForm(forms.Form):
    """Where a selection lies and of what it is made."""

    name = forms.CharField(label=_("Name"), max_length=80)
    area = forms.ModelChoiceField(label=_("Area"), queryset=places.Area.objects.none(), to_field_name="key")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the areas within reach."""
        super().__init__(*args, **kwargs)
        choose(self, "area").queryset = _plan_areas(places.areas_in_scope(user, DEFINE))


def choose(form: forms.Form, name: str) -> Any:
    """Return a field whose choices are set when the form is made."""
    return form.fields[name]


def years_of(plan: Plan) -> range:
    """Return the years of a plan."""
    return range(plan.first_year, plan.first_year + plan.years)


def _plan_areas(areas: Any) -> Any:
    """Return those of the areas that plans are made for."""
    lowest = places.get_tier(LOWEST).order
    return areas.filter(tier__order__lte=lowest)
