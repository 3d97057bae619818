"""Figures as lists: what is brought back filled is taken, or comes back with its reason; nothing is lost."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from linli.cases.samples import make_case_district
from linli.foundation import sheets
from linli.foundation.imports.perform import perform
from linli.foundation.models import AuditLine
from linli.foundation.sheets import Row, SheetRefused
from linli.people.samples import appoint, make_account
from linli.standards import samples
from linli.standards.models import Observation, Sheet
from linli.standards.queries.forms import form_cells
from linli.standards.queries.subjects import visible_subjects
from linli.standards.services.observations import COLUMNS, import_observations
from linli.standards.services.sheets import lock_sheets
from linli.standards.terms import Source
from linli.values import Span

SPAN = Span.parse("2026-10")


def ground():
    """Return subjects, metrics and a worker of one community."""
    district = make_case_district()
    subjects = samples.make_subjects(district.areas)
    metrics = samples.make_metrics(now=samples.NOON)
    worker = make_account("tianhe")
    appoint(worker, "community_worker", area=district.areas["nanyuan"])
    return subjects, metrics, worker


@pytest.fixture
def world(db):
    return ground()


def book_of(user, fill):
    """Return the form of all communities a person sees as a workbook, its cells changed by `fill(cells)`."""
    rows = visible_subjects(user, "standards.enter", "community").order_by("pk")
    cells = [one | (fill(one) or {}) for one in form_cells(rows, SPAN, "community")]
    columns = [sheets.Column(one.key, one.title, one.kind, is_quiet=one.is_quiet) for one in COLUMNS]
    return sheets.write_xlsx(columns, cells, title=SPAN.code)


def bring(user, book, **more):
    return perform(import_observations, sheets.read(book), actor=user, now=samples.NOON, **more)


def values(one):
    text = {"assembly_held": "是", "notice_board": "完好", "service_space": "310.50"}.get(one["code"], "12")
    return {"text": text}


def test_the_form_goes_out_and_comes_back(world):
    _subjects, _metrics, worker = world
    book = book_of(worker, values)

    first = bring(worker, book)
    book.seek(0)
    again = bring(worker, book)

    assert (first.total, first.created, first.rejected) == (5, 5, [])
    assert (again.unchanged, again.created, again.changed) == (5, 0, 0)
    assert Observation.objects.filter(source=Source.IMPORT).count() == 5
    assert Sheet.objects.get().version == 1
    assert AuditLine.objects.filter(action="standards.import").count() == 2


def test_a_dry_run_leaves_nothing(world):
    _subjects, _metrics, worker = world

    outcome = bring(worker, book_of(worker, values), dry_run=True)

    assert outcome.created == 5
    assert not Observation.objects.exists()
    assert not Sheet.objects.exists()


def test_every_row_that_is_not_taken_says_why(world):
    subjects, metrics, worker = world
    samples.fill_sheet(subjects["nanyuan"], "2026-09", {metrics["visits"]: "100"}, now=samples.NOON)
    plain = {
        "对象编号": str(subjects["nanyuan"].pk),
        "对象名称": "",
        "期间": "2026-10",
        "指标代码": "visits",
        "本期值": "100",
    }
    rows = [
        plain | {"对象编号": str(subjects["longdong"].pk)},
        plain | {"对象编号": "x"},
        plain | {"对象名称": "别的社区"},
        plain | {"期间": "2027-05"},
        plain | {"期间": "2026-W40"},
        plain | {"指标代码": "handbook"},
        plain | {"本期值": "不少", "指标代码": "disputes_settled"},
        plain | {"本期值": "900", "期间": "2026-11"},
        plain,
        plain,
    ]

    outcome = perform(import_observations, sheet_of(rows), actor=worker, now=samples.NOON)

    assert (outcome.total, outcome.accepted, len(outcome.rejected)) == (10, 1, 9)
    assert [each.number for each in outcome.rejected] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert len({each.reason for each in outcome.rejected}) == 9


def sheet_of(rows):
    made = [Row(number, cells) for number, cells in enumerate(rows, 1)]
    return sheets.reading.Sheet(list(rows[0]) if rows else [], iter(made))


def test_locked_figures_take_no_list_but_the_same_values_are_no_fault(world):
    subjects, metrics, worker = world
    nanyuan = subjects["nanyuan"]
    full = {metrics[code]: "1" for code in ("visits", "disputes_settled", "service_space", "assembly_held")}
    sheet = samples.fill_sheet(
        nanyuan, "2026-10", full | {metrics["notice_board"]: "good"}, now=samples.NOON, hand_in=True
    )
    lock_sheets(sheet_ids=[sheet.pk], actor=None, now=samples.NOON)

    same = bring(worker, book_of(worker, lambda one: None))
    other = bring(worker, book_of(worker, lambda one: {"text": "2"} if one["code"] == "visits" else None))

    assert (same.unchanged, same.rejected) == (5, [])
    assert (other.unchanged, len(other.rejected)) == (4, 1)
    assert Observation.objects.count() == 5


def test_a_list_without_its_columns_is_refused_as_a_whole(world):
    with pytest.raises(SheetRefused) as refused:
        perform(import_observations, sheet_of([{"名称": "南苑社区"}]), actor=world[2], now=samples.NOON)

    assert refused.value.code == "standards.columns"
    with pytest.raises(SheetRefused):
        perform(import_observations, sheets.read(io.BytesIO("对象编号\n".encode())), actor=None, now=samples.NOON)


class AnyListTest(TestCase):
    """Whatever a list holds, every row of it is accepted or rejected exactly once, and twice is like once."""

    @classmethod
    def setUpTestData(cls):
        cls.subjects, cls.metrics, cls.worker = ground()

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("nanyuan", "longdong", "none")),
                st.sampled_from(("2026-10", "2026-09", "2026-Q3", "2025", "2030-01", "?")),
                st.sampled_from(("visits", "disputes_settled", "assembly_held", "volunteers", "handbook", "other")),
                st.one_of(st.sampled_from(("", "1", "0", "12.5", "是", "-3", "１２户")), st.text(max_size=8)),
                st.sampled_from(("", "已核对")),
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_accepted_and_rejected_are_all_rows(self, drawn):
        rows = [
            {
                "对象编号": str(self.subjects[who].pk) if who in self.subjects else "0",
                "期间": period,
                "指标代码": code,
                "本期值": text,
                "备注": note,
            }
            for who, period, code, text, note in drawn
        ]

        first = perform(import_observations, sheet_of(rows), actor=self.worker, now=samples.NOON)
        written = Observation.objects.count()
        again = perform(import_observations, sheet_of(rows), actor=self.worker, now=samples.NOON)

        assert first.accepted + len(first.rejected) == first.total == len(rows)
        assert again.unchanged == again.accepted
        assert Observation.objects.count() == written
