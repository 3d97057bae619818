import io
import json

import pytest
from django.core.management import call_command


@pytest.fixture
def units(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("name,households,x,y\nA,2000,0,0\nB,2000,100,0\nC,1000,200,0\n", "utf-8")
    return path


def test_the_console_splits_and_explains_in_the_language_of_the_installation(tmp_path, units):
    solved, explained = io.StringIO(), io.StringIO()

    call_command("districting_solve", units, "--iterations", "5", "--out", tmp_path / "plan.npy", stdout=solved)
    call_command("districting_explain", tmp_path / "plan.npy", stdout=explained)

    answer = json.loads(solved.getvalue())
    assert (answer["k"], answer["feasible"]) == (2, True)
    assert len(json.loads(explained.getvalue())["communities"]) == 2


@pytest.mark.parametrize(("words", "status"), [(["--k", "9"], 1), (["--min", "9", "--max", "3"], 2)])
def test_the_exit_status_tells_no_plan_from_an_error(units, words, status):
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("districting_check", units, *words, stdout=out, stderr=err)

    assert ended.value.code == status
    assert (out.getvalue() == "") == (status == 2)
