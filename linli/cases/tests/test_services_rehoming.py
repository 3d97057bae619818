"""Open cases follow a split of their community: area, office, work and history; clocks and ended cases stay."""

from datetime import date, timedelta

import pytest

from linli.cases import samples, services
from linli.cases.models import Case, Event, StageClock, Task
from linli.cases.samples import MORNING
from linli.cases.terms import Act, OwnerClass, State
from linli.foundation import audit
from linli.organisations.samples import make_organisation
from linli.places.samples import make_area

LATER = MORNING + timedelta(hours=3)


@pytest.fixture
def willow(district):
    """A new community with its committee."""
    area = make_area(
        "柳岸社区", "community", district.areas["tongdu"], code="P530113001001", valid_from=date(2026, 11, 20)
    )
    office = district.organisations["tongdu_office"]
    committee = make_organisation("柳岸社区居委会（筹备组）", "residents_committee", area, office)
    return area, committee


def rehome(district, case, area, **facts):
    given = {"actor": district.people["gaofeng"], "now": LATER, "document": "东政复〔2026〕8号"} | facts
    return services.rehome(to={case.pk: area}, **given)


def own_case(district):
    """A case that the committee of the old community works on itself."""
    case = samples.take(district).case
    people = district.people
    services.file_case(case_id=case.pk, actor=people["linjie"], now=MORNING, category=district.kinds["litter"])
    return services.dispatch(case_id=case.pk, actor=people["zhaomin"], now=MORNING)


def test_what_the_old_committee_held_passes_to_the_new_one(district, willow):
    area, committee = willow
    case = samples.make_case(district)
    services.claim(case_id=case.pk, actor=district.people["linjie"], now=MORNING)

    assert rehome(district, case, area) == [case.pk]

    case.refresh_from_db()
    assert (case.area, case.holder, case.claimed_by, case.state) == (area, committee, None, State.SUBMITTED)


def test_work_of_the_old_committee_passes_with_its_task(district, willow):
    area, committee = willow
    case = own_case(district)
    assert (case.owner_class, case.unit) == (OwnerClass.COMMUNITY, district.organisations["nanyuan_committee"])

    rehome(district, case, area)

    case.refresh_from_db()
    assert (case.unit, case.holder, Task.objects.get().unit) == (committee, committee, committee)


def test_another_unit_keeps_its_work_and_no_clock_moves(district, willow):
    area, _ = willow
    case = samples.make_case(district, State.IN_PROGRESS)
    before = list(StageClock.objects.order_by("pk").values()), case.due_at, case.overall_due_at, case.version

    rehome(district, case, area)

    case.refresh_from_db()
    after = list(StageClock.objects.order_by("pk").values()), case.due_at, case.overall_due_at, case.version - 1
    assert after == before
    assert case.holder == case.unit == district.organisations["urban_management"]


def test_the_event_says_it_in_words_and_the_chain_verifies(district, willow):
    area, committee = willow
    case = samples.make_case(district)

    rehome(district, case, area, action="cases.file")

    event = case.events.get(act=Act.REHOME)
    assert event.note == "变更后归属“柳岸社区”，原属“南苑社区”（东政复〔2026〕8号）。"
    assert (event.before, event.after, event.receiver) == (State.SUBMITTED, State.SUBMITTED, committee)
    assert event.actor_id == district.people["gaofeng"].pk
    assert audit.verify(Event).is_ok


def test_an_ended_case_keeps_its_community_and_a_case_at_home_gets_no_event(district, willow):
    area, _ = willow
    closed, home = samples.make_case(district, State.CLOSED), samples.make_case(district)
    events = Event.objects.count()

    moved = rehome(district, closed, area) + rehome(district, home, home.area)

    closed.refresh_from_db()
    assert (moved, closed.area, Event.objects.count()) == ([], district.areas["nanyuan"], events)


def test_many_cases_take_few_statements(district, willow, django_assert_max_num_queries):
    area, _ = willow
    for _ in range(12):
        samples.make_case(district)
    cases = list(Case.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(16):
        services.rehome(to=dict.fromkeys(cases, area), actor=None, now=LATER, document="8号")

    assert set(Case.objects.values_list("area", flat=True)) == {area.pk}
