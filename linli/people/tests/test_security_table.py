import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_proof_named_in_the_security_page_exists():
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = set(re.findall(r"`((?:[\w/]+/)?test_\w+\.py)::(test_\w+)`", page))

    missing = [f"{file}::{test}" for file, test in sorted(named) if test not in _tests_in(file)]

    assert len(named) > 40
    assert missing == []


def _tests_in(file):
    path = ROOT / file if "/" in file else Path(__file__).parent / file
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}
