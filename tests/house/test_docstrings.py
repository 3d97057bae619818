import ast

import pytest

from tests.house.source import definitions, name_of, python_files, tree_of

DOCUMENTED = ("models", "rules", "services", "queries", "access", "terms", "views", "forms", "management", "samples")


def undocumented(path) -> list[str]:
    return [
        f"{name_of(path)}:{node.name}"
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_" and not ast.get_docstring(node)
    ]


@pytest.mark.parametrize("furniture", DOCUMENTED)
def test_everything_public_explains_itself(furniture):
    assert [each for path in python_files(furniture) for each in undocumented(path)] == []


def test_services_take_keyword_arguments_only():
    positional = [
        f"{name_of(path)}:{node.name}"
        for path in python_files("services")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and "atomic" in ast.dump(node)[:4000]
        if node.args.args and any("atomic" in ast.dump(each) for each in node.decorator_list)
    ]

    assert positional == []


def test_public_functions_of_rules_services_and_queries_are_typed():
    untyped = [
        f"{name_of(path)}:{node.name}"
        for path in python_files("rules", "services", "queries")
        for node in definitions(path)
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and node.returns is None
    ]

    assert untyped == []
