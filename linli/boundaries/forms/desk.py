"""What the desk sends: one act with its fields, read with distrust."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from linli.boundaries.rules.rows import LONGEST_NAME
from linli.boundaries.rules.sheet import SheetRefused
from linli.boundaries.terms import OF_TWO, LockKind
from linli.values import noop

LARGEST = 2**31 - 1
PAIR = 2
Read = Callable[[QueryDict, str], Any]


def read_number(post: QueryDict, name: str) -> int:
    """Return a whole number. Raises SheetRefused."""
    try:
        number = int(post.get(name, ""))
    except ValueError:
        number = LARGEST + 1
    if not -1 <= number <= LARGEST:
        raise SheetRefused("bad_field", noop("“%(field)s” is missing or is no number. Choose again."), field=name)
    return number


def _maybe(post: QueryDict, name: str) -> int | None:
    return read_number(post, name) if post.get(name) else None


def _numbers(post: QueryDict, name: str) -> list[int]:
    """Return whole numbers, each once. Raises SheetRefused."""
    given = QueryDict(mutable=True)
    found = dict.fromkeys(post.getlist(name))
    numbers = []
    for text in found:
        given[name] = text
        numbers.append(read_number(given, name))
    return numbers


def _name(post: QueryDict, name: str) -> str:
    """Return a name, tidied. Raises SheetRefused if it is too long."""
    text = " ".join(post.get(name, "").split())
    if len(text) > LONGEST_NAME:
        raise SheetRefused("long_name", noop("A name has at most %(most)s characters."), most=LONGEST_NAME)
    return text


def _note(post: QueryDict, name: str) -> str:
    return post.get(name, "")[:200]


def _kind(post: QueryDict, name: str) -> LockKind:
    """Return a kind of lock. Raises SheetRefused."""
    try:
        return LockKind(post.get(name, ""))
    except ValueError as error:
        raise SheetRefused("bad_kind", noop("Choose what kind of lock it is.")) from error


FIELDS: Mapping[str, Mapping[str, Read]] = {
    "assign": {"units": _numbers, "to": read_number},
    "merge": {"a": read_number, "b": read_number},
    "add": {"name": _name},
    "remove": {"community": read_number},
    "rename": {"community": read_number, "name": _name},
    "undo": {},
    "redo": {},
    "restore": {"step": read_number},
    "checkpoint": {"name": _name},
    "lock": {"kind": _kind, "note": _note},
    "toggle": {"toggle": read_number},
    "unlock": {"lock": read_number},
    "apply": {"run": read_number, "choice": read_number},
    "import": {},
}
"""Acts of the desk and what each must carry."""


def read_act(post: QueryDict, files: MultiValueDict[str, Any]) -> tuple[int, str, dict[str, Any]]:
    """Return the step the sender saw, what he wants, and its fields. Raises SheetRefused with a sentence to show."""
    act = "toggle" if "toggle" in post else post.get("act", "")
    if act not in FIELDS:
        raise SheetRefused("no_such_act", noop("This cannot be done to a plan."))
    params = {name: read(post, name) for name, read in FIELDS[act].items()}
    if act == "lock":
        params |= _held(post, params["kind"])
    if act == "import":
        params["file"] = files.get("file")
        if params["file"] is None:
            raise SheetRefused("no_file", noop("Choose a file first."))
    return read_number(post, "head"), act, params


def _held(post: QueryDict, kind: LockKind) -> dict[str, Any]:
    """Return what a lock holds: `first` and `second`, or the ticked units. Raises SheetRefused."""
    if post.get("first"):
        return {"first": read_number(post, "first"), "second": _maybe(post, "second")}
    units = _numbers(post, "units")
    if kind in OF_TWO and len(units) != PAIR:
        raise SheetRefused("no_pair", noop("Tick exactly two units for a lock of this kind."))
    if not units:
        raise SheetRefused("no_such_unit", noop("Choose units of this plan first."))
    if kind in OF_TWO:
        return {"first": units[0], "second": units[1]}
    return {"first": units[0], "more": units[1:]}
