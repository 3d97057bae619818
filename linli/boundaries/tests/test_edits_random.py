"""Whatever is done to a plan: undoing all the way gives the first sheet, redoing back the last, locks always hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.boundaries import services
from linli.boundaries.models import Plan
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON, make_plan
from linli.boundaries.terms import LockKind

UNITS = some.lists(some.integers(0, 31), min_size=1, max_size=6)
COMMUNITY = some.integers(0, 4)
ACTS = some.one_of(
    some.fixed_dictionaries({"act": some.just("assign"), "units": UNITS, "to": some.integers(-1, 4)}),
    some.fixed_dictionaries({"act": some.just("merge"), "a": COMMUNITY, "b": COMMUNITY}),
    some.fixed_dictionaries({"act": some.just("add"), "name": some.sampled_from(["", "甲社区", "乙社区"])}),
    some.fixed_dictionaries({"act": some.just("remove"), "community": COMMUNITY}),
    some.fixed_dictionaries(
        {"act": some.just("rename"), "community": COMMUNITY, "name": some.sampled_from(["", "甲社区", "丁社区"])}
    ),
)
LOCKS = some.lists(
    some.tuples(some.sampled_from([LockKind.UNIT, LockKind.COMMUNITY]), some.integers(0, 3)), max_size=3, unique=True
)
pytestmark = pytest.mark.django_db
QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _do(plan, people, act, **params):
    """Do one act on top of the present step; refusals change nothing."""
    head = Plan.objects.get(pk=plan.pk).head_id
    try:
        services.edit(plan_id=plan.pk, head=head, act=act, actor=people["planner"], now=NOON, **params)
    except services.SheetRefused:
        assert Plan.objects.get(pk=plan.pk).head_id == head
        return False
    return True


def _sheet(plan):
    return Sheet.from_json(Plan.objects.get(pk=plan.pk).head.sheet)


@QUICK
@given(acts=some.lists(ACTS, min_size=1, max_size=8))
def test_undoing_all_the_way_and_redoing_back_loses_nothing(project, people, acts):
    plan = make_plan(project, name=f"方案 {project.plans.count()}", actor=people["planner"])
    first = _sheet(plan)
    for act in acts:
        _do(plan, people, **act)
    last = _sheet(plan)

    while _do(plan, people, "undo"):
        pass
    assert _sheet(plan) == first
    while _do(plan, people, "redo"):
        pass
    assert _sheet(plan) == last


@QUICK
@given(acts=some.lists(ACTS, min_size=1, max_size=8), locks=LOCKS)
def test_what_is_locked_stays_whatever_is_done(project, people, acts, locks):
    plan = make_plan(project, name=f"方案 {project.plans.count()}", actor=people["planner"])
    for kind, first in locks:
        services.lock(plan_id=plan.pk, head=plan.head_id, kind=kind, first=first, actor=None, now=NOON)
    before = _sheet(plan)

    for act in acts:
        _do(plan, people, **act)

    after = _sheet(plan)
    for kind, first in locks:
        if kind is LockKind.UNIT:
            assert after.labels[first] == before.labels[first]
        else:
            assert after.units_of(first) == before.units_of(first)
    assert plan.locks.count() == len(locks)
