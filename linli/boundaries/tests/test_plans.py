import pytest
from django.urls import reverse

from linli.boundaries import services
from linli.boundaries.models import Plan
from linli.boundaries.queries.plans import for_project
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON, make_plan
from linli.boundaries.terms import LockKind, ProjectState
from linli.foundation.models import AuditLine


@pytest.fixture
def planner(client, people):
    """A browser in which the planner is signed in."""
    client.force_login(people["planner"])
    return client


def test_a_copy_begins_where_the_plan_stands_with_its_locks(plan, people):
    services.lock(plan_id=plan.pk, head=plan.head_id, kind=LockKind.UNIT, first=3, actor=None, now=NOON)

    copy = services.copy_plan(plan_id=plan.pk, step_id=None, actor=people["planner"], now=NOON)

    assert (copy.name, copy.copied_from, copy.steps.count()) == ("方案一 (2)", plan, 1)
    assert copy.head.sheet == plan.head.sheet
    assert [(lock.kind, lock.first) for lock in copy.locks.all()] == [(LockKind.UNIT, 3)]
    assert AuditLine.objects.filter(action="boundaries.copy", subject_id=str(copy.pk)).count() == 1


def test_copies_of_copies_are_counted_on(plan):
    names = [services.copy_plan(plan_id=plan.pk, step_id=None, actor=None, now=NOON).name for _ in range(2)]

    last = Plan.objects.get(name=names[-1])
    names.append(services.copy_plan(plan_id=last.pk, step_id=None, actor=None, now=NOON).name)
    assert names == ["方案一 (2)", "方案一 (3)", "方案一 (4)"]


def test_a_step_of_another_plan_is_none(plan, project):
    other = make_plan(project, name="方案二")

    with pytest.raises(services.SheetRefused) as refused:
        services.copy_plan(plan_id=plan.pk, step_id=other.head_id, actor=None, now=NOON)

    assert refused.value.reason.rule == "boundaries.no_such_step"


@pytest.mark.parametrize(("name", "rule"), [("", "no_name"), (" 方案二 ", "plan_name_twice")])
def test_a_plan_has_a_name_of_its_own(plan, project, name, rule):
    make_plan(project, name="方案二")

    with pytest.raises(services.SheetRefused) as refused:
        services.rename_plan(plan_id=plan.pk, name=name, actor=None, now=NOON)

    assert refused.value.reason.rule == f"boundaries.{rule}"


def test_a_plan_put_away_is_read_only_until_it_is_taken_out(plan):
    services.put_away(plan_id=plan.pk, is_archived=True, actor=None, now=NOON)
    wish = {"plan_id": plan.pk, "head": plan.head_id, "act": "assign", "actor": None, "now": NOON}

    with pytest.raises(services.SheetRefused) as refused:
        services.edit(**wish, units=[2], to=0)
    services.put_away(plan_id=plan.pk, is_archived=False, actor=None, now=NOON)
    services.edit(**wish, units=[2], to=0)

    assert refused.value.reason.rule == "boundaries.put_away"


def test_the_chosen_plan_is_not_put_away(plan, project):
    project.chosen = plan
    project.save()

    with pytest.raises(services.SheetRefused) as refused:
        services.put_away(plan_id=plan.pk, is_archived=True, actor=None, now=NOON)

    assert refused.value.reason.rule == "boundaries.chosen"


def test_the_page_of_a_split_lists_its_plans_in_figures(plan, project, people):
    torn = make_plan(project, name="方案二")
    services.edit(plan_id=torn.pk, head=torn.head_id, act="assign", actor=None, now=NOON, units=[2, 3, 10, 11], to=0)
    free = make_plan(project, name="方案三")
    services.edit(plan_id=free.pk, head=free.head_id, act="remove", actor=None, now=NOON, community=1)

    rows = for_project(project, people["planner"])["plan_rows"]

    assert [(row.communities, row.least, row.most, row.free) for row in rows] == [
        (4, 2000, 2000, 0),
        (4, 1000, 3000, 0),
        (3, 2000, 2000, 8),
    ]
    assert [(row.wrong > 0, row.incomplete > 0) for row in rows] == [(False, False), (True, False), (False, True)]


def test_the_list_of_plans_costs_the_same_for_many(plan, project, people, django_assert_max_num_queries):
    for number in range(5):
        make_plan(project, name=f"方案 {number}")

    with django_assert_max_num_queries(8):
        for_project(project, people["planner"])


def test_a_plan_is_begun_from_the_present_or_from_nothing(planner, project):
    address = reverse("boundaries:new_plan", args=[project.pk])

    planner.post(address, {"name": "手工方案", "start": "present"})
    planner.post(address, {"name": "", "start": "blank"})

    present, blank = Plan.objects.order_by("pk")
    assert (present.name, set(present.head.sheet["labels"]), set(blank.head.sheet["labels"])) == (
        "手工方案",
        {0, 1},
        {-1},
    )


def test_a_plan_is_renamed_put_away_and_taken_out_on_the_page_of_the_split(planner, plan):
    planner.post(reverse("boundaries:rename_plan", args=[plan.pk]), {"name": "东西各二"})
    planner.post(reverse("boundaries:put_away", args=[plan.pk]))
    plan.refresh_from_db()
    assert (plan.name, plan.is_archived) == ("东西各二", True)

    planner.post(reverse("boundaries:put_away", args=[plan.pk]))
    plan.refresh_from_db()
    assert not plan.is_archived


@pytest.mark.parametrize("act", ["copy", "rename_plan", "put_away"])
def test_who_may_only_look_changes_no_plan(client, people, plan, act):
    client.force_login(people["commander"])

    assert client.post(reverse(f"boundaries:{act}", args=[plan.pk]), {"name": "x"}).status_code == 403


def test_plans_of_a_split_on_its_way_are_not_copied(planner, plan, project):
    type(project).objects.filter(pk=project.pk).update(state=ProjectState.PROPOSED)

    answer = planner.post(reverse("boundaries:copy", args=[plan.pk]))

    assert (answer.status_code, Plan.objects.count()) == (422, 1)


def test_the_steps_page_tells_who_did_what_and_compares(planner, people, plan):
    edited = services.edit(
        plan_id=plan.pk, head=plan.head_id, act="assign", actor=people["guide"], now=NOON, units=[2, 10], to=0
    )

    address = reverse("boundaries:steps", args=[plan.pk])
    page = planner.get(f"{address}?a={plan.head_id}&b={edited.head_id}").content.decode()

    assert all(words in page for words in (str(people["guide"]), "新社区1", "河西社区", "500"))
    assert planner.get(f"{address}?a=zwei&b=1").status_code == 404


def test_an_earlier_step_becomes_a_plan_of_its_own(planner, plan):
    services.edit(plan_id=plan.pk, head=plan.head_id, act="remove", actor=None, now=NOON, community=1)

    planner.post(reverse("boundaries:copy", args=[plan.pk]), {"from": plan.head_id})

    assert Plan.objects.get(copied_from=plan).head.sheet == plan.head.sheet


def test_the_sheet_of_a_copy_is_its_own(plan):
    copy = services.copy_plan(plan_id=plan.pk, step_id=None, actor=None, now=NOON)
    services.edit(plan_id=copy.pk, head=copy.head_id, act="assign", actor=None, now=NOON, units=[2], to=0)

    assert Sheet.from_json(Plan.objects.get(pk=plan.pk).head.sheet).labels[2] == 1
