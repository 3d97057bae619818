"""The whole import: every row accounted for, histories whole, the same file twice without effect."""

import csv
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.cases import samples
from linli.cases.importing import import_cases
from linli.cases.models import CalendarVersion, Case, Event, Report, StageClock
from linli.cases.queries import list_cases, view_report
from linli.foundation import audit, sheets
from linli.foundation.imports import perform
from linli.places.models import Area
from linli.places.samples import make_district

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
PROFILE = """
[source]
name = "oldtown"
title = "老系统"
time_zone = "Asia/Shanghai"
[columns]
id = "编号"
reported_at = "受理时间"
ended_at = "办结时间"
state = "状态"
area_name = "社区"
longitude = "经度"
latitude = "纬度"
reply = "答复"
contact = "电话"
[text]
template = "{内容}"
[states.map]
"在办" = "submitted"
"已立案" = "filed"
"办结" = "closed"
"不受理" = "declined"
[categories]
default = "0903"
[place]
by = ["name", "point"]
code = "530113001002"
"""
TITLES = ["编号", "受理时间", "办结时间", "状态", "社区", "经度", "纬度", "答复", "电话", "内容"]
ROWS = [
    [
        "A1",
        "2024-03-01 09:30:15",
        "2024-03-04 16:00:01",
        "办结",
        "南苑社区",
        "",
        "",
        "已修好",
        "13000001234",
        "路灯不亮",
    ],
    ["A2", "2024-03-02 10:00:00", "", "在办", "南苑", "", "", "", "", "井盖破损"],
    ["A3", "2024-03-03 10:00:00", "", "已立案", "", "", "", "", "", "占道经营"],
    ["A4", "2024-03-04 10:00:00", "2024-03-04 11:00:00", "不受理", "没有这个社区", "", "", "不属本区", "", "外地事项"],
    ["A5", "2024-03-05 10:00:00", "2024-03-01 11:00:00", "办结", "", "", "", "", "", "时间颠倒"],
    ["A1", "2024-03-05 10:00:00", "", "在办", "", "", "", "", "", "编号重复"],
    ["A7", "2024-03-05 10:00:00", "", "转圈", "", "", "", "", "", "未知状态"],
]


@pytest.fixture
def district():
    return samples.make_case_district()


@pytest.fixture
def profile(tmp_path):
    path = tmp_path / "oldtown.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return str(path)


def write(path, rows, titles=TITLES, encoding="utf-8"):
    """Write a CSV file and return it."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([titles, *rows])
    return path


def bring(path, profile, *, dry_run=False):
    """Run the import as command and pages do."""
    return perform(import_cases, sheets.read(path), actor=None, now=samples.MORNING, dry_run=dry_run, profile=profile)


def test_every_row_is_accounted_for(district, profile, tmp_path):
    outcome = bring(write(tmp_path / "a.csv", ROWS), profile)

    assert (outcome.total, outcome.created, len(outcome.rejected)) == (7, 4, 3)
    assert [row.number for row in outcome.rejected] == [6, 7, 8]
    assert all(row.reason for row in outcome.rejected)


def test_times_states_areas_and_replies_are_right(district, profile, tmp_path):
    bring(write(tmp_path / "a.csv", ROWS), profile)

    closed = Report.objects.get(external_id="oldtown:A1").case
    assert closed.state == "closed"
    assert closed.reported_at == datetime(2024, 3, 1, 1, 30, 15, tzinfo=UTC)
    assert closed.ended_at == datetime(2024, 3, 4, 8, 0, 1, tzinfo=UTC)
    assert closed.area == district.areas["nanyuan"]
    assert view_report(closed.reports.get(), samples.MORNING).reply == "已修好"
    declined = Report.objects.get(external_id="oldtown:A4").case
    assert declined.state == "declined"
    assert declined.area == district.areas["shiyang"]


def test_open_cases_have_clocks_and_a_desk_and_ended_ones_none(district, profile, tmp_path):
    bring(write(tmp_path / "a.csv", ROWS), profile)

    waiting = Report.objects.get(external_id="oldtown:A2").case
    filed = Report.objects.get(external_id="oldtown:A3").case
    assert waiting.due_at is not None
    assert waiting.holder == district.organisations["nanyuan_committee"]
    assert filed.overall_due_at is not None
    assert filed.state == "filed"
    ended = Case.objects.filter(ended_at__isnull=False)
    assert not StageClock.objects.filter(event__case__in=ended).exists()


def test_histories_stand_in_the_chain_and_in_every_list(district, profile, tmp_path):
    bring(write(tmp_path / "a.csv", ROWS), profile)

    acts = list(Event.objects.filter(case__reports__external_id="oldtown:A1").order_by("id").values_list("act", "at"))
    assert [act for act, _at in acts] == ["submit", "close"]
    assert acts[1][1] == datetime(2024, 3, 4, 8, 0, 1, tzinfo=UTC)
    assert audit.verify(Event).is_ok
    commander = district.people["gaofeng"]
    assert list_cases(commander, now=samples.MORNING, q="路灯").count() == 1
    assert list_cases(commander, now=samples.MORNING).count() == 4


def test_the_same_file_twice_changes_nothing(district, profile, tmp_path):
    path = write(tmp_path / "a.csv", ROWS)
    bring(path, profile)
    before = Event.objects.count()

    again = bring(path, profile)

    assert (again.created, again.changed, again.unchanged, len(again.rejected)) == (0, 0, 4, 3)
    assert Event.objects.count() == before


def test_a_case_that_ended_meanwhile_ends_here_too(district, profile, tmp_path):
    bring(write(tmp_path / "a.csv", ROWS), profile)
    later = [["A2", "2024-03-02 10:00:00", "2024-03-09 12:00:00", "办结", "南苑", "", "", "已换井盖", "", "井盖破损"]]

    outcome = bring(write(tmp_path / "b.csv", later), profile)

    case = Report.objects.get(external_id="oldtown:A2").case
    assert (outcome.changed, case.state) == (1, "closed")
    assert case.ended_at == datetime(2024, 3, 9, 4, 0, tzinfo=UTC)
    assert not StageClock.objects.filter(event__case=case, ended_at__isnull=True).exists()
    assert audit.verify(Event).is_ok


def test_a_dry_run_leaves_nothing_behind(district, profile, tmp_path):
    outcome = bring(write(tmp_path / "a.csv", ROWS), profile, dry_run=True)

    assert outcome.created == 4
    assert not Case.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_dry_run_on_a_new_installation_does_not_break_the_next_report(tmp_path, profile):
    district = samples.make_case_district()
    bring(write(tmp_path / "a.csv", ROWS), profile, dry_run=True)

    samples.take(district)

    assert CalendarVersion.objects.count() == 1
    assert StageClock.objects.get().calendar_id == CalendarVersion.objects.get().pk


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_of_other_encodings_are_read(district, profile, tmp_path, encoding):
    outcome = bring(write(tmp_path / "a.csv", ROWS, encoding=encoding), profile)

    assert outcome.created == 4


def test_a_workbook_is_read(district, profile, tmp_path):
    columns = [sheets.Column(title, title) for title in TITLES]
    with (tmp_path / "a.xlsx").open("wb") as stream:
        sheets.write_xlsx(columns, (dict(zip(TITLES, row, strict=True)) for row in ROWS), target=stream)

    assert bring(tmp_path / "a.xlsx", profile).created == 4


def test_a_missing_column_is_named_and_changes_nothing(district, profile, tmp_path):
    path = write(tmp_path / "a.csv", [row[:2] for row in ROWS], titles=TITLES[:2])

    with pytest.raises(sheets.SheetRefused, match="状态"):
        bring(path, profile)

    assert not Case.objects.exists()


def test_an_unknown_kind_of_case_is_named(district, tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text(PROFILE.replace('default = "0903"', 'default = "9999"'), encoding="utf-8")

    with pytest.raises(sheets.SheetRefused, match=r"categories\.default"):
        bring(write(tmp_path / "a.csv", ROWS), str(path))


def test_an_unknown_fixed_area_is_named(district, tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text(PROFILE.replace('"530113001002"', '"530113009009"'), encoding="utf-8")

    with pytest.raises(sheets.SheetRefused, match=r"place\.code"):
        bring(write(tmp_path / "a.csv", ROWS), str(path))


def test_areas_are_made_only_where_the_profile_says_so(tmp_path):
    path = tmp_path / "made.toml"
    place = 'by = ["name"]\nname = "远方"\ncreate = true\ncreate_missing = true\n'
    head, _, _rest = PROFILE.partition("by = [")
    path.write_text(head.replace('"0903"', '"1603"') + place, encoding="utf-8")

    outcome = bring(write(tmp_path / "a.csv", ROWS), str(path))

    assert outcome.created == 4
    names = set(Area.objects.filter(tier__code="community").values_list("name", flat=True))
    assert names == {"远方", "南苑社区", "没有这个社区"}


def test_without_any_office_every_row_comes_back_with_the_reason(profile, tmp_path):
    make_district()

    outcome = bring(write(tmp_path / "a.csv", ROWS), _with_shipped_kind(profile))

    assert (outcome.total, outcome.created, len(outcome.rejected)) == (7, 0, 7)
    assert not Case.objects.exists()


def _with_shipped_kind(profile: str) -> str:
    path = Path(profile)
    path.write_text(PROFILE.replace('"0903"', '"1603"'), encoding="utf-8")
    return profile


def test_the_command_says_what_became_of_the_rows_and_writes_the_rejected(district, profile, tmp_path, capsys):
    path, rejected = write(tmp_path / "a.csv", ROWS), tmp_path / "out.xlsx"

    call_command("import_cases", path, "--profile", profile, "--rejected", rejected)

    printed = capsys.readouterr().out
    assert "7" in printed
    assert "4" in printed
    back = list(sheets.read(rejected).rows)
    assert [row.cells["编号"] for row in back] == ["A5", "A1", "A7"]


def test_the_command_explains_a_faulty_profile(district, tmp_path):
    faulty = tmp_path / "x.toml"
    faulty.write_text("[source]\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"source\.name"):
        call_command("import_cases", write(tmp_path / "a.csv", ROWS), "--profile", str(faulty))


def shared(*parts: str) -> Path:
    """Return a file of the shared data, or skip loudly."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the shared data {'/'.join(parts)} is not on this machine")
    return path


def test_san_francisco_comes_in_whole():
    path = shared("sf311-requests", "requests.csv")
    began = time.monotonic()

    outcome = bring(path, "sf311")

    assert (outcome.total, outcome.accepted, len(outcome.rejected)) == (5045, 5034, 11)
    assert Case.objects.filter(state="closed").count() == 4875
    assert Case.objects.filter(state="submitted", due_at__isnull=False).count() == 159
    known = Report.objects.get(external_id="sf311:1153216").case
    assert known.reported_at == datetime(2012, 6, 25, 22, 10, 37, tzinfo=UTC)
    assert known.ended_at == datetime(2012, 7, 19, 1, 22, 52, tzinfo=UTC)
    assert audit.verify(Event).is_ok
    assert time.monotonic() - began < 120


def test_messages_of_residents_come_in_whole():
    outcome = bring(shared("cn-citizen-messages", "hot.csv"), "cn-messages")

    assert (outcome.total, outcome.accepted) == (1704, 1704)
    assert Report.objects.get(external_id="cn-messages:188006").reported_at == datetime(
        2019, 2, 28, 3, 25, 5, tzinfo=UTC
    )
