"""The source as the guards read it: committed files, rooms, syntax trees."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "linli"
EXCEPTIONS = tomllib.loads((Path(__file__).with_name("exceptions.toml")).read_text("utf-8"))


@cache
def committed() -> tuple[Path, ...]:
    """Return the files that are, or are about to be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in sorted(filter(None, listed.split("\0"))) if (path := ROOT / name).is_file())


def rooms() -> list[str]:
    """Return the names of the rooms that are built."""
    return sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))


def name_of(path: Path) -> str:
    """Return a path as it is written in messages and lists of exceptions."""
    return path.relative_to(ROOT).as_posix()


def python_files(*furniture: str, tests: bool = False) -> list[Path]:
    """Return the Python files of the rooms; only those of the named furniture, if any is named."""
    found = []
    for path in committed():
        if path.suffix != ".py" or HOUSE not in path.parents:
            continue
        parts = path.relative_to(HOUSE).with_suffix("").parts
        if "migrations" in parts or ("tests" in parts) != tests:
            continue
        if not furniture or (len(parts) > 1 and parts[1] in furniture):
            found.append(path)
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"))


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield every function and class of a file, nested ones too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node
