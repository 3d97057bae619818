"""The form of an act: made from what the transition table says the act must carry, and what the act may carry."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.cases import queries
from linli.cases.forms import fields
from linli.cases.models import Case
from linli.cases.rules.table import TABLE, Carry
from linli.cases.terms import OPEN_TASKS as AT_WORK
from linli.cases.terms import Act, Level, Solved, TaskKind, Urgency
from linli.organisations import queries as organisations
from linli.values import noop

Extras = dict[str, Callable[[Case], forms.Field]]


def _note(label: str) -> Callable[[Case], forms.Field]:
    return lambda case: fields.text_field(_(label), rows=2, required=False)


def _urgency(case: Case) -> forms.Field:
    return fields.TermChoice(Urgency, label=_("Urgency"), initial=case.urgency)


def _summary(case: Case) -> forms.Field:
    return fields.TidyField(
        label=_("Short title"), required=False, max_length=120, help_text=_("Empty: the reporter's own words.")
    )


def _photo(label: str) -> Callable[[Case], forms.Field]:
    return lambda case: fields.PhotoField(label=_(label), required=False)


def _assisting(case: Case) -> forms.Field:
    busy = case.tasks.filter(kind=TaskKind.ASSIST, state__in=AT_WORK).values("unit")
    reach = organisations.list_in_force().filter(pk__in=busy)
    return fields.UnitChoice(label=_("Assisting unit"), queryset=reach)


def _report(case: Case) -> forms.Field:
    choices = [(report.pk, report.text[:40]) for report in case.reports.order_by("pk")]
    return forms.TypedChoiceField(label=_("Report"), choices=choices, coerce=int)


def _reached(case: Case) -> forms.Field:
    return forms.BooleanField(label=_("The reporter was reached"), required=False)


def _granted(case: Case) -> forms.Field:
    return forms.BooleanField(label=_("The appeal is granted"), required=False)


def _level(case: Case) -> forms.Field:
    return fields.TermChoice(Level, label=_("Level"), initial=Level.SUBDISTRICT)


def _solved(case: Case) -> forms.Field:
    return fields.TermChoice(Solved, blank=_("Not asked"), label=_("What the reporter says"), required=False)


def _stars(case: Case) -> forms.Field:
    choices = [("", "—"), *((str(n), str(n)) for n in range(5, 0, -1))]
    return forms.TypedChoiceField(
        label=_("Satisfaction"), choices=choices, required=False, coerce=int, empty_value=None
    )


EXTRAS: dict[Act, Extras] = {
    Act.FILE: {"urgency": _urgency, "summary": _summary, "note": _note(noop("Note for the dispatcher"))},
    Act.DISPATCH: {"note": _note(noop("Note for the unit, or why not the unit proposed"))},
    Act.ASSIST: {"note": _note(noop("What the unit shall do"))},
    Act.VERIFIED: {"during_photo": _photo(noop("Photo of what was found"))},
    Act.FINISH: {"unit": _assisting},
    Act.RELEASE: {"unit": _assisting},
    Act.SECURE: {"during_photo": _photo(noop("Photo of the secured place"))},
    Act.REVISIT: {"check_photo": _photo(noop("Photo at the check"))},
    Act.ANSWER: {"after_photo": _photo(noop("Photo after"))},
    Act.FAIL: {"check_photo": _photo(noop("Photo at the check"))},
    Act.CLOSE: {"check_photo": _photo(noop("Photo at the check"))},
    Act.CALL_BACK: {
        "report_id": _report,
        "reached": _reached,
        "solved": _solved,
        "stars": _stars,
        "comment": _note(noop("In the reporter's words")),
    },
    Act.VOID: {"note": _note(noop("Note"))},
    Act.URGE: {"note": _note(noop("Note for the unit"))},
    Act.SUPERVISE: {"level": _level},
    Act.ESCALATE: {"level": _level, "note": _note(noop("Note"))},
    Act.CHECK: {"note": _note(noop("What to look at"))},
    Act.EXEMPT: {"granted": _granted, "note": _note(noop("Note"))},
    Act.HOLD: {"note": _note(noop("Note"))},
    Act.EXTEND: {"note": _note(noop("Note"))},
}
"""What an act may carry beyond what it must."""

PHOTOS = ("before_photo", "during_photo", "after_photo", "check_photo")


class ActForm(forms.Form):
    """What one act must and may bring along, on one case, for one person; `version` guards against a clash."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, act: Act, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act, self.user = act, user
        self.fields["version"].initial = case.version
        for carry in TABLE[act].carries:
            self.fields[carry.value] = self._make(carry, case, user)
        for name, make in EXTRAS.get(act, {}).items():
            self.fields.setdefault(name, make(case))
        if case.category is not None and case.category.needs_after_photo and "after_photo" in self.fields:
            self.fields["after_photo"].required = True

    def _make(self, carry: Carry, case: Case, user: Any) -> forms.Field:
        if carry is Carry.REASON_CODE:
            return fields.reason_field(declining=self.act in (Act.DECLINE, Act.ASK_DECLINE))
        return fields.FIELDS[carry](case, user)

    def clean_target(self) -> int:
        """Return the key of the case with that number, if the person may see it."""
        number = self.cleaned_data["target"]
        found = queries.visible_cases(self.user).filter(number=int(number[:18])).first() if number else None
        if found is None:
            raise forms.ValidationError(_("You see no case with this number."))
        return found.pk

    def brought(self) -> dict[str, Any]:
        """Return what the person brings along, photos apart, empty extras left out."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", *PHOTOS)}
        if "target" in said:
            said["target_id"] = said.pop("target")
        return {name: value for name, value in said.items() if value not in (None, "") or name in self._must}

    @property
    def _must(self) -> set[str]:
        return {carry.value for carry in TABLE[self.act].carries}


__all__ = ["PHOTOS", "ActForm"]
