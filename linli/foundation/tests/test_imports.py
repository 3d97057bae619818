"""Imports: counted row by row, in one transaction, seen by the right people only."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.foundation import sheets
from linli.foundation.access import Grant
from linli.foundation.imports import Importer, Outcome, RunCancelled, kinds, perform, services, store
from linli.foundation.imports.terms import ImportState
from linli.foundation.models import ImportRun
from linli.foundation.sheets import Column, SheetRefused

NOW = datetime(2024, 2, 29, 8, tzinfo=UTC)
HEAD = "名称,户数\n"


class Clerk:
    """A person with some actions; `everywhere` says whether they hold for the whole city."""

    is_authenticated = True

    def __init__(self, pk: int, *actions: str, everywhere: bool = False) -> None:
        self.pk, self._actions, self._everywhere = pk, actions, everywhere

    def grants(self, action: str) -> tuple[Grant, ...]:
        path = "" if self._everywhere else "0001"
        return (Grant(action, path, "", True),) if action in self._actions else ()

    def may(self, action: str) -> bool:
        return action in self._actions


def take_things(rows, *, actor, now, as_of, dry_run, profile, progress) -> Outcome:
    """Import rows of any small table: a name of at most 20 characters and a number."""
    outcome = Outcome()
    for row in rows:
        outcome.total += 1
        progress(outcome.total)
        name, households = row.cells["名称"], row.cells.get("户数", "")
        if name == "坏":
            raise ZeroDivisionError
        if name == "停":
            store.ask_to_stop(ImportRun.objects.get().stored_as)
            progress._next = 0
        if not households.isdecimal():
            outcome.reject(row, "户数不是数字")
            continue
        _thing, made = ContentType.objects.get_or_create(app_label="things", model=name)
        outcome.created += made
        outcome.unchanged += not made
    return outcome


IMPORTER = Importer(
    label="Things",
    action="things.import",
    columns=(Column("name", "名称"), Column("households", "户数", "number")),
    run=take_things,
    asks_as_of=True,
    profiles=lambda: [("here", "Here")],
)


@pytest.fixture(autouse=True)
def wired(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.LINLI_IMPORTERS = f"{__name__}.IMPORTERS"
    kinds._all.cache_clear()
    yield
    kinds._all.cache_clear()


IMPORTERS = {"things": IMPORTER}


def clock() -> datetime:
    return NOW


def upload(text: str, name: str = "名单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def started(text: str, **options) -> ImportRun:
    return services.start_import(kind="things", upload=upload(text), actor=Clerk(7), now=NOW, **options)


def checked(text: str, **options) -> ImportRun:
    run = started(text, **options)
    services.check_import(run_id=run.pk, clock=clock)
    run.refresh_from_db()
    return run


def applied(run: ImportRun) -> ImportRun:
    services.approve_import(run_id=run.pk, now=NOW)
    services.apply_import(run_id=run.pk, clock=clock)
    run.refresh_from_db()
    return run


def things() -> int:
    return ContentType.objects.filter(app_label="things").count()


def counts(run: ImportRun) -> tuple[int, ...]:
    return run.total, run.created, run.changed, run.unchanged, run.rejected


def test_an_outcome_that_loses_a_row_is_an_error():
    with pytest.raises(ValueError, match="a row is lost"):
        Outcome(total=3, created=1, unchanged=1).check()


@pytest.mark.django_db
def test_an_importer_that_loses_a_row_changes_nothing():
    def forgetful(rows, **_options):
        for _row in rows:
            ContentType.objects.get_or_create(app_label="things", model="x")
        return Outcome(total=2, created=1)

    with pytest.raises(ValueError, match="a row is lost"):
        perform(forgetful, sheets.read(io.BytesIO(f"{HEAD}甲,1\n乙,2\n".encode())), actor=None, now=NOW)
    assert things() == 0


@pytest.mark.django_db
def test_a_dry_run_counts_everything_and_changes_nothing():
    run = checked(f"{HEAD}铜都,3\n起嘎,x\n达贝,5\n")

    assert (run.state, counts(run), things()) == (ImportState.CHECKED, (3, 2, 0, 0, 1), 0)


@pytest.mark.django_db
def test_an_approved_list_is_applied_once_and_its_file_is_deleted():
    run = applied(checked(f"{HEAD}铜都,3\n起嘎,x\n达贝,5\n"))
    services.apply_import(run_id=run.pk, clock=clock)

    assert (run.state, counts(run), things()) == (ImportState.DONE, (3, 2, 0, 0, 1), 2)
    assert [path.name for path in store.folder().iterdir()] == []


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing():
    text = f"{HEAD}铜都,3\n达贝,5\n"
    applied(checked(text))
    second = applied(checked(text))

    assert (counts(second), things()) == ((2, 0, 0, 2, 0), 2)


@pytest.mark.django_db
def test_rejected_rows_keep_their_number_their_cells_and_the_reason():
    run = checked(f"{HEAD}铜都,3\n起嘎,x\n")

    kept = run.rejections.get()
    assert (kept.number, kept.cells, kept.reason) == (3, {"名称": "起嘎", "户数": "x"}, "户数不是数字")


@pytest.mark.django_db
def test_a_list_that_cannot_be_read_fails_with_the_sentence_and_can_be_read_in_another_way():
    run = services.start_import(
        kind="things", upload=SimpleUploadedFile("a.csv", "編碼,名稱\n1,臺灣\n".encode("big5")), actor=Clerk(7), now=NOW
    )
    services.check_import(run_id=run.pk, clock=clock)
    run.refresh_from_db()

    assert (run.state, run.refusal_code, bool(run.refusal)) == (ImportState.FAILED, "encoding", True)
    services.recheck_import(run_id=run.pk, now=NOW, encoding="gb18030")
    run.refresh_from_db()
    assert (run.state, run.encoding, run.refusal) == (ImportState.UPLOADED, "gb18030", "")


@pytest.mark.django_db
def test_a_list_refused_by_its_room_shows_the_rows_that_break_it(monkeypatch):
    def refuse(rows, **_options):
        outcome = Outcome()
        for row in rows:
            outcome.reject(row, "重复")
        raise SheetRefused("things.twice", "两行相同", outcome.rejected, ["名称", "户数"])

    monkeypatch.setitem(IMPORTERS, "things", Importer("Things", "things.import", (), refuse))
    run = checked(f"{HEAD}铜都,3\n铜都,3\n")

    assert (run.state, run.refusal, run.rejections.count()) == (ImportState.FAILED, "两行相同", 2)


@pytest.mark.django_db
def test_a_fault_in_the_middle_leaves_nothing_and_says_so():
    run = checked(f"{HEAD}铜都,3\n坏,5\n")

    assert (run.state, run.refusal_code, things()) == (ImportState.FAILED, "fault", 0)


@pytest.mark.django_db
def test_stopping_in_the_middle_leaves_nothing():
    run = started(f"{HEAD}铜都,3\n停,4\n达贝,5\n")
    services.check_import(run_id=run.pk, clock=clock)
    run.refresh_from_db()

    assert (run.state, things(), list(store.folder().iterdir())) == (ImportState.CANCELLED, 0, [])


@pytest.mark.django_db
def test_a_wish_to_stop_that_comes_after_the_check_does_not_stop_the_application():
    run = checked(f"{HEAD}铜都,3\n")
    store.ask_to_stop(run.stored_as)

    assert applied(run).state is ImportState.DONE


@pytest.mark.django_db
def test_dropping_a_waiting_list_deletes_its_file_and_the_check_finds_nothing_to_do():
    run = started(f"{HEAD}铜都,3\n")
    services.cancel_import(run_id=run.pk, now=NOW)
    services.check_import(run_id=run.pk, clock=clock)
    run.refresh_from_db()

    assert (run.state, run.stored_as, list(store.folder().iterdir())) == (ImportState.CANCELLED, "", [])


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["approve_import", "recheck_import", "cancel_import"])
def test_what_is_done_stays_done(step):
    run = applied(checked(f"{HEAD}铜都,3\n"))

    with pytest.raises(services.ImportRefused):
        getattr(services, step)(run_id=run.pk, now=NOW)


@pytest.mark.django_db
def test_the_importer_is_told_day_and_profile(monkeypatch):
    told: dict = {}

    def listen(rows, **options):
        told.update(options)
        return Outcome(total=len(list(rows)), unchanged=1)

    monkeypatch.setitem(IMPORTERS, "things", Importer("Things", "things.import", (), listen))
    checked(f"{HEAD}铜都,3\n", as_of=date(2023, 6, 30), profile="here")

    assert (told["as_of"], told["profile"], told["dry_run"], told["now"]) == (date(2023, 6, 30), "here", True, NOW)


@pytest.mark.django_db
def test_doubtful_characters_are_noted_with_their_row():
    run = checked(f"{HEAD}铜\ue000,3\n")

    assert [note for note in run.notes if "2" in note and "名称" in note]


@pytest.mark.django_db
def test_an_import_whose_worker_died_is_taken_up_again_but_not_one_that_still_reports():
    run = started(f"{HEAD}铜都,3\n")
    other = started(f"{HEAD}铜都,3\n")
    later = NOW + timedelta(hours=1)
    ImportRun.objects.update(state=ImportState.APPLYING)
    progress = store.folder() / f"{other.stored_as}.progress"
    progress.write_text("1")
    import os

    os.utime(progress, (later.timestamp(), later.timestamp()))

    assert services.list_lost(now=NOW) == []
    assert services.list_lost(now=later) == [(run.pk, ImportState.APPLYING)]


@pytest.mark.django_db
def test_old_files_and_rejected_rows_are_forgotten_but_not_the_counts():
    run = checked(f"{HEAD}铜都,x\n")

    assert services.forget_old(now=NOW + timedelta(days=29)) == 0
    assert services.forget_old(now=NOW + timedelta(days=31)) == 1
    run.refresh_from_db()
    assert (run.rejections.count(), counts(run), run.stored_as) == (0, (1, 0, 0, 0, 1), "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clerk", "sees"),
    [
        (Clerk(7, "things.import"), True),
        (Clerk(7), False),
        (Clerk(8, "things.import"), False),
        (Clerk(8, "things.import", everywhere=True), True),
        (Clerk(8, "others.import", everywhere=True), False),
    ],
)
def test_an_import_is_seen_by_its_maker_and_by_those_who_import_everywhere(clerk, sees):
    started(f"{HEAD}铜都,3\n")

    assert ImportRun.objects.visible_to(clerk, kinds.actions()).exists() is sees


def test_progress_is_written_seldom_and_stops_when_asked(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    report = store.FileProgress("x")
    report(1)
    report(2)
    assert store.rows_done("x") == 1

    store.ask_to_stop("x")
    report._next = 0
    with pytest.raises(RunCancelled):
        report(3)


def test_a_list_keeps_what_its_name_may_show(db):
    run = services.start_import(kind="things", upload=upload(HEAD, "名\u202e单\u200b.csv"), actor=Clerk(7), now=NOW)

    assert run.file_name == "名单.csv"


def test_an_empty_list_for_filling_in_has_the_titles():
    made: Callable = sheets.write_xlsx(IMPORTER.columns, [], title="Things")

    assert [cell.value for cell in openpyxl.load_workbook(made).active[1]] == ["名称", "户数"]
