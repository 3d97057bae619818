"""Forms of the room: they read what was typed, they decide nothing."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.foundation.access import all_actions
from linli.organisations import queries as organisations
from linli.people import access, queries
from linli.people.models import OWN, Account, Role
from linli.places import queries as places

LANGUAGES = [("", _("As the browser")), *settings.LANGUAGES]


def _offer(form: forms.Form, field: str, rows: QuerySet[Any]) -> None:
    """Set the rows that a field of a form offers."""
    offering = form.fields[field]
    if isinstance(offering, forms.ModelChoiceField):
        offering.queryset = rows


def _offer_choices(form: forms.Form, field: str, choices: list[tuple[Any, Any]]) -> None:
    """Set the choices that a field of a form offers."""
    offering = form.fields[field]
    if isinstance(offering, forms.ChoiceField):
        offering.choices = choices


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )


class PasswordForm(forms.Form):
    """One's own password, to confirm an act."""

    password = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(PasswordForm):
    """The present password, and the new one twice."""

    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two different new passwords."""
        given = super().clean() or self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return given


class ProfileForm(forms.Form):
    """What a person may change about himself."""

    phone = forms.CharField(
        label=_("Mobile phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class AccountForm(forms.Form):
    """A person's account, as an office keeps it."""

    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        help_text=_("2 to 64 letters, digits or . _ - @. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Full name"), max_length=64)
    organisation: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, required=False, empty_label=_("none")
    )
    phone = forms.CharField(label=_("Mobile phone"), max_length=32, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, actor: Account, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = organisations.list_in_force().filter(access.units_within(actor, "people.edit"))
        _offer(self, "organisation", units.order_by("path"))
        self.fields["organisation"].required = not access.may_manage_unit(actor, "people.edit", None)
        if account is not None:
            del self.fields["username"]


class AppointmentForm(forms.Form):
    """A role for an organisation in an area from a day on."""

    role = forms.ChoiceField(label=_("Role"))
    post = forms.CharField(label=_("Post"), max_length=64, required=False, help_text=_("As it stands on the door."))
    organisation: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, required=False, empty_label=_("none")
    )
    area: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Area"), queryset=None, required=False, empty_label=_("everywhere")
    )
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label=_("Valid until before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first day on which it no longer holds; empty for no end."),
    )

    def __init__(self, *args: Any, actor: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_choices(self, "role", [(role.pk, str(role)) for role in queries.list_grantable_roles(actor)])
        units = organisations.list_in_force().filter(access.units_within(actor, "people.appoint"))
        _offer(self, "organisation", units.order_by("path"))
        lowest = places.get_tier("community").order
        areas = places.areas_in_scope(actor, "people.appoint").filter(tier__order__lte=lowest)
        _offer(self, "area", areas)
        everywhere = any(not grant.area_path for grant in actor.grants("people.appoint"))
        self.fields["area"].required = not everywhere


class EndAppointmentForm(forms.Form):
    """The day on which an appointment no longer holds."""

    valid_to = forms.DateField(
        label=_("No longer holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RoleForm(forms.Form):
    """A role: its name, its acts and its reach."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Latin letters, digits, - and _; used in lists for import.")
    )
    name = forms.CharField(label=_("Name"), max_length=64)
    whole_area = forms.BooleanField(
        label=_("Reaches everything in the area, not only what the own unit holds"), required=False
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    actions = forms.MultipleChoiceField(label=_("Acts"), required=False)

    def __init__(self, *args: Any, role: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_choices(self, "actions", [(code, label) for code, label in all_actions().items() if code != OWN])
        if role is None:
            del self.fields["is_active"]
        else:
            del self.fields["code"]
        if role is not None and role.is_built_in:
            del self.fields["name"]


class ListForm(forms.Form):
    """What the list of people shows; everything stands in the address."""

    q = forms.CharField(label=_("Name or user name"), max_length=64, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Organisation and below"), queryset=None, required=False, empty_label=_("all")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("active", _("active")),
            ("inactive", _("deactivated")),
            ("fresh", _("no password issued yet")),
            ("all", _("all")),
        ],
    )

    def __init__(self, *args: Any, actor: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, str(role)) for role in queries.list_roles()]
        _offer_choices(self, "role", [("", _("all")), *roles])
        units = organisations.list_in_force().filter(access.units_within(actor, "people.view"))
        _offer(self, "unit", units.order_by("path"))

    def wanted(self) -> queries.PeopleFilter:
        """Return the filter; what is not valid does not narrow."""
        given = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        unit, state = given.get("unit"), given.get("state") or "active"
        return queries.PeopleFilter(
            search=given.get("q", ""),
            role=given.get("role", ""),
            organisation_path=unit.path if unit else "",
            state="" if state == "all" else state,
        )
