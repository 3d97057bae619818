import argparse
import io
import json

import numpy as np
import pytest

from linli.districting.console import add_arguments, run
from linli.districting.console.bar import Bar
from linli.districting.stopping import Progress

ROWS = "name,households,x,y\n" + "".join(
    f"U{column}{row},{500 + 10 * column},{100 * column},{100 * row}\n" for column in range(4) for row in range(3)
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def typed(act: str, *words: str, err=None) -> tuple[int, dict, str]:
    """Run an act as somebody types it; returns status, what was printed, and what was said of errors."""
    parser = argparse.ArgumentParser()
    add_arguments(parser, act)
    out, err = io.StringIO(), err or io.StringIO()
    status = run(act, vars(parser.parse_args(list(map(str, words)))), out=out, err=err)
    return status, json.loads(out.getvalue() or "{}"), err.getvalue()


@pytest.fixture
def units(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(ROWS, "utf-8")
    return path


def test_solving_prints_one_object_and_writes_the_plan(tmp_path, units):
    status, answer, said = typed("solve", units, "--iterations", 20, "--k", 3, "--out", tmp_path / "plan.npy")

    labels = np.load(tmp_path / "plan.npy")
    assert (status, said) == (0, "")
    assert {"J", "k", "feasible", "contiguous", "out_of_bounds", "cpu_s", "wall_s", "bound", "gap"} < set(answer)
    assert (answer["k"], answer["feasible"], answer["contiguous"], answer["out_of_bounds"]) == (3, True, True, 0)
    assert answer["J"] == answer["criteria"]["J"] > 0
    assert np.bincount(labels, [500 + 10 * (unit // 3) for unit in range(12)]).min() >= 1500
    assert len(labels) == 12


def test_the_same_seed_and_iterations_give_the_same_plan(units):
    answers = [typed("solve", units, "--iterations", 10, "--seed", 4)[1] for _ in range(2)]

    assert answers[0]["criteria"] == answers[1]["criteria"]


def test_candidates_say_what_they_are_best_at(units):
    _status, answer, _said = typed("solve", units, "--iterations", 8, "--k", 3, "--candidates", 3)

    assert 2 <= len(answer["candidates"]) <= 3
    assert answer["J"] == answer["candidates"][0]["J"] <= answer["candidates"][1]["J"]
    assert all(each["best_at"] and each["criteria"]["feasible"] for each in answer["candidates"])


@pytest.mark.parametrize("name", ["plan.npy", "plan.csv", "plan.geojson"])
def test_a_plan_explains_itself_without_its_input(tmp_path, units, name):
    typed("solve", units, "--iterations", 10, "--k", 3, "--out", tmp_path / name)

    status, answer, said = typed("explain", tmp_path / name)

    assert (status, said) == (0, "")
    assert len(answer["communities"]) == 3
    assert answer["criteria"]["k"] == 3
    assert all("follows" in sentence for sentence in answer["boundaries"])


def test_a_plan_of_another_hand_is_explained_with_its_input(tmp_path, units):
    np.save(tmp_path / "mine.npy", np.repeat([5, 7], 6))

    assert typed("explain", tmp_path / "mine.npy")[::2] == (
        2,
        f"Say of which input {tmp_path / 'mine.npy'} is the plan: explain PLAN INPUT.\n",
    )
    assert len(typed("explain", tmp_path / "mine.npy", units)[1]["communities"]) == 2


def test_an_incomplete_plan_is_not_explained(tmp_path, units):
    np.save(tmp_path / "mine.npy", np.repeat([-1, 0, 1], 4))

    status, _answer, said = typed("explain", tmp_path / "mine.npy", units)

    assert (status, said.split()[0]) == (2, "4")


def test_checking_says_what_is_wrong_with_rows_and_problem(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("name,households,x,y\nA,4000,0,0\nB,many,50,0\nC,2000,100,0\n")

    status, answer, _said = typed("check", path)

    assert status == 1
    assert not answer["possible"]
    assert answer["reasons"][0].startswith("A alone has 4000 households")
    assert (answer["rows"], answer["accepted"], answer["rejected"]) == (3, 2, 1)
    assert answer["rejected_rows"] == ["Row 3, column households: many is no number."]


def test_what_cannot_be_solved_is_answered_by_the_reason(tmp_path, units):
    status, answer, _said = typed("solve", units, "--k", 30, "--out", tmp_path / "plan.npy")

    assert status == 1
    assert (answer["J"], answer["feasible"]) == (None, False)
    assert answer["reasons"] == [
        "30 communities of at least 1500 households need 45000 households, but there are 6180."
    ]
    assert not (tmp_path / "plan.npy").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.csv"], "The file nowhere.csv cannot be used: No such file or directory."),
        (["{units}", "--out", "nowhere/plan.npy"], "The plan cannot be written to nowhere/plan.npy"),
        (["{units}", "--out", "plan.doc"], "The plan cannot be written to plan.doc"),
        (["{units}", "--min", "9", "--max", "3"], "9 to 3 are no bounds"),
        (["{units}", "--column", "households=flats"], "The file has no column for households (flats)"),
        (["{units}", "--weights", "{units}"], "holds no weights"),
    ],
)
def test_an_error_is_one_sentence_and_status_two(units, words, sentence):
    status, answer, said = typed("solve", *(word.format(units=units) for word in words))

    assert (status, answer) == (2, {})
    assert sentence in said
    assert said.count("\n") == 1


def test_weights_of_unknown_terms_are_refused(tmp_path, units):
    (tmp_path / "w.json").write_text('{"beauty": 1}')

    assert typed("solve", units, "--weights", tmp_path / "w.json")[2].startswith("beauty cannot weigh 1.0")


def test_weights_make_the_whole_objective_count(tmp_path, units):
    (tmp_path / "w.json").write_text('{"boundary": 0.5, "balance": 0.5}')

    _status, answer, _said = typed("solve", units, "--iterations", 9, "--weights", tmp_path / "w.json")

    assert len(answer["reasons"]) == 8


@pytest.mark.parametrize("words", [["x.csv", "--k", "0"], ["x.csv", "--seconds", "-1"], ["x.csv", "--where", "sub"]])
def test_options_that_cannot_be_meant_are_refused(words):
    with pytest.raises(SystemExit) as refused:
        typed("solve", *words)

    assert refused.value.code == 2


def test_the_bar_is_for_terminals_and_goes_when_it_is_done():
    shown, hidden = Terminal(), io.StringIO()

    for out in (shown, hidden):
        bar = Bar(out, 10)
        bar(Progress(1, 0, 773.5, 5.0))
        bar.close()

    assert "50%  5.0 s  773.5" in shown.getvalue()
    assert shown.getvalue().endswith("\r\x1b[K")
    assert hidden.getvalue() == ""


def test_what_a_city_cannot_have_is_refused_and_not_left_out(monkeypatch, units):
    monkeypatch.setattr("linli.districting.console.city.LARGE", 3)

    status, _, said = typed("solve", str(units), "--prove", "--candidates", "3")

    assert (status, "--prove, --candidates is only for areas of fewer than 3 units" in said) == (2, True)


def test_wishes_in_a_file_of_their_own_reach_the_search(units, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("unit,other,kind\n#0,#1,apart\n#0,#99,together\n", "utf-8")

    _, answer, _ = typed("check", str(units), "--pairs", str(pairs))

    assert ["#99" in said for said in answer["rejected_rows"]] == [True]
