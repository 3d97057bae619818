"""Forms of standards: the title, the facts of a draft, and one item with its rule."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.places import queries as places
from linli.standards import queries
from linli.standards.models import StandardVersion
from linli.standards.queries.items import Item
from linli.standards.rules.items import LENGTHS, ItemFacts, check_item
from linli.standards.rules.numbers import CENTI, centi
from linli.standards.rules.rule_texts import RuleTextError, plain_number, read_rule, shown_bands
from linli.standards.terms import ItemKind, RuleKind, ScorerKind, SubjectKind

Choices = Sequence[tuple[str, str]]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NUMBERS: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.MANUAL: ("at_least", "at_most"),
    RuleKind.BANDS: ("bands", "below"),
    RuleKind.LINEAR: ("floor", "cap"),
    RuleKind.DEDUCTION: ("each", "cap"),
    RuleKind.VETO: (),
}
"""Which numbers a rule asks for."""


class AreaChoice(forms.ModelChoiceField):
    """Areas by their short name."""

    def label_from_instance(self, obj: places.Area) -> str:
        """Return the name shown."""
        return obj.short_name


def words_of(term: Any, blank: str = "") -> list[tuple[str, str]]:
    """Return the choices of a closed list, in the language of the page."""
    chosen = [(code, _(label)) for code, label in term.choices()]
    return [("", blank), *chosen] if blank else chosen


class FilterForm(forms.Form):
    """What narrows the list of standards."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds of subjects."""
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("For"), required=False, choices=words_of(SubjectKind, _("Every kind"))
        )

    def said(self) -> dict[str, str]:
        """Return the filters; what could not be read does not restrict."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "kind")}


class NewStandardForm(forms.Form):
    """The title of a new standard."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("Letters, digits and hyphens; never reused.")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        """Offer kinds and areas."""
        super().__init__(*args, **kwargs)
        self.fields["subject_kind"] = forms.ChoiceField(
            label=_("For"), choices=words_of(SubjectKind), initial=SubjectKind.COMMUNITY
        )
        self.fields["area"] = area_field(areas)


class PresetForm(forms.Form):
    """For which area a preset is opened, and under which code."""

    preset = forms.SlugField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        """Offer the areas."""
        super().__init__(*args, **kwargs)
        self.fields["area"] = area_field(areas)


def area_field(areas: Any) -> forms.ModelChoiceField:
    """Return a choice of areas by their short names."""
    return AreaChoice(label=_("Area"), queryset=areas, initial=areas.first(), empty_label=None)


def definable_areas(user: Any) -> Any:
    """Return the areas for which the user may define standards, widest first."""
    tiers = ("city", "district", "subdistrict", "community")
    return places.areas_in_scope(user, "standards.define").filter(tier__code__in=tiers).order_by("path")


class VersionForm(forms.Form):
    """The facts of a draft."""

    document = forms.CharField(label=gettext_lazy("Document number"), max_length=100, required=False)
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), required=False, widget=DAY)
    needed = forms.DecimalField(
        label=gettext_lazy("Points needed to pass"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        help_text=gettext_lazy("Empty: only vetoes and items of pass or fail decide."),
    )
    text = forms.CharField(
        label=gettext_lazy("Clauses"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Plain paragraphs, an empty line between them."),
    )

    @classmethod
    def of(cls, version: StandardVersion, data: Any = None) -> "VersionForm":
        """Return the form as the draft stands."""
        needed = None if version.pass_centipoints is None else Decimal(version.pass_centipoints) / CENTI
        facts = {name: getattr(version, name) for name in ("document", "valid_from", "text")}
        return cls(data, initial=facts | {"needed": needed})

    def facts(self) -> dict[str, Any]:
        """Return what the service takes."""
        said = dict(self.cleaned_data)
        needed = said.pop("needed")
        return said | {"pass_centipoints": None if needed is None else centi(needed)}


class ItemForm(forms.Form):
    """One item: what it is, what it is fed by, and the numbers of its rule."""

    code = forms.CharField(label=gettext_lazy("Number"), max_length=LENGTHS["code"])
    name = forms.CharField(label=gettext_lazy("Item"), max_length=LENGTHS["name"])
    guidance = forms.CharField(
        label=gettext_lazy("How to check"),
        max_length=LENGTHS["guidance"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    points = forms.DecimalField(
        label=gettext_lazy("Full points"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    needs_evidence = forms.BooleanField(label=gettext_lazy("Evidence is required"), required=False)
    is_key = forms.BooleanField(label=gettext_lazy("Key item: decides between equal totals"), required=False)
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=LENGTHS["clause"], required=False)
    at_least = forms.DecimalField(label=gettext_lazy("Met from"), required=False)
    at_most = forms.DecimalField(label=gettext_lazy("Met up to"), required=False)
    bands = forms.CharField(
        label=gettext_lazy("Bands"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One to a line: the value it begins at, =, its points. For instance 80=5"),
    )
    below = forms.DecimalField(label=gettext_lazy("Points below the first band"), required=False)
    floor = forms.DecimalField(label=gettext_lazy("Value that gives no points"), required=False)
    cap = forms.DecimalField(required=False)
    each = forms.DecimalField(label=gettext_lazy("Points off for each occurrence"), required=False)

    def __init__(self, *args: Any, feeds: Choices, **kwargs: Any) -> None:
        """Offer the closed lists and the sources. feeds: code and label of each."""
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.TypedChoiceField(label=_("Kind"), choices=words_of(ItemKind), coerce=ItemKind)
        self.fields["rule_kind"] = forms.TypedChoiceField(label=_("Rule"), choices=words_of(RuleKind), coerce=RuleKind)
        self.fields["scorer"] = forms.TypedChoiceField(
            label=_("Scored by"), choices=words_of(ScorerKind), coerce=ScorerKind, initial=ScorerKind.TEAM
        )
        offered = list(feeds)
        kept = self.initial.get("feed", "")
        if kept and kept not in dict(offered):
            offered.append((kept, f"{kept} ({_('not offered any more')})"))
        self.fields["feed"] = forms.ChoiceField(
            label=_("Fed by"), required=False, choices=[("", _("By hand")), *offered]
        )
        labels = {
            RuleKind.LINEAR: _("Value that gives all points"),
            RuleKind.DEDUCTION: _("At most so many points off"),
        }
        self.fields["cap"].label = labels.get(self.chosen_rule, "")

    @property
    def chosen_rule(self) -> RuleKind:
        """Return the rule that is chosen now."""
        value = self["rule_kind"].value() if "rule_kind" in self.fields else None
        return RuleKind(value) if value in set(RuleKind) else RuleKind.MANUAL

    @property
    def numbers(self) -> list[forms.BoundField]:
        """Return the fields of the chosen rule."""
        gives_points = self["kind"].value() == ItemKind.POINTS
        return [
            self[name] for name in NUMBERS[self.chosen_rule] if self.chosen_rule != RuleKind.MANUAL or not gives_points
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse numbers that the rule may not have."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for reason in check_item(self.facts()):
                self.add_error(None, reason.render(_))
        return said

    def clean_bands(self) -> list[list[str]]:
        """Return the bands as rules keep them."""
        try:
            return list(read_rule(self.cleaned_data["bands"]).get("bands", []))
        except RuleTextError as error:
            raise forms.ValidationError(_("This line is no band: %(line)s") % {"line": error}) from error

    def facts(self, parent: str = "") -> ItemFacts:
        """Return the item as the form says it; a feed makes the system the scorer."""
        said = self.cleaned_data
        kind, feed = said["kind"], said["feed"]
        if kind is ItemKind.GROUP:
            plain = {name: said[name].strip() for name in ("code", "name", "guidance", "clause")}
            return ItemFacts(parent=parent, kind=kind, **plain)
        scorer = ScorerKind.TEAM if said["scorer"] is ScorerKind.SYSTEM else said["scorer"]
        return ItemFacts(
            code=said["code"].strip(),
            name=said["name"].strip(),
            parent=parent,
            guidance=said["guidance"].strip(),
            kind=kind,
            max_centipoints=centi(said["points"] or 0) if kind is ItemKind.POINTS else 0,
            rule_kind=said["rule_kind"],
            rule=self._rule(),
            feed=feed,
            needs_evidence=said["needs_evidence"],
            scorer=ScorerKind.SYSTEM if feed else scorer,
            is_key=said["is_key"],
            clause=said["clause"].strip(),
        )

    def _rule(self) -> dict[str, Any]:
        """Return the numbers of the chosen rule."""
        said, kind = self.cleaned_data, self.cleaned_data["rule_kind"]
        if kind is RuleKind.MANUAL and said["kind"] is ItemKind.POINTS:
            return {}
        given = {name: said.get(name) for name in NUMBERS[kind]}
        return {
            name: value if name == "bands" else plain_number(value)
            for name, value in given.items()
            if value not in (None, [])
        }


def item_form(item: Item | None, *, feeds: Choices, data: Any = None, **initial: Any) -> ItemForm:
    """Return the form as an item stands, or empty for a new one."""
    if item is not None:
        names = (
            "code",
            "name",
            "guidance",
            "needs_evidence",
            "is_key",
            "clause",
            "kind",
            "rule_kind",
            "scorer",
            "feed",
        )
        points = None if item.kind is ItemKind.GROUP else Decimal(item.max_centipoints) / CENTI
        rule = {key: value for key, value in item.rule.items() if key != "bands"}
        initial |= {name: getattr(item, name) for name in names} | rule
        initial |= {"points": points, "bands": shown_bands(item.rule)}
    return ItemForm(data, feeds=feeds, initial=initial)


def feed_choices(kind: SubjectKind) -> list[tuple[str, str]]:
    """Return what items about such subjects can be fed by."""
    return [(feed.code, f"{feed.label} ({feed.code})") for feed in queries.all_feeds(kind)]
