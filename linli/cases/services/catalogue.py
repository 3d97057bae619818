"""What the office decides beforehand: kinds of cases and who answers for them. Each act leaves one audit line."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from linli.cases.models import Category, ResponsibilityRule
from linli.cases.queries import policy
from linli.cases.rules.catalogue import faults_of
from linli.cases.services.refusals import MoveRefused
from linli.foundation import audit
from linli.values import Reason, noop

TIE = noop("There is already a rule in force for this kind, area and class; end it first.")
HAS_KINDS = noop("This class still has %(count)s kinds; end them first.")


@transaction.atomic
def add_category(*, actor: Any, now: datetime, **content: Any) -> Category:
    """Add a kind of case, in force from today. Raises MoveRefused naming every fault."""
    _check(content)
    made = Category.objects.create(valid_from=policy.local_day(now), **content)
    audit.record(actor=actor, action="cases.categories", subject=made, at=now, note=made.name)
    return made


@transaction.atomic
def change_category(*, category_id: int, actor: Any, now: datetime, **content: Any) -> Category:
    """
    Change a kind of case; what changed stands in the audit line. Running clocks keep their limit.

    Raises MoveRefused naming every fault.
    """
    kind = Category.objects.select_for_update().get(pk=category_id)
    _check({field.name: getattr(kind, field.name) for field in kind._meta.concrete_fields} | content)
    before = {name: getattr(kind, name) for name in content}
    changed = {name: [before[name], value] for name, value in content.items() if before[name] != value}
    for name, value in content.items():
        setattr(kind, name, value)
    kind.save(update_fields=list(content))
    audit.record(actor=actor, action="cases.categories", subject=kind, at=now, note=kind.name, details=changed)
    return kind


def _check(content: dict[str, Any]) -> None:
    """Raise MoveRefused for fields that no kind of case may have."""
    faults = faults_of(content)
    if faults:
        raise MoveRefused(*faults)


@transaction.atomic
def end_category(*, category_id: int, actor: Any, now: datetime) -> Category:
    """End a kind of case. Raises MoveRefused for a class that still has kinds."""
    kind = Category.objects.select_for_update().get(pk=category_id)
    count = kind.children.filter(valid_to__isnull=True).count()
    if count:
        raise MoveRefused(Reason("cases.md#category", HAS_KINDS, {"count": count}))
    _end(kind, policy.local_day(now))
    audit.record(actor=actor, action="cases.categories", subject=kind, at=now, note=kind.name, details={"ended": True})
    return kind


@transaction.atomic
def add_responsibility(
    *,
    actor: Any,
    now: datetime,
    area: Any,
    unit: Any,
    valid_from: date,
    category: Category | None = None,
    owner_class: Any = None,
    basis: str = "",
    assists: Iterable[Any] = (),
) -> ResponsibilityRule:
    """Say which unit answers, and who helps. Raises MoveRefused for a rule equal to one in force then: a tie."""
    same = {"category": category, "area": area, "owner_class": owner_class}
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    if ResponsibilityRule.objects.filter(in_force, **same).exists():
        raise MoveRefused(Reason("cases.md#responsibility", TIE))
    rule = ResponsibilityRule.objects.create(**same, unit=unit, basis=basis, valid_from=valid_from)
    rule.assists.set(assists)
    audit.record(actor=actor, action="cases.categories", subject=rule, at=now, note=_spoken(rule))
    return rule


@transaction.atomic
def end_responsibility(*, rule_id: int, actor: Any, now: datetime) -> ResponsibilityRule:
    """End a rule from today on; one that never was in force is removed."""
    rule = ResponsibilityRule.objects.select_for_update().get(pk=rule_id)
    audit.record(
        actor=actor, action="cases.categories", subject=rule, at=now, note=_spoken(rule), details={"ended": True}
    )
    _end(rule, policy.local_day(now))
    return rule


def _spoken(rule: ResponsibilityRule) -> str:
    """Return what leads to whom by name; the log is read long after, by people who know no keys."""
    owner = gettext(rule.owner_class.label) if rule.owner_class else ""
    which = [rule.category.name if rule.category else "", rule.area.name, owner]
    return f"{' / '.join(filter(None, which))} → {rule.unit.name}"


def _end(row: Category | ResponsibilityRule, today: date) -> None:
    """Close the dates of a row: last day yesterday, or one day at least."""
    row.valid_to = max(today, date.fromordinal(row.valid_from.toordinal() + 1))
    row.save(update_fields=["valid_to"])
