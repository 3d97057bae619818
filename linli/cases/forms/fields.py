"""Form fields for what an act must bring along, one for each `Carry` of the transition table."""

import unicodedata
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Case, Category
from linli.cases.queries.choices import list_category_choices
from linli.cases.queries.responsibility import who_answers_for
from linli.cases.rules.table import Carry
from linli.cases.services import refusals
from linli.cases.terms import ActionCode, DeclineReason, Lasting, OwnerClass, RefusalReason
from linli.organisations import queries as organisations
from linli.places import queries as places
from linli.values import Term

LONG_TEXT = 2000
LAST_MINUTE = time(17, 30)


class TidyField(forms.CharField):
    """A text without control and invisible characters."""

    def to_python(self, value: str | None) -> str:
        """Return the tidied text."""
        text = super().to_python(value) or ""
        return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


class NumberField(forms.CharField):
    """The number of a case, as people paste it."""

    def to_python(self, value: str | None) -> str:
        """Return its digits, plain."""
        plain = unicodedata.normalize("NFKC", super().to_python(value) or "")
        return "".join(char for char in plain if char.isdigit())


class PhotoField(forms.FileField):
    """A photo; `uploads.accept_image` judges it by content and draws it anew."""

    widget = forms.FileInput(attrs={"accept": "image/*"})
    default_error_messages = {"required": gettext_lazy("Please add a photo.")}


class DayField(forms.DateField):
    """A last day, meant until the end of its office hours."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> datetime | None:
        """Return the end of office hours of that day."""
        day = super().clean(value)
        return timezone.make_aware(datetime.combine(day, LAST_MINUTE)) if day else None


class AreaChoice(forms.ModelChoiceField):
    """Areas by their short name."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset, **{"empty_label": _("Please choose")} | kwargs)

    def label_from_instance(self, area: places.Area) -> str:
        """Return the name shown."""
        return area.short_name


class UnitChoice(forms.ModelChoiceField):
    """Organisations by their full name."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset, **{"empty_label": _("Please choose")} | kwargs)

    def label_from_instance(self, unit: Any) -> str:
        """Return the name shown."""
        return unit.name


class CategoryChoice(forms.TypedChoiceField):
    """A kind of case, grouped as the catalogue is."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", _("Please choose")), *list_category_choices(timezone.localdate())]
        super().__init__(choices=choices, coerce=self._category, empty_value=None, **kwargs)

    @staticmethod
    def _category(pk: str) -> Category:
        return Category.objects.select_related("parent").get(pk=pk)


class TermChoice(forms.TypedChoiceField):
    """A word of a closed list, in the language of the page."""

    def __init__(self, term: type[Term], *, blank: str = "", **kwargs: Any) -> None:
        choices = [(code, _(label)) for code, label in term.choices()]
        choices = [("", blank), *choices] if blank else choices
        super().__init__(choices=choices, coerce=term, empty_value=None, **kwargs)


def text_field(label: str, *, rows: int = 3, **kwargs: Any) -> TidyField:
    """Return a field for a few sentences."""
    return TidyField(label=label, max_length=LONG_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _category(case: Case, user: Any) -> forms.Field:
    return CategoryChoice(label=_("Kind"), initial=case.category_id)


def _area(case: Case, user: Any) -> forms.Field:
    reach = places.areas_in_scope(user, "cases.file").filter(tier__code="community")
    return AreaChoice(label=_("Community"), queryset=reach, initial=case.area_id)


def _owner_class(case: Case, user: Any) -> forms.Field:
    return TermChoice(
        OwnerClass,
        blank=_("As the kind of case says"),
        label=_("Who must solve it"),
        initial=case.owner_class,
        required=False,
        help_text=_("Four classes of rule 003-23."),
    )


def _unit(case: Case, user: Any) -> forms.Field:
    answer = who_answers_for(case, timezone.localdate())
    reach = organisations.list_in_force().filter(area__path__in=places.lineage(case.area.path)).order_by("kind", "code")
    return UnitChoice(
        label=_("Responsible unit"),
        queryset=reach,
        initial=answer.unit.pk if answer.unit else None,
        help_text=refusals.render(answer.reason),
    )


Maker = Callable[[Case, Any], forms.Field]

FIELDS: dict[Carry, Maker] = {
    Carry.NOTE: lambda case, user: text_field(_("Reason or explanation")),
    Carry.REPLY: lambda case, user: text_field(
        _("Answer to the reporter"), help_text=_("The reporter reads exactly this.")
    ),
    Carry.CATEGORY: _category,
    Carry.AREA: _area,
    Carry.OWNER_CLASS: _owner_class,
    Carry.UNIT: _unit,
    Carry.TARGET: lambda case, user: NumberField(label=_("Number of the other case"), max_length=24),
    Carry.PROPOSAL: lambda case, user: text_field(_("Whose case is it instead?"), rows=2),
    Carry.OUTCOME: lambda case, user: TermChoice(ActionCode, label=_("Result"), widget=forms.RadioSelect),
    Carry.FINDING: lambda case, user: TermChoice(Lasting, label=_("What was found"), widget=forms.RadioSelect),
    Carry.CRITERION: lambda case, user: forms.BooleanField(
        label=_("The closing criterion is met"), help_text=case.category.closing_criterion if case.category else ""
    ),
    Carry.UNTIL: lambda case, user: DayField(label=_("Until")),
    Carry.BEFORE_PHOTO: lambda case, user: PhotoField(label=_("Photo before")),
    Carry.AFTER_PHOTO: lambda case, user: PhotoField(label=_("Photo after")),
}


def reason_field(*, declining: bool) -> forms.Field:
    """Return the choice of a reason code: for not accepting a report, or for handing a task back."""
    return TermChoice(DeclineReason if declining else RefusalReason, blank=_("Please choose"), label=_("Reason"))


def set_choices(field: forms.Field, choices: Any) -> None:
    """Give a choice field its choices, which depend on who asks and when."""
    field.choices = choices  # type: ignore[attr-defined]
