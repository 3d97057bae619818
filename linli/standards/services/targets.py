"""Targets are set, changed, copied to another year, put in order and, while nothing stands on them, deleted."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.foundation import audit
from linli.standards.models import Indicator, Plan, Target
from linli.standards.services.refusals import refuse
from linli.standards.services.subjects import ensure_tier
from linli.standards.terms import ScopeKind, TargetKind
from linli.values import noop

FACTS = (
    "title",
    "kind",
    "indicator",
    "subject_kind",
    "scope_kind",
    "area",
    "selection",
    "year",
    "due_on",
    "comparator",
    "value",
    "unit_comparator",
    "unit_value",
    "base",
    "base_on",
    "path",
    "responsible",
    "clause",
)
"""What a target is, besides its plan and its place in it."""
OF_UNITS = (TargetKind.SHARE, TargetKind.COUNT)


@transaction.atomic
def add_target(*, plan_id: int, actor: Any, now: datetime, order: int | None = None, **facts: Any) -> Target:
    """Set a target. order: of the row it joins; without it a new row begins. Raises StandardRefused."""
    plan = _lock(plan_id)
    target = Target(plan=plan, order=_next_order(plan) if order is None else order, **_checked(plan, facts))
    target.save()
    ensure_tier(kind=target.subject_kind, under=plan.area)
    audit.record(actor=actor, action="standards.add_target", subject=target, at=now, note=target.title)
    return target


@transaction.atomic
def change_target(*, target_id: int, actor: Any, now: datetime, **facts: Any) -> Target:
    """Change the facts of a target. Raises StandardRefused, also where marks would lose their milestone."""
    target = _lock_target(target_id)
    said = {name: getattr(target, name) for name in FACTS} | facts
    new = _checked(target.plan, said)
    if new["kind"] != TargetKind.MILESTONE and target.marks.exists():
        raise refuse("target_marked", noop("This milestone was marked somewhere; it stays a milestone."))
    changed = [name for name in FACTS if getattr(target, name) != new[name]]
    before = {name: getattr(target, name) for name in changed}
    for name in changed:
        setattr(target, name, new[name])
    target.save(update_fields=changed or None)
    ensure_tier(kind=target.subject_kind, under=target.plan.area)
    details = {"before": _plain(before), "after": _plain({name: new[name] for name in changed})}
    audit.record(
        actor=actor, action="standards.change_target", subject=target, at=now, note=target.title, details=details
    )
    return target


@transaction.atomic
def copy_target(*, target_id: int, year: int, actor: Any, now: datetime) -> Target:
    """Copy a target into another year of its plan and the same row, due on the same day. Raises StandardRefused."""
    source = _lock_target(target_id)
    facts = {name: getattr(source, name) for name in FACTS}
    later = year - source.year
    facts |= {"year": year, "due_on": _moved(source.due_on, later)}
    facts["base_on"] = _moved(source.base_on, later) if source.base_on else None
    copy = Target(plan=source.plan, order=source.order, **_checked(source.plan, facts))
    copy.save()
    details = {"standards.copied_target": source.pk, "standards.year": year}
    audit.record(actor=actor, action="standards.add_target", subject=copy, at=now, note=copy.title, details=details)
    return copy


@transaction.atomic
def delete_target(*, target_id: int, actor: Any, now: datetime) -> None:
    """Delete a target that nothing stands on. Raises StandardRefused where it was marked as reached."""
    target = _lock_target(target_id)
    if target.marks.exists():
        text = noop("This milestone was marked somewhere; history stays, so it cannot be deleted.")
        raise refuse("target_marked", text)
    details = {"standards.year": target.year}
    audit.record(
        actor=actor, action="standards.delete_target", subject=target, at=now, note=target.title, details=details
    )
    target.delete()


@transaction.atomic
def move_row(*, target_id: int, up: bool, actor: Any, now: datetime) -> None:
    """Move the row of a target past its neighbour, all its years with it; at the edge nothing moves."""
    target = _lock_target(target_id)
    orders = list(target.plan.targets.order_by("order").values_list("order", flat=True).distinct())
    place = orders.index(target.order) + (-1 if up else 1)
    if not 0 <= place < len(orders):
        return
    mine = list(target.plan.targets.filter(order=target.order).values_list("pk", flat=True))
    target.plan.targets.filter(order=orders[place]).update(order=target.order)
    Target.objects.filter(pk__in=mine).update(order=orders[place])
    audit.record(actor=actor, action="standards.order_targets", subject=target, at=now, note=target.title)


def _lock(plan_id: int) -> Plan:
    """Return a plan, locked within the transaction of the caller."""
    return Plan.objects.select_for_update(of=("self",)).select_related("area").get(pk=plan_id)


def _lock_target(target_id: int) -> Target:
    """Return a target whose plan is locked, so that rows do not move at once."""
    target = Target.objects.select_related("area", "selection", "responsible").get(pk=target_id)
    target.plan = _lock(target.plan_id)
    return target


def _next_order(plan: Plan) -> int:
    """Return the place after the last row."""
    return (plan.targets.aggregate(last=Max("order"))["last"] or 0) + 1


def _checked(plan: Plan, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as they are kept, what its kind does not ask left empty. Raises StandardRefused."""
    kept = {"selection": None, "base": None, "base_on": None, "responsible": None} | facts
    kept["title"] = " ".join(str(kept["title"]).split())
    if not kept["title"]:
        raise refuse("target_title", noop("A target needs a title."))
    if not plan.first_year <= kept["year"] < plan.first_year + plan.years:
        last = plan.first_year + plan.years - 1
        raise refuse(
            "target_year", noop("The plan has the years %(first)s to %(last)s."), first=plan.first_year, last=last
        )
    if not kept["area"].path.startswith(plan.area.path):
        raise refuse("target_area", noop("The area of a target lies in the area of its plan."))
    _check_scope(kept)
    _check_days(kept)
    _check_numbers(kept)
    return kept


def _check_scope(kept: dict[str, Any]) -> None:
    if kept["scope_kind"] != ScopeKind.SUBSET:
        kept["selection"] = None
    elif kept["selection"] is None:
        raise refuse("target_selection", noop("Say which selection the target binds."))


def _check_days(kept: dict[str, Any]) -> None:
    if kept["base"] is not None and kept["base_on"] is not None and kept["base_on"] >= kept["due_on"]:
        raise refuse("target_base_day", noop("The way begins before the day on which the target is due."))


def _check_numbers(kept: dict[str, Any]) -> None:
    if kept["kind"] == TargetKind.MILESTONE:
        kept |= {"indicator": "", "value": None, "unit_value": None, "base": None, "base_on": None}
        return
    if kept["value"] is None or not Indicator.objects.filter(code=kept["indicator"]).exists():
        raise refuse("target_indicator", noop("A target names an indicator and the value to be reached."))
    if kept["kind"] not in OF_UNITS:
        kept["unit_value"] = None
    elif kept["unit_value"] is None:
        raise refuse("target_unit_value", noop("Say which value a unit must reach to count."))
    share = kept["value"] if kept["kind"] == TargetKind.SHARE else Decimal(0)
    if not 0 <= share <= 1:
        raise refuse("target_share", noop("A share lies between 0 and 100 per cent."))


def _moved(day: date, years: int) -> date:
    """Return the same day so many years later; the 29th of February becomes the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts as the log keeps them: things by their numbers."""
    return {name: getattr(value, "pk", value) for name, value in facts.items()}
