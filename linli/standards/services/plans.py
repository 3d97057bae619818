"""Plans of several years begin, by hand or from a preset, and their facts change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places import queries as places
from linli.standards.models import Plan, Selection, Target
from linli.standards.queries.presets import get_indicator_presets, get_preset
from linli.standards.rules.plan_presets import PlanPreset, TargetPreset
from linli.standards.services.preset_metrics import install_measures
from linli.standards.services.refusals import refuse
from linli.standards.services.subjects import ensure_tier
from linli.standards.terms import AREA_KINDS, SubjectKind
from linli.values import noop

FACTS = ("name", "document", "first_year", "years", "is_active")
EARLIEST, LATEST, LONGEST = 2000, 2100, 20


@transaction.atomic
def begin_plan(
    *,
    area: places.Area,
    name: str,
    first_year: int,
    actor: Any,
    now: datetime,
    years: int = 3,
    document: str = "",
) -> Plan:
    """Begin an empty plan for an area. Raises StandardRefused."""
    facts = {"first_year": first_year, "years": years, "document": document.strip()}
    plan = _plan(area, name, facts, actor, now)
    ensure_tier(kind=SubjectKind.COMMUNITY, under=area)
    audit.record(actor=actor, action="standards.begin_plan", subject=plan, at=now, note=plan.name)
    return plan


@transaction.atomic
def change_plan(
    *,
    plan_id: int,
    actor: Any,
    now: datetime,
    name: str,
    first_year: int,
    years: int,
    document: str = "",
    is_active: bool = True,
) -> Plan:
    """Change the facts of a plan. Raises StandardRefused, also where its years would leave a target outside."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("area").get(pk=plan_id)
    name = _checked(plan.area, name, first_year, years, but=plan.pk)
    outside = plan.targets.exclude(year__gte=first_year, year__lt=first_year + years)
    if stray := outside.order_by("year").first():
        text = noop("“%(title)s” of %(year)s would lie outside of the plan's years.")
        raise refuse("plan_years", text, title=stray.title, year=stray.year)
    facts = dict(zip(FACTS, (name, document.strip(), first_year, years, is_active), strict=True))
    before = {fact: getattr(plan, fact) for fact in FACTS}
    for fact, value in facts.items():
        setattr(plan, fact, value)
    plan.save(update_fields=FACTS)
    details = {"before": before, "after": facts}
    audit.record(actor=actor, action="standards.change_plan", subject=plan, at=now, note=plan.name, details=details)
    return plan


@transaction.atomic
def plan_from_preset(*, preset: str, area: places.Area, first_year: int, actor: Any, now: datetime) -> Plan:
    """
    Begin a plan as a policy file has it; it opens as ordinary data that may be changed.

    preset: its code. Metrics and indicators that are missing come with it; its named selections begin empty. Raises
    StandardRefused where there is such a plan already, KeyError for an unknown preset.
    """
    found = get_preset(preset)
    plan = _plan(area, found.name, {"first_year": first_year, "years": found.years}, actor, now)
    install_measures(found.metrics, [*found.indicators, *_shared(found)], valid_from=found.valid_from)
    own = _own_tier(area)
    tiers = {target.subject_kind or own for target in found.targets}
    for tier in sorted(tiers):
        ensure_tier(kind=tier, under=area)
    selections = {each.code: _selection(area, each.name, each.clause) for each in found.selections}
    Target.objects.bulk_create(_target(plan, each, own, selections) for each in found.targets)
    details = {"standards.preset": preset, "standards.targets": len(found.targets)}
    audit.record(actor=actor, action="standards.begin_plan", subject=plan, at=now, note=plan.name, details=details)
    return plan


def _plan(area: places.Area, name: str, facts: dict[str, Any], actor: Any, now: datetime) -> Plan:
    """Insert a plan. Raises StandardRefused."""
    kept = _checked(area, name, facts["first_year"], facts["years"])
    return Plan.objects.create(area=area, name=kept, made_by=actor, made_at=now, **facts)


def _checked(area: places.Area, name: str, first_year: int, years: int, but: int | None = None) -> str:
    """Return the name as it is kept. Raises StandardRefused for facts that no plan may have."""
    kept = " ".join(name.split())
    if not kept:
        raise refuse("plan_name", noop("A plan needs a name."))
    if not (EARLIEST <= first_year <= LATEST and 1 <= years <= LONGEST):
        text = noop("A plan begins between %(first)s and %(last)s and has at most %(years)s years.")
        raise refuse("plan_span", text, first=EARLIEST, last=LATEST, years=LONGEST)
    same = Plan.objects.filter(area=area, name=kept)
    if (same if but is None else same.exclude(pk=but)).exists():
        raise refuse("plan_exists", noop("%(area)s has a plan called “%(name)s” already."), area=str(area), name=kept)
    return kept


def _shared(preset: PlanPreset) -> list[Mapping[str, Any]]:
    """Return the indicators that a preset's targets name and the house's own file defines."""
    named = {target.indicator for target in preset.targets}
    return [row for row in get_indicator_presets()[0].indicators if row["code"] in named]


def _own_tier(area: places.Area) -> SubjectKind:
    """Return the tier of an area as a kind of subject. Raises StandardRefused for a tier nobody judges."""
    tier = area.tier.code
    if tier not in {kind.value for kind in AREA_KINDS}:
        raise refuse("plan_tier", noop("%(area)s is no area that plans are made for."), area=str(area))
    return SubjectKind(tier)


def _selection(area: places.Area, name: str, clause: str) -> Selection:
    """Return the selection of that name in the area, begun empty if there is none; names are unique everywhere."""
    own = f"{area.short_name} {name}"
    found = Selection.objects.filter(area=area, name__in=(name, own)).order_by("pk").first()
    if found is not None:
        return found
    taken = Selection.objects.filter(name=name).exists()
    return Selection.objects.create(area=area, name=own if taken else name, clause=clause)


def _target(plan: Plan, said: TargetPreset, own: SubjectKind, selections: dict[str, Selection]) -> Target:
    """Return a target of a preset, due at the end of its year; not stored yet."""
    year = plan.first_year + said.year - 1
    shared = ("order", "title", "kind", "indicator", "scope_kind", "comparator", "unit_comparator", "path", "clause")
    return Target(
        plan=plan,
        area=plan.area,
        subject_kind=said.subject_kind or own,
        selection=selections.get(said.selection),
        year=year,
        due_on=date(year, 12, 31),
        value=said.value,
        unit_value=said.unit_value,
        base=said.base,
        **{name: getattr(said, name) for name in shared},
    )
