"""Who answers for a kind of case in an area, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from linli.cases.models import Category, ResponsibilityRule
from linli.cases.queries.offices import office_at
from linli.cases.rules.desks import Desk
from linli.cases.terms import OwnerClass
from linli.places import queries as places
from linli.values import Reason, noop

BY_RULE = noop("The responsibility rule for “%(category)s” in %(area)s names this unit.")
BY_CLASS = noop("No rule fits; cases of the class “%(owner_class)s” go to this office of the area.")
NOBODY = noop("No responsibility rule fits; choose a unit and say why.")
EVERY_KIND = noop("every kind of case")


@dataclass(frozen=True)
class Answer:
    """The unit that answers (None if nobody is named), its helpers, the rule that said so, and the reason to show."""

    unit: Any | None
    assists: tuple[Any, ...]
    rule: ResponsibilityRule | None
    reason: Reason


def who_answers(*, category: Category | None, area: places.Area, owner_class: OwnerClass | None, on: date) -> Answer:
    """
    Return the unit responsible on a day: the rule with the most specific category, then area, then owner class wins.

    Without a rule the committee or the subdistrict office answers for its own class, nobody for the others.
    """
    fitting = _fitting_rules(category, area, owner_class, on)
    if fitting:
        rule = max(fitting, key=_weight)
        name = rule.category.name if rule.category else EVERY_KIND
        reason = Reason("cases.md#responsibility", BY_RULE, {"category": name, "area": rule.area.short_name})
        return Answer(rule.unit, tuple(rule.assists.all()), rule, reason)
    desk = {OwnerClass.COMMUNITY: Desk.COMMUNITY, OwnerClass.SUBDISTRICT: Desk.SUBDISTRICT}.get(owner_class)  # type: ignore[arg-type]
    office = office_at(desk, area) if desk is not None else None
    if office is None or owner_class is None:
        return Answer(None, (), None, Reason("cases.md#responsibility", NOBODY))
    return Answer(office, (), None, Reason("003-23", BY_CLASS, {"owner_class": owner_class.label}))


def _fitting_rules(
    category: Category | None, area: places.Area, owner_class: OwnerClass | None, on: date
) -> list[ResponsibilityRule]:
    kinds = [] if category is None else [category.pk, category.parent_id]
    rules = ResponsibilityRule.objects.filter(
        Q(category__isnull=True) | Q(category__in=[kind for kind in kinds if kind]),
        Q(owner_class__isnull=True) | Q(owner_class=owner_class),
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        valid_from__lte=on,
        area__path__in=places.lineage(area.path),
    )
    return list(rules.select_related("category", "area", "unit").prefetch_related("assists"))


def _weight(rule: ResponsibilityRule) -> tuple[int, int, bool, date]:
    """Return how specific a rule is; two never weigh the same, because ties are refused when rules are written."""
    depth = 0 if rule.category is None else (2 if rule.category.parent_id else 1)
    return depth, len(rule.area.path), rule.owner_class is not None, rule.valid_from
