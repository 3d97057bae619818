import pytest
from django.urls import reverse

from linli.boundaries.models import Lock
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.queries.why import why_between, why_community, why_unit
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.terms import LockKind, ProjectState
from linli.boundaries.tests.asking import STRIPES


@pytest.fixture
def planner(client, people):
    """The browser of somebody who makes plans."""
    client.force_login(people["planner"])
    return client


def test_a_unit_says_why_it_is_where_it_is_and_what_else_it_could(plan):
    why = why_unit(open_desk(plan), 1)

    assert why.title == "1排2号小区"
    assert [(other.name, other.households_there, other.households_left) for other in why.others] == [
        ("新社区1", 2250, 1750)
    ]
    assert len(why.sentences) == 1


def test_a_unit_without_a_community_says_so_and_where_it_fits(plan):
    sheet = Sheet.of([STRIPES[0], FREE, *STRIPES[2:]])

    why = why_unit(open_desk(plan, sheet), 1)

    assert [(other.name, other.households_there) for other in why.others] == [("河西社区", 2000), ("新社区1", 2250)]
    assert "1排2号小区" in why.sentences[0]


def test_nobody_is_advised_to_go_nowhere(plan):
    sheet = Sheet.of([FREE, *STRIPES[1:]])

    assert all(other.number != FREE for other in why_unit(open_desk(plan, sheet), 1).others)


def test_a_community_and_a_boundary_speak_with_names(plan):
    desk = open_desk(plan)

    assert "河西社区" in why_community(desk, 0).sentences[0]
    assert "河西社区" in why_between(desk, 1, 0).sentences[0]
    assert len(why_between(desk, 0, 3).sentences) == 1


def test_a_lock_is_a_reason(plan):
    Lock.objects.create(plan=plan, kind=LockKind.TOGETHER, first=0, second=1, at=NOON)

    assert not why_unit(open_desk(plan), 1).others[0].is_possible


@pytest.mark.parametrize("query", ["unit=1", "community=2", "between=0,1", "between=0&between=1", ""])
def test_why_is_a_page_and_a_part(planner, plan, query):
    address = f"{reverse('boundaries:why', args=[plan.pk])}?{query}"

    page, part = planner.get(address), planner.get(address, HTTP_ACCEPT="*/*")

    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert 'data-testid="why"' in part.content.decode()


@pytest.mark.parametrize("query", ["unit=99", "unit=x", "community=9", "between=0", "between=0,9", "unit=²"])
def test_what_is_not_in_the_plan_is_not_found(planner, plan, query):
    assert planner.get(f"{reverse('boundaries:why', args=[plan.pk])}?{query}").status_code == 404


def test_why_offers_no_move_where_nothing_may_be_edited(planner, plan):
    plan.project.state = ProjectState.PROPOSED
    plan.project.save()

    page = planner.get(reverse("boundaries:why", args=[plan.pk]), {"unit": 1}).content.decode()

    assert 'value="assign"' not in page
