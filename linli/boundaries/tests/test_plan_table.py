from datetime import date

import numpy as np
import pytest

from linli.boundaries.models import Run
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.queries.table import table_of
from linli.boundaries.rules.difference import difference, with_numbers_of
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.rules.table import ABOVE, BELOW, EMPTY, IN
from linli.boundaries.samples import NOON, make_base
from linli.boundaries.terms import RunKind, RunState
from linli.districting.objective import judge
from linli.districting.plan import criteria

TODAY = date(2026, 11, 22)


@pytest.fixture
def table(plan):
    """The table of the plan in some state; by default the present one."""

    def make(change=None):
        sheet = Sheet.from_json(plan.head.sheet)
        return table_of(open_desk(plan, change(sheet) if change else sheet), TODAY)

    return make


def test_the_table_says_what_each_community_is(table):
    first, second, *_rest = table().lines

    assert (first.households, first.range, first.pieces, first.heir, second.heir) == (2000, IN, 1, 0, None)
    assert (first.population, first.is_estimated) == (5200, True)
    assert first.area_km2 == pytest.approx(8 * 222.64 * 199.95 / 1e6, rel=1e-3)
    assert [(need.workers, need.m2) for need in first.needs] == [(5, 400), (10, 600)]
    assert first.origins == ((0, 1.0),)


def test_a_stripe_along_the_river_has_its_boundary_there(table):
    lines = table().lines

    assert lines[0].barrier_share == 0
    assert lines[1].barrier_share == pytest.approx(0.5)


def test_a_community_over_the_river_has_it_inside(table):
    line = table(lambda sheet: sheet.merge(1, 2)).lines[1]

    assert (line.range, line.is_wrong_size) == (ABOVE, True)
    assert line.crossed_m == pytest.approx(4 * 222.64)


def test_while_units_are_free_a_small_community_is_not_wrong(table):
    small = table(lambda sheet: sheet.assign([2, 3, 10], FREE)).lines[1]
    wrong = table(lambda sheet: sheet.assign([2, 3, 10], 0)).lines[1]

    assert (small.range, small.is_wrong_size, wrong.range, wrong.is_wrong_size) == (BELOW, False, BELOW, True)


def test_an_empty_community_has_its_line(table):
    line = table(lambda sheet: sheet.add("柳岸社区")).lines[-1]

    assert (line.range, line.households, line.needs[0].workers) == (EMPTY, 0, 0)


def test_a_community_without_room_or_office_has_no_way_to_one(table):
    lines = table().lines

    assert [line.rooms for line in lines] == [2, 0, 0, 2]
    assert lines[1].room_m is None
    assert lines[0].room_m < 400


def test_the_whole_plan_has_the_criteria_of_the_yardstick(table):
    found = table()

    assert found.criteria == pytest.approx(criteria(found.desk.problem, found.desk.labels))


def test_units_that_are_free_are_no_community(table):
    found = table(lambda sheet: sheet.remove(1))

    assert (found.criteria["k"], found.free, found.terms) == (3, 8, [])


def test_nothing_assigned_has_no_criteria(table):
    assert table(lambda sheet: sheet.assign(range(32), FREE)).criteria == {}


def test_the_terms_are_measured_by_what_the_engine_proposed(table, project):
    assert table().terms == []
    labels = [number % 8 // 2 for number in range(32)]
    result = {"choices": [{"labels": labels}]}
    Run.objects.create(project=project, kind=RunKind.PROPOSE, state=RunState.DONE, result=result, asked_at=NOON)

    found = table()

    expected = judge(found.desk.problem, np.asarray(labels), found.score.desk.weights, found.reference)
    assert [each.value for each in found.terms] == pytest.approx([each.value for each in expected])
    assert found.terms[0].value == pytest.approx(1.0)


def test_a_score_made_from_another_is_the_score(table):
    before = table().score
    moved = table(lambda sheet: sheet.assign([2], 0))

    assert before.criteria != moved.criteria
    assert moved.criteria == pytest.approx(criteria(moved.desk.problem, moved.desk.labels))


def test_a_difference_names_where_households_go(town):
    base = make_base(town)
    before = Sheet.of([0] * 16 + [1] * 16, {0: "甲", 1: "乙"})
    after = before.assign([0, 1], 1).assign([20], FREE).rename(1, "丙")

    found = difference(base, before, after, before.names, after.names)

    assert [(flow.source, flow.target, flow.units, flow.households) for flow in found.flows] == [
        ("甲", "丙", (0, 1), 500),
        ("乙", "", (20,), 250),
    ]
    assert (found.units, found.households, found.renamed) == (3, 750, (("乙", "丙"),))


def test_plans_of_different_makers_are_told_apart_by_what_they_share(town):
    base = make_base(town)
    mine = Sheet.of([0] * 16 + [1] * 16)
    theirs = Sheet.of([7] * 15 + [3] * 17)

    sheet, names = with_numbers_of(base, mine, theirs, {7: "甲", 3: "乙"})

    assert (sheet.labels, names) == ((0,) * 15 + (1,) * 17, {0: "甲", 1: "乙"})
