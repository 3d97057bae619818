"""Between approval and its day the ground may change: then nothing is written, and the list says what to look at."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from linli.boundaries import services
from linli.boundaries.models import Base as BaseRow
from linli.boundaries.queries.preview import look_ahead
from linli.boundaries.rules.base import pack
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import NOON, make_base
from linli.boundaries.services import PassageRefused
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct, ProjectState
from linli.boundaries.tests.leading import TODAY, lead
from linli.foundation.models import AuditLine
from linli.organisations.samples import make_organisation
from linli.places import services as places
from linli.places.models import Area, Succession
from linli.places.samples import make_area

BY = {"actor": None, "now": NOON}
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def approved(project, plan, people):
    return lead(project, plan, people, ProjectState.APPROVED)


def refusals(project):
    """Return what enforcing is refused for; nothing at all may have been written."""
    before = Area.objects.count(), AuditLine.objects.count(), Succession.objects.count()
    with pytest.raises(PassageRefused) as caught:
        services.enforce(project_id=project.pk, **BY)
    assert (Area.objects.count(), AuditLine.objects.count(), Succession.objects.count()) == before
    return str(caught.value)


def outlook_of(project):
    return look_ahead(type(project).objects.select_related("area__tier", "chosen__head").get(pk=project.pk))


def test_a_compound_that_moved_since_is_named_with_the_advice_to_take_the_ground_again(approved, town, district):
    places.move_areas(area_ids=[town["compounds"][3].pk], parent=district.areas["nanyuan"], on=YESTERDAY, **BY)

    told = refusals(approved)

    assert "“1排4号小区”" in told
    assert "重新" in told or "Take the ground again" in told


def test_a_compound_that_ended_since_is_named(approved, town):
    places.end_area(area_id=town["compounds"][5].pk, on=YESTERDAY, **BY)

    assert "“1排6号小区”" in refusals(approved)


def test_a_compound_that_came_since_is_named_but_a_building_of_a_known_one_is_not(approved, town):
    make_area("柳苑小区", "compound", town["west"])
    make_area("2栋", "building", town["compounds"][0])

    told = refusals(approved)

    assert "“柳苑小区”" in told
    assert "2栋" not in told


def test_a_community_that_ended_since_is_named(approved, town):
    for compound in town["compounds"][:4]:
        Area.objects.filter(pk=compound.pk).update(valid_to=YESTERDAY)
    Area.objects.filter(pk=town["west"].pk).update(valid_to=YESTERDAY)

    assert "“河西社区”" in refusals(approved)


def test_a_change_after_the_approved_day_is_not_overtaken(approved, town):
    later = NOON + timedelta(days=2)
    places.change_area(area_id=town["west"].pk, actor=None, now=later, on=TODAY + timedelta(days=1), households=4100)

    with pytest.raises(PassageRefused) as caught:
        services.enforce(project_id=approved.pk, actor=None, now=later)

    assert "“河西社区”" in str(caught.value)


def test_a_name_that_somebody_else_took_is_refused_before_anything_is_written(approved, district):
    make_area("新社区2", "community", district.areas["tongdu"], code="530113001090")

    assert "“新社区2”" in refusals(approved)


def test_what_would_stay_behind_in_a_community_that_ends_is_named(project, plan, people, town, district):
    add_step(plan=plan, act=EditAct.MERGE, sheet=Sheet.of([0] * 32), params={}, actor=None, now=NOON)
    make_area("第一网格", "grid", town["east"])
    committee = make_organisation(
        "河东居委会", "residents_committee", town["east"], district.organisations["tongdu_office"]
    )
    make_organisation("河东物业", "property_manager", town["east"], committee)
    facts = {"document": "8号", "document_date": TODAY, "effective_on": TODAY, "state": ProjectState.APPROVED}
    type(project).objects.filter(pk=project.pk).update(chosen=plan, **facts)

    told = refusals(project)

    assert "“第一网格”" in told
    assert "“河东物业”" in told


def test_an_error_of_the_territory_itself_becomes_a_refusal(approved, district, monkeypatch):
    monkeypatch.setattr("linli.boundaries.queries.territory.Territory.refusals", lambda _self, _on: ())
    make_area("新社区2", "community", district.areas["tongdu"], code="530113001090")

    assert "新社区2" in refusals(approved)


def test_codes_given_before_are_not_given_again(approved, district):
    make_area("柳岸社区", "community", district.areas["tongdu"], code="P530113001007")

    codes = [one.code for one in outlook_of(approved).communities if one.area is None]

    assert codes == ["P530113001008", "P530113001009"]


def test_units_from_a_file_make_communities_and_move_nothing(project, plan, people, town, district):
    base = make_base(town)
    bare = type(base)(
        units=tuple(
            type(unit)(**{name: getattr(unit, name) for name in unit.__slots__} | {"place": ""}) for unit in base.units
        ),
        borders=base.borders,
        communities=base.communities,
    )
    content, digest = pack(bare)
    row = BaseRow.objects.create(content=content, digest=digest, units=32, households=8000, taken_at=NOON)
    type(project).objects.filter(pk=project.pk).update(base=row)
    lead(project, plan, people, ProjectState.APPROVED)
    paths = dict(Area.objects.filter(tier__code="compound").values_list("pk", "path"))

    services.enforce(project_id=project.pk, **BY)

    new = Area.objects.get(name="新社区1")
    assert (new.parent, new.households, new.code) == (district.areas["tongdu"], 2000, "P530113001001")
    assert dict(Area.objects.filter(tier__code="compound").values_list("pk", "path")) == paths
    assert Succession.objects.filter(successor=new, share=0.5).exists()


def test_the_preview_names_what_speaks_against_it_and_offers_no_button(client, approved, town, people):
    places.end_area(area_id=town["compounds"][5].pk, on=YESTERDAY, **BY)
    client.force_login(people["commander"])

    html = client.get(reverse("boundaries:preview", args=[approved.pk])).content.decode()

    assert "“1排6号小区”" in html
    assert 'data-testid="put-in-force"' not in html


def test_without_a_plan_the_preview_says_what_to_do(client, project, people):
    client.force_login(people["planner"])

    page = client.get(reverse("boundaries:preview", args=[project.pk]))

    assert page.status_code == 200
    assert 'data-testid="empty"' in page.content.decode()


def test_dates_of_the_past_are_kept_when_a_job_is_late(approved, town):
    services.enforce(project_id=approved.pk, actor=None, now=NOON + timedelta(days=9))

    assert Area.objects.get(pk=town["compounds"][2].pk).versions.latest("valid_from").valid_from == date(2026, 11, 20)
