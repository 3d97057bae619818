import subprocess
import sys

import pytest
from django.urls import reverse

from linli.boundaries.models import Lock, Plan, Run
from linli.boundaries.queries.candidates import for_project
from linli.boundaries.queries.comparing import Comparison, bounds_of, changes_of
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.queries.why import why_between, why_community, why_unit
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON, make_plan
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct, LockKind, ProjectState, RunKind, RunState

JSON = {"HTTP_ACCEPT": "application/json"}
PROOF = {"task": [1500, 3500, 4], "is_bound_for_all": True, "pairs": {"together": [], "apart": []}}
STRIPES = [number % 8 // 2 for number in range(32)]
HALVES = [number % 8 // 4 + 2 * (number // 16) for number in range(32)]


@pytest.fixture
def planner(client, people):
    """The browser of somebody who makes plans."""
    client.force_login(people["planner"])
    return client


@pytest.fixture
def viewer(client, people):
    """The browser of somebody who may look only."""
    client.force_login(people["commander"])
    return client


@pytest.fixture
def stranger(client, people):
    """The browser of somebody who makes plans elsewhere."""
    client.force_login(people["stranger"])
    return client


@pytest.fixture
def done(plan):
    """Work of the engine that ended with two choices."""
    figures = Comparison(plan.project, [plan]).figures[0]
    said = {"rule": "districting.best_boundary", "text": "Cheapest boundaries of all candidates: J is %(J).0f."}
    choices = [
        {
            "labels": labels,
            "moves": [[unit, STRIPES[unit], labels[unit]] for unit in range(32) if STRIPES[unit] != labels[unit]],
            "households": 250 * sum(STRIPES[unit] != labels[unit] for unit in range(32)),
            "findings": [],
            "figures": figures | {"J": 700.0},
            "best_at": [said | {"params": {"J": 700.0}}],
            "name": name,
        }
        for name, labels in (("候选一", [1, *STRIPES[1:]]), ("候选二", HALVES))
    ]
    return Run.objects.create(
        project=plan.project,
        plan=plan,
        step=plan.head,
        kind=RunKind.PROPOSE,
        state=RunState.DONE,
        asked_at=NOON,
        result={
            "choices": choices,
            "before": figures,
            "notes": [],
            "bound": 650.0,
            "gap": 0.07,
            **PROOF,
        },
    )


def acts_on(run):
    """Return the addresses that ask, stop or keep."""
    asks = (("runs", run.plan_id), ("project_runs", run.project_id), ("cancel", run.pk), ("keep", run.pk))
    return [reverse(f"boundaries:{name}", args=[key]) for name, key in asks]


def ask(client, plan, **fields):
    return client.post(reverse("boundaries:runs", args=[plan.pk]), {"head": plan.head_id, **fields}, **JSON)


def test_asking_leads_to_the_work_and_the_worker_does_it(planner, plan, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(planner, plan, kind="repair")

    told = planner.get(answer.json()["url"], **JSON).json()
    assert (told["state"], told["progress"], told["choices"]) == ("done", 1.0, [])
    assert told["text"]


def test_without_scripts_asking_leads_to_the_page_of_the_work(planner, plan):
    answer = planner.post(reverse("boundaries:runs", args=[plan.pk]), {"head": plan.head_id, "kind": "repair"})

    page = planner.get(answer.url)
    assert answer.status_code == 302
    assert 'data-testid="run-progress"' in page.content.decode()
    assert reverse("boundaries:cancel", args=[Run.objects.get().pk]) in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "status", "rule"),
    [
        ({"kind": "balance", "communities": [1]}, 422, "boundaries.two_communities"),
        ({"kind": "dance"}, 422, "boundaries.form"),
        ({"kind": "improve", "units": "1,x"}, 422, "boundaries.form"),
        ({"kind": "repair", "head": 999999}, 409, "boundaries.plan_changed"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(planner, plan, fields, status, rule):
    answer = ask(planner, plan, **fields)

    assert answer.status_code == status
    assert answer.json()["refused"]["rule"] == rule
    assert answer.json()["refused"]["text"]


def test_without_scripts_a_refusal_is_a_page(planner, plan):
    answer = planner.post(reverse("boundaries:runs", args=[plan.pk]), {"head": plan.head_id, "kind": "split"})

    assert answer.status_code == 422
    assert 'data-testid="refused"' in answer.content.decode()


def test_several_fields_and_commas_are_both_numbers(planner, plan):
    for communities in (["0", "1"], ["0,1"]):
        assert ask(planner, plan, kind="balance", communities=communities).status_code == 200

    assert [run.params for run in Run.objects.all()] == [{"communities": [0, 1]}] * 2


def test_an_impossible_split_shows_its_reason(planner, project):
    project.wished = 7
    project.save()

    answer = planner.post(reverse("boundaries:project_runs", args=[project.pk]), {"kind": "propose"}, **JSON)

    assert answer.status_code == 422
    assert "7" in answer.json()["refused"]["text"]
    assert for_project(project, project.made_by)["obstacles"]


def test_the_page_of_done_work_lists_choices_and_who_moves(planner, done):
    page = planner.get(reverse("boundaries:run", args=[done.pk])).content.decode()

    assert "候选一" in page
    assert "1排1号小区" in page
    assert 'name="act" value="apply"' in page
    assert reverse("boundaries:keep", args=[done.pk]) in page


def test_the_json_of_done_work_is_what_the_desk_draws(planner, done):
    told = planner.get(reverse("boundaries:run", args=[done.pk]), **JSON).json()

    assert set(told) == {"id", "kind", "state", "progress", "text", "html", "choices", "bound", "gap"}
    first = told["choices"][0]
    assert (first["moves"], first["households"], first["name"]) == ([[0, 0, 1]], 250, "候选一")
    assert "700" in first["best_at"][0]
    assert 'data-choice="1"' in told["html"]


def test_a_choice_can_be_taken_over(planner, done, plan):
    fields = {"act": "apply", "head": plan.head_id, "run": done.pk, "choice": 0}

    answer = planner.post(reverse("boundaries:edit", args=[plan.pk]), fields, **JSON)

    assert answer.status_code == 200
    assert answer.json()["labels"] == done.result["choices"][0]["labels"]


def test_once_the_plan_moved_on_a_choice_can_only_become_a_plan(planner, done, plan):
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=Sheet.of(HALVES), params={}, actor=None, now=NOON)

    page = planner.get(reverse("boundaries:run", args=[done.pk])).content.decode()

    assert 'value="apply"' not in page
    assert reverse("boundaries:keep", args=[done.pk]) in page


def test_a_choice_becomes_a_plan(planner, done):
    answer = planner.post(reverse("boundaries:keep", args=[done.pk]), {"choice": 1})

    kept = Plan.objects.get(name="候选二")
    assert answer.url == reverse("boundaries:desk", args=[kept.pk])
    assert kept.head.sheet["labels"] == HALVES


def test_stopping_answers_with_the_state(planner, plan):
    ask(planner, plan, kind="repair")
    run = Run.objects.get()

    answer = planner.post(reverse("boundaries:cancel", args=[run.pk]), **JSON)

    assert answer.json() == {"id": run.pk, "state": "cancelled"}


def test_the_part_that_asks_again_loads_the_page_anew_at_the_end(planner, done):
    answer = planner.get(reverse("boundaries:run", args=[done.pk]), HTTP_HX_REQUEST="true")

    assert answer["HX-Refresh"] == "true"


def test_who_may_only_look_sees_the_work_but_may_not_ask(viewer, done, plan):
    page = viewer.get(reverse("boundaries:run", args=[done.pk]))

    assert page.status_code == 200
    assert 'value="apply"' not in page.content.decode()
    for name, args in (
        ("runs", [plan.pk]),
        ("project_runs", [plan.project_id]),
        ("cancel", [done.pk]),
        ("keep", [done.pk]),
    ):
        assert viewer.post(reverse(f"boundaries:{name}", args=args), {"kind": "repair", "choice": 0}).status_code == 403


def test_a_stranger_finds_nothing(stranger, done, plan):
    for name, args in (("run", [done.pk]), ("compare", [plan.project_id]), ("why", [plan.pk])):
        assert stranger.get(reverse(f"boundaries:{name}", args=args)).status_code == 404
    for name, args in (
        ("runs", [plan.pk]),
        ("project_runs", [plan.project_id]),
        ("cancel", [done.pk]),
        ("keep", [done.pk]),
    ):
        assert (
            stranger.post(reverse(f"boundaries:{name}", args=args), {"kind": "repair", "choice": 0}).status_code == 404
        )


def test_pages_never_load_compiled_code():
    code = (
        "import django, sys; django.setup();"
        "import linli.boundaries.urls, linli.boundaries.jobs;"
        "sys.exit(any(name in sys.modules for name in ('numba', 'highspy', 'linli.districting.search')))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "linli.config.settings", "PATH": "/usr/bin:/bin"}

    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


# Side by side


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


# Why


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
