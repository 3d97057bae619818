import ast

import pytest

from tests.house.source import EXCEPTIONS, ROOT, committed, definitions, name_of

LINES = {"function": 40, "file": 400, "template": 120, "script": 200}
GENERATED = ("package-lock.json",)
SCRIPTS = (".ts", ".js", ".mjs", ".sh")


def sizes(kind: str) -> dict[str, int]:
    found = {}
    for path in committed():
        name = name_of(path)
        if kind == "function" and path.suffix == ".py" and "/migrations/" not in name:
            found |= {
                f"{name}:{node.name}": node.end_lineno - node.lineno + 1
                for node in definitions(path)
                if not isinstance(node, ast.ClassDef)
            }
        elif kind_of(name) == kind and path.name not in GENERATED:
            found[name] = len(path.read_text("utf-8").splitlines())
    return found


def kind_of(name: str) -> str:
    if "/templates/" in name:
        return "template"
    if name.startswith(("tools/", ".ci/")) or name.endswith(SCRIPTS):
        return "script"
    return "file" if name.endswith((".py", ".css")) and "/migrations/" not in name else ""


@pytest.mark.parametrize("kind", LINES)
def test_nothing_is_longer_than_its_budget_without_a_reason(kind):
    over = {name: lines for name, lines in sizes(kind).items() if lines > LINES[kind]}

    assert {name: lines for name, lines in over.items() if name not in EXCEPTIONS[kind]} == {}


@pytest.mark.parametrize("kind", LINES)
def test_no_exception_outlives_its_need(kind):
    over = {name for name, lines in sizes(kind).items() if lines > LINES[kind]}

    assert set(EXCEPTIONS[kind]) - over == set()
    assert all(reason.strip() for reason in EXCEPTIONS[kind].values())


def test_the_budgets_see_real_files():
    assert len(sizes("function")) > 200
    assert (ROOT / "linli/config/settings.py").exists()
    assert "linli/config/settings.py" in sizes("file")
