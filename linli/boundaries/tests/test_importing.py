import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from linli.boundaries import services
from linli.boundaries.models import Plan
from linli.boundaries.rules.base import Base, Unit
from linli.boundaries.rules.rows import Given, take
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.samples import NOON
from linli.boundaries.terms import LockKind
from linli.foundation import sheets

NAMES = ("甲苑", "乙苑", "丙苑", "甲苑")
BASE = Base(tuple(Unit(f"u{n}", name, "compound", 100, 0.0, 0.0, 0.0, 0.0) for n, name in enumerate(NAMES)), ())
SHEET = Sheet.of([0, 0, 1, 1])
CALLED = {0: "东社区", 1: "西社区"}


def _taken(*rows, **held):
    given_rows = [Given(number, *row) for number, row in enumerate(rows, 2)]
    return take(given_rows, BASE, SHEET, CALLED, **held)


def _why(taken):
    return [reason.rule for _row, reason in taken.rejected]


def test_a_row_gives_its_unit_to_the_community_it_names():
    assert _taken(("u1", "", "西社区")).sheet.labels == (0, 1, 1, 1)


def test_a_unit_without_a_key_is_found_by_its_name():
    assert _taken(("", "丙苑", "东社区")).sheet.labels == (0, 0, 0, 1)


def test_an_unknown_community_is_added_and_an_empty_one_frees():
    sheet = _taken(("u0", "", "新城社区"), ("u1", "", "")).sheet

    assert (sheet.labels, sheet.names[2]) == ((2, FREE, 1, 1), "新城社区")


def test_a_row_that_cannot_be_taken_says_why():
    taken = _taken(("u9", "", "东社区"), ("", "甲苑", "东社区"), ("u2", "", "东社区"), ("u2", "", "西社区"))

    assert _why(taken) == ["boundaries.row_unknown", "boundaries.row_ambiguous", "boundaries.row_twice"]
    assert taken.sheet.labels == (0, 0, 0, 1)


def test_a_row_with_doubtful_characters_or_too_long_a_name_is_rejected():
    rows = [Given(2, "u0", "", "西社\ufffd", "Unreadable."), Given(3, "u1", "", "社" * 61)]

    taken = take(rows, BASE, SHEET, CALLED)

    assert (_why(taken), taken.sheet) == (["boundaries.row_flawed", "boundaries.long_name"], SHEET)


def test_locks_reject_rows_and_leave_the_rest():
    taken = _taken(("u0", "", "西社区"), ("u1", "", "西社区"), held=frozenset({0}))
    assert (_why(taken), taken.sheet.labels) == (["boundaries.row_locked"], (0, 1, 1, 1))

    taken = _taken(("u0", "", "西社区"), ("u2", "", ""), ("u3", "", "西社区"), closed=frozenset({1}))
    assert (_why(taken), taken.sheet.labels) == (["boundaries.row_locked"] * 2, SHEET.labels)


ROWS = some.tuples(
    some.sampled_from(["", "u0", "u1", "u2", "u9"]),
    some.sampled_from(["", "甲苑", "乙苑", "丁苑"]),
    some.sampled_from(["", "东社区", "西社区", "南社区"]),
)


@given(some.lists(ROWS, max_size=12))
def test_every_row_is_accounted_for(rows):
    taken = _taken(*rows)

    assert taken.total == len(rows)
    assert len({row.number for row, _reason in taken.rejected}) == len(taken.rejected) <= taken.total
    assert set(taken.sheet.labels) - {FREE} <= set(taken.sheet.names)


def _upload(text):
    return SimpleUploadedFile("方案.csv", text.encode("utf-8-sig"))


def _take(plan, people, text):
    return services.edit(
        plan_id=plan.pk, head=plan.head_id, act="import", actor=people["planner"], now=NOON, file=_upload(text)
    )


def test_a_list_is_one_step_and_keeps_what_it_rejected(plan, people):
    done = _take(plan, people, "单元名称,社区\n1排3号小区,河西社区\n没有的小区,河西社区\n1排4号小区,新城社区\n")

    params = done.head.params
    assert (params["total"], params["accepted"], len(params["rejected"])) == (3, 2, 1)
    assert done.head.sheet["labels"][2:4] == [0, 4]
    assert done.head.sheet["names"]["4"] == "新城社区"


@pytest.mark.parametrize(
    ("text", "rule"),
    [("小区,户数\n甲,3\n", "columns_missing"), ("", "file_refused"), ("社区,户数\n甲,3\n", "columns_missing")],
)
def test_a_list_that_is_none_is_refused(plan, people, text, rule):
    with pytest.raises(services.SheetRefused) as refused:
        _take(plan, people, text)

    assert refused.value.reason.rule == f"boundaries.{rule}"
    assert Plan.objects.get(pk=plan.pk).head_id == plan.head_id


def test_what_was_rejected_comes_back_as_a_file(client, plan, people):
    services.lock(plan_id=plan.pk, head=plan.head_id, kind=LockKind.UNIT, first=2, actor=None, now=NOON)
    client.force_login(people["planner"])
    file = _upload("单元名称,社区\n1排3号小区,河西社区\n没有的小区,河西社区\n1排4号小区,河西社区\n")

    answer = client.post(
        reverse("boundaries:edit", args=[plan.pk]), {"head": plan.head_id, "act": "import", "file": file}, follow=True
    )
    head = Plan.objects.get(pk=plan.pk).head_id
    back = client.get(reverse("boundaries:rejected", args=[plan.pk, head]))

    assert "没有的小区" in answer.content.decode()
    rows = list(sheets.read(io.BytesIO(back.getvalue())).rows)
    assert len(rows) == 2


def test_the_list_of_a_plan_can_be_taken_over_again(client, plan, people):
    client.force_login(people["planner"])
    given_file = client.get(reverse("boundaries:units_file", args=[plan.pk])).getvalue()
    file = SimpleUploadedFile("方案.xlsx", given_file)

    client.post(reverse("boundaries:edit", args=[plan.pk]), {"head": plan.head_id, "act": "import", "file": file})

    head = Plan.objects.get(pk=plan.pk).head
    assert (head.params["accepted"], head.params["rejected"]) == (32, [])
    assert Sheet.from_json(head.sheet) == Sheet.from_json(plan.head.sheet)
