"""How a step of a plan is said in words; names are kept as they were when it was made. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.terms import EditAct
from linli.values import Reason, noop

MOST_NAMED = 3
"""How many communities a step names before it only counts."""
NOBODYS = noop("no community")
SENTENCES = {
    EditAct.START: noop("Plan begun"),
    EditAct.ASSIGN: noop("%(count)s units from %(source)s to %(target)s"),
    EditAct.MERGE: noop("%(source)s joined to %(target)s (%(count)s units)"),
    EditAct.SPLIT: noop("Split by the engine: %(count)s units changed"),
    EditAct.ADD: noop("Community %(target)s added"),
    EditAct.REMOVE: noop("Community %(source)s removed (%(count)s units)"),
    EditAct.RENAME: noop("Community %(source)s renamed to %(target)s"),
    EditAct.APPLY: noop("Result of the engine taken over: %(count)s units changed"),
    EditAct.IMPORT: noop("Taken over from a file: %(accepted)s of %(total)s rows, %(count)s units changed"),
    EditAct.RESTORE: noop("Back to step %(number)s: %(count)s units changed"),
}


def changed(before: Sheet, after: Sheet) -> tuple[int, ...]:
    """Return the units whose community differs."""
    pairs = zip(before.labels, after.labels, strict=True)
    return tuple(unit for unit, (old, new) in enumerate(pairs) if old != new)


def facts_of(before: Sheet, after: Sheet, called: Mapping[int, str], renamed: Mapping[int, str]) -> dict[str, Any]:
    """
    Return what a step says of itself: count of units, names of the communities they left and went to; "" is FREE.

    called, renamed: names of the communities before and after.
    """
    units = changed(before, after)
    left = dict.fromkeys(before.labels[unit] for unit in units)
    reached = dict.fromkeys(after.labels[unit] for unit in units)
    return {
        "count": len(units),
        "source": [called.get(number, "") for number in left],
        "target": [renamed.get(number, "") for number in reached],
    }


def step_reason(act: EditAct, params: Mapping[str, Any], translate: Callable[[str], str] = str) -> Reason:
    """Return the sentence of a step; translate: for the word of what belongs to no community."""
    places: dict[str, Any] = {"count": 0, "accepted": 0, "total": 0, "number": ""} | dict(params)
    places |= {side: _names(params.get(side, ()), translate) for side in ("source", "target")}
    return Reason(f"boundaries.step_{act.value}", SENTENCES[act], places)


def _names(names: Sequence[str] | str, translate: Callable[[str], str]) -> str:
    """Return names in one line; of many only the first, and how many more there are."""
    named = [names] if isinstance(names, str) else [name or translate(NOBODYS) for name in names]
    rest = len(named) - MOST_NAMED
    return "、".join(named[:MOST_NAMED]) + (f" … (+{rest})" if rest > 0 else "")
