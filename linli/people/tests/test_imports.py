import io
import os
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from linli.foundation.imports import perform
from linli.foundation.sheets import read
from linli.people import samples, services
from linli.people.models import Account, Appointment
from linli.people.terms import AdminKind

from .conftest import NOW, TODAY

HEAD = "用户名,姓名,手机,邮箱,单位,角色,职务,区域,起始日期,终止日期\n"
ROWS = (
    "xiaoyu,小雨,138 1234 1234,,南苑社区居委会,community_worker,网格员,530113001001,2026-01-05,\n"
    "laochen,陈建国,,chen@example.org,东川区城市管理局,处置人员,,东川区,,\n"
)


@pytest.fixture
def take(units, tmp_path):
    """Import a list and return what became of its rows."""
    samples.make_role("community_worker")
    samples.make_role("department_handler", name="处置人员")

    def take(text=HEAD + ROWS, actor=None, **more):
        file = tmp_path / "people.csv"
        file.write_text(text, encoding="utf-8")
        return perform(services.import_people, read(file), actor=actor, now=NOW, **more)

    return take


def counts(outcome):
    return outcome.created, outcome.changed, outcome.unchanged, len(outcome.rejected)


def test_people_come_with_their_roles_and_without_a_password(take):
    assert counts(take()) == (2, 0, 0, 0)

    worker = Account.objects.get(username="xiaoyu")
    held = worker.appointments.get()
    assert (worker.phone, worker.has_usable_password()) == ("13812341234", False)
    assert (held.area.name, held.post, held.valid_from) == ("南苑社区", "网格员", date(2026, 1, 5))
    assert Account.objects.get(username="laochen").appointments.get().valid_from == TODAY


def test_the_same_list_twice_changes_nothing(take):
    take()
    before = list(Account.objects.values()), list(Appointment.objects.values())

    assert counts(take()) == (0, 0, 2, 0)
    assert (list(Account.objects.values()), list(Appointment.objects.values())) == before


def test_a_dry_run_leaves_nothing_behind(take):
    assert counts(take(dry_run=True)) == (2, 0, 0, 0)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",无名,,,,,,,,", "user name"),
        ("noname,,,,,,,,,", "name"),
        ("two words,x,,,,,,,,", "malformed"),
        ("a1,x,,,没有这个单位,,,,,", "organisation"),
        ("a1,x,,,,没有这个角色,,,,", "role"),
        ("a1,x,,,,community_worker,,没有这个区域,,", "area"),
        ("a1,x,,,,community_worker,,东川区,昨天,", "date"),
        ("a1,x,,,,处置人员,,东川区,,", "no unit"),
        ("a1,x,,,,community_worker,,东川区,2026-05-01,2026-05-01", "ends at once"),
    ],
)
def test_a_row_that_makes_no_sense_is_given_back_and_leaves_nothing(take, row, why):
    outcome = take(HEAD + row + "\n" + ROWS)

    assert counts(outcome) == (2, 0, 0, 1), why
    assert outcome.rejected[0].reason
    assert not Account.objects.filter(username="a1").exists()


def test_changed_facts_are_taken_over_and_empty_cells_are_not(take):
    take()

    outcome = take(HEAD + "xiaoyu,小雨,,new@example.org,南苑社区居委会,,,,,\n")

    account = Account.objects.get(username="xiaoyu")
    assert counts(outcome) == (0, 1, 0, 0)
    assert (account.phone, account.email) == ("13812341234", "new@example.org")


def test_an_import_gives_nobody_more_than_the_importer_may_give(take, commander):
    samples.make_role("auditor")
    outcome = take(
        HEAD + ROWS + "x1,甲,,,区指挥部,auditor,,东川区,,\nx2,乙,,,碧谷街道办事处,community_worker,,昆明市,,\n",
        commander,
    )

    assert counts(outcome) == (2, 0, 0, 2)
    assert not Account.objects.filter(username__in=["x1", "x2"]).exists()
    assert not Account.objects.exclude(admin_kind=AdminKind.NONE).exists()


def test_the_console_accounts_for_every_row_and_writes_passwords_for_its_owner_only(take, tmp_path):
    samples.make_role("checker")
    file, passwords, rejected = (tmp_path / name for name in ("p.csv", "pw.xlsx", "no.xlsx"))
    file.write_text(HEAD + ROWS + ",x,,,,,,,,\n", encoding="gb18030")
    said = io.StringIO()

    call_command("import_people", file, passwords=passwords, rejected=rejected, stdout=said)

    assert "3" in said.getvalue()
    assert os.stat(passwords).st_mode & 0o077 == 0
    rows = list(openpyxl.load_workbook(passwords).active.values)[1:]
    assert {username for _name, username, _password in rows} == {"xiaoyu", "laochen"}
    assert all(Account.objects.get(username=name).check_password(password) for _n, name, password in rows)
    assert len(list(openpyxl.load_workbook(rejected).active.values)) == 2


def test_a_file_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_people", tmp_path / "nothing.csv")


def test_the_console_makes_the_first_administrators_and_keeps_their_duties_apart(db):
    said = io.StringIO()
    for kind in ("system", "security", "audit"):
        call_command("people_admin", f"{kind}-admin", kind=kind, stdout=said)

    kinds = {account.username: account.admin_kind for account in Account.objects.all()}
    assert kinds == {f"{kind}-admin": kind for kind in ("system", "security", "audit")}
    assert Account.objects.get(username="audit-admin").may("foundation.audit")
    password = said.getvalue().splitlines()[2]
    assert Account.objects.get(username="system-admin").check_password(password)
    with pytest.raises(CommandError):
        call_command("people_admin", "audit-admin", kind="system")
    assert Account.objects.get(username="audit-admin").admin_kind == AdminKind.AUDIT


def test_the_console_lets_a_locked_out_administrator_in_again(security):
    said = io.StringIO()

    call_command("people_admin", "zhouwei", kind="security", stdout=said)

    security.refresh_from_db()
    assert security.must_change_password
    assert security.check_password(said.getvalue().split()[-1])


def test_the_nightly_cleaning_runs(db):
    said = io.StringIO()

    call_command("people_clean", stdout=said)

    assert "0" in said.getvalue()
