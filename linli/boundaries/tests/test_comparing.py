import pytest
from django.urls import reverse

from linli.boundaries.models import Run
from linli.boundaries.queries.comparing import Comparison, bounds_of, changes_of
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON, make_plan
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct
from linli.boundaries.tests.asking import HALVES, STRIPES, make_done


@pytest.fixture
def planner(client, people):
    """The browser of somebody who makes plans."""
    client.force_login(people["planner"])
    return client


@pytest.fixture
def done(plan):
    """Work of the engine that ended with two choices."""
    return make_done(plan)


def test_plans_stand_side_by_side_with_the_better_figure_marked(planner, plan, project):
    other = make_plan(project, name="方案二")
    add_step(plan=other, act=EditAct.ASSIGN, sheet=Sheet.of(HALVES), params={}, actor=None, now=NOON)

    page = planner.get(reverse("boundaries:compare", args=[project.pk])).content.decode()

    assert "方案一" in page
    assert "方案二" in page
    assert 'data-testid="pareto"' in page
    assert f'data-state-b="{reverse("boundaries:state", args=[other.pk])}"' in page
    assert "▲" in page


def test_the_difference_of_two_plans_is_counted_in_households(plan, project):
    other = make_plan(project, name="方案二")
    add_step(plan=other, act=EditAct.ASSIGN, sheet=Sheet.of([5, *STRIPES[1:]]), params={}, actor=None, now=NOON)

    rows = changes_of(open_desk(plan), open_desk(other))

    assert [(row.number, row.households, row.one) for row in rows] == [(0, 250, "河西社区")]


def test_the_same_communities_under_other_numbers_are_no_difference(plan, project):
    other = make_plan(project, name="方案二")
    turned = Sheet.of([3 - label for label in STRIPES])
    add_step(plan=other, act=EditAct.ASSIGN, sheet=turned, params={}, actor=None, now=NOON)

    assert changes_of(open_desk(plan), open_desk(other)) == []


def test_units_without_a_community_are_compared_too(plan, project):
    other = make_plan(project, name="方案二")
    add_step(plan=other, act=EditAct.ASSIGN, sheet=Sheet.of([FREE, *STRIPES[1:]]), params={}, actor=None, now=NOON)
    comparison = Comparison(project, [plan, other])

    assert [row.number for row in changes_of(open_desk(plan), open_desk(other))] == [0]
    assert [bool(column.figures) for column in comparison.columns] == [True, False]
    assert len(comparison.chart("J", "spread").marks) == 1


def test_a_beaten_plan_says_by_which(plan, project):
    worse = make_plan(project, name="方案二")
    uneven = [0 if unit in (2, 10, 18) else label for unit, label in enumerate(STRIPES)]
    add_step(plan=worse, act=EditAct.ASSIGN, sheet=Sheet.of(uneven), params={}, actor=None, now=NOON)

    columns = Comparison(project, [plan, worse]).columns

    assert [column.beaten_by for column in columns] == ["", "方案一"]


def test_the_bound_says_how_much_better_any_plan_could_be(plan, done):
    cost = Comparison(plan.project, [plan]).figures[0]["J"]
    Run.objects.filter(pk=done.pk).update(result=done.result | {"bound": cost * 0.98})

    (column,) = Comparison(plan.project, [plan]).columns

    assert "2.0" in column.gap
    plan.project.low = 1400
    assert bounds_of(plan.project) == []


def test_a_bound_that_knows_locked_units_says_nothing_of_other_plans(plan, done):
    Run.objects.filter(pk=done.pk).update(result=done.result | {"is_bound_for_all": False})

    assert bounds_of(plan.project) == []


def test_a_bound_that_keeps_units_together_holds_only_for_plans_that_do(plan, done):
    pairs = {"together": [[0, 1]], "apart": [[0, 7]]}
    Run.objects.filter(pk=done.pk).update(result=done.result | {"pairs": pairs})

    (bound,) = bounds_of(plan.project)

    assert bound.holds_for(open_desk(plan))
    assert not bound.holds_for(open_desk(plan, Sheet.of([1, 0, *STRIPES[2:]])))


def test_a_project_without_plans_says_so(planner, project):
    page = planner.get(reverse("boundaries:compare", args=[project.pk]))

    assert 'data-testid="empty"' in page.content.decode()


@pytest.mark.parametrize("query", ["?x=nothing&y=k", "?plan=abc&a=9&b=9", "?x=purity&y=total"])
def test_what_makes_no_sense_in_the_address_is_ignored(planner, plan, query):
    assert planner.get(reverse("boundaries:compare", args=[plan.project_id]) + query).status_code == 200
