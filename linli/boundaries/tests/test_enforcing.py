"""A boundary in force: territory, offices, history and the audit chain, in one transaction or not at all."""

import json
from datetime import timedelta

import pytest
import shapely

from linli.boundaries import services
from linli.boundaries.models import Passage, Rehoming
from linli.boundaries.queries import base_of
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.samples import EACH, NOON, make_project
from linli.boundaries.services import PassageRefused
from linli.boundaries.services.enforcing import enforce_due
from linli.boundaries.services.plans import add_step
from linli.boundaries.terms import EditAct, ProjectState
from linli.boundaries.tests.leading import TODAY, lead
from linli.cases.models import Event
from linli.foundation import audit
from linli.foundation.models import AuditLine
from linli.organisations.models import Organisation
from linli.organisations.samples import make_organisation
from linli.places import queries as places
from linli.places.models import Area, Succession
from linli.places.terms import SuccessionKind

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def offices(district, town):
    """The committees of both halves, below the subdistrict office."""
    office = district.organisations["tongdu_office"]
    return {
        half: make_organisation(f"{town[half].name}居委会", "residents_committee", town[half], office)
        for half in ("west", "east")
    }


@pytest.fixture
def approved(project, plan, people, offices):
    return lead(project, plan, people, ProjectState.APPROVED)


def enforce(project, people, **facts):
    return services.enforce(**{"project_id": project.pk, "actor": people["commander"], "now": NOON} | facts)


def redraw(plan, labels):
    sheet = Sheet.of(labels)
    add_step(plan=plan, act=EditAct.ASSIGN, sheet=sheet, params={}, actor=None, now=NOON)


def approve_unjudged(project, plan):
    """Approve a plan that the checks would find wrong, as if the ground had changed their mind."""
    facts = {"document": "8号", "document_date": TODAY, "effective_on": TODAY, "state": ProjectState.APPROVED}
    type(project).objects.filter(pk=project.pk).update(chosen=plan, **facts)


def communities(parent):
    return list(places.list_children(parent).filter(tier__code="community").exclude(name__in=("南苑社区", "石羊社区")))


def test_who_goes_on_keeps_identity_name_and_code_and_new_communities_begin(approved, people, town, district):
    enforce(approved, people)

    found = {area.code: (area.name, area.pk, area.households) for area in communities(district.areas["tongdu"])}
    assert found == {
        "530113001081": ("河西社区", town["west"].pk, 2000),
        "530113001082": ("河东社区", town["east"].pk, 2000),
        "P530113001001": ("新社区1", found["P530113001001"][1], 2000),
        "P530113001002": ("新社区2", found["P530113001002"][1], 2000),
    }
    assert Area.objects.get(code="P530113001001").valid_from == TODAY


def test_compounds_move_with_their_buildings_and_households_add_up(approved, people, town, district):
    enforce(approved, people)

    new = Area.objects.get(name="新社区1")
    inside = places.list_children(new).filter(tier__code="compound")
    assert sum(area.households for area in inside) == new.households == 8 * EACH
    town["building"].refresh_from_db()
    town["compounds"][0].refresh_from_db()
    assert town["building"].path.startswith(town["compounds"][0].path)
    assert sum(area.households for area in communities(district.areas["tongdu"])) == 32 * EACH


def test_outlines_tile_what_the_present_communities_covered(approved, people, town, district):
    before = shapely.union_all([shapely.from_geojson(town[half].outline.geojson) for half in ("west", "east")])

    enforce(approved, people)

    after = [shapely.from_geojson(area.outline.geojson) for area in communities(district.areas["tongdu"])]
    assert sum(shape.area for shape in after) == pytest.approx(shapely.union_all(after).area, rel=1e-12)
    assert shapely.symmetric_difference(shapely.union_all(after), before).area < 1e-12
    assert json.loads(Area.objects.get(name="新社区1").outline.geojson)["type"] == "Polygon"


def test_successions_say_which_share_went_where_by_which_document(approved, people, town):
    enforce(approved, people)

    rows = Succession.objects.filter(kind=SuccessionKind.SPLIT).order_by("predecessor")
    assert [(row.predecessor_id, row.successor.name, row.share, row.document) for row in rows] == [
        (town["west"].pk, "新社区1", 0.5, "东政复〔2026〕8号"),
        (town["east"].pk, "新社区2", 0.5, "东政复〔2026〕8号"),
    ]


def test_history_shows_old_and_new(approved, people, town):
    enforce(approved, people)

    chapters = places.get_history(Area.objects.get(pk=town["west"].pk))
    assert [chapter.version.households for chapter in chapters] == [2000, 4000]
    assert {fact for fact, *_ in chapters[0].changes} == {"households", "outline"}
    assert places.get_version_on(town["west"], YESTERDAY).households == 4000
    moved = Area.objects.get(pk=town["compounds"][2].pk)
    assert [chapter.version.parent.name for chapter in places.get_history(moved)] == ["新社区1", "河西社区"]


def test_each_new_community_has_a_preparation_group_below_the_same_office(approved, people, district):
    enforce(approved, people)

    new = Area.objects.get(name="新社区1")
    group = Organisation.objects.get(area=new)
    assert (group.name, str(group.kind), group.parent) == (
        "新社区1居委会（筹备组）",
        "residents_committee",
        district.organisations["tongdu_office"],
    )


def test_the_trail_and_both_chains_verify(approved, people):
    enforce(approved, people)

    approved.refresh_from_db()
    last = Passage.objects.order_by("-pk")[0]
    assert (last.before, last.after, last.step) == (ProjectState.APPROVED, ProjectState.IN_FORCE, approved.chosen.head)
    assert AuditLine.objects.order_by("-pk")[0].action == "boundaries.enforce"
    assert audit.verify(AuditLine).is_ok
    assert audit.verify(Event).is_ok


def test_a_second_call_is_refused_and_writes_nothing(approved, people):
    enforce(approved, people)
    before = Area.objects.count(), AuditLine.objects.count(), Succession.objects.count()

    with pytest.raises(PassageRefused):
        enforce(approved, people)

    assert (Area.objects.count(), AuditLine.objects.count(), Succession.objects.count()) == before


@pytest.mark.parametrize(
    "step",
    [
        "linli.boundaries.services.enforcing.cases.rehome",
        "linli.boundaries.services.enforcing.pass_on",
        "linli.boundaries.services.enforcing.audit.record",
    ],
)
def test_when_a_late_step_fails_nothing_at_all_is_written(approved, people, town, monkeypatch, step):
    tables = (Area, Succession, Organisation, AuditLine, Rehoming, Passage)
    before = [model.objects.count() for model in tables], list(Area.objects.order_by("pk").values())

    def fail(*_args, **_facts):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(step, fail)
        with pytest.raises(OSError, match="disk full"):
            enforce(approved, people)

    assert ([model.objects.count() for model in tables], list(Area.objects.order_by("pk").values())) == before
    approved.refresh_from_db()
    assert approved.state is ProjectState.APPROVED


def test_before_its_day_nothing_comes_in_force_and_on_it_the_job_does_it_once(project, plan, people, offices):
    lead(project, plan, people, ProjectState.APPROVED, effective_on=TODAY + timedelta(days=1))

    with pytest.raises(PassageRefused) as refused:
        enforce(project, people)
    assert refused.value.reasons[0].rule == "today.md 0.2"
    assert enforce_due(now=NOON) == []

    later = NOON + timedelta(days=1)
    assert enforce_due(now=later) == [project.pk]
    assert enforce_due(now=later) == []
    assert Area.objects.get(name="新社区1").valid_from == TODAY + timedelta(days=1)


def test_a_boundary_that_fails_keeps_no_other_waiting(project, plan, people, offices, monkeypatch):
    second = make_project(project.area, base_of(project), title="另一个项目")
    for one in (project, second):
        facts = {"document": "8号", "document_date": TODAY, "effective_on": TODAY, "state": ProjectState.APPROVED}
        type(project).objects.filter(pk=one.pk).update(**facts)

    def fail_once(*, project_id, **_facts):
        if project_id == project.pk:
            raise OSError("disk full")

    monkeypatch.setattr("linli.boundaries.services.enforcing.enforce", fail_once)

    assert enforce_due(now=NOON) == [second.pk]


def test_a_late_job_still_writes_the_approved_day(approved):
    assert enforce_due(now=NOON + timedelta(days=3)) == [approved.pk]
    assert Area.objects.get(name="新社区1").valid_from == TODAY


def test_a_community_whose_seat_another_one_takes_ends_after_all_of_it_moved(project, plan, people, offices, town):
    redraw(plan, [0] * 32)
    approve_unjudged(project, plan)

    services.enforce(project_id=project.pk, actor=None, now=NOON)

    town["east"].refresh_from_db()
    assert town["east"].valid_to == TODAY
    assert Organisation.objects.get(pk=offices["east"].pk).valid_to == TODAY
    merged = Succession.objects.get(kind=SuccessionKind.MERGE)
    assert (merged.predecessor, merged.successor, merged.share) == (town["east"], town["west"], 1.0)
    assert Area.objects.get(pk=town["west"].pk).households == 8000
