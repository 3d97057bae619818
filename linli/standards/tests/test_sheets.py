from datetime import timedelta
from decimal import Decimal

import pytest

from linli.cases.samples import make_case_district
from linli.foundation.models import AuditLine
from linli.standards import samples
from linli.standards.models import Observation, Sheet
from linli.standards.queries.observations import history_of, last_before, present_in
from linli.standards.rules.entering import Entered
from linli.standards.services.sheets import (
    EntryRefused,
    SheetConflict,
    correct_value,
    lock_sheets,
    return_sheet,
    save_sheet,
    touch,
)
from linli.standards.terms import SheetState
from linli.values import Span

NOON, OCTOBER = samples.NOON, Span.parse("2026-10")
FULL = {
    "visits": "120",
    "disputes_settled": "3",
    "service_space": "310.5",
    "assembly_held": "1",
    "notice_board": "good",
}


@pytest.fixture
def subject(db):
    return samples.make_subjects(make_case_district().areas)["nanyuan"]


@pytest.fixture
def metrics(subject):
    return samples.make_metrics(now=NOON)


def save(subject, metrics, version=0, *, span=OCTOBER, hand_in=False, notes=None, now=NOON, **values):
    entries = {metrics[code].pk: Entered(text, (notes or {}).get(code, "")) for code, text in values.items()}
    return save_sheet(
        subject=subject, span=span, version=version, entries=entries, actor=None, now=now, hand_in=hand_in
    )


def rules(saved, metrics):
    by_pk = {metric.pk: code for code, metric in metrics.items()}
    return {by_pk[pk]: flaws[0].reason.rule.partition(".")[2] for pk, flaws in saved.flaws.items()}


def test_what_is_sound_is_kept_and_the_rest_comes_back(subject, metrics):
    saved = save(subject, metrics, visits="1.5", disputes_settled="3", service_space="-1", assembly_held="?")

    assert rules(saved, metrics) == {"visits": "no_whole", "service_space": "too_low", "assembly_held": "yes_or_no"}
    assert saved.written == 1
    assert Sheet.objects.get().state is SheetState.OPEN
    assert AuditLine.objects.filter(action="standards.enter").count() == 1


def test_nothing_typed_leaves_nothing(subject, metrics):
    saved = save(subject, metrics, visits="", disputes_settled=" ")

    assert (saved.written, saved.flaws) == (0, {})
    assert not Sheet.objects.exists()
    assert not AuditLine.objects.filter(action="standards.enter").exists()


def test_a_large_change_asks_once_for_a_note(subject, metrics):
    save(subject, metrics, span=Span.parse("2026-09"), visits="40")

    asked = save(subject, metrics, visits="100")
    kept = save(subject, metrics, visits="100", notes={"visits": "新增两个小区"})
    again = save(subject, metrics, 1, visits="100", notes={"visits": "新增两个小区"})

    assert rules(asked, metrics) == {"visits": "large_change"}
    assert (kept.written, kept.flaws) == (1, {})
    assert (again.written, again.flaws) == (0, {})


def test_handing_in_wants_everything_or_a_word_why_not(subject, metrics):
    some = save(subject, metrics, hand_in=True, visits="120", disputes_settled="3")
    rest = {"service_space": "", "assembly_held": "1", "notice_board": "good"}
    done = save(subject, metrics, 1, hand_in=True, notes={"service_space": "房屋在建"}, **rest)

    assert rules(some, metrics) == dict.fromkeys(rest, "nothing_entered")
    assert not some.is_handed_in
    assert done.is_handed_in
    space = Observation.objects.get(metric=metrics["service_space"])
    assert (space.value, space.note) == (None, "房屋在建")


def test_evidence_only_is_words(subject, metrics):
    year = Span.parse("2025")

    missing = save(subject, metrics, span=year, hand_in=True, handbook="")
    done = save(subject, metrics, span=year, hand_in=True, handbook="", notes={"handbook": "已上墙，见公开栏"})

    assert rules(missing, metrics) == {"handbook": "no_evidence"}
    assert done.is_handed_in


def test_what_lies_with_the_office_takes_no_entries(subject, metrics):
    save(subject, metrics, hand_in=True, **FULL)

    with pytest.raises(EntryRefused) as submitted:
        save(subject, metrics, 1, visits="121")
    lock_sheets(sheet_ids=[Sheet.objects.get().pk], actor=None, now=NOON)
    with pytest.raises(EntryRefused) as locked:
        save(subject, metrics, 2, visits="121")

    assert submitted.value.reason.rule == "standards.sheet_submitted"
    assert locked.value.reason.rule == "standards.sheet_locked"
    assert Observation.objects.count() == 5


def test_a_span_that_has_not_begun_takes_nothing(subject, metrics):
    with pytest.raises(EntryRefused) as refused:
        save(subject, metrics, span=Span.parse("2026-12"), visits="1")

    assert refused.value.reason.rule == "standards.not_begun"


def test_the_second_to_save_is_told(subject, metrics):
    save(subject, metrics, visits="120")

    with pytest.raises(SheetConflict):
        save(subject, metrics, 0, visits="121")

    assert present_in(OCTOBER, [subject.pk])[subject.pk, metrics["visits"].pk].value == 120


def test_returned_figures_are_put_right_and_history_stays(subject, metrics):
    sheet = save(subject, metrics, hand_in=True, **FULL).sheet
    with pytest.raises(EntryRefused):
        return_sheet(sheet_id=sheet.pk, version=sheet.version, reason=" ", actor=None, now=NOON)
    returned = return_sheet(sheet_id=sheet.pk, version=sheet.version, reason="与台账不符", actor=None, now=NOON)
    with pytest.raises(EntryRefused):
        return_sheet(sheet_id=sheet.pk, version=returned.version, reason="再退", actor=None, now=NOON)

    save(subject, metrics, returned.version, hand_in=True, visits="118", now=NOON + timedelta(hours=1))

    history = list(history_of(subject, metrics["visits"]))
    assert [row.value for row in history] == [118, 120]
    assert history[0].supersedes == history[1]
    assert present_in(OCTOBER, [subject.pk])[subject.pk, metrics["visits"].pk] == history[0]
    assert Sheet.objects.get().reason == ""


def test_a_value_is_withdrawn_with_a_word_only(subject, metrics):
    save(subject, metrics, visits="120")

    asked = save(subject, metrics, 1, visits="")
    save(subject, metrics, 1, visits="", notes={"visits": "误填到本月"})

    assert rules(asked, metrics) == {"visits": "withdrawn"}
    assert present_in(OCTOBER, [subject.pk])[subject.pk, metrics["visits"].pk].value is None


def test_locked_figures_are_corrected_by_the_office_with_a_note(subject, metrics):
    sheet = save(subject, metrics, hand_in=True, **FULL).sheet
    says = {"subject": subject, "span": OCTOBER, "metric": metrics["visits"], "actor": None, "now": NOON}
    with pytest.raises(EntryRefused) as early:
        correct_value(version=sheet.version, entered=Entered("119", "核实"), **says)
    lock_sheets(sheet_ids=[sheet.pk], actor=None, now=NOON)

    refused = []
    for version, entered in ((1, Entered("119", "核实")), (2, Entered("119")), (2, Entered("x", "核实"))):
        with pytest.raises(EntryRefused) as why:
            correct_value(version=version, entered=entered, **says)
        refused.append(why.value.reason.rule)
    row = correct_value(version=2, entered=Entered("119", "核实"), **says)

    assert early.value.reason.rule == "standards.not_locked"
    assert refused == ["standards.sheet_changed", "standards.no_note", "standards.correction"]
    assert (row.value, row.supersedes.value) == (119, 120)
    assert Sheet.objects.get().state is SheetState.LOCKED
    assert AuditLine.objects.filter(action="standards.correct").count() == 1


def test_locking_passes_over_what_is_not_handed_in(subject, metrics):
    sheet = save(subject, metrics, visits="1").sheet

    assert lock_sheets(sheet_ids=[sheet.pk, 10**9], actor=None, now=NOON) == []
    assert not AuditLine.objects.filter(action="standards.lock").exists()


def test_the_value_before_is_the_newest_that_says_something(subject, metrics):
    visits = metrics["visits"]
    for period, text in (("2026-06", "10"), ("2026-08", "20")):
        save(subject, metrics, span=Span.parse(period), visits=text, notes={"visits": "示例"})
    save(subject, metrics, span=Span.parse("2026-09"), visits="", notes={"visits": "停办"})
    save(subject, metrics, visits="30", notes={"visits": "示例"})

    found = last_before(OCTOBER, [subject.pk], [visits.pk])
    assert {key: row.value for key, row in found.items()} == {(subject.pk, visits.pk): Decimal(20)}
    assert not last_before(Span.parse("2026-06"), [subject.pk], [visits.pk])


def test_two_who_begin_a_sheet_at_once_do_not_both_write(subject):
    """What the loser of the race would do: store a sheet that the other has stored since it looked."""
    late = Sheet(subject=subject, period=OCTOBER.code, ends_on=OCTOBER.end, version=0)
    touch(Sheet(subject=subject, period=OCTOBER.code, ends_on=OCTOBER.end, version=0), None, NOON)

    with pytest.raises(SheetConflict):
        touch(late, None, NOON)
