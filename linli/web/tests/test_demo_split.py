"""The demo's split: a draft with a finished plan for nine communities that keeps every hard rule, on every seed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, transaction

from linli.boundaries.models import ConsultationRecord, Neighbourhood, Passage, Plan
from linli.boundaries.queries import base_of, visible_plans
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.terms import EditAct, LockKind, Moderation, ProjectState
from linli.districting.findings import examine_plan
from linli.districting.plan import criteria
from linli.foundation import audit
from linli.people.models import Account
from linli.places.models import Area
from linli.web.demo.builder import build
from linli.web.tests.telling import histories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="test_demo builds the same split on every database"),
]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module", params=(1, 2))
def plan(request, django_db_setup, django_db_blocker):
    """Build one demo a seed, give its plan, and take the demo back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(seed=request.param, cases=20, now=NOW, say=lambda text: None)
        yield Plan.objects.select_related("project__area", "head").get()
        transaction.set_rollback(True)
    (settings.DATA_DIR / "demo.json").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def told():
    """What the demos of the seeds before told."""
    return []


def test_another_seed_tells_something_else(plan, told):
    found = histories()

    assert found not in told
    told.append(found)


def test_three_oversize_communities_become_nine_within_bounds(plan):
    desk = open_desk(plan)

    found = criteria(desk.problem, desk.labels)
    assert [one.name for one in desk.base.communities] == ["京铜社区", "白云社区", "团结社区"]
    assert found["k"] == 9
    assert found["contiguous"]
    assert found["minhh"] >= 1500
    assert found["maxhh"] <= 3500
    assert not examine_plan(desk.problem, desk.labels)


def test_three_keep_their_names_and_six_have_new_ones_of_their_own(plan):
    desk = open_desk(plan)
    names = [desk.called[number] for number in desk.called if number not in desk.heirs]

    assert {desk.called[number] for number in desk.heirs} == {"京铜社区", "白云社区", "团结社区"}
    assert len(set(names)) == 6
    assert all(len(name) == 4 and name.endswith("社区") for name in names)
    assert not Area.objects.filter(name__in=names).exists()


def test_the_ground_tiles_and_follows_named_lines(plan):
    base = base_of(plan.project)

    assert base.neighbours == "borders"
    assert {border.kind for border in base.borders} == {0, 1, 2, 3}
    assert "碧溪河" in {stretch.name for stretch in base.stretches}
    assert sum(unit.area for unit in base.units) > 2_000_000
    assert all(unit.population for unit in base.units if unit.households)


def test_seats_are_inhabited_and_every_new_community_has_a_room(plan):
    desk = open_desk(plan)
    base = desk.base

    assert all(base.units[one.seat].households for one in base.communities)
    assert criteria(desk.problem, desk.labels)["no_facility"] <= 1


def test_it_is_a_draft_with_the_preset_of_document_002_and_a_reason(plan):
    project = plan.project

    assert (project.low, project.high, project.wished) == (1500, 3500, 9)
    assert project.band_reason
    assert project.state == ProjectState.DRAFT
    assert list(Passage.objects.filter(project=project).values_list("after", flat=True)) == [ProjectState.DRAFT]


def test_steps_a_checkpoint_and_a_lock_are_there(plan):
    acts = list(plan.steps.order_by("pk").values_list("act", flat=True))
    lock = plan.locks.get()

    assert acts == [EditAct.START, *[EditAct.RENAME] * 6]
    assert plan.head.checkpoint
    assert lock.kind == LockKind.TOGETHER
    assert lock.note
    labels = open_desk(plan).sheet.labels
    assert labels[lock.first] == labels[lock.second]


def test_residents_were_heard(plan):
    drawn = Neighbourhood.objects.filter(project=plan.project, state=Moderation.SHOWN)

    assert [len(one.units) >= 2 for one in drawn] == [True, True]
    assert all(one.weight > 1 for one in drawn)
    assert ConsultationRecord.objects.filter(project=plan.project, on__lt=NOW.date()).count() == 2


def test_the_subdistrict_sees_it_and_the_other_district_does_not(plan):
    planner, guide, other = (Account.objects.get(username=name) for name in ("planner", "guide", "other"))

    assert visible_plans(planner, "boundaries.edit").filter(pk=plan.pk).exists()
    assert visible_plans(guide).filter(pk=plan.pk).exists()
    assert not visible_plans(other).exists()


def test_the_audit_chain_is_whole(plan):
    assert all(result.is_ok for result in audit.verify_all())
