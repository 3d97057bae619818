import pytest

from linli.boundaries import queries, services
from linli.boundaries.models import Lock, Run
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct, LockKind, ProjectState, RunKind, RunState
from linli.boundaries.tests.asking import CHUNKS, ask, clock
from linli.foundation.models import AuditLine

ANSWERS = []
"""What the engine proposed for the plan of the town: it takes seconds, and is the same every time."""


@pytest.fixture
def proposal(plan):
    """Proposals for the plan, as work that is done."""
    run = services.start_run(
        project=plan.project, plan=plan, head=plan.head_id, kind=RunKind.PROPOSE, params=CHUNKS, actor=None, now=NOON
    )
    if ANSWERS:
        Run.objects.filter(pk=run.pk).update(state=RunState.DONE, result=ANSWERS[0])
    else:
        services.carry_out(run_id=run.pk, clock=clock)
    run.refresh_from_db()
    ANSWERS[:] = [run.result]
    return run


def change(plan, labels):
    """Put other labels on top of a plan."""
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=Sheet.of(labels), params={}, actor=None, now=NOON)


def lock(plan, kind, first, second=None):
    Lock.objects.create(plan=plan, kind=kind, first=first, second=second, at=NOON)


def labels_of(plan):
    return list(plan.head.sheet["labels"])


def is_contiguous(base, labels, community):
    inside = {unit for unit, label in enumerate(labels) if label == community}
    met = {min(inside)}
    waiting = list(met)
    while waiting:
        new = (base.neighbours_of[waiting.pop()] & inside) - met
        met |= new
        waiting += new
    return met == inside


def test_proposed_plans_are_whole_contiguous_and_within_the_bounds(plan, proposal):
    base = queries.base_of(plan.project)

    assert proposal.state == RunState.DONE
    assert 1 < len(proposal.result["choices"]) <= 4
    for choice in proposal.result["choices"]:
        labels = choice["labels"]
        sizes = {number: 250 * labels.count(number) for number in set(labels)}
        assert len(sizes) == 4
        assert all(1500 <= size <= 3500 for size in sizes.values())
        assert all(is_contiguous(base, labels, number) for number in sizes)
        assert choice["findings"] == []
        assert choice["best_at"]


def test_two_proposals_of_the_same_seed_are_the_same(plan, proposal):
    again = ask(plan, RunKind.PROPOSE, **CHUNKS)

    assert again.result == proposal.result


def test_the_best_proposal_is_proven_in_words(proposal):
    result = proposal.result

    assert result["gap"] == pytest.approx(0.0, abs=1e-6)
    assert result["bound"] == pytest.approx(result["choices"][0]["figures"]["J"], rel=1e-6)
    assert "boundaries.optimal" in [note["rule"] for note in result["notes"]]


def test_a_choice_is_the_difference_to_the_plan_under_its_numbers(plan, proposal):
    before = labels_of(plan)

    for choice in proposal.result["choices"]:
        after = choice["labels"]
        moves = [[unit, before[unit], after[unit]] for unit in range(32) if before[unit] != after[unit]]
        assert choice["moves"] == moves
        assert choice["households"] == 250 * len(moves)


def test_proposals_keep_locked_units_and_communities(plan):
    lock(plan, LockKind.UNIT, 2)
    lock(plan, LockKind.UNIT, 26)
    lock(plan, LockKind.COMMUNITY, 3)

    run = ask(plan, RunKind.PROPOSE, **CHUNKS)

    assert run.result["choices"]
    for choice in run.result["choices"]:
        labels = choice["labels"]
        assert (labels[2], labels[26]) == (1, 1)
        assert [unit for unit in range(32) if labels[unit] == 3] == [unit for unit in range(32) if unit % 8 >= 6]
    assert "boundaries.locks_kept" in [note["rule"] for note in run.result["notes"]]


def test_with_every_community_locked_nothing_is_proposed(plan):
    for number in range(4):
        lock(plan, LockKind.COMMUNITY, number)

    run = ask(plan, RunKind.PROPOSE, **CHUNKS)

    assert [note["rule"] for note in run.result["notes"]] == ["boundaries.all_locked"]


def test_without_a_plan_proposals_start_from_the_present_communities(project):
    run = services.start_run(project=project, kind=RunKind.PROPOSE, params=CHUNKS, actor=None, now=NOON)
    services.carry_out(run_id=run.pk, clock=clock)
    run.refresh_from_db()

    assert run.plan is None
    labels = run.result["choices"][0]["labels"]
    assert (labels[0], labels[7]) == (0, 1)


def test_improving_makes_the_plan_better_and_keeps_locks(plan):
    worse = labels_of(plan)
    worse[2], worse[10] = 0, 0
    change(plan, worse)
    lock(plan, LockKind.UNIT, 2)

    run = ask(plan, RunKind.IMPROVE, units=[10])

    (choice,) = run.result["choices"]
    assert choice["labels"][2] == 0
    assert choice["figures"]["total"] < run.result["before"]["total"]


def test_what_cannot_be_improved_says_so(plan):
    best = ask(plan, RunKind.IMPROVE)
    if best.result["choices"]:
        change(plan, best.result["choices"][0]["labels"])

    run = ask(plan, RunKind.IMPROVE)

    assert run.result["choices"] == []
    assert run.result["notes"][0]["rule"] == "boundaries.nothing_to_improve"


def test_balancing_makes_two_communities_even(plan):
    uneven = labels_of(plan)
    for unit in (2, 10):
        uneven[unit] = 0
    change(plan, uneven)

    run = ask(plan, RunKind.BALANCE, communities=[0, 1])

    labels = run.result["choices"][0]["labels"]
    assert (labels.count(0), labels.count(1), labels.count(2), labels.count(3)) == (8, 8, 8, 8)


def test_splitting_offers_ways_that_differ(plan):
    change(plan, [0 if unit % 8 < 4 else 1 for unit in range(32)])

    run = ask(plan, RunKind.SPLIT, communities=[0], parts=2)

    ways = run.result["choices"]
    assert 2 <= len(ways) <= 3
    assert len({tuple(way["labels"]) for way in ways}) == len(ways)
    for way in ways:
        assert [way["labels"][unit] for unit in range(32) if unit % 8 >= 4] == [1] * 16
        assert len(set(way["labels"])) == 3


def test_repairing_mends_a_stray_piece(plan):
    broken = labels_of(plan)
    broken[31] = 0
    change(plan, broken)

    run = ask(plan, RunKind.REPAIR)

    (choice,) = run.result["choices"]
    assert choice["findings"] == []
    assert choice["labels"][31] == 3


def test_a_right_plan_needs_no_repair(plan):
    run = ask(plan, RunKind.REPAIR)

    assert [note["rule"] for note in run.result["notes"]] == ["boundaries.nothing_wrong"]


@pytest.mark.parametrize(
    ("kind", "params", "rule"),
    [
        (RunKind.BALANCE, {"communities": [1]}, "boundaries.two_communities"),
        (RunKind.SPLIT, {}, "boundaries.one_community"),
        (RunKind.SPLIT, {"communities": [1], "parts": 40}, "boundaries.parts"),
        (RunKind.IMPROVE, {"units": [99]}, "boundaries.no_such_unit"),
        (RunKind.IMPROVE, {"communities": [9]}, "boundaries.no_such_community"),
        (RunKind.PROPOSE, {"seconds": 3600}, "boundaries.seconds"),
        (RunKind.PROPOSE, {"count": 100}, "boundaries.count"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_rule(plan, kind, params, rule):
    with pytest.raises(services.RunRefused) as refused:
        ask(plan, kind, **params)

    assert refused.value.reasons[0].rule == rule


@pytest.mark.parametrize(("kind", "communities"), [(RunKind.BALANCE, [0, 4]), (RunKind.SPLIT, [4])])
def test_a_community_without_units_is_neither_balanced_nor_split(plan, kind, communities):
    empty = Sheet.of(labels_of(plan)).add()
    add_step(plan=plan, act=EditAct.ADD, sheet=empty, params={}, actor=None, now=NOON)

    with pytest.raises(services.RunRefused) as refused:
        ask(plan, kind, communities=communities)

    assert refused.value.reasons[0].rule == "boundaries.empty_community"


def test_a_split_that_is_proposed_is_not_worked_at_any_more(plan):
    plan.project.state = ProjectState.PROPOSED
    plan.project.save()

    with pytest.raises(services.RunRefused) as refused:
        ask(plan, RunKind.REPAIR)

    assert refused.value.reasons[0].rule == "boundaries.not_editable"


def test_a_plan_that_moved_on_is_not_worked_at_unseen(plan):
    head = plan.head_id
    change(plan, [0 if unit % 8 < 4 else 1 for unit in range(32)])

    with pytest.raises(services.ConflictError):
        services.start_run(
            project=plan.project, plan=plan, head=head, kind=RunKind.REPAIR, params={}, actor=None, now=NOON
        )


def test_one_person_cannot_keep_the_worker_busy_alone(plan, people):
    for _ in range(3):
        Run.objects.create(project=plan.project, kind=RunKind.REPAIR, actor=people["planner"], asked_at=NOON)

    with pytest.raises(services.RunRefused) as refused:
        ask(plan, RunKind.REPAIR, actor=people["planner"])

    assert refused.value.reasons[0].rule == "boundaries.too_many_runs"


def test_an_impossible_split_is_refused_with_its_reason_before_any_search(project):
    project.wished = 7
    project.save()

    with pytest.raises(services.RunRefused) as refused:
        services.start_run(project=project, kind=RunKind.PROPOSE, params={}, actor=None, now=NOON)

    assert refused.value.reasons[0].rule == "districting.too_few_households"
    assert [reason.rule for reason in queries.obstacles(project)] == ["districting.too_few_households"]
    assert not Run.objects.exists()


def test_a_choice_becomes_a_plan_with_its_locks_and_what_it_is_best_at(plan, proposal, people):
    lock(plan, LockKind.COMMUNITY, 3)

    kept = services.keep_choice(run_id=proposal.pk, choice=0, actor=people["planner"], now=NOON)

    choice = proposal.result["choices"][0]
    assert (kept.name, kept.copied_from, kept.best_at) == ("候选一", plan, choice["best_at"])
    assert labels_of(kept) == choice["labels"]
    assert [(one.kind, one.first) for one in kept.locks.all()] == [(LockKind.COMMUNITY, 3)]


def test_a_choice_kept_twice_gets_another_name(proposal):
    names = [services.keep_choice(run_id=proposal.pk, choice=0, actor=None, now=NOON).name for _ in range(2)]

    assert names == ["候选一", "候选一 (2)"]


@pytest.mark.parametrize("choice", [-1, 17])
def test_only_what_was_found_can_be_kept(plan, choice):
    run = ask(plan, RunKind.REPAIR)

    with pytest.raises(services.RunRefused):
        services.keep_choice(run_id=run.pk, choice=choice, actor=None, now=NOON)


def test_asking_and_stopping_are_recorded(plan, people):
    run = services.start_run(
        project=plan.project,
        plan=plan,
        head=plan.head_id,
        kind=RunKind.REPAIR,
        params={},
        actor=people["planner"],
        now=NOON,
    )
    services.cancel_run(run_id=run.pk, actor=people["planner"], now=NOON)

    lines = AuditLine.objects.order_by("-pk")[:2]
    assert [line.action for line in lines] == ["boundaries.cancel", "boundaries.run"]
