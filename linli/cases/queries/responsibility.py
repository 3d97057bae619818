"""Who answers for a kind of case in an area, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from linli.cases.models import Case, Category, ResponsibilityRule
from linli.cases.queries.offices import office_at
from linli.cases.rules.desks import Desk
from linli.cases.terms import OwnerClass
from linli.organisations import queries as organisations
from linli.organisations.terms import Part
from linli.places import queries as places
from linli.values import Reason, noop

BY_RULE = noop("The responsibility rule for “%(category)s” in %(area)s names this unit.")
BY_CLASS = noop("No rule fits; cases of the class “%(owner_class)s” go to this office of the area.")
BY_ZONE = noop("The place lies in the responsible zone of this partner (003-7).")
BY_LEAD = noop("No zone holds the place; the lead partner of %(area)s answers (003-7).")
NOBODY = noop("No responsibility rule fits; choose a unit and say why.")
EVERY_KIND = noop("every kind of case")


@dataclass(frozen=True)
class Answer:
    """The unit that answers (None if nobody is named), its helpers, the rule that said so, and the reason to show."""

    unit: Any | None
    assists: tuple[Any, ...]
    rule: ResponsibilityRule | None
    reason: Reason


def who_answers(
    *,
    category: Category | None,
    area: places.Area,
    owner_class: OwnerClass | None,
    on: date,
    point: tuple[float, float] | None = None,
) -> Answer:
    """
    Return the unit responsible on a day: the rule with the most specific category, then area, then owner class wins.

    Without a rule the committee or the subdistrict office answers for its own class, a partner by its zone or as the
    lead, nobody for departments. point: longitude and latitude of the case, if known.
    """
    fitting = _fitting_rules(category, area, owner_class, on)
    if fitting:
        rule = max(fitting, key=_weight)
        name = rule.category.name if rule.category else EVERY_KIND
        reason = Reason("cases.md#responsibility", BY_RULE, {"category": name, "area": rule.area.short_name})
        return Answer(rule.unit, tuple(rule.assists.all()), rule, reason)
    if owner_class is OwnerClass.PARTNER and (answer := _partner(area, point, on)):
        return answer
    desk = {OwnerClass.COMMUNITY: Desk.COMMUNITY, OwnerClass.SUBDISTRICT: Desk.SUBDISTRICT}.get(owner_class)  # type: ignore[arg-type]
    office = office_at(desk, area) if desk is not None else None
    if office is None or owner_class is None:
        return Answer(None, (), None, Reason("cases.md#responsibility", NOBODY))
    return Answer(office, (), None, Reason("003-23", BY_CLASS, {"owner_class": owner_class.label}))


def who_answers_for(case: Case, on: date) -> Answer:
    """Return who is responsible for a case as it is known now."""
    known = OwnerClass(case.owner_class) if case.owner_class else None
    longitude, latitude = case.longitude, case.latitude
    point = None if longitude is None or latitude is None else (longitude, latitude)
    return who_answers(category=case.category, area=case.area, owner_class=known, on=on, point=point)


def _partner(area: places.Area, point: tuple[float, float] | None, on: date) -> Answer | None:
    """Return the partner that answers: whose zone holds the point, else the lead partner of the community."""
    zoned = organisations.partners_at(area, *point) if point else []
    if zoned:
        return Answer(zoned[0].organisation, (), None, Reason("003-7", BY_ZONE))
    lead = organisations.list_pairings(area=area, day=on).filter(part=Part.LEAD).first()
    if lead is None:
        return None
    return Answer(lead.organisation, (), None, Reason("003-7", BY_LEAD, {"area": lead.area.short_name}))


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
