import pytest

from linli.boundaries import services
from linli.boundaries.models import Plan, Step
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.terms import EditAct, LockKind, ProjectState
from linli.foundation.models import AuditLine


@pytest.fixture
def do(plan, people):
    """Do something to the plan as the planner, on top of its present step; the plan as it then is."""

    def act(what, **params):
        head = Plan.objects.get(pk=plan.pk).head_id
        return services.edit(plan_id=plan.pk, head=head, act=what, actor=people["planner"], now=NOON, **params)

    return act


@pytest.fixture
def lock(plan, people):
    """Lock something in the plan as the planner."""

    def add(kind, first, second=None):
        facts = {"actor": people["planner"], "now": NOON}
        return services.lock(plan_id=plan.pk, head=plan.head_id, kind=kind, first=first, second=second, **facts)

    return add


def _sheet(plan):
    return Sheet.from_json(Plan.objects.get(pk=plan.pk).head.sheet)


def test_an_edit_is_a_step_with_its_author_and_one_audit_line(plan, people, do):
    before = AuditLine.objects.count()

    do("assign", units=[2], to=0)

    step = Step.objects.order_by("-pk").first()
    assert (step.act, step.actor, step.parent_id, step.params["count"]) == (
        EditAct.ASSIGN,
        people["planner"],
        plan.head_id,
        1,
    )
    assert (step.params["source"], step.params["target"]) == (["新社区1"], ["河西社区"])
    line = AuditLine.objects.order_by("-pk").first()
    assert (AuditLine.objects.count() - before, line.action, line.subject_id) == (1, "boundaries.edit", str(plan.pk))


def test_what_changes_nothing_is_no_step(plan, do):
    do("assign", units=[0], to=0)

    assert Step.objects.filter(plan=plan).count() == 1


def test_undo_and_redo_walk_the_steps_and_are_logged(plan, do):
    do("assign", units=[2], to=0)
    after = _sheet(plan)

    do("undo")
    assert _sheet(plan) == Sheet.from_json(plan.head.sheet)
    do("redo")

    assert _sheet(plan) == after
    assert [line.action for line in AuditLine.objects.order_by("-pk")[:2]] == ["boundaries.redo", "boundaries.undo"]


def test_after_undoing_redo_goes_to_the_newest_branch(plan, do):
    do("assign", units=[2], to=0)
    do("undo")
    do("assign", units=[3], to=0)
    do("undo")
    do("redo")

    assert _sheet(plan).labels[2:4] == (1, 0)


@pytest.mark.parametrize(("act", "rule"), [("undo", "nothing_to_undo"), ("redo", "nothing_to_redo")])
def test_the_ends_of_the_steps_are_said(do, act, rule):
    with pytest.raises(services.SheetRefused) as refused:
        do(act)

    assert refused.value.reason.rule == f"boundaries.{rule}"


@pytest.mark.parametrize(
    ("kind", "first", "act", "params"),
    [
        (LockKind.UNIT, 2, "assign", {"units": [2, 3], "to": 0}),
        (LockKind.SEAT, 0, "assign", {"units": [0], "to": 1}),
        (LockKind.COMMUNITY, 1, "assign", {"units": [2], "to": 0}),
        (LockKind.COMMUNITY, 1, "assign", {"units": [0], "to": 1}),
        (LockKind.COMMUNITY, 1, "merge", {"a": 0, "b": 1}),
        (LockKind.UNIT, 2, "remove", {"community": 1}),
    ],
)
def test_a_lock_refuses_and_names_itself(plan, do, lock, kind, first, act, params):
    row = lock(kind, first)

    with pytest.raises(services.SheetRefused) as refused:
        do(act, **params)

    assert (refused.value.reason.rule, refused.value.reason.params["lock"]) == ("boundaries.locked", row.pk)
    assert _sheet(plan) == Sheet.from_json(plan.head.sheet)


def test_a_locked_community_without_units_stays(plan, do, lock):
    done = do("add", name="柳岸社区")
    services.lock(plan_id=plan.pk, head=done.head_id, kind=LockKind.COMMUNITY, first=4, actor=None, now=NOON)

    with pytest.raises(services.SheetRefused):
        do("remove", community=4)


def test_a_lock_survives_undoing(plan, do, lock):
    do("assign", units=[2], to=0)
    services.lock(
        plan_id=plan.pk,
        head=Plan.objects.get(pk=plan.pk).head_id,
        kind=LockKind.UNIT,
        first=20,
        actor=None,
        now=NOON,
    )

    do("undo")

    assert plan.locks.count() == 1


def test_undoing_does_not_take_a_locked_unit_along(plan, do):
    done = do("assign", units=[2], to=0)
    services.lock(plan_id=plan.pk, head=done.head_id, kind=LockKind.UNIT, first=2, actor=None, now=NOON)

    with pytest.raises(services.SheetRefused) as refused:
        do("undo")

    assert refused.value.reason.rule == "boundaries.locked"


def test_the_same_lock_twice_is_one(plan, lock):
    assert lock(LockKind.TOGETHER, 5, 4) == lock(LockKind.TOGETHER, 4, 5)


@pytest.mark.parametrize(
    ("kind", "first", "second", "rule"),
    [
        (LockKind.UNIT, 99, None, "no_such_unit"),
        (LockKind.COMMUNITY, 9, None, "no_such_community"),
        (LockKind.SEAT, 5, None, "no_seat"),
        (LockKind.TOGETHER, 5, None, "no_such_unit"),
        (LockKind.APART, 5, 5, "same_unit"),
        (LockKind.BORDER, 0, 1, "no_boundary"),
        (LockKind.BORDER, 0, 31, "no_boundary"),
    ],
)
def test_what_cannot_be_locked_says_why(lock, kind, first, second, rule):
    with pytest.raises(services.SheetRefused) as refused:
        lock(kind, first, second)

    assert refused.value.reason.rule == f"boundaries.{rule}"


def test_a_lock_is_taken_off_once(plan, people, lock):
    row = lock(LockKind.BORDER, 1, 2)
    off = {"plan_id": plan.pk, "head": plan.head_id, "lock": row.pk, "actor": people["planner"], "now": NOON}
    services.unlock(**off)

    with pytest.raises(services.SheetRefused):
        services.unlock(**off)

    assert AuditLine.objects.filter(action="boundaries.unlock").count() == 1


def test_who_comes_second_learns_what_both_touched(plan, people, do):
    do("assign", units=[2, 10], to=0)

    with pytest.raises(services.ConflictError) as conflict:
        services.edit(
            plan_id=plan.pk, head=plan.head_id, act="assign", actor=people["guide"], now=NOON, units=[2, 3], to=3
        )

    assert (conflict.value.both, conflict.value.theirs) == ((2,), (2, 10))
    assert [step.actor for step in conflict.value.steps] == [people["planner"]]


def test_what_was_undone_before_is_not_told(plan, people, do):
    do("assign", units=[5], to=0)
    do("undo")
    do("assign", units=[2], to=0)

    with pytest.raises(services.ConflictError) as conflict:
        services.edit(plan_id=plan.pk, head=plan.head_id, act="undo", actor=people["guide"], now=NOON)

    assert [step.params["units"] for step in conflict.value.steps] == [[2]]
    assert not conflict.value.is_taken_back


def test_who_edits_what_others_took_back_is_told_so(plan, people, do):
    seen = do("assign", units=[2], to=0).head_id
    do("undo")
    do("assign", units=[3], to=0)

    with pytest.raises(services.ConflictError) as conflict:
        services.edit(plan_id=plan.pk, head=seen, act="assign", actor=people["guide"], now=NOON, units=[3], to=3)

    assert conflict.value.is_taken_back
    assert (conflict.value.theirs, conflict.value.both) == ((2, 3), (3,))


@pytest.mark.parametrize(
    ("state", "rule"), [(ProjectState.PROPOSED, "not_editable"), (ProjectState.ARCHIVED, "not_editable")]
)
def test_a_proposed_plan_is_closed(project, do, state, rule):
    type(project).objects.filter(pk=project.pk).update(state=state)

    with pytest.raises(services.SheetRefused) as refused:
        do("assign", units=[2], to=0)

    assert refused.value.reason.rule == f"boundaries.{rule}"


def test_an_earlier_step_comes_back_on_top(plan, do):
    do("merge", a=0, b=1)
    do("remove", community=2)
    do("restore", step=plan.head_id)

    assert (_sheet(plan), Step.objects.count()) == (Sheet.from_json(plan.head.sheet), 4)


def test_a_removed_community_leaves_its_units_free(plan, do):
    do("remove", community=1)

    assert _sheet(plan).labels[2] == FREE


@pytest.mark.parametrize("name", ["河东社区", "新社区2", " 河东社区 "])
def test_a_name_by_which_another_goes_is_refused(do, name):
    with pytest.raises(services.SheetRefused) as refused:
        do("rename", community=1, name=name)

    assert refused.value.reason.rule == "boundaries.name_twice"


def test_a_community_may_be_given_the_name_it_goes_by(plan, do):
    do("rename", community=0, name="河西社区")

    assert _sheet(plan).names[0] == "河西社区"


def test_a_checkpoint_names_the_present_step(plan, do):
    do("checkpoint", name=" 居民会议前 ")

    plan.head.refresh_from_db()
    assert (plan.head.checkpoint, Step.objects.count()) == ("居民会议前", 1)
