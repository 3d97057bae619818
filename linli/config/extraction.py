"""Find the message ids of a room: in Python by its syntax tree, in templates by Django's own reader."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

CONTEXT, SINGULAR, PLURAL = "context", "singular", "plural"
PLAIN = (SINGULAR,)
CALLS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "noop"), PLAIN),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (SINGULAR, PLURAL)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (CONTEXT, SINGULAR)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (CONTEXT, SINGULAR, PLURAL)),
}
TEMPLATE_CALLS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Found:
    """A message id and the file that needs it."""

    singular: str
    plural: str | None
    context: str | None
    file: str


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _from_call(node: ast.Call, file: str) -> Iterator[Found]:
    """Yield the message of `gettext("...")` and its sisters."""
    words = CALLS.get(_called(node))
    if not words or len(node.args) < len(words):
        return
    parts = {word: _text(argument) for word, argument in zip(words, node.args, strict=False)}
    if all(parts.values()):
        yield Found(str(parts[SINGULAR]), parts.get(PLURAL), parts.get(CONTEXT), file)


def _from_term(node: ast.ClassDef, file: str) -> Iterator[Found]:
    """Yield the labels of `class Kind(Term): CODE = "code", "Label"`."""
    if not any(getattr(base, "id", getattr(base, "attr", "")).endswith("Term") for base in node.bases):
        return
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple) and len(line.value.elts) > 1:
            label = _text(line.value.elts[1])
            if label:
                yield Found(label, None, None, file)


def _from_actions(node: ast.Assign | ast.AnnAssign, file: str) -> Iterator[Found]:
    """Yield the labels of `ACTIONS = {"room.act": "Label"}`."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if any(getattr(target, "id", "") == "ACTIONS" for target in targets) and isinstance(node.value, ast.Dict):
        yield from (Found(label, None, None, file) for value in node.value.values if (label := _text(value)))


def from_python(source: str, file: str) -> Iterator[Found]:
    """Yield every message id of a Python file, top to bottom."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr | ast.stmt)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.Call):
            yield from _from_call(node, file)
        elif isinstance(node, ast.ClassDef):
            yield from _from_term(node, file)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _from_actions(node, file)


def from_template(source: str, file: str) -> Iterator[Found]:
    """Yield every message id of a template, top to bottom."""
    lines = "\n".join(line.strip() for line in templatize(source, file).splitlines())
    for _line, messages, _comments, context in extract("python", BytesIO(lines.encode()), TEMPLATE_CALLS):
        singular, plural = messages if isinstance(messages, tuple) else (messages, None)
        yield Found(singular, plural, context, file)


def from_room(room: Path) -> Iterator[Found]:
    """Yield the message ids of a room; tests, migrations and the catalogue itself have none."""
    for path in sorted(room.rglob("*")):
        parts = path.relative_to(room).parts
        if {"tests", "migrations", "locale", "static"} & set(parts):
            continue
        file = path.relative_to(room.parent.parent).as_posix()
        if path.suffix == ".py":
            yield from from_python(path.read_text("utf-8"), file)
        elif path.suffix in {".html", ".txt", ".svg"} and "templates" in parts:
            yield from from_template(path.read_text("utf-8"), file)
