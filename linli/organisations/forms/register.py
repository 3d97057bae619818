"""What people type about organisations."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.organisations import queries
from linli.organisations.access import may_place
from linli.organisations.models import Organisation
from linli.organisations.terms import BodyForm, OrganisationKind
from linli.places import queries as places

MANAGE = "organisations.change"
SHOWN = 5


def kind_choices() -> list[tuple[str, Any]]:
    """Return the kinds as choices."""
    return [(kind.value, _(kind.label)) for kind in OrganisationKind]


def form_choices() -> list[tuple[str, Any]]:
    """Return the forms of bodies as choices, none first."""
    return [("", "—"), *((form.value, _(form.label)) for form in BodyForm)]


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OrganisationForm(forms.Form):
    """One organisation. Area and parent are typed as code or name, and must lie within the person's duties."""

    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    name = forms.CharField(label=_("Name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=100, required=False)
    code = forms.CharField(label=_("Code"), max_length=32, required=False)
    form = forms.ChoiceField(
        label=_("Form (Party organisations, coordination bodies)"), required=False, choices=form_choices
    )
    has_party = forms.NullBooleanField(label=_("Has a Party organisation"), required=False)
    is_new_type = forms.BooleanField(label=_("New economic or social organisation"), required=False)
    area = forms.CharField(label=_("Answers for (division code or name)"), max_length=100)
    parent = forms.CharField(label=_("Part of (code or name)"), max_length=100, required=False)
    valid_from = DayField(label=_("Valid from"))

    def __init__(self, *args: Any, user: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        """Remember whose duties count, and which organisation is being changed."""
        super().__init__(*args, **kwargs)
        self.user, self.organisation = user, organisation
        if organisation is not None:
            del self.fields["valid_from"]

    def clean_area(self) -> places.Area:
        """Return the area meant."""
        return area_meant(self.user, self.cleaned_data["area"])

    def clean_parent(self) -> Organisation | None:
        """Return the organisation meant: the one with that code, else the only one with that name."""
        said = self.cleaned_data["parent"].strip()
        return organisation_meant(queries.named(self.user, said), said) if said else None

    def clean(self) -> dict[str, Any]:
        """Refuse what would lie outside the person's duties."""
        said = super().clean() or {}
        area, parent = said.get("area"), said.get("parent")
        if area and "parent" in said:
            path = parent.path if parent else (self.organisation.path if self.organisation else "")
            if not may_place(self.user, MANAGE, area_path=area.path, unit_path=path):
                raise forms.ValidationError(gettext("Choose an organisation of your own that it is a part of."))
        return said


class EndForm(forms.Form):
    """The first day on which an organisation no longer exists."""

    on = DayField(label=_("Ends on (first day without it)"))


class FilterForm(forms.Form):
    """What narrows the list of organisations; all of it stands in the address."""

    q = forms.CharField(label=_("Name or code"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=lambda: [("", _("All kinds")), *kind_choices()])
    area = forms.UUIDField(required=False, widget=forms.HiddenInput)
    ended = forms.BooleanField(label=_("Ended ones"), required=False)


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """Return what the form shows of an organisation before anything is typed."""
    area, parent = organisation.area, organisation.parent
    return {
        "kind": str(organisation.kind),
        "name": organisation.name,
        "short_name": organisation.short_name,
        "code": organisation.code,
        "form": str(organisation.form or ""),
        "has_party": organisation.has_party,
        "is_new_type": organisation.is_new_type,
        "area": area.code or str(area.key),
        "parent": (parent.code or parent.name) if parent else "",
    }


def first_facts(*, area: str, parent: str, today: date) -> dict[str, Any]:
    """Return what an empty form begins with."""
    return {"area": area, "parent": parent, "valid_from": today}


def area_meant(user: Any, said: str) -> places.Area:
    """Return the area meant: the one with that code or key, else the only one of that name. Raises ValidationError."""
    found = places.list_meant(places.areas_in_scope(user, MANAGE), said)
    if len(found) == 1:
        return found[0]
    raise forms.ValidationError(_which(found, gettext("No area within your duties is called “%(said)s”."), said))


def organisation_meant(rows: QuerySet[Organisation], said: str) -> Organisation:
    """Return the only organisation among these that was named. Raises ValidationError for none and for several."""
    found = list(rows[: SHOWN + 1])
    if len(found) == 1:
        return found[0]
    raise forms.ValidationError(
        _which(found, gettext("No organisation within your duties is called “%(said)s”."), said)
    )


def _which(found: list[Any], none: str, said: str) -> str:
    """Say that nothing was found, or which of several could be meant."""
    if not found:
        return none % {"said": said}
    names = "、".join(f"{each.code or each.key} {each}" for each in found[:SHOWN])
    return gettext("Several are called “%(said)s”: %(names)s. Type the code.") % {"said": said, "names": names}
