"""
Results frozen as bytes: the same figures always give the same bytes, and each result vouches for the one before. Pure.

Canonical JSON here: keys sorted, no blanks, UTF-8, no floats, because a float is not written alike everywhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from linli.values import Reason

Json: TypeAlias = dict[str, Any] | list[Any] | tuple[Any, ...] | str | int | bool | None

_PLAIN: frozenset[type] = frozenset({str, int, bool, type(None)})
_TEXT: frozenset[type] = frozenset({str})
START = ""
"""What stands for the digest before the first result of a chain."""


class FreezingError(ValueError):
    """Something cannot be frozen so that it is the same bytes everywhere."""


def canonical(value: Json) -> bytes:
    """Return the bytes of a value. Raises FreezingError for floats, keys that are no text, and unknown types."""
    _check(value)
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise FreezingError("A text holds half a character.") from error


def digest(content: bytes, previous: str = START) -> str:
    """Return the SHA-256 of a frozen result together with the digest before it, as 64 hexadecimal signs."""
    return hashlib.sha256(previous.encode("ascii") + b"\n" + content).hexdigest()


def broken_link(chain: Iterable[tuple[bytes, str]]) -> int | None:
    """Return the place of the first result that is not what its digest says, None if the chain holds from its start."""
    previous = START
    for place, (content, kept) in enumerate(chain):
        if digest(content, previous) != kept:
            return place
        previous = kept
    return None


def plain(value: Any) -> Any:
    """Return a value of the rules (dataclasses, named tuples, reasons, words, days) as canonical JSON can hold it."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, str):  # a Term
        return str(value)
    if isinstance(value, Reason):
        return {"rule": value.rule, "text": value.text, "params": plain(value.params)}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        kept = {str(key): plain(each) for key, each in value.items()}
        if len(kept) < len(value):
            raise FreezingError("Two keys are the same text.")
        return kept
    return _listed(value)


def reason_from(kept: Mapping[str, Any]) -> Reason:
    """Return a reason that was frozen by `plain`."""
    return Reason(kept["rule"], kept["text"], kept["params"])


def _listed(value: Any) -> Any:
    """Return what is left: named tuples by name, rows as lists, days as text."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: plain(each) for name, each in zip(value._fields, value, strict=True)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise FreezingError(f"A {type(value).__name__} cannot be frozen.")


def _check(value: Any) -> None:
    """Raise FreezingError unless a value is made of mappings, rows, texts and whole numbers."""
    if type(value) in _PLAIN or isinstance(value, str):
        return
    if isinstance(value, dict):
        if not _TEXT.issuperset(map(type, value)) and not all(isinstance(key, str) for key in value):
            raise FreezingError("Every key must be a text.")
        _check_each(value.values())
    elif isinstance(value, list | tuple):
        _check_each(value)
    else:
        raise FreezingError(f"A {type(value).__name__} cannot be frozen.")


def _check_each(values: Iterable[Any]) -> None:
    """Check every value; long rows of plain ones are known by their types at once, which is most of the work."""
    if not _PLAIN.issuperset(map(type, values)):
        for each in values:
            _check(each)
