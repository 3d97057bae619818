"""Editing what the office decides beforehand: kinds of cases with their limits, and who answers for which."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.forms.fields import AreaChoice, CategoryChoice, TermChoice, UnitChoice
from linli.cases.forms.limits import read_limit, say_limit
from linli.cases.models import Category
from linli.cases.rules.table import MOVES, NEVER_CLOSED
from linli.cases.terms import OwnerClass
from linli.organisations import queries as organisations
from linli.places import queries as places

LIMIT_TEXT = 40
LIMITS = ("normal_limit", "urgent_limit", "very_urgent_limit", "safe_limit")
CONTENT = (
    "name",
    "owner_class",
    "filing_criterion",
    "closing_criterion",
    *LIMITS,
    "needs_photo",
    "needs_after_photo",
    "needs_lead",
    "desk_check",
    "is_severe",
    "revisit_days",
    "source",
)


class CategoryForm(forms.ModelForm):
    """What may be changed about a kind of case; code and class of the tree stay."""

    class Meta:
        model = Category
        fields: tuple[str, ...] = CONTENT
        help_texts = {
            "normal_limit": gettext_lazy("For example 4 working hours, 5 working days, 6 hours, 7 days, 30 minutes."),
            "source": gettext_lazy("Clause or decision this rests on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LIMITS:
            self._let_write_out(name)
        self.fields["owner_class"] = TermChoice(OwnerClass, blank=_("Please choose"), label=_("Owner class"))
        choices = [
            (move.act.value, _(move.act.label))
            for move in MOVES
            if move.act not in NEVER_CLOSED and move.to is not None
        ]
        self.fields["closed_acts"] = forms.MultipleChoiceField(
            label=_("Forbidden acts"),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=self.instance.closed_acts,
        )

    def _let_write_out(self, name: str) -> None:
        """Show a limit in words and give it the room to be written so."""
        field = self.fields[name]
        self.initial[name] = say_limit(self.initial.get(name) or "")
        self.fields[name] = forms.CharField(
            label=field.label, required=field.required, help_text=field.help_text, max_length=LIMIT_TEXT
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a limit that is not written as one."""
        data = super().clean() or {}
        for name in LIMITS:
            try:
                data[name] = read_limit(data.get(name) or "")
            except ValueError:
                self.add_error(name, _("Not a limit: write for example 5 working days or 6 hours."))
        return data

    def changes(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in (*CONTENT, "closed_acts")}


class NewCategoryForm(CategoryForm):
    """A new kind of case: also its code and the class it belongs to."""

    class Meta(CategoryForm.Meta):
        fields: tuple[str, ...] = ("code", "parent", *CONTENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Category.objects.filter(parent__isnull=True, valid_to__isnull=True).order_by("code")
        self.fields["parent"] = forms.ModelChoiceField(
            label=_("Part of"), queryset=groups, required=False, empty_label=_("A class of its own")
        )

    def changes(self) -> dict[str, Any]:
        """Return what the service takes."""
        return super().changes() | {name: self.cleaned_data[name] for name in ("code", "parent")}


class ResponsibilityForm(forms.Form):
    """A rule: this kind of case, in this area, of this class, goes to this unit."""

    basis = forms.CharField(label=gettext_lazy("Basis (document, clause)"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = CategoryChoice(label=_("Kind"), required=False, help_text=_("Empty: every kind."))
        reach = places.list_in_force().filter(tier__code__in=("city", "district", "subdistrict", "community"))
        self.fields["area"] = AreaChoice(label=_("Area"), queryset=reach)
        self.fields["owner_class"] = TermChoice(
            OwnerClass, blank=_("Every class"), label=_("Owner class"), required=False
        )
        self.fields["unit"] = UnitChoice(
            label=_("Responsible unit"), queryset=organisations.list_in_force().order_by("kind", "code")
        )
        self.fields["valid_from"] = forms.DateField(
            label=_("Valid from"),
            initial=timezone.localdate(),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        self.order_fields(("category", "area", "owner_class", "unit", "basis", "valid_from"))


class DryRunForm(forms.Form):
    """A question to the rules: which one hits for this kind of case there?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = CategoryChoice(label=_("Kind"), required=False)
        reach = places.list_in_force().filter(tier__code="community")
        self.fields["area"] = AreaChoice(label=_("Community"), queryset=reach)
        self.fields["owner_class"] = TermChoice(
            OwnerClass, blank=_("As the kind of case says"), label=_("Owner class"), required=False
        )
