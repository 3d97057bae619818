"""A city: the same plan whatever runs the tasks, every rule kept, and no window makes a plan worse."""

import json
import os
import signal
import sys
import types
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from linli.districting import stopping, windows
from linli.districting.areas import allot, cut_plane, put_back, take
from linli.districting.city import cut, effort_for, solve_city
from linli.districting.executors import Dask, ExecutorError, Here, Processes, choose
from linli.districting.plan import canonical, cost_of, is_feasible
from linli.districting.problem import ProblemError
from linli.districting.tests.deadly import always_deadly, once_deadly
from linli.districting.tests.test_solving import grid
from linli.districting.windows import Effort, Task, mend, out_of_order, slide, work

SHORT = Effort(steps=300, rounds=1, window_steps=300, few=2)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr("linli.districting.city.BLOCK", 8)
    monkeypatch.setattr("linli.districting.windows.WINDOW", 8)


def town(**facts):
    """Return 240 units with uneven households, to be 40 communities."""
    households = np.random.default_rng(8).integers(4, 17, 240)
    return replace(grid(20, 12), households=households, **({"wished": 40, "low": 40, "high": 85} | facts))


def quarters(problem) -> np.ndarray:
    """Return four subdistricts, cut askew so that boundaries along their borders are dear."""
    return ((problem.x + problem.y) // 800).astype(np.int64)


def test_two_processes_give_the_plan_of_one_even_if_one_is_killed():
    problem, executor, killed = town(), Processes(2), []

    def kill_one(progress):
        if not killed:
            killed.append(executor.pids[0])
            os.kill(killed[0], signal.SIGKILL)

    alone = solve_city(problem, seed=3, effort=SHORT)
    both = solve_city(problem, seed=3, effort=SHORT, executor=executor, on_progress=kill_one)
    executor.close()

    assert killed
    assert is_feasible(problem, alone.plans[0].labels)
    assert np.array_equal(alone.plans[0].labels, both.plans[0].labels)
    assert alone.log == both.log


def test_a_killed_worker_loses_no_task(tmp_path):
    executor = Processes(2)

    results = dict(executor.run(partial(once_deadly, tmp_path / "mark"), range(6)))
    executor.close()

    assert (tmp_path / "mark").exists()
    assert results == {number: number * number for number in range(6)}


def test_a_task_that_kills_every_worker_is_given_up():
    executor = Processes(1)

    with pytest.raises(ExecutorError, match="workers died 4 times in a row; 1 tasks are left"):
        list(executor.run(always_deadly, [1]))

    executor.close()


class Cluster:
    """Stands in for the client of a Dask cluster: results come last first."""

    def __init__(self, address):
        if address == "tcp://nobody":
            raise OSError("connection refused")
        self.cancelled = []

    def submit(self, function, task, *, pure, retries):
        assert not pure
        assert retries > 0
        return types.SimpleNamespace(key=f"task-{id(task)}", result=function(task))

    def cancel(self, futures):
        self.cancelled += futures

    def close(self):
        pass


@pytest.fixture
def cluster(monkeypatch):
    def in_reverse(futures, *, with_results):
        return ((future, future.result) for future in reversed(futures))

    library = types.SimpleNamespace(Client=Cluster, as_completed=in_reverse)
    monkeypatch.setitem(sys.modules, "distributed", library)


def test_a_cluster_gives_the_plan_of_one_process(cluster):
    problem = town()

    there = solve_city(problem, seed=1, effort=SHORT, executor=choose(scheduler="tcp://somewhere:8786"))

    assert np.array_equal(there.plans[0].labels, solve_city(problem, seed=1, effort=SHORT).plans[0].labels)


def test_a_cluster_that_does_not_answer_is_named(cluster):
    with pytest.raises(ExecutorError, match="tcp://nobody does not answer"):
        Dask("tcp://nobody")


def test_without_the_package_of_the_cluster_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(ExecutorError, match=r"pip install linli\[dask\]"):
        choose(scheduler="tcp://somewhere:8786")


@pytest.mark.parametrize("seed", range(3))
def test_no_community_leaves_its_subdistrict_unless_asked(seed):
    problem = town()
    areas = quarters(problem)

    kept = solve_city(problem, seed=seed, effort=SHORT, subdistricts=areas).plans[0]
    free = solve_city(problem, seed=seed, effort=SHORT, subdistricts=areas, across=True).plans[0]

    assert is_feasible(problem, kept.labels)
    assert is_feasible(problem, free.labels)
    assert len(np.unique(np.stack([kept.labels, areas]), axis=1).T) == 40
    assert free.cost < kept.cost


@pytest.mark.parametrize(
    "facts",
    [
        {"seats": np.array([0, 1, 21, 130, 131])},
        {"together": ((0, 21), (110, 111))},
        {"apart": ((14, 15), (110, 130))},
        {"anchors": np.array([4, 4, -1, -1, 9, 9] + [-1] * 234)},
        {"wished": None},
    ],
)
def test_locks_offices_and_pairs_are_kept(facts):
    problem = town(**facts)

    result = solve_city(problem, seed=2, effort=SHORT)

    assert is_feasible(problem, result.plans[0].labels)


@pytest.mark.parametrize("seed", range(4))
def test_windows_never_make_a_plan_worse(seed):
    problem = town()
    labels = solve_city(problem, seed=seed, effort=Effort(steps=100, rounds=0, few=2)).plans[0].labels
    costs = [cost_of(problem, labels)]

    for number in range(3):
        labels, _ = slide(problem, labels, seed=number, effort=SHORT)
        costs.append(cost_of(problem, labels))

        assert is_feasible(problem, labels)

    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]


def test_windows_stop_between_two_when_told_to():
    problem, told = town(), []
    labels = solve_city(problem, seed=0, effort=Effort(steps=300, rounds=0, few=2)).plans[0].labels

    found, _ = slide(problem, labels, effort=SHORT, stop=stopping.iterations(2), on_progress=told.append)

    assert [progress.iterations for progress in told] == [1, 2]
    assert is_feasible(problem, found)


def test_what_is_out_of_bounds_is_mended():
    problem = town()
    labels = solve_city(problem, seed=0, effort=Effort(steps=300, rounds=0, few=2)).plans[0].labels
    edges = problem.borders
    at = np.flatnonzero(labels[edges.u] != labels[edges.v])[0]
    spoilt = canonical(np.where(labels == labels[edges.u[at]], labels[edges.v[at]], labels))
    part = np.flatnonzero(spoilt == spoilt[edges.u[at]])
    spoilt[part[0]] = spoilt.max() + 1

    assert len(out_of_order(problem, spoilt)) == 2
    assert len(out_of_order(problem, mend(problem, spoilt, seed=1))) == 0


def test_a_task_gives_the_same_plan_again():
    problem = town()
    task = Task(problem, 4, SHORT, k=40)

    assert np.array_equal(work(task).labels, work(task).labels)


def test_a_lock_across_subdistricts_is_named():
    problem = town(together=((0, 19),))

    with pytest.raises(ProblemError, match="#0 and #19 must stay together but lie in different subdistricts"):
        solve_city(problem, subdistricts=quarters(problem))


def test_where_the_parts_cannot_hold_the_wished_number_it_is_said():
    result = solve_city(town(wished=4), effort=SHORT)

    assert result.plans == []
    assert "No number of communities fits" in result.reasons[0].render()


def test_parts_hold_every_unit_once():
    problem = town()

    parts = cut(problem, quarters(problem), seed=0)

    assert len(parts) >= 4
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(problem.n))


def test_communities_are_allotted_by_households_within_the_bounds():
    problem = town(wished=None)
    parts = [take(problem, units, None) for units in (np.arange(60), np.arange(60, 240))]

    counts = allot(40, parts)

    assert sum(counts) == 40
    assert all(count in part.counts for count, part in zip(counts, parts, strict=True))
    assert allot(400, parts) is None


def test_cuts_of_the_plane_hold_every_point_once_and_differ():
    rng = np.random.default_rng(0)
    x, y = rng.random(100), rng.random(100)

    first, second = cut_plane(x, y, 5, rng), cut_plane(x, y, 5, rng)

    assert sorted(np.concatenate(first).tolist()) == list(range(100))
    assert len(first) == 5
    assert [group.tolist() for group in first] != [group.tolist() for group in second]


def test_a_part_is_put_back_with_numbers_of_its_own():
    whole = np.array([0, 0, 1, 1, 2, 2])

    put_back(whole, np.array([0, 1, 2, 3]), np.array([0, 1, 1, 2]))

    assert whole.tolist() == [0, 1, 1, 3, 2, 2]


def test_effort_grows_with_the_seconds():
    problem = town()

    little, much = effort_for(problem, 0.001), effort_for(problem, 60.0)

    assert (little.steps, little.rounds) == (300, 1)
    assert much.steps > little.steps
    assert much.rounds > little.rounds


def test_one_process_is_this_one():
    assert isinstance(choose(1), Here)
    assert list(choose(1).run(abs, [-2, 3])) == [(0, 2), (1, 3)]
    assert windows.seed_of(1, 2) != windows.seed_of(2, 1)


def solved(path, *words):
    from linli.districting.tests.test_console import typed

    return typed("solve", path, "--iterations", 2, *words)


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.setattr("linli.districting.console.city.LARGE", 200)
    monkeypatch.setattr("linli.districting.city.effort_of", lambda iterations: SHORT)
    problem = town()
    edges, facts = problem.borders, {"lo": 40, "hi": 85, "k": 40, "cost": [1.0, 0.6, 0.15, 0.05]}
    np.savez(
        tmp_path / "town.npz",
        hh=problem.households,
        x=problem.x,
        y=problem.y,
        sub=quarters(problem),
        eu=edges.u,
        ev=edges.v,
        el=edges.length,
        ec=edges.kind,
        meta=np.array(json.dumps(facts)),
    )
    return tmp_path / "town.npz"


def test_the_console_searches_a_large_input_in_parts(archive):
    status, answer, _ = solved(archive)

    assert (status, answer["feasible"], answer["k"]) == (0, True, 40)
    assert any(line.startswith("part 2") for line in answer["log"])


def test_the_console_keeps_subdistricts_when_asked(archive):
    kept, free = solved(archive, "--subdistricts")[1], solved(archive, "--subdistricts", "--across")[1]

    assert free["J"] < kept["J"]


def test_the_console_says_that_a_file_has_no_subdistricts(archive):
    with np.load(archive) as arrays:
        rest = {name: arrays[name] for name in arrays.files if name != "sub"}
    np.savez(archive, **rest)

    status, _, said = solved(archive, "--subdistricts")

    assert status == 2
    assert "does not say the subdistricts of its units" in said


def test_the_console_says_that_a_cluster_is_missing(archive, cluster):
    status, _, said = solved(archive, "--scheduler", "tcp://nobody")

    assert status == 2
    assert "The parts cannot be searched there: The cluster at tcp://nobody does not answer" in said
