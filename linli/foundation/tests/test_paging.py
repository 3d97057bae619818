"""Pages by key: nothing twice, nothing lost, in both directions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.foundation.models import ImportRun
from linli.foundation.paging import Walked, count_up_to, head, keys_up_to, page

MORNING = datetime(2024, 2, 29, 8, tzinfo=UTC)


@pytest.fixture
def rows(db):
    ContentType.objects.all().delete()
    for number in range(23):
        ContentType.objects.create(app_label=f"room{number % 3}", model=f"thing{number:02}")
    return ContentType.objects.all()


def walk(queryset, *, order, size):
    """Return the pages from the first to the last, and again from the last to the first."""
    forth, cursor = [], ""
    while True:
        found = page(queryset, order=order, after=cursor, size=size)
        forth.append([row.pk for row in found])
        if not found.next:
            break
        cursor = found.next
    back = [forth[-1]]
    while found.previous:
        found = page(queryset, order=order, after=found.previous, size=size)
        back.insert(0, [row.pk for row in found])
    return forth, back


@pytest.mark.parametrize("order", [("-id",), ("id",), ("app_label", "-id"), ("-app_label", "model", "id")])
@pytest.mark.parametrize("size", [1, 5, 23, 50])
def test_every_row_stands_on_one_page_and_the_way_back_is_the_same(rows, order, size):
    forth, back = walk(rows, order=order, size=size)

    assert [key for part in forth for key in part] == list(rows.order_by(*order).values_list("pk", flat=True))
    assert back == forth


def test_moments_are_good_keys(db):
    start = datetime(2024, 2, 29, 8, tzinfo=UTC)
    for number in range(7):
        Session.objects.create(session_key=f"k{number}", expire_date=start + timedelta(microseconds=number // 2))

    forth, back = walk(Session.objects.all(), order=("-expire_date", "session_key"), size=2)

    assert [key for part in forth for key in part] == ["k6", "k4", "k5", "k2", "k3", "k0", "k1"]
    assert back == forth


@pytest.mark.parametrize(
    "order", [("as_of", "id"), ("-as_of", "id"), ("kind", "-as_of", "-id"), ("as_of", "-kind", "id")]
)
@pytest.mark.parametrize("size", [1, 2, 3, 20])
def test_empty_values_come_last_and_are_neither_lost_nor_doubled(db, order, size):
    for number in range(11):
        day = None if number % 3 == 0 else date(2024, 2, 1 + number // 4)
        ImportRun.objects.create(kind=f"k{number % 2}", as_of=day, made_at=MORNING, changed_at=MORNING)

    forth, back = walk(ImportRun.objects.all(), order=order, size=size)
    days = [ImportRun.objects.get(pk=key).as_of for part in forth for key in part]

    assert sorted(key for part in forth for key in part) == sorted(ImportRun.objects.values_list("pk", flat=True))
    assert back == forth
    if order[0].endswith("as_of"):
        assert days[-4:] == [None] * 4


def test_the_last_pages_need_no_walk_over_the_first_ones(db):
    rows = ContentType.objects.order_by()
    cursor = page(rows, order=("app_label", "model", "id"), size=3).next
    with CaptureQueriesContext(connection) as queries:
        page(rows, order=("app_label", "model", "id"), after=cursor, size=3)

    sql = queries[0]["sql"]
    assert '"app_label" >= ' in sql
    assert "NULLS" not in sql


def test_rows_with_and_without_the_first_key_are_read_apart_and_only_as_far_as_needed(db):
    for number in range(6):
        day = date(2024, 2, 1) if number < 4 else None
        ImportRun.objects.create(kind="k", as_of=day, made_at=MORNING, changed_at=MORNING)
    with CaptureQueriesContext(connection) as queries:
        first = page(ImportRun.objects.all(), order=("as_of", "id"), size=3)
        page(ImportRun.objects.all(), order=("as_of", "id"), after=first.next, size=3)

    assert ["IS NULL" in query["sql"] for query in queries] == [False, False, True]
    assert not any("NULLS" in query["sql"] for query in queries)


def test_relations_are_joined_only_to_the_rows_shown(db):
    with CaptureQueriesContext(connection) as queries:
        head(Permission.objects.select_related("content_type"), order=("-id",), size=3)

    whole, _in, found = queries[0]["sql"].partition(" IN (SELECT ")
    assert "JOIN" in whole
    assert "LIMIT 3" in found
    assert "JOIN" not in found


def test_few_rows_are_known_by_key_and_many_are_not(rows):
    assert sorted(keys_up_to(rows, 23)[1]) == sorted(row.pk for row in rows)
    assert (str(keys_up_to(rows, 22)[0]), keys_up_to(rows, 22)[1]) == ("22+", None)


def test_a_walked_key_filters_like_the_column_itself(rows):
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:4])

    walked = rows.alias(walked=Walked("pk")).filter(walked__in=some).order_by("-pk")

    assert [row.pk for row in walked] == some[::-1]


def test_a_row_added_while_turning_pages_moves_nothing(rows):
    first = page(rows, order=("-id",), size=5)
    ContentType.objects.create(app_label="late", model="late")
    second = page(rows, order=("-id",), after=first.next, size=5)

    assert not {row.pk for row in first} & {row.pk for row in second}
    assert max(row.pk for row in second) < min(row.pk for row in first)


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "W10", "bnVsbA", "WzAsIntcIn0iXQ", "eyJhIjoxfQ", "WzAse31d", "é" * 9, "A" * 5000]
)
def test_a_broken_cursor_shows_the_first_page(rows, cursor):
    assert [row.pk for row in page(rows, after=cursor, size=3)] == [row.pk for row in page(rows, size=3)]


def test_an_empty_list_has_one_empty_page(db):
    found = page(Session.objects.all(), order=("session_key",))

    assert (list(found), found.next, found.previous) == ([], "", "")


def test_counting_stops_at_the_limit(rows):
    assert str(count_up_to(rows, 10)) == "10+"
    assert str(count_up_to(rows, 23)) == "23"
    assert count_up_to(rows, 100).number == 23
