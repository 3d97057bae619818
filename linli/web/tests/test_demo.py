"""The demo district: alive, whole, the same for the same seed, and never in the way of real data."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from django.conf import settings
from django.db import transaction
from shapely.geometry import shape

from linli.appraisals.models import Appeal, Proposal, Round, Snapshot
from linli.appraisals.queries.appeals import items_judged, own_results
from linli.appraisals.queries.posts import parties_of
from linli.appraisals.queries.verifying import examine_all
from linli.appraisals.rules.consequences import PACKAGE
from linli.cases.models import Case, Event, Evidence, Report, Revisit, StageClock
from linli.cases.queries import is_drawn, list_cases, queue, view_report
from linli.cases.rules.table import TABLE
from linli.foundation import audit
from linli.network import queries as network
from linli.organisations.models import Organisation
from linli.people.models import Account, Role
from linli.places.models import Area, Line, Succession
from linli.standards.models import Acceptance, Subject
from linli.standards.models import Plan as TargetPlan
from linli.standards.queries.entry import list_tasks
from linli.standards.queries.ground import read_sheet
from linli.standards.queries.matrix import by_years
from linli.web.demo.builder import build, read_plan

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CASES = 600
SPLIT, PARTED = ("祥和社区", "祥源社区"), datetime(2025, 12, 1, tzinfo=NOW.tzinfo)
RISES, FALLS = "桂苑社区", "金桥社区"
OVERSIZE = ("530113001001", "530113001005", "530113001012")


@pytest.fixture(scope="module")
def staff(django_db_setup, django_db_blocker):
    """Build one demo for all tests of this file, and take it back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(seed=1, cases=CASES, now=NOW, say=lambda text: None)
        transaction.set_rollback(True)
    (settings.DATA_DIR / "demo.json").unlink(missing_ok=True)


def test_all_cases_are_there_and_both_chains_are_whole(staff):
    assert Case.objects.filter(relapse_of__isnull=True).count() == CASES
    assert all(result.is_ok for result in audit.verify_all())


def test_every_step_of_every_history_is_a_row_of_the_table(staff):
    for event in Event.objects.all():
        move = TABLE[event.act]
        assert event.before in move.starts
        assert event.after is (event.before if move.to is None else move.to)


def test_nothing_happens_after_the_present_moment(staff):
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not Case.objects.filter(ended_at__gt=NOW).exists()


def test_what_relapsed_is_tied_to_the_case_it_follows(staff):
    relapses = list(Case.objects.filter(relapse_of__isnull=False).select_related("relapse_of", "category"))

    assert relapses
    assert all(one.relapse_of.state == "closed" and one.relapse_of.ended_at < one.reported_at for one in relapses)
    assert Revisit.objects.filter(relapse__in=relapses).count() == len(relapses)
    assert Revisit.objects.filter(done_at__isnull=True, from_at__lte=NOW).exists()
    assert Revisit.objects.filter(done_at__isnull=True, from_at__gt=NOW).exists()


def test_dangerous_places_are_made_safe_mostly_in_time(staff):
    clocks = list(StageClock.objects.filter(stage="safe", ended_at__isnull=False))

    late = sum(clock.is_breached(NOW) for clock in clocks)
    assert 0 < late < len(clocks) / 2


def test_no_drawn_answer_was_closed_from_the_desk(staff):
    closed = Event.objects.filter(act="close", moved="AC", case__round=1).select_related("case")

    assert closed
    assert not any(is_drawn(event.case) for event in closed)


def test_the_district_is_alive(staff):
    running = Case.objects.filter(ended_at__isnull=True)
    acts = set(Event.objects.values_list("act", flat=True))

    assert Report.objects.filter(reported_at__lt=NOW - timedelta(days=450)).exists()
    assert running.filter(due_at__lt=NOW).exists()
    assert running.filter(due_at__gte=NOW).exists()
    assert {"refuse", "fail", "rate", "decline", "close", "urge", "escalate", "extend"} <= acts
    assert Report.objects.values("text").distinct().count() > 0.95 * CASES


def test_work_waits_at_desks_and_units(staff):
    waiting = [queue(account, NOW).count() for account in Account.objects.filter(is_active=True)]

    assert sum(1 for count in waiting if count) > 8
    assert list_cases(Account.objects.get(username="dispatcher"), now=NOW).count() > CASES * 0.3


def test_every_built_in_role_has_somebody_who_can_sign_in(staff):
    named = {login.username for login in staff.logins}
    held = set(Account.objects.filter(username__in=named).values_list("appointments__role__code", flat=True))

    assert set(Role.objects.filter(is_built_in=True).values_list("code", flat=True)) == held
    assert all(Account.objects.get(username=name).check_password(read_plan().district["password"]) for name in named)


def test_the_other_district_sees_nothing_of_the_first(staff):
    other = Account.objects.get(username="other")

    seen = list_cases(other, now=NOW)

    assert seen.count() > 0
    assert not seen.filter(area__code__startswith="530113").exists()


def test_communities_tile_their_district(staff):
    district = Area.objects.get(code="530113")
    rows = Area.objects.filter(path__startswith=district.path, tier__code="community").select_related("outline")
    cells = [shape(json.loads(area.outline.geojson)) for area in rows]
    whole = shape(json.loads(district.outline.geojson))

    assert len(cells) == 29
    assert sum(cell.area for cell in cells) == pytest.approx(whole.area, rel=1e-3)
    assert shapely.union_all(cells).symmetric_difference(whole).area < 1e-3 * whole.area


def test_three_oversize_communities_lie_side_by_side(staff):
    rows = list(Area.objects.filter(code__in=OVERSIZE).select_related("outline"))
    cells = [shape(json.loads(area.outline.geojson)) for area in rows]

    assert {area.name for area in rows} == {"团结社区", "白云社区", "京铜社区"}
    assert all(6200 <= area.households <= 8000 for area in rows)
    assert all(one.buffer(1e-5).intersection(other.boundary).length > 1e-3 for one in cells for other in cells)
    for area in rows:
        compounds = Area.objects.filter(parent=area)
        assert 35 <= compounds.count() <= 55
        assert sum(compounds.values_list("households", flat=True)) == area.households
        assert compounds.filter(households=0).exists()


def test_no_two_compounds_have_the_same_name(staff):
    names = list(Area.objects.filter(tier__code="compound").values_list("name", flat=True))

    assert len(set(names)) == len(names)


def test_a_river_and_named_roads_run_through_the_town(staff):
    kinds = list(Line.objects.values_list("kind", flat=True))

    assert kinds.count("river") == 1
    assert kinds.count("main_road") >= 5
    assert kinds.count("street") > 20
    assert not Line.objects.filter(name="").exists()


def test_a_split_will_move_open_cases_and_leave_some_to_a_person(staff):
    waiting = Case.objects.filter(area__code__in=OVERSIZE, ended_at__isnull=True)

    assert waiting.filter(longitude__isnull=False).count() >= 5
    assert waiting.filter(place__isnull=False).exists()
    assert waiting.filter(longitude__isnull=True, place__isnull=False).exists()
    assert waiting.filter(longitude__isnull=True, place__isnull=True).exists()


def test_cases_lie_in_the_community_they_belong_to(staff):
    placed = Case.objects.filter(longitude__isnull=False).exclude(area__name=SPLIT[0], reported_at__lt=PARTED)
    for case in placed.select_related("area__outline")[:200]:
        outline = shape(json.loads(case.area.outline.geojson)).buffer(0.0005)
        assert outline.contains(shapely.Point(case.longitude, case.latitude))


def test_what_is_made_up_says_so(staff):
    assert Area.objects.get(code="530199").name.endswith("（虚构）")
    assert (
        not Organisation.objects.filter(kind__in=("partner", "property_manager"))
        .exclude(name__contains="虚构")
        .exists()
    )
    kept = json.loads((settings.DATA_DIR / "demo.json").read_text("utf-8"))
    assert {login["username"] for login in kept["logins"]} >= {"acceptor", "dispatcher", "handler"}


def test_pictures_are_stored_files_of_their_own(staff):
    files = list(Evidence.objects.values_list("file", flat=True))

    assert len(files) > CASES / 4
    assert len(set(files)) == len(files)
    assert all((Path(settings.MEDIA_ROOT) / name).is_file() for name in files[:50])


def test_a_reporter_reads_the_answer_in_plain_words(staff):
    report = Report.objects.filter(case__state="closed", case__events__act="close").select_related("case").first()

    assert view_report(report, NOW).reply


def test_every_shipped_kind_has_its_own_words():
    kinds = read_plan().texts["kinds"]

    assert len(kinds) >= 60
    assert all(kind["say"] and kind["did"] and "{at}" in "".join(kind["say"]) for kind in kinds.values())


def test_one_community_was_split_a_year_ago_and_cases_follow(staff):
    old, new = (Area.objects.get(name=name) for name in SPLIT)
    row = Succession.objects.get(predecessor=old, kind="split")

    assert (row.successor, row.on, row.document != "") == (new, PARTED.date(), True)
    assert 0.3 < row.share < 0.7
    assert old.households + new.households == 3230
    assert Area.objects.filter(parent=new).count() > 1
    assert not Case.objects.filter(area=new, reported_at__lt=PARTED).exists()
    assert all(Case.objects.filter(area=area, reported_at__gte=PARTED).exists() for area in (old, new))
    assert Case.objects.filter(area=old, reported_at__lt=PARTED).exists()


def test_every_appraised_community_has_all_it_may_be_named_with(staff):
    subjects = subjects_of(newest(), RISES, FALLS, *SPLIT)

    named = parties_of(list(subjects.values()), NOW.date())

    assert all([party.role for party in named[one.pk]] == list(PACKAGE) for one in subjects.values())


def test_rounds_of_two_years_are_where_they_should_be(staff):
    states = dict(Round.objects.values_list("period", "state"))

    assert len(states) == 24
    assert (states.pop("2026-11"), states.pop("2026-10")) == ("open", "announced")
    assert list(states.values()).count("skipped") == 1
    assert states.pop("2026-09") == "confirmed"
    assert set(states.values()) == {"skipped", "published"}
    assert Round.objects.get(period="2026-10").appeals_until >= NOW.date()


def test_one_rises_and_one_falls(staff):
    first, last = (ranks(Snapshot.objects.get(period=period)) for period in ("2025-01", "2026-09"))

    assert (first[FALLS], last[RISES]) == (1, 1)
    assert (first[RISES], last[FALLS]) == (max(first.values()), max(last.values()))
    assert (len(first), len(last)) == (14, 15)


def test_those_that_come_of_the_split_begin_at_nothing(staff):
    before, after = (Snapshot.objects.get(period=period) for period in ("2025-11", "2025-12"))

    assert ranks(before)[SPLIT[0]] == 14
    assert ranks(after)[SPLIT[0]] == 15
    assert SPLIT[1] not in ranks(before)
    assert SPLIT[1] in ranks(after)
    assert proposed(after, SPLIT[0]) == {"yellow_card", "help_plan", "publication"}


def test_last_three_times_running_is_not_competent_unless_the_secretary_is_new(staff):
    steps = [proposed(Snapshot.objects.get(period=f"2026-{month}"), FALLS) for month in ("07", "08")]
    spared = Snapshot.objects.get(period="2025-09")

    assert [{"statement", "not_competent"} & step for step in steps] == [{"statement"}, {"not_competent"}]
    assert ranks(spared)["深沟社区"] == max(ranks(spared).values())
    assert "statement" not in proposed(spared, "深沟社区")


def test_frozen_results_are_whole_and_come_out_the_same(staff):
    assert Snapshot.objects.filter(span="year").count() == 1
    assert all(found.is_sound for found in examine_all())


def test_consequences_are_confirmed_waived_and_waiting(staff):
    states = set(Proposal.objects.filter(action="yellow_card").values_list("state", flat=True))
    year = Proposal.objects.filter(snapshot__span="year", action="prize")

    assert states == {"proposed", "confirmed", "waived"}
    assert sum(year.values_list("amount_fen", flat=True)) == 440_000_00
    assert set(Appeal.objects.values_list("state", flat=True)) == {"granted", "rejected"}


def test_the_worker_has_figures_to_enter_and_points_to_appeal_against(staff):
    worker = staff.named["worker"]
    tasks, _more = list_tasks(worker, NOW.date())
    result = own_results(worker).get()

    assert [str(task.state) for task in tasks[:2]] == ["returned", "None"]
    assert any(not each.is_whole for each in items_judged(result))


def test_plans_have_values_and_every_light(staff):
    plan = TargetPlan.objects.get(first_year=2024)
    sheet = read_sheet(plan, NOW, NOW.date())

    _columns, rows = by_years(sheet, plan.area, NOW.date())

    lights = [str(cell.light) for row in rows for cells in row.cells for cell in cells]
    assert set(lights) >= {"green", "red"}
    assert lights.count("grey") < len(lights) / 3


def test_standards_were_met_by_some_and_one_is_being_visited(staff):
    outcomes = list(Acceptance.objects.filter(year=2025).values_list("outcome", flat=True))
    visited = Acceptance.objects.get(year=2026, state="submitted")

    assert set(outcomes) == {"met", "not_met"}
    assert 0 < visited.findings.filter(side="team").count() < visited.findings.filter(side="subject").count()


def test_the_network_is_full_but_not_everywhere(staff):
    district = Area.objects.get(name="东川区")
    _whole, subdistricts = network.coverage_of_children(district, NOW.date())
    shown = next(each for each in subdistricts if each.area.name == "铜都街道")
    _whole, communities = network.coverage_of_children(shown.area, NOW.date())
    percents = {each.area.short_name: each.coverage.percent for each in communities}

    assert str(shown.tiers[4].coverage.percent) == "94.7"
    assert percents[RISES] == 100
    assert 75 < percents[FALLS] < 83
    assert all(85 < percent <= 100 for name, percent in percents.items() if name != FALLS)


def test_the_network_grew_and_one_arrangement_is_doubted(staff):
    district = Area.objects.get(name="东川区")
    _days, trend = network.coverage_trend(district, NOW.date())
    doubts = network.list_doubts(district, network.coverage_of_children(district, NOW.date())[1], NOW.date())

    assert trend[5][0].share < trend[5][-1].share
    assert [doubt.rule for doubt in doubts] == ["network.hard_linked_below"]
    assert network.Posting.objects.filter(valid_to__isnull=False).exists()


def newest() -> Snapshot:
    """Return the newest frozen round."""
    return Snapshot.objects.filter(span="round").latest("period")


def ranks(snapshot: Snapshot) -> dict[str, int]:
    """Return the rank of everybody in a snapshot, by name."""
    return {str(part.subject): part.rank for part in snapshot.parts.select_related("subject__area")}


def subjects_of(snapshot: Snapshot, *names: str) -> dict[str, Subject]:
    """Return subjects of a snapshot by name."""
    rows = Subject.objects.filter(pk__in=snapshot.parts.values("subject"), area__name__in=names)
    return {str(one): one for one in rows.select_related("area", "unit", "appointment")}


def proposed(snapshot: Snapshot, name: str) -> set[str]:
    """Return what follows for a community from a snapshot."""
    return {str(one.action) for one in snapshot.proposals.filter(subject__area__name=name)}
