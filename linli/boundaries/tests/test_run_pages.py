import subprocess
import sys

import pytest
from django.urls import reverse

from linli.boundaries.models import Plan, Run
from linli.boundaries.queries.candidates import for_project
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct
from linli.boundaries.tests.asking import HALVES, make_done

JSON = {"HTTP_ACCEPT": "application/json"}


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
    return make_done(plan)


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
