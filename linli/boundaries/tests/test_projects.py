import pytest
from django.urls import reverse
from django.utils.timezone import now

from linli.boundaries import samples, services
from linli.boundaries.models import Base, Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.bands import possible_counts
from linli.boundaries.services.projects import ProjectRefused
from linli.boundaries.terms import ProjectState
from linli.foundation.models import AuditLine
from linli.places.samples import make_area
from linli.places.services import change_area


@pytest.fixture
def planner(client, people):
    client.force_login(people["planner"])
    return client


@pytest.fixture
def real(district, town, people):
    """A draft whose ground was taken from places."""
    base = services.take_ground(area=district.areas["tongdu"], communities=[town["west"], town["east"]])
    facts = {"title": "河东河西拆分", "low": 1000, "high": 3000, "actor": people["planner"], "now": samples.NOON}
    return services.create_project(area=district.areas["tongdu"], base=base, **facts)


def facts(town, **changes):
    said = {"title": "拆分", "band": "law", "communities": [str(town["west"].key), str(town["east"].key)]}
    return said | changes


def test_how_many_communities_are_possible():
    assert list(possible_counts(21_000, 1500, 3500)) == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert not possible_counts(4_100, 3000, 3000)


def test_the_empty_list_says_how_a_split_begins(planner):
    page = planner.get(reverse("boundaries:list"))

    assert page.status_code == 200
    assert reverse("boundaries:new") in page.content.decode()


def test_the_list_is_narrowed_sorted_and_taken_away(planner, project):
    samples.make_project(project.area, base_of(project))
    Project.objects.filter(pk=project.pk).update(title="石羊拆分")
    url = reverse("boundaries:list")

    found = planner.get(url, {"q": "石羊", "state": "draft", "order": "title"})
    none = planner.get(url, {"state": "in_force"})
    book = planner.get(reverse("boundaries:export"), {"q": "石羊"})

    assert [row.pk for row in found.context["page"]] == [project.pk]
    assert not none.context["page"].items
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert AuditLine.objects.filter(action="boundaries.list").exists()


def test_a_stranger_finds_nothing(client, people, real):
    client.force_login(people["stranger"])

    assert not client.get(reverse("boundaries:list")).context["page"].items
    for name in ("project", "present", "change", "facilities", "retake"):
        assert client.get(reverse(f"boundaries:{name}", args=[real.pk])).status_code == 404


def test_who_only_sees_may_not_change(client, people, real):
    client.force_login(people["commander"])

    assert client.get(reverse("boundaries:project", args=[real.pk])).status_code == 200
    assert client.get(reverse("boundaries:change", args=[real.pk])).status_code in (403, 404)


def test_a_split_begins_with_communities_and_says_how_many_are_possible(planner, district, town):
    make_area("白云社区", "community", district.areas["tongdu"], code="530113001084", households=6400)
    url = f"{reverse('boundaries:new')}?area={district.areas['tongdu'].key}"

    page = planner.get(url)
    counted = planner.post(url, facts(town, then="count", band="own", low="1500", high="3500", band_reason="002-1"))
    made = planner.post(url, facts(town))

    assert [each.area.short_name for each, ticked in page.context["form"].offered if ticked] == ["白云社区"]
    assert list(counted.context["counts"]) == [3, 4, 5]
    project = Project.objects.get()
    assert made.url == reverse("boundaries:project", args=[project.pk])
    assert (project.low, project.high, project.base.units) == (1000, 3000, 32)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"communities": []}, "communities"),
        ({"band": "document_002"}, "band_reason"),
        ({"band": "own", "low": "3000", "high": "2000"}, "high"),
        ({"band": "own"}, "low"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(planner, district, town, changes, field):
    url = f"{reverse('boundaries:new')}?area={district.areas['tongdu'].key}"

    answer = planner.post(url, facts(town, wished="4", **changes))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["wished"].value() == "4"
    assert not Project.objects.exists()


def test_communities_without_compounds_are_refused_on_the_form(planner, district, town):
    empty = make_area("空社区", "community", district.areas["tongdu"], code="530113001094", households=900)
    url = f"{reverse('boundaries:new')}?area={district.areas['tongdu'].key}"

    answer = planner.post(url, facts(town, communities=[str(empty.key)]))

    assert answer.status_code == 422
    assert "空社区" in answer.content.decode()


def test_an_area_out_of_reach_is_not_found(planner, district):
    assert planner.get(reverse("boundaries:new"), {"area": district.areas["bigu"].key}).status_code == 404
    assert planner.get(reverse("boundaries:new"), {"area": "x"}).status_code == 404


def test_the_page_of_a_split_needs_few_queries(planner, real, people, django_assert_max_num_queries):
    url = reverse("boundaries:project", args=[real.pk])
    real.chosen = samples.make_plan(real, actor=people["planner"])
    real.save(update_fields=["chosen"])
    samples.make_plan(real, name="方案二", actor=people["planner"])
    planner.get(url)

    with django_assert_max_num_queries(20):
        page = planner.get(url)

    text = page.content.decode()
    assert "河西社区" in text
    assert page.context["counts"] == range(3, 9)
    outlines = planner.get(reverse("boundaries:present", args=[real.pk])).json()
    assert [each["properties"]["name"] for each in outlines["features"]] == ["河西社区", "河东社区"]


def test_facts_of_a_draft_change_and_conflicts_are_said(planner, real):
    url = reverse("boundaries:change", args=[real.pk])
    said = {
        "form": "facts",
        "title": "新题",
        "band": "document_002",
        "band_reason": "002-1",
        "wished": "3",
        "version": "1",
    }

    assert planner.get(url).status_code == 200
    assert planner.post(url, said).status_code == 302
    late = planner.post(url, said | {"title": "晚了"})

    real.refresh_from_db()
    assert (real.title, real.low, real.high, real.wished, real.version) == ("新题", 1500, 3500, 3, 2)
    assert late.status_code == 422
    assert "晚了" in late.content.decode()


def test_facts_stay_once_residents_are_consulted(planner, real):
    Project.objects.filter(pk=real.pk).update(state=ProjectState.CONSULTATION)

    answer = planner.post(
        reverse("boundaries:change", args=[real.pk]), {"form": "facts", "title": "新题", "band": "law", "version": "1"}
    )

    assert answer.status_code == 422


def test_weights_become_shares(planner, real):
    names = ("boundary", "crossed", "inertia", "renamed", "mixed", "room", "affinity", "balance")
    url = reverse("boundaries:change", args=[real.pk])

    nothing = planner.post(url, {"form": "weights", "version": "1"} | dict.fromkeys(names, "0"))
    planner.post(url, {"form": "weights", "version": "1"} | dict.fromkeys(names, "5"))

    real.refresh_from_db()
    assert nothing.status_code == 422
    assert real.weights == dict.fromkeys(names, 0.125)
    planner.post(url, {"form": "weights", "version": "2", "then": "start"})
    real.refresh_from_db()
    assert real.weights == {}


def test_offices_and_rooms_make_a_new_ground_and_leave_plans_alone(planner, real, people):
    plan = samples.make_plan(real, actor=people["planner"])
    before = real.base_id
    url = f"{reverse('boundaries:facilities', args=[real.pk])}?community=1"
    number = next(n for n, unit in enumerate(base_of(real).units) if unit.community == 1)

    page = planner.get(url)
    wrong = planner.post(url, {"version": "1", f"population-{number}": "很多", "room": [str(number)]})
    done = planner.post(
        url, {"version": "1", "seat": str(number), "room": [str(number)], f"population-{number}": "720"}
    )

    real = Project.objects.get(pk=real.pk)
    unit = base_of(real).units[number]
    assert len(page.context["form"].lines) == 16
    assert [note for note in base_of(real).notes if "河东社区" in note] == []
    assert [note for note in base_of(real).notes if "河西社区" in note]
    assert (wrong.status_code, "很多" in wrong.content.decode()) == (422, True)
    assert (done.status_code, unit.room, unit.population, base_of(real).communities[1].seat) == (302, True, 720, number)
    assert Base.objects.filter(pk=before).exists()
    assert plan.steps.count() == 1


def test_an_office_cannot_stand_in_another_community(real, people):
    with pytest.raises(ProjectRefused):
        services.set_facilities(
            project_id=real.pk, version=1, seats={0: 31}, rooms={}, populations={}, actor=None, now=now()
        )


def test_the_same_units_with_other_figures_stay_the_same_project(planner, real, town, people):
    samples.make_plan(real, actor=people["planner"])
    services.set_facilities(
        project_id=real.pk, version=1, seats={0: 3}, rooms={5: True}, populations={}, actor=None, now=now()
    )
    url = reverse("boundaries:retake", args=[real.pk])
    assert not planner.get(url).context["differences"]
    change_area(area_id=town["compounds"][0].pk, actor=None, now=now(), on=samples.NOON.date(), households=300)

    page = planner.get(url)
    answer = planner.post(url, {"version": "2"})

    real = Project.objects.get(pk=real.pk)
    base = base_of(real)
    assert len(page.context["differences"]) == 1
    assert answer.url == reverse("boundaries:project", args=[real.pk])
    assert (base.units[0].households, base.units[5].room, base.communities[0].seat) == (300, True, 3)


def test_other_units_begin_a_new_draft_with_the_plans_by_key(planner, real, town, people):
    plan = samples.make_plan(real, actor=people["planner"])
    make_area("新楼", "building", town["west"], households=90, longitude=103.1815, latitude=26.0815)

    answer = planner.post(reverse("boundaries:retake", args=[real.pk]), {"version": "1"})

    fresh = Project.objects.exclude(pk=real.pk).get()
    sheet = fresh.plans.get().head.sheet
    assert answer.url == reverse("boundaries:project", args=[fresh.pk])
    assert sheet["labels"] == [*plan.head.sheet["labels"], -1]
    assert base_of(fresh).units[-1].name == "新楼"
    assert Project.objects.get(pk=real.pk).base_id == real.base_id
