"""Lists stay quick however many cases there are: each is read in its order from an index that was made for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from linli.cases import queries, samples
from linli.cases.queries import lists
from linli.cases.queries.scope import visible_cases
from linli.cases.terms import OPEN, STORED, TERMINAL, State
from linli.foundation import paging

SORTED = "USE TEMP B-TREE FOR ORDER BY"
ENDED = tuple(state for state in STORED if state in TERMINAL)


def listed(district, **filters):
    return queries.list_cases(district.people["gaofeng"], now=timezone.now(), **filters)


def plans(queryset, order):
    """Return how the database reads each part of a list; what PostgreSQL does depends on its figures of the data."""
    keys = [paging._key(queryset.model, name, False) for name in order]
    parts = paging._parts(keys, None)
    rows = [queryset.filter(condition).order_by(*(key.ordering() for key in by)) for condition, by in parts]
    return [part.select_related(None).values("pk")[:51].explain() for part in rows]


@pytest.mark.parametrize(
    ("filters", "order", "served_by"),
    [
        ({"states": OPEN}, lists.DUE, ["case_due", ""]),
        ({"states": STORED}, lists.DUE, ["case_due", ""]),
        ({"states": ENDED}, ("-id",), [""]),
        ({"states": STORED}, ("number",), ["cases_case"]),
        ({"states": STORED, "q": "路灯"}, lists.DUE, ["case_due", ""]),
        ({"states": STORED, "category": 1}, ("-id",), [""]),
    ],
)
@pytest.mark.parametrize("area", [None, "tongdu"])
def test_many_cases_are_walked_in_their_order_and_never_sorted(district, filters, order, served_by, area):
    path = district.areas[area].path if area else ""

    found = plans(listed(district, walked=True, area_path=path, **filters), order)

    if connection.vendor == "sqlite":
        assert len(found) == len(served_by)
        for plan, index in zip(found, served_by, strict=True):
            assert index in plan
            assert "case_area" not in plan
            assert SORTED not in plan


@pytest.mark.parametrize(
    ("queryset", "index"),
    [
        (lambda district: listed(district, states=STORED, category=1), "COVERING INDEX case_area_kind"),
        (
            lambda district: listed(district, states=OPEN).filter(due_at__lt=timezone.now()),
            "COVERING INDEX case_area_open",
        ),
        (lambda district: queries.queue(district.people["zhaomin"], timezone.now()), "case_queue"),
    ],
)
def test_few_cases_are_found_by_their_index(district, queryset, index):
    plan = queryset(district).select_related(None).order_by().values("pk").explain()

    if connection.vendor == "sqlite":
        assert index in plan


def test_lights_of_areas_are_counted_from_an_index_alone(district):
    counted = listed(district, states=OPEN).select_related(None).order_by().values("area_id")

    plan = counted.annotate(**queries.figures._by_light(timezone.now())).explain()

    if connection.vendor == "sqlite":
        assert "COVERING INDEX case_area_open" in plan


@pytest.fixture
def stages(district):
    """Cases of several stages, some minutes apart."""
    now = timezone.now()
    for number, state in enumerate((State.SUBMITTED, State.FILED, State.DISPATCHED, State.CLOSED, State.CLOSED)):
        samples.make_case(district, state, now=now - timedelta(days=3, minutes=number), token=f"{number}-stage-token")
    return district


@pytest.mark.parametrize("person", ["gaofeng", "linjie", "zhaomin", "majun", "sunwei"])
@pytest.mark.parametrize("area", ["", "tongdu"])
@pytest.mark.parametrize("states", [STORED, OPEN, ENDED, (State.FILED, State.CLOSED)])
def test_walking_finds_the_same_cases(stages, person, area, states):
    user, path = stages.people[person], stages.areas[area].path if area else ""
    known = {"now": timezone.now(), "states": states, "area_path": path}

    walked = queries.list_cases(user, walked=True, **known)

    assert set(walked) == set(queries.list_cases(user, **known))
    assert set(visible_cases(user, walked=True)) == set(visible_cases(user))


def test_what_has_no_expiry_stands_behind_the_newest_first(stages):
    shown = paging.page(listed(stages, states=STORED), order=lists.DUE).items

    assert [case.due_at is None for case in shown] == [False, False, False, True, True]
    assert shown[3].pk > shown[4].pk


@pytest.mark.parametrize(
    ("filters", "wide"),
    [
        ({"states": STORED}, True),
        ({"states": ENDED, "unit": "局"}, True),
        ({"states": OPEN}, False),
        ({"states": STORED, "q": "路灯"}, False),
        ({"states": STORED, "category": "3"}, False),
    ],
)
def test_a_wide_reach_is_counted_end_to_end(district, filters, wide):
    near = {"area_path": district.areas["nanyuan"].path}

    assert lists.is_wide(district.people["gaofeng"], area_path="", **filters) is wide
    assert not lists.is_wide(district.people["gaofeng"], **near, **filters)
    assert not lists.is_wide(district.people["linjie"], area_path="", **filters)
    assert not lists.is_wide(district.people["sunwei"], area_path="", **filters)
