"""What a typed value is, and whether it can be true: errors refuse it, doubts ask once for a note."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from linli.standards.terms import ValueKind
from linli.values import Reason, noop

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_MOST = Decimal(10) ** 15
PLACES = 4
YES = frozenset({"1", "yes", "y", "true", "是", "有", "对", "√", "✓"})
NO = frozenset({"0", "no", "n", "false", "否", "无", "没有", "不是", "×", "✗"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules need of a metric: kind of values, choices, bounds (both included), and the share of change."""

    kind: ValueKind
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    max_change: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A value as it is kept: a number (1 and 0 for yes and no), or the code of a choice; neither for evidence only."""

    value: Decimal | None = None
    choice: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is said."""
        return self.value is None and not self.choice


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a value, or (`is_doubt`) only hard to believe: then a note is enough."""

    reason: Reason
    is_doubt: bool = False


def read(asked: Asked, text: str) -> Said | Flaw:
    """Return what a typed text says, nothing for an empty one; a Flaw where it cannot be read."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or asked.kind is ValueKind.EVIDENCE:
        return Said()
    if asked.kind is ValueKind.YES_NO:
        return _yes_or_no(plain)
    if asked.kind is ValueKind.CHOICE:
        return _choice(asked, plain)
    return _number(asked, plain)


def judge(asked: Asked, said: Said, last: Said | None) -> list[Flaw]:
    """Return what speaks against a value that could be read; `last` is the one before, if there is one."""
    value = said.value
    if value is None or asked.kind not in (ValueKind.INTEGER, ValueKind.DECIMAL):
        return []
    if asked.low is not None and value < asked.low:
        text = noop("The value lies below the lowest plausible one, %(bound)s.")
        return [Flaw(Reason("standards.too_low", text, {"bound": show(asked.low)}))]
    if asked.high is not None and value > asked.high:
        text = noop("The value lies above the highest plausible one, %(bound)s.")
        return [Flaw(Reason("standards.too_high", text, {"bound": show(asked.high)}))]
    return _change(asked, value, last)


def show(value: Decimal | None) -> str:
    """Return a number as people write it: no zeros at its end, no exponent."""
    if value is None:
        return ""
    return format(value.normalize(), "f") if value else "0"


def _change(asked: Asked, value: Decimal, last: Said | None) -> list[Flaw]:
    """Return the doubt about a value that differs much from the one before."""
    if asked.max_change is None or last is None or last.value is None:
        return []
    before = last.value
    if abs(value - before) <= abs(before) * Decimal(str(asked.max_change)):
        return []
    params = {"before": show(before), "value": show(value), "share": round(100 * asked.max_change)}
    text = noop("From %(before)s to %(value)s is a change of more than %(share)s %%. Is it right? Say why in the note.")
    return [Flaw(Reason("standards.large_change", text, params), is_doubt=True)]


def _yes_or_no(plain: str) -> Said | Flaw:
    """Return 1 or 0."""
    word = plain.casefold()
    if word in YES:
        return Said(Decimal(1))
    if word in NO:
        return Said(Decimal(0))
    return Flaw(Reason("standards.yes_or_no", noop("“%(text)s” is neither yes nor no."), {"text": plain[:40]}))


def _choice(asked: Asked, plain: str) -> Said | Flaw:
    """Return the choice meant, by its code or its label."""
    if plain in asked.choices:
        return Said(choice=plain)
    for code, label in asked.choices.items():
        if label.strip() == plain:
            return Said(choice=code)
    offered = "、".join(asked.choices.values())
    text = noop("“%(text)s” is none of the choices: %(choices)s.")
    return Flaw(Reason("standards.no_choice", text, {"text": plain[:40], "choices": offered}))


def _number(asked: Asked, plain: str) -> Said | Flaw:
    """Return the number meant; thousands may be parted and the unit may follow."""
    unit = unicodedata.normalize("NFKC", asked.unit).strip()
    bare = plain.removesuffix(unit).strip() if unit else plain
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare):
        return Flaw(Reason("standards.no_number", noop("“%(text)s” is not a number."), {"text": plain[:40]}))
    value = Decimal(bare)
    if abs(value) >= _MOST:
        return Flaw(Reason("standards.too_large", noop("The number is too large.")))
    if value != value.to_integral_value() and asked.kind is ValueKind.INTEGER:
        return Flaw(Reason("standards.no_whole", noop("“%(text)s” is not a whole number."), {"text": plain[:40]}))
    if value != round(value, PLACES):
        return Flaw(Reason("standards.too_fine", noop("At most four places after the point.")))
    return Said(value)
