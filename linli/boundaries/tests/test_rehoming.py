"""Open cases after a split: by point, by building, by nobody but a person; who sees them then, and how fast it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as some

from linli.boundaries import services
from linli.boundaries.models import Rehoming
from linli.boundaries.queries.preview import look_ahead
from linli.boundaries.rules.rehoming import communities_at, decide
from linli.boundaries.samples import NOON, SIDE, SOUTH, WEST
from linli.boundaries.services import PassageRefused
from linli.boundaries.terms import ProjectState, RehomingReason
from linli.boundaries.tests.leading import lead
from linli.cases import queries as case_queries
from linli.cases import services as case_services
from linli.cases.models import Case, Event, StageClock
from linli.cases.terms import Act
from linli.foundation import audit
from linli.foundation.models import AuditLine
from linli.organisations.models import Organisation
from linli.organisations.samples import make_organisation
from linli.people.samples import appoint, make_account
from linli.places.models import Area
from linli.places.samples import square

R = RehomingReason


@pytest.mark.parametrize(
    ("at", "building", "answer"),
    [
        (frozenset({1}), None, (1, R.POINT)),
        (frozenset({1}), 1, (1, R.POINT)),
        (frozenset({1, 2}), 2, (2, R.POINT)),
        (frozenset({1, 2}), None, (1, R.POINT)),
        (frozenset({1}), 2, (None, R.CONTRADICTION)),
        (frozenset({1, 2}), 3, (None, R.CONTRADICTION)),
        (frozenset(), None, (None, R.OUTSIDE)),
        (frozenset(), 2, (2, R.BUILDING)),
        (None, 2, (2, R.BUILDING)),
        (None, None, (None, R.NO_PLACE)),
    ],
)
def test_a_point_goes_first_then_the_building_and_doubt_goes_to_a_person(at, building, answer):
    assert decide(at, building) == answer


@limits(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(some.lists(some.tuples(some.floats(-1, 3), some.floats(-1, 2)), max_size=20))
def test_points_are_found_where_the_outlines_say(points):
    shapes = [square(0, 0, 1), square(1, 0, 1), None]

    found = communities_at([*points, None], shapes, [5, 6, 7])

    for (x, y), got in zip(points, found[:-1], strict=True):
        inside = {5} if 0 <= x <= 1 and 0 <= y <= 1 else set()
        inside |= {6} if 1 <= x <= 2 and 0 <= y <= 1 else set()
        assert got == inside
    assert found[-1] is None


@pytest.fixture
def offices(district, town):
    office = district.organisations["tongdu_office"]
    return {
        half: make_organisation(f"{town[half].name}居委会", "residents_committee", town[half], office)
        for half in ("west", "east")
    }


def centre(unit):
    """Return the middle of a compound of the town."""
    return {
        "longitude": round(WEST + (unit % 8 + 0.5) * SIDE, 7),
        "latitude": round(SOUTH + (unit // 8 + 0.5) * SIDE, 7),
    }


def take(token, **facts):
    return case_services.take_report(text="楼道堆物", now=NOON - timedelta(days=1), token=token, **facts).case


@pytest.fixture
def cases(district, town, offices):
    """One open case of every sort; the middle compounds 2, 3 and 4, 5 leave their communities."""
    made = {
        "stays": take("stays", **centre(0)),
        "goes": take("goes", **centre(3), place=town["compounds"][3]),
        "building": take("building", place=town["compounds"][2]),
        "within": take("within", place=town["building"]),
        "border": take("border", longitude=round(WEST + 2 * SIDE, 7), latitude=round(SOUTH + SIDE / 2, 7)),
        "border_of": take("border_of", longitude=round(WEST + 2 * SIDE, 7), latitude=round(SOUTH + SIDE / 2, 7)),
        "contradiction": take("contradiction", **centre(1)),
        "outside": take("outside", place=town["west"]),
        "no_place": take("no_place", place=town["east"]),
        "closed": take("closed", **centre(3)),
    }
    Case.objects.filter(pk=made["border_of"].pk).update(place=town["compounds"][2])
    Case.objects.filter(pk=made["contradiction"].pk).update(place=town["compounds"][3])
    Case.objects.filter(pk=made["outside"].pk).update(place=None, longitude=102.5, latitude=25.5)
    Case.objects.filter(pk=made["no_place"].pk).update(place=None)
    Case.objects.filter(pk=made["closed"].pk).update(state="closed", ended_at=NOON, due_at=None)
    return made


@pytest.fixture
def enforced(project, plan, people, cases):
    lead(project, plan, people, ProjectState.APPROVED)
    return services.enforce(project_id=project.pk, actor=people["commander"], now=NOON)


def test_every_open_case_finds_its_community_or_waits_for_a_person(enforced, cases, town):
    new = Area.objects.get(name="新社区1")

    found = {
        name: Rehoming.objects.filter(case=case).values_list("to", "reason").first() for name, case in cases.items()
    }

    assert found == {
        "stays": (town["west"].pk, R.POINT),
        "goes": (new.pk, R.POINT),
        "building": (new.pk, R.BUILDING),
        "within": (town["west"].pk, R.BUILDING),
        "border": (town["west"].pk, R.POINT),
        "border_of": (new.pk, R.POINT),
        "contradiction": (None, R.CONTRADICTION),
        "outside": (None, R.OUTSIDE),
        "no_place": (None, R.NO_PLACE),
        "closed": None,
    }


def test_cases_lie_where_the_rows_say_and_nothing_else_of_them_changed(enforced, cases, town, offices):
    new = Area.objects.get(name="新社区1")
    group = Organisation.objects.get(area=new)
    for name, home, holder in (
        ("stays", town["west"], offices["west"]),
        ("goes", new, group),
        ("border_of", new, group),
        ("outside", town["west"], offices["west"]),
        ("closed", town["west"], offices["west"]),
    ):
        cases[name].refresh_from_db()
        assert (cases[name].area, cases[name].holder) == (home, holder), name
    assert Event.objects.filter(act=Act.REHOME).count() == 3
    assert set(StageClock.objects.values_list("paused_at", "ended_at")) == {(None, None)}


def test_the_right_people_see_them_afterwards(enforced, cases, district, offices, town):
    new = Area.objects.get(name="新社区1")
    old, prepared = make_account("old"), make_account("prepared")
    appoint(old, "acceptor", organisation=offices["west"], area=town["west"])
    appoint(prepared, "acceptor", organisation=Organisation.objects.get(area=new), area=new)

    def seen(person):
        return set(case_queries.visible_cases(person).values_list("pk", flat=True))

    assert cases["goes"].pk in seen(prepared)
    assert cases["goes"].pk not in seen(old)
    assert {cases["stays"].pk, cases["outside"].pk, cases["closed"].pk} <= seen(old)
    assert {case.pk for case in cases.values()} <= seen(district.people["zhaomin"])


def test_the_look_ahead_is_what_happens(project, plan, people, cases, town):
    lead(project, plan, people, ProjectState.APPROVED)
    project = type(project).objects.select_related("area__tier", "chosen__head").get(pk=project.pk)
    outlook = look_ahead(project)

    services.enforce(project_id=project.pk, actor=None, now=NOON)

    areas = {}
    for one in outlook.communities:
        area = Area.objects.get(name=one.future.name, valid_to__isnull=True)
        areas[one.future.number] = area.pk
        assert (area.code, area.households, area.parent) == (one.code, one.future.households, one.parent)
        assert Organisation.objects.filter(area=area, name=one.committee).exists() == bool(one.committee)
    assert [(row.case_id, row.to_id, row.reason) for row in Rehoming.objects.order_by("case")] == [
        (one.case.pk, areas.get(one.number), one.reason) for one in outlook.placed
    ]
    moved = {area.pk: areas[number] for number, group in outlook.moves.items() for area in group}
    now = dict(Area.objects.filter(pk__in=moved).values_list("pk", "parent"))
    assert now == moved
    assert not outlook.refusals


def test_a_person_decides_once_and_the_case_follows(enforced, cases, people):
    new = Area.objects.select_related("tier").get(name="新社区1")
    row = Rehoming.objects.get(case=cases["outside"])
    decide_it = {
        "rehoming_id": row.pk,
        "to": new,
        "actor": people["commander"],
        "now": NOON,
        "action": "boundaries.enforce",
    }

    services.settle_rehoming(**decide_it)

    cases["outside"].refresh_from_db()
    row.refresh_from_db()
    assert (cases["outside"].area, row.to, row.reason, row.actor) == (new, new, R.PERSON, people["commander"])
    with pytest.raises(PassageRefused):
        services.settle_rehoming(**decide_it)
    assert audit.verify(AuditLine).is_ok
    assert audit.verify(Event).is_ok


def test_a_case_that_ended_meanwhile_keeps_its_community(enforced, cases, people, town):
    Case.objects.filter(pk=cases["outside"].pk).update(state="closed", ended_at=NOON, due_at=None)
    row, new = Rehoming.objects.get(case=cases["outside"]), Area.objects.select_related("tier").get(name="新社区1")

    with pytest.raises(PassageRefused):
        services.settle_rehoming(rehoming_id=row.pk, to=new, actor=people["commander"], now=NOON, action="")

    cases["outside"].refresh_from_db()
    assert cases["outside"].area == town["west"]


def test_the_list_shows_what_waits_first_and_takes_the_word_of_whoever_may(client, enforced, cases, people):
    url = reverse("boundaries:rehomings", args=[enforced.pk])
    for who, status in (("commander", 200), ("planner", 200), ("stranger", 404)):
        client.force_login(people[who])
        assert client.get(url).status_code == status
    client.force_login(people["commander"])

    html = client.get(url).content.decode()
    first = html[html.index('data-testid="rehoming"') :]
    assert first.index('data-testid="settle"') < first.index("<strong>新社区1</strong>")

    new, row = Area.objects.get(name="新社区1"), Rehoming.objects.get(case=cases["no_place"])
    page = client.post(
        reverse("boundaries:settle", args=[enforced.pk, row.pk]), {"to": new.pk, "query": "show=waiting"}
    )
    assert page.url == f"{url}?show=waiting"
    row.refresh_from_db()
    assert row.to == new
    assert client.get(reverse("boundaries:rehoming_points", args=[enforced.pk])).json()["features"][0]["geometry"]


def test_the_list_is_searched_and_narrowed(client, enforced, cases, people):
    client.force_login(people["commander"])
    url = reverse("boundaries:rehomings", args=[enforced.pk])

    def shown(**query):
        return client.get(url, query).content.decode().count('data-testid="rehoming"')

    assert shown() == 9
    assert shown(show="waiting") == 3
    assert shown(show="moved") == 3
    assert shown(q=str(cases["goes"].number)) == 1
    assert shown(q="没有这样的地方") == 0


def test_the_pages_take_few_queries(client, project, plan, people, cases, django_assert_max_num_queries):
    lead(project, plan, people, ProjectState.APPROVED)
    client.force_login(people["commander"])
    preview = reverse("boundaries:preview", args=[project.pk])
    client.get(preview)

    with django_assert_max_num_queries(20):
        page = client.get(preview)
    html = page.content.decode()
    assert 'data-testid="put-in-force"' in html
    assert "P530113001001" in html

    services.enforce(project_id=project.pk, actor=None, now=NOON)
    with django_assert_max_num_queries(20):
        assert client.get(reverse("boundaries:rehomings", args=[project.pk])).status_code == 200
