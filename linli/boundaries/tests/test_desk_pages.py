import json

import pytest
from django.urls import reverse

from linli.boundaries import services
from linli.boundaries.models import Plan, Step
from linli.boundaries.samples import NOON
from linli.boundaries.terms import LockKind, ProjectState


def _head(plan):
    return Plan.objects.get(pk=plan.pk).head_id


@pytest.fixture
def planner(client, people):
    """A browser in which the planner is signed in."""
    client.force_login(people["planner"])
    return client


@pytest.fixture
def ask(planner, plan):
    """Post an act to the desk as its scripts do; the answer."""

    def post(head=None, **fields):
        data = {"head": head or _head(plan)} | fields
        return planner.post(reverse("boundaries:edit", args=[plan.pk]), data, headers={"accept": "application/json"})

    return post


def test_the_desk_shows_communities_units_and_forms(planner, plan):
    answer = planner.get(reverse("boundaries:desk", args=[plan.pk]))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(words in text for words in ("河西社区", "新社区1", "1排1号小区", 'name="units"', "data-desk-map"))


@pytest.mark.parametrize("page", ["desk", "state", "ground", "steps", "units_file"])
def test_a_plan_of_another_subdistrict_is_not_there(client, people, plan, page):
    client.force_login(people["stranger"])

    assert client.get(reverse(f"boundaries:{page}", args=[plan.pk])).status_code == 404


def test_the_desk_of_another_subdistrict_takes_no_act(client, people, plan):
    client.force_login(people["stranger"])

    answer = client.post(reverse("boundaries:edit", args=[plan.pk]), {"head": plan.head_id, "act": "undo"})

    assert answer.status_code == 404


def test_who_may_only_look_is_told_so_and_cannot_edit(client, people, plan):
    client.force_login(people["commander"])

    page = client.get(reverse("boundaries:desk", args=[plan.pk])).content.decode()
    answer = client.post(reverse("boundaries:edit", args=[plan.pk]), {"head": plan.head_id, "act": "undo"})

    assert ('data-testid="read-only"' in page, 'name="units"' in page, answer.status_code) == (True, False, 403)


@pytest.mark.parametrize("state", [ProjectState.PROPOSED, ProjectState.ARCHIVED])
def test_a_split_on_its_way_is_read_only_and_says_why(planner, plan, project, ask, state):
    type(project).objects.filter(pk=project.pk).update(state=state)

    page = planner.get(reverse("boundaries:desk", args=[plan.pk])).content.decode()
    answer = ask(act="assign", units=[2], to=0)

    assert 'data-testid="read-only"' in page
    assert (answer.status_code, answer.json()["refused"]["rule"]) == (422, "boundaries.not_editable")


def test_an_edit_answers_with_the_new_state(ask, plan):
    answer = ask(act="assign", units=[2, 10], to=0).json()

    assert (answer["head"], answer["labels"][2], answer["labels"][10]) == (_head(plan), 0, 0)
    assert answer["communities"][0] == {
        "number": 0,
        "name": "河西社区",
        "households": 2500,
        "range": "in",
        "colour": 0,
    }
    assert (answer["can_undo"], answer["can_redo"], answer["may_edit"]) == (True, False, True)
    assert sorted(answer["panels"]) == ["checks", "locks", "steps", "table"]


def test_findings_call_communities_by_name(ask):
    answer = ask(act="assign", units=[2, 3, 10, 11], to=0).json()

    wrong = [finding for finding in answer["findings"] if finding["wrong"]]
    assert wrong
    assert "新社区1" in wrong[0]["text"]
    assert "C1" not in wrong[0]["text"]


def test_free_units_are_incomplete_and_not_wrong(ask):
    answer = ask(act="assign", units=[2], to=-1).json()

    assert [finding["wrong"] for finding in answer["findings"]] == [False]


def test_a_community_without_units_is_found(ask):
    answer = ask(act="add", name="柳岸社区").json()

    found = [finding for finding in answer["findings"] if finding["communities"] == [4]]
    assert [(finding["wrong"], "柳岸社区" in finding["text"]) for finding in found] == [(True, True)]


def test_without_scripts_an_edit_leads_back_to_the_desk(planner, plan):
    fields = {"head": plan.head_id, "act": "assign", "units": ["2"], "to": "0", "back": "?q=1#units"}

    answer = planner.post(reverse("boundaries:edit", args=[plan.pk]), fields)

    assert (answer.status_code, answer["Location"]) == (302, reverse("boundaries:desk", args=[plan.pk]) + "?q=1#units")


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"act": "assign", "units": ["2"], "to": ""}, "bad_field"),
        ({"act": "assign", "units": ["zwei"], "to": "0"}, "bad_field"),
        ({"act": "assign", "units": ["99"], "to": "0"}, "no_such_unit"),
        ({"act": "assign", "to": "0"}, "no_such_unit"),
        ({"act": "assign", "units": ["9" * 30], "to": "0"}, "bad_field"),
        ({"act": "conquer"}, "no_such_act"),
        ({"act": "rename", "community": "0", "name": "名" * 61}, "long_name"),
        ({"act": "restore", "step": "999999"}, "no_such_step"),
        ({"act": "lock", "kind": "together", "units": ["1"]}, "no_pair"),
        ({"act": "lock", "kind": "chain", "first": "1"}, "bad_kind"),
        ({"act": "unlock", "lock": "999"}, "no_such_lock"),
        ({"act": "apply", "run": "999", "choice": "0"}, "no_such_result"),
        ({"act": "import"}, "no_file"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(ask, plan, fields, rule):
    answer = ask(**fields)

    assert (answer.status_code, answer.json()["refused"]["rule"]) == (422, f"boundaries.{rule}")
    assert Step.objects.filter(plan=plan).count() == 1


def test_a_refusal_without_scripts_is_a_page(planner, plan):
    answer = planner.post(reverse("boundaries:edit", args=[plan.pk]), {"head": plan.head_id, "act": "undo"})

    assert (answer.status_code, "boundaries.nothing_to_undo" in answer.content.decode()) == (422, True)


def test_who_comes_second_sees_what_happened_and_can_go_on(planner, people, plan):
    services.edit(
        plan_id=plan.pk, head=plan.head_id, act="assign", actor=people["guide"], now=NOON, units=[2, 10], to=0
    )
    wish = {"head": plan.head_id, "act": "assign", "units": ["2", "3"], "to": "3"}
    address = reverse("boundaries:edit", args=[plan.pk])

    answer = planner.post(address, wish)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert str(people["guide"]) in page
    assert "3排3号小区" not in page
    assert "1排3号小区" in page
    planner.post(address, wish | {"head": _head(plan)})
    assert Plan.objects.get(pk=plan.pk).head.sheet["labels"][:4] == [0, 0, 3, 3]


def test_who_comes_second_can_keep_a_copy(planner, people, plan):
    services.edit(
        plan_id=plan.pk, head=plan.head_id, act="assign", actor=people["guide"], now=NOON, units=[2, 10], to=0
    )
    wish = {"from": plan.head_id, "act": "assign", "units": ["2", "3"], "to": "3", "head": _head(plan)}

    planner.post(reverse("boundaries:copy", args=[plan.pk]), wish)

    copy = Plan.objects.get(copied_from=plan)
    assert copy.head.sheet["labels"][:11] == [0, 0, 3, 3, 2, 2, 3, 3, 0, 0, 1]
    assert Plan.objects.get(pk=plan.pk).head.sheet["labels"][2] == 0


def test_the_ground_is_sent_once(planner, plan):
    address = reverse("boundaries:ground", args=[plan.pk])

    first = planner.get(address)
    again = planner.get(address, headers={"if-none-match": first["ETag"]})

    ground = json.loads(first.content)
    assert (len(ground["units"]["features"]), ground["units"]["features"][5]["id"]) == (32, 5)
    assert sorted(one["properties"]["kind"] for one in ground["facilities"]["features"]) == [
        "room",
        "room",
        "seat",
        "seat",
    ]
    assert [one["properties"]["name"] for one in ground["present"]["features"]] == ["河西社区", "河东社区"]
    assert (again.status_code, again.content, first["ETag"].strip('"')) == (304, b"", ground["digest"])


def test_the_list_shows_what_is_looked_for(planner, plan):
    address = reverse("boundaries:desk", args=[plan.pk])

    def shown(query):
        return planner.get(address + query).content.decode().count('name="units" value=')

    queries = ("", "?q=2排", "?community=1", "?community=free", "?community=locked", "?sort=most&finding=x")
    assert [shown(query) for query in queries] == [32, 8, 8, 0, 0, 32]


def test_a_unit_is_locked_and_unlocked_in_its_row(ask, plan):
    ask(toggle="5")
    assert [(lock.kind, lock.first) for lock in plan.locks.all()] == [(LockKind.UNIT, 5)]

    ask(toggle="5")
    assert not plan.locks.exists()


def test_ticked_units_are_locked_together(ask, plan):
    ask(act="lock", kind="together", units=["4", "5"], note="同一小区")

    assert [(lock.kind, lock.first, lock.second, lock.note) for lock in plan.locks.all()] == [
        (LockKind.TOGETHER, 4, 5, "同一小区")
    ]


def test_pages_need_few_queries(planner, plan, ask, django_assert_max_num_queries):
    ask(act="assign", units=["2"], to="0")
    ask(act="checkpoint", name="初稿")
    ask(toggle="5")
    for page in ("desk", "state", "ground", "steps", "units_file"):
        with django_assert_max_num_queries(20):
            planner.get(reverse(f"boundaries:{page}", args=[plan.pk]))
    with django_assert_max_num_queries(40):
        ask(act="assign", units=["3"], to="0")
