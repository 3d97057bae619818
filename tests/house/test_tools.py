import ast
import importlib
import sys

import pytest

from tests.house.source import ROOT


@pytest.fixture
def bootstrap(monkeypatch, tmp_path):
    """The set-up script, working in an empty folder."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    module = importlib.import_module("bootstrap")
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "STAMPS", str(tmp_path / "stamps"))
    return module


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("NewConnectionError: Failed to establish a new connection: [Errno 101]", "NO_NETWORK"),
        ("npm error code EAI_AGAIN", "NO_NETWORK"),
        ("OSError: [Errno 28] No space left on device", "DISK_FULL"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "BAD_HASH"),
        ("npm error code EINTEGRITY", "BAD_HASH"),
        ("ERROR: No matching distribution found for granian", "NO_WHEEL"),
        ("Failed to establish a new connection ... No matching distribution found", "NO_NETWORK"),
    ],
)
def test_a_failed_set_up_is_explained_in_one_sentence(bootstrap, output, sentence):
    assert bootstrap.trouble.explain(output) is getattr(bootstrap.trouble, sentence)


def test_an_unknown_failure_is_not_explained_away(bootstrap):
    assert bootstrap.trouble.explain("segmentation fault") is None


def test_an_old_python_is_told_that_it_is_too_old(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit):
        bootstrap.ensure_python()

    assert "3.11" in capsys.readouterr().err


def test_a_step_is_done_again_only_when_its_inputs_or_its_result_changed(bootstrap, tmp_path):
    lock, made, done = tmp_path / "lock", tmp_path / "made", []

    def work():
        done.append(lock.read_text())
        made.touch()

    for content, missing in (("a", True), ("a", False), ("b", False), ("b", True)):
        lock.write_text(content)
        if missing:
            made.unlink(missing_ok=True)
        bootstrap.step("one", "one", [str(lock)], str(made), work)

    assert done == ["a", "b", "b"]


def test_a_step_that_failed_is_not_taken_for_done(bootstrap, tmp_path):
    def fail():
        raise SystemExit(1)

    for _ in range(2):
        with pytest.raises(SystemExit):
            bootstrap.step("one", "one", [], str(tmp_path), fail)


def test_the_set_up_script_can_be_read_by_old_pythons():
    for name in ("bootstrap.py", "trouble.py"):
        ast.parse((ROOT / "tools" / name).read_text("utf-8"), feature_version=(3, 6))
