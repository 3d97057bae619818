import ast
import re

from linli.config.environment import VARIABLES
from tests.house.source import committed, definitions, name_of, python_files, tree_of

CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"", re.I)
VARIABLE = re.compile(r"\bLINLI_[A-Z][A-Z_]*[A-Z]\b")
NOT_OURS = {"LINLI_IMPORTERS", "LINLI_BENCH_DATA"}  # a constant; a variable of the benchmarks alone


def calls(path) -> list[ast.Call]:
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def test_rules_and_services_never_look_at_the_clock():
    lookers = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files("rules", "services")
        for call in calls(path)
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in CLOCKS and not call.args
    ]

    assert lookers == []


def test_no_room_listens_to_model_signals():
    listeners = [name_of(path) for path in python_files() if "django.db.models.signals" in path.read_text("utf-8")]

    assert listeners == []


def test_no_model_hides_logic_in_save():
    hiders = [
        f"{name_of(path)}:{model.name}"
        for path in python_files("models")
        for model in definitions(path)
        if isinstance(model, ast.ClassDef)
        for method in model.body
        if isinstance(method, ast.FunctionDef) and method.name == "save"
    ]

    assert hiders == []


def test_no_drawer_is_called_utils():
    drawers = ("utils", "helpers", "common", "misc")

    assert [name_of(path) for path in committed() if path.stem in drawers or path.parent.name in drawers] == []


def test_templates_hold_no_inline_script_or_style():
    templates = [path for path in committed() if path.suffix == ".html" and "templates" in path.parts]
    inline = [
        f"{name_of(path)}:{number}"
        for path in templates
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if INLINE.search(line)
    ]

    assert templates
    assert inline == []


def test_a_part_of_a_page_says_what_it_needs():
    parts = [path for path in committed() if path.suffix == ".html" and path.name.startswith("_")]
    silent = [name_of(path) for path in parts if not path.read_text("utf-8").lstrip().startswith(("{#", "{% comment"))]

    assert silent == []


def test_every_variable_that_is_named_anywhere_exists():
    named = {
        (name_of(path), name)
        for path in committed()
        if path.suffix in {".py", ".md", ".service", ".conf", ".example"} and "tests" not in path.parts
        for name in VARIABLE.findall(path.read_text("utf-8"))
    }

    assert sorted(each for each in named if each[1] not in VARIABLES and each[1] not in NOT_OURS) == []
