"""The commands that import lists: every row accounted for, paths looked at first, one sentence for what is wrong."""

import pytest
from django.core.management import CommandError, call_command

from linli.foundation import sheets
from linli.foundation.imports import Outcome
from linli.foundation.imports.console import SHOWN, ListCommand, day, report

pytestmark = pytest.mark.django_db


def take_things(rows, *, dry_run, **given):
    """Take every row but those without a name."""
    outcome = Outcome()
    for row in rows:
        outcome.total += 1
        if row.cells["名称"]:
            outcome.created += 1
        else:
            outcome.reject(row, "没有名称")
    return outcome


class Things(ListCommand):
    """Import things."""

    take = take_things
    done = 0

    def beyond(self, outcome):
        """Say one thing more."""
        return ["另有说明"]

    def afterwards(self, moment, options):
        """Count."""
        Things.done += 1


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "things.csv"
    path.write_text("名称,户数\n甲,1\n,2\n乙,3\n", encoding="gb18030")
    return path


def test_every_row_is_accounted_for_and_the_rejected_come_back(listed, tmp_path, capsys):
    back = tmp_path / "back.xlsx"

    call_command(Things(), str(listed), "--rejected", str(back))

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "共 3 行：接受 2 行，退回 1 行。"
    assert "另有说明" in said
    assert "没有名称" in said[-1]
    assert [row.cells["户数"] for row in sheets.read(back).rows] == ["2"]


def test_a_dry_run_says_so_and_nothing_follows(listed, capsys):
    before = Things.done

    call_command(Things(), str(listed), "--dry-run")

    assert capsys.readouterr().out.startswith("试运行")
    assert Things.done == before


@pytest.mark.parametrize("target", ["no/such/folder.xlsx", "things.csv"])
def test_a_place_for_rejected_rows_that_cannot_be_is_refused_before_anything_happens(listed, tmp_path, target):
    before = Things.done

    with pytest.raises(CommandError):
        call_command(Things(), str(listed), "--rejected", str(tmp_path / target))

    assert Things.done == before
    assert listed.read_text(encoding="gb18030").startswith("名称")


def test_a_folder_is_no_list(tmp_path):
    with pytest.raises(CommandError, match=str(tmp_path)):
        call_command(Things(), str(tmp_path))


def test_what_is_no_day_is_refused_in_a_sentence():
    assert day("2024-02-29").day == 29
    with pytest.raises(Exception, match="2023-02-29"):
        day("2023-02-29")


def test_only_the_first_rejected_rows_are_shown():
    outcome = Outcome(total=SHOWN + 5)
    for number in range(SHOWN + 5):
        outcome.reject(sheets.Row(number, {}), "坏")

    lines = report(outcome, dry_run=False)

    assert sum("坏" in line for line in lines) == SHOWN
    assert "5" in lines[-1]
