import pytest

from linli.boundaries import services
from linli.boundaries.models import Plan, Run
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.terms import EditAct, RunKind, RunState

BANDS = [number // 8 for number in range(32)]


@pytest.fixture
def proposed(plan, project):
    """What the engine found: one way, for the plan as it is; facts change the run."""

    def make(labels=BANDS, **facts):
        kept = {"plan": plan, "step": plan.head, "kind": RunKind.IMPROVE, "state": RunState.DONE} | facts
        return Run.objects.create(project=project, result={"choices": [{"labels": labels}]}, asked_at=NOON, **kept)

    return make


@pytest.fixture
def apply(plan, people):
    """Take the engine's result over as the planner."""

    def act(run, choice=0):
        head = Plan.objects.get(pk=plan.pk).head_id
        facts = {"act": "apply", "actor": people["planner"], "now": NOON}
        return services.edit(plan_id=plan.pk, head=head, run=run.pk, choice=choice, **facts).head

    return act


def _rename(plan, community, name):
    head = Plan.objects.get(pk=plan.pk).head_id
    facts = {"act": "rename", "actor": None, "now": NOON}
    services.edit(plan_id=plan.pk, head=head, community=community, name=name, **facts)


def test_a_result_is_one_step_that_says_where_it_came_from(apply, proposed):
    run = proposed()

    step = apply(run)

    assert (step.act, step.params["run"], step.sheet["labels"]) == (EditAct.APPLY, run.pk, BANDS)


def test_names_stay_with_their_numbers(plan, apply, proposed):
    _rename(plan, 2, "柳岸社区")
    run = proposed(step=Plan.objects.get(pk=plan.pk).head)

    assert Sheet.from_json(apply(run).sheet).names[2] == "柳岸社区"


def test_a_name_given_meanwhile_does_not_make_the_result_old(plan, apply, proposed):
    run = proposed()
    _rename(plan, 2, "柳岸社区")

    assert Sheet.from_json(apply(run).sheet).names[2] == "柳岸社区"


def test_a_split_is_said_to_be_one(apply, proposed):
    assert apply(proposed(kind=RunKind.SPLIT)).act is EditAct.SPLIT


def test_what_was_found_for_the_project_takes_our_numbers(plan, apply, proposed):
    labels = [(number % 8 // 2 + 2) % 4 for number in range(32)]
    labels[2] = 2  # all as it is, under other numbers, but for one unit

    step = apply(proposed(labels, plan=None, step=None, kind=RunKind.PROPOSE))

    expected = list(plan.head.sheet["labels"])
    expected[2] = 0
    assert step.sheet["labels"] == expected


@pytest.mark.parametrize(
    ("facts", "choice"),
    [({"state": RunState.FAILED}, 0), ({"labels": BANDS[:-1]}, 0), ({}, 1), ({}, -1)],
)
def test_what_is_no_result_is_refused(apply, proposed, facts, choice):
    with pytest.raises(services.SheetRefused) as refused:
        apply(proposed(**facts), choice)

    assert refused.value.reason.rule == "boundaries.no_such_result"


def test_a_result_for_another_state_of_the_plan_is_refused(plan, apply, proposed):
    run = proposed()
    services.edit(plan_id=plan.pk, head=plan.head_id, act="assign", actor=None, now=NOON, units=[2], to=0)

    with pytest.raises(services.SheetRefused) as refused:
        apply(run)

    assert refused.value.reason.rule == "boundaries.outdated_result"
