"""What comes with an act: texts cleaned, measured, refused with the field's name."""

from typing import Any

from linli.cases.rules import texts
from linli.cases.rules.table import Carry
from linli.cases.services.refusals import TextRefused
from linli.values import Reason, noop

MISSING = noop("Please write something here.")
TOO_LONG = noop("At most %(most)s characters, these are %(given)s.")


def checked(field: str, text: str, most: int, *, needed: bool = False) -> str:
    """Return a cleaned text; raises TextRefused if it is too long, or empty although needed."""
    if needed and not text:
        raise TextRefused(field, Reason("text.missing", MISSING))
    if len(text) > most:
        raise TextRefused(field, Reason("text.too_long", TOO_LONG, {"most": most, "given": len(text)}))
    return text


def note_of(text: str, field: str = "note") -> str:
    """Return a cleaned note, reply or reason; raises TextRefused if it is too long."""
    return checked(field, texts.clean_lines(text), texts.NOTE_MAX)


def carried(**brought: Any) -> frozenset[Carry]:
    """Return what an act brings along, from the arguments of a service that are not empty."""
    return frozenset(Carry(name) for name, value in brought.items() if value)
