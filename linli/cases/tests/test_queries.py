"""What people see: scope of every list, the queue, filters, offers, responsibility, figures, the public view."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.cases import access, queries, samples, services
from linli.cases.models import Case, ResponsibilityRule
from linli.cases.queries.figures import area_figures
from linli.cases.samples import MORNING
from linli.cases.terms import Act, DeclineReason, Light, OwnerClass, RefusalReason, Solved, State
from linli.foundation.audit import verify_all

LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def cases(district):
    """One case per stage in Nanyuan, and one in Longdong of the other subdistrict."""
    made = {
        state: samples.make_case(district, state, now=MORNING + timedelta(minutes=number))
        for number, state in enumerate((State.SUBMITTED, State.FILED, State.DISPATCHED, State.CLOSED))
    }
    made["far"] = samples.take(district, now=LATER, place=district.areas["longdong"], text="龙洞井盖丢失").case
    return made


def seen(queryset) -> set[int]:
    return set(queryset.values_list("pk", flat=True))


def test_whoever_commands_an_area_sees_it_and_nothing_else(district, cases):
    near = {case.pk for key, case in cases.items() if key != "far"}

    assert seen(queries.visible_cases(district.people["linjie"])) == near
    assert seen(queries.visible_cases(district.people["zhaomin"])) == near
    assert seen(queries.visible_cases(district.people["majun"])) == {cases["far"].pk}
    assert seen(queries.visible_cases(district.people["gaofeng"])) == near | {cases["far"].pk}


def test_a_department_sees_what_it_holds_or_held(district, cases):
    sunwei = district.people["sunwei"]
    assert seen(queries.visible_cases(sunwei)) == {cases[State.DISPATCHED].pk, cases[State.CLOSED].pk}

    services.refuse(
        case_id=cases[State.DISPATCHED].pk,
        actor=sunwei,
        now=LATER,
        reason=RefusalReason.NOT_OURS,
        note="否",
        proposal="住建",
    )

    assert cases[State.DISPATCHED].pk in seen(queries.visible_cases(sunwei))


def test_an_office_sees_what_waits_at_its_desk_even_without_a_task(district, cases):
    clerk, office = samples.make_account("clerk"), district.organisations["tongdu_office"]
    samples.appoint(clerk, "department_handler", organisation=office, area=district.areas["dongchuan"])

    below = {cases[state].pk for state in (State.SUBMITTED, State.FILED)}
    assert seen(queries.visible_cases(clerk)) == below  # its own desk and its committees'; not what has ended


def test_nobody_without_an_appointment_sees_anything(district, cases):
    stranger = samples.make_account("stranger")

    assert not queries.visible_cases(stranger).exists()
    assert not queries.queue(stranger, LATER).exists()
    assert not queries.list_cases(stranger, now=LATER, q="井盖").exists()


def test_the_test_of_one_case_agrees_with_the_filter_of_lists(district, cases):
    for person in district.people.values():
        for action in ("cases.view", "cases.file", "cases.sign", "cases.close"):
            filtered = seen(queries.visible_cases(person, action))
            for case in Case.objects.select_related("area", "holder", "unit"):
                holder = [case.holder.path] if case.ended_at is None else []
                units = [*holder, *case.tasks.values_list("unit__path", flat=True)]
                covered = access.covers(person, action, area_path=case.area.path, unit_paths=units)
                assert covered == (case.pk in filtered), (person, action, case.state)


def test_the_queue_holds_what_waits_for_my_desk(district, cases):
    assert seen(queries.queue(district.people["linjie"], LATER)) == {cases[State.SUBMITTED].pk}
    assert seen(queries.queue(district.people["zhaomin"], LATER)) == {cases[State.FILED].pk}
    assert seen(queries.queue(district.people["sunwei"], LATER)) == {cases[State.DISPATCHED].pk}
    assert seen(queries.queue(district.people["gaofeng"], LATER)) == set()


def test_an_assisting_unit_finds_its_task_in_the_queue(district):
    case = samples.make_case(district, State.IN_PROGRESS)
    services.assist(
        case_id=case.pk, actor=district.people["zhaomin"], now=LATER, unit=district.organisations["housing"]
    )
    helper = samples.make_account("helper")
    samples.appoint(
        helper, "department_handler", organisation=district.organisations["housing"], area=district.areas["dongchuan"]
    )

    assert seen(queries.queue(helper, LATER)) == {case.pk}
    finish = next(offer for offer in queries.allowed_acts(case, helper, LATER) if offer.action is Act.FINISH)
    assert finish.allowed


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"states": (State.FILED, State.CLOSED)}, {State.FILED, State.CLOSED}),
        ({"category_code": "0903"}, {State.FILED, State.DISPATCHED, State.CLOSED}),
        ({"category_code": "09"}, {State.FILED, State.DISPATCHED, State.CLOSED}),
        ({"category_code": "0901"}, set()),
        ({"owner_class": OwnerClass.DEPARTMENT}, {State.FILED, State.DISPATCHED, State.CLOSED}),
        ({"unit": "城市管理"}, {State.DISPATCHED, State.CLOSED}),
        ({"q": "井盖"}, {"far"}),
        ({"q": "20260000005"}, {"far"}),
        ({"q": "没有"}, set()),
        ({"since": date(2026, 11, 21)}, set()),
        ({"until": date(2026, 11, 19)}, set()),
        ({"since": date(2026, 11, 20), "until": date(2026, 11, 20), "q": "龙洞"}, {"far"}),
        ({"light": Light.GREEN}, {State.CLOSED}),
    ],
)
def test_each_filter_keeps_what_fits(district, cases, filters, keys):
    found = queries.list_cases(district.people["gaofeng"], now=MORNING + timedelta(minutes=20), **filters)

    assert seen(found) == {cases[key].pk for key in keys}


def test_an_area_filter_never_widens_the_scope(district, cases):
    found = queries.list_cases(district.people["linjie"], now=LATER, area_path=district.areas["longdong"].path)

    assert not found.exists()


@pytest.mark.parametrize("hours", [0, 2, 40, 400])
def test_the_lights_of_rows_and_of_the_filter_agree(district, cases, hours):
    now, gaofeng = MORNING + timedelta(hours=hours), district.people["gaofeng"]
    shown = queries.lights(Case.objects.all(), now)

    for light in Light:
        filtered = seen(queries.list_cases(gaofeng, now=now, light=light))
        assert filtered == {pk for pk, own in shown.items() if own is light}


def test_refused_acts_name_their_rule(district):
    case = samples.make_case(district, State.FILED)

    offers = {offer.action: offer for offer in queries.allowed_acts(case, district.people["zhaomin"], LATER)}
    assert offers[Act.DISPATCH].allowed
    assert offers[Act.VOID].reason.rule == "cases.md#second-person"
    assert Act.SIGN not in offers
    offers = {offer.action: offer for offer in queries.allowed_acts(case, district.people["wuting"], LATER)}
    assert offers[Act.DISPATCH].reason.rule == "access"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.FILED, State.IN_PROGRESS, State.CHECKING, State.CLOSED])
def test_offers_take_a_bounded_number_of_queries(district, state):
    case = samples.make_case(district, state)
    case = Case.objects.select_related("area", "holder", "unit", "category").get(pk=case.pk)
    person = district.people["gaofeng"]
    person.may("cases.view")

    with CaptureQueriesContext(connection) as counted:
        queries.allowed_acts(case, person, LATER)

    assert len(counted) <= 6


def test_the_most_specific_rule_answers_and_says_why(district):
    areas, units, kinds = district.areas, district.organisations, district.kinds
    rules = [
        (None, "dongchuan", None, "urban_management"),
        ("group", "dongchuan", None, "housing"),
        ("road", "dongchuan", None, "urban_management"),
        ("road", "nanyuan", None, "tongdu_office"),
        ("road", "nanyuan", OwnerClass.PARTNER, "manager"),
    ]
    for kind, area, owner, unit in rules:
        services.add_responsibility(
            actor=None,
            now=MORNING,
            area=areas[area],
            unit=units[unit],
            category=kinds[kind] if kind else None,
            owner_class=owner,
            valid_from=date(2026, 1, 1),
        )

    def unit_for(kind, area, owner, on=date(2026, 11, 20)):
        return queries.who_answers(category=kind, area=areas[area], owner_class=owner, on=on).unit

    assert unit_for(None, "nanyuan", None) == units["urban_management"]
    assert unit_for(kinds["litter"], "nanyuan", None) == units["housing"]
    assert unit_for(kinds["road"], "longdong", None) == units["urban_management"]
    assert unit_for(kinds["road"], "nanyuan", OwnerClass.DEPARTMENT) == units["tongdu_office"]
    assert unit_for(kinds["road"], "nanyuan", OwnerClass.PARTNER) == units["manager"]
    assert unit_for(kinds["road"], "nanyuan", OwnerClass.COMMUNITY, on=date(2025, 1, 1)) == units["nanyuan_committee"]
    answer = queries.who_answers(
        category=kinds["road"], area=areas["nanyuan"], owner_class=OwnerClass.PARTNER, on=date(2025, 1, 1)
    )
    assert answer.unit is None
    assert answer.reason.rule == "cases.md#responsibility"


def test_two_rules_for_the_same_are_a_tie(district):
    rule = {"area": district.areas["nanyuan"], "valid_from": date(2026, 1, 1)}
    unit = district.organisations["housing"]
    services.add_responsibility(actor=None, now=MORNING, unit=unit, **rule)

    with pytest.raises(services.MoveRefused):
        services.add_responsibility(actor=None, now=MORNING, unit=unit, area=rule["area"], valid_from=date(2026, 5, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsibilityRule.objects.create(unit=unit, **rule)


def test_duplicates_are_near_alike_and_in_reach(district):
    case = samples.take(district, text="桂苑小区东门路面塌陷积水").case
    twin = samples.take(district, now=LATER, text="东门路面塌陷，有积水", token="the-twin").case
    samples.take(district, now=LATER, text="三号楼楼道灯不亮", token="another")
    samples.take(district, now=LATER, text="桂苑小区东门路面塌陷积水", token="far", place=district.areas["longdong"])

    found = queries.list_duplicates(case, district.people["linjie"], LATER)

    assert [other for other, _score in found] == [twin]
    assert queries.list_duplicates(case, district.people["majun"], LATER) == []


def test_the_reporter_reads_plain_words_and_no_names(district):
    case = samples.make_case(district, State.CLOSED, contact="13812345678")
    report = queries.find_report(case.reports.get().receipt.lower())

    view = queries.view_report(report, LATER)

    assert view.reply == "已修好"
    assert view.unit == "东川区城市管理局"
    assert (view.may_rate, view.may_reopen, view.may_urge, view.may_appeal) == (True, True, False, False)
    assert "13812345678" not in repr(view)
    assert not any(person.name in repr(view) for person in district.people.values())
    services.rate(report_id=report.pk, now=LATER, stars=5, solved=Solved.YES)
    assert not queries.view_report(queries.find_report(report.receipt), LATER).may_rate


def test_a_declined_reporter_may_appeal_and_a_waiting_one_may_urge(district):
    report = samples.take(district)
    assert queries.view_report(queries.find_report(report.receipt), LATER).may_urge
    services.urge(case_id=report.case_id, now=LATER)
    assert not queries.view_report(queries.find_report(report.receipt), LATER).may_urge
    services.decline(
        case_id=report.case_id, actor=district.people["linjie"], now=LATER, reason=DeclineReason.OUTSIDE, reply="不属"
    )

    assert queries.view_report(queries.find_report(report.receipt), LATER).may_appeal


@pytest.mark.parametrize("receipt", ["", "x", "0000-0000-0000-0000", "' OR 1=1"])
def test_unknown_and_malformed_receipts_find_nothing(district, receipt):
    assert queries.find_report(receipt) is None


def test_figures_of_an_area_hold_no_person_and_no_foreign_case(district, cases):
    figures = area_figures(district.areas["tongdu"], now=LATER)

    assert (figures["open"], figures["closed"], figures["reported"]) == (3, 1, 4)
    assert sum(figures["lights"].values()) == figures["open"] == sum(figures["by_state"].values())
    assert figures["median_hours"] == 1.5
    assert area_figures(district.areas["bigu"], now=LATER)["median_hours"] is None


def test_the_map_shows_open_cases_in_the_frame(district):
    inside = samples.take(district, longitude=103.18, latitude=26.08).case
    samples.take(district, now=LATER, longitude=104.0, latitude=26.08, token="outside")
    gaofeng = district.people["gaofeng"]

    found = queries.map_features(queries.visible_cases(gaofeng), bounds=(103, 26, 103.5, 26.5), now=LATER)
    capped = queries.map_features(queries.visible_cases(gaofeng), bounds=None, now=LATER, cap=1)

    assert [feature["id"] for feature in found["features"]] == [inside.pk]
    assert (found["truncated"], capped["truncated"]) == (False, True)


def test_clocks_are_shown_with_word_and_promise(district):
    case = samples.make_case(district, State.IN_PROGRESS)

    faces = list(queries.clock_faces(case, LATER))

    assert [face.stage.value for face in faces] == ["handle", "overall"]
    assert faces[0].light is Light.GREEN


def test_states_are_counted_up_to_a_limit(district, cases):
    everything = queries.visible_cases(district.people["gaofeng"])

    assert queries.count_by_state(everything)[State.SUBMITTED] == 2
    assert sum(queries.count_by_state(everything, limit=2).values()) == 3


def test_open_cases_and_red_ones_are_counted_by_area(district, cases):
    late = MORNING + timedelta(days=60)

    counted = queries.count_by_area(Case.objects.all(), late)

    assert counted[district.areas["nanyuan"].pk] == {"open": 3, "red": 3, "yellow": 0, "blue": 0, "green": 0}
    assert queries.count_lights(Case.objects.all(), late)[Light.RED] == 4


def test_all_chains_hold_after_all_this(district, cases):
    assert all(result.is_ok for result in verify_all())
