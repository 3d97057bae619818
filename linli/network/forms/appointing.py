"""What is typed to appoint, change and end."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.network import queries
from linli.network.forms.filters import DayField
from linli.network.models import Holder, PostKind
from linli.network.services import HolderFacts
from linli.network.terms import DesignationKind, FilledBy, HouseholdKind
from linli.organisations import queries as organisations
from linli.people import queries as people
from linli.places import queries as places
from linli.values import Term


def options(term: type[Term], *, none: str = "") -> list[tuple[str, str]]:
    """Return the words of a closed list in the language of the page; none: the entry that chooses nothing."""
    words = [(one.value, gettext(one.label)) for one in term]
    return [("", none), *words] if none else words


def meant_area(areas: QuerySet[places.Area], said: str) -> places.Area:
    """Return the area of a code, key or name within the duties. Raises ValidationError."""
    found = places.list_meant(areas, said)
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(gettext("No area within your duties is called “%(said)s”.") % {"said": said})
    names = "、".join(f"{each.code or each.key} {each}" for each in found)
    text = gettext("Several are called “%(said)s”: %(names)s. Type the code.")
    raise forms.ValidationError(text % {"said": said, "names": names})


class PlaceForm(forms.Form):
    """Which post, and where: the first step of appointing."""

    kind = forms.ChoiceField(label=_("Post of the network"))
    area = forms.CharField(label=_("Area (division code or name)"), max_length=100)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the kinds in use."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.kinds = {kind.code: kind for kind in queries.list_kinds()}
        choices = [(code, f"{kind.network_tier} · {kind}") for code, kind in self.kinds.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Post of the network"), choices=choices)

    def clean_kind(self) -> PostKind:
        """Return the kind itself."""
        return self.kinds[self.cleaned_data["kind"]]

    def clean_area(self) -> places.Area:
        """Return the area meant, on the tier that the post sits on."""
        kind = self.cleaned_data.get("kind")
        areas = queries.areas_within(self.user, "network.appoint")
        if isinstance(kind, PostKind) and len(self.cleaned_data["area"]) < 36:
            areas = areas.filter(tier=kind.area_tier_id)
        return meant_area(areas, self.cleaned_data["area"].strip())


class HolderForm(forms.Form):
    """What is known of a person or household: the least that a post needs."""

    name = forms.CharField(label=_("Full name"), max_length=64)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=24, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    door = forms.CharField(label=_("Door"), max_length=40, required=False)
    household_kind = forms.ChoiceField(label=_("Kind of household"), required=False)
    kind_consented_on = DayField(
        label=_("Agreed to the kind of household on"),
        required=False,
        help_text=_("That a household is a Party member's is kept only with its own consent."),
    )
    consented_on = DayField(
        label=_("Agreed on"),
        required=False,
        help_text=_("Without a day the document of the appointment is the basis."),
    )
    username = forms.CharField(
        label=_("User name of an account"),
        max_length=64,
        required=False,
        help_text=_("Only for those who sign in; others are reached by a link."),
    )

    def __init__(self, *args: Any, is_household: bool, user: Any, **kwargs: Any) -> None:
        """Leave out what such a holder does not have. user: whose duties count for accounts."""
        super().__init__(*args, **kwargs)
        self.user = user
        if is_household:
            self.fields["name"].label = gettext("Household (name of its head)")
        choices = options(HouseholdKind, none=gettext("Not kept"))
        self.fields["household_kind"] = forms.ChoiceField(label=_("Kind of household"), required=False, choices=choices)
        for name in ("username",) if is_household else ("door", "household_kind", "kind_consented_on"):
            del self.fields[name]

    def clean_username(self) -> people.Account | None:
        """Return the account of that name, if it is there."""
        said = self.cleaned_data["username"].strip().lower()
        if not said:
            return None
        account = people.Account.objects.filter(username=said, is_active=True).first()
        if account is None:
            raise forms.ValidationError(gettext("There is no account “%(said)s”.") % {"said": said})
        return account

    def facts(self) -> dict[str, Any]:
        """Return the facts of the holder as the services take them."""
        said = self.cleaned_data
        names = ("name", "phone", "door", "household_kind", "kind_consented_on", "consented_on")
        found = {name: said[name] for name in names if name in said}
        return found | ({"account": said["username"]} if "username" in said else {})


class TermsForm(forms.Form):
    """From when, and on what ground, a post is held."""

    title = forms.CharField(
        label=_("Office held otherwise"),
        max_length=64,
        required=False,
        help_text=_("Such as the office of a linked leader; shown beside the name."),
    )
    valid_from = DayField(label=_("Held from"))
    document = forms.CharField(label=_("Document"), max_length=200, required=False)


class BodyForm(forms.Form):
    """Which organisation holds a post."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=organisations.Organisation.objects.none(), to_field_name="key"
    )

    def __init__(self, *args: Any, kind: PostKind, area: places.Area, **kwargs: Any) -> None:
        """Offer the organisations of the kind that answer for the area, one above it or one in it."""
        super().__init__(*args, **kwargs)
        rows = organisations.list_in_force().filter(
            places.in_subtree(area.path, "area__path")
        ) | organisations.list_in_force().filter(area__path__in=places.lineage(area.path))
        if kind.body_kind:
            rows = rows.filter(kind=kind.body_kind)
        self.rows = rows.order_by("-area__path", "name")
        self.fields["organisation"] = forms.ModelChoiceField(
            label=_("Organisation"), queryset=self.rows, to_field_name="key"
        )

    def has_choice(self) -> bool:
        """Tell whether any organisation fits."""
        return self.rows.exists()


class EndForm(forms.Form):
    """The first day on which something no longer holds."""

    on = DayField(label=_("Ends on (first day without it)"))


class DesignationForm(forms.Form):
    """Which area is picked out, as what, from when and by which document."""

    area = forms.CharField(label=_("Area (division code or name)"), max_length=100)
    kind = forms.ChoiceField(label=_("Picked out as"))
    valid_from = DayField(label=_("From"))
    document = forms.CharField(label=_("Document"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the words in the language of the page."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"] = forms.ChoiceField(label=_("Picked out as"), choices=options(DesignationKind))

    def clean_area(self) -> places.Area:
        """Return the area meant."""
        return meant_area(queries.areas_within(self.user, "network.appoint"), self.cleaned_data["area"].strip())

    def clean_kind(self) -> DesignationKind:
        """Return the word itself."""
        return DesignationKind(self.cleaned_data["kind"])


def new_holder(form: HolderForm) -> HolderFacts:
    """Return what a valid form says of a new holder."""
    return HolderFacts(**form.facts())


def first_of(holder: Holder) -> dict[str, Any]:
    """Return what the form shows of a holder before anything is typed; the phone is typed anew or left as it is."""
    return {
        "name": holder.name,
        "phone": people.mask_phone(holder.phone),
        "door": holder.door,
        "household_kind": holder.household_kind,
        "kind_consented_on": holder.kind_consented_on,
        "consented_on": holder.consented_on,
        "username": holder.account.username if holder.account else "",
    }


def is_household(kind: PostKind) -> bool:
    """Tell whether households fill a kind of post."""
    return kind.filled_by == FilledBy.HOUSEHOLD
