"""Kinds of cases as the policy file or an office's list writes them, checked before anything is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.cases.rules.limits import Limit
from linli.cases.rules.table import NEVER_CLOSED, TABLE
from linli.cases.terms import OwnerClass
from linli.values import Reason, noop

LIMITS = ("normal_limit", "urgent_limit", "very_urgent_limit", "safe_limit")
NEEDED = ("code", "name", "owner_class", "normal_limit", "urgent_limit")
MISSING = noop("Still missing: %(missing)s.")
NO_LIMIT = noop("“%(value)s” is no limit; write 4wh (working hours), 5wd (working days), 6h, 7d or 30m.")
NO_CLASS = noop("“%(value)s” is none of the four owner classes.")
NO_ACT = noop("“%(value)s” is no act that a category may forbid.")
URGENT_LONGER = noop("The urgent limit has the same unit as the normal one but is longer.")


@dataclass(frozen=True)
class Kind:
    """A kind of case or, without a parent code, a group of kinds; fields as in the model."""

    code: str
    parent_code: str
    fields: Mapping[str, Any]


def read_catalogue(data: Mapping[str, Any]) -> Iterator[Kind]:
    """Yield groups and kinds of a parsed policy file, each group before its kinds."""
    valid_from: date = data["valid_from"]
    for group in data["groups"]:
        shared = {"valid_from": valid_from, "normal_limit": "7d", "urgent_limit": "24h"}
        yield Kind(group["code"], "", shared | {"name": group["name"], "owner_class": OwnerClass(group["owner"])})
        for kind in group["kinds"]:
            yield Kind(kind["code"], group["code"], _fields(kind) | {"valid_from": valid_from})


def _fields(kind: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": kind["name"],
        "owner_class": OwnerClass(kind["owner"]),
        "filing_criterion": kind["file"],
        "closing_criterion": kind["close"],
        "normal_limit": kind["normal"],
        "urgent_limit": kind["urgent"],
        "very_urgent_limit": kind.get("very_urgent", ""),
        "safe_limit": kind.get("safe", ""),
        "needs_after_photo": kind.get("after_photo", False),
        "desk_check": kind.get("desk_check", False),
        "is_severe": kind.get("severe", False),
        "revisit_days": kind.get("revisit"),
        "source": kind["source"],
    }


def faults_of(fields: Mapping[str, Any]) -> list[Reason]:
    """Return what is wrong with the fields of a kind; empty if it may be stored."""
    missing = [name for name in NEEDED if not fields.get(name)]
    found = [Reason("category.missing", MISSING, {"missing": ", ".join(missing)})] if missing else []
    found += [
        Reason("category.limit", NO_LIMIT, {"value": fields[name]})
        for name in LIMITS
        if fields.get(name) and not is_limit(fields[name])
    ]
    owner = fields.get("owner_class")
    if owner and owner not in {each.value for each in OwnerClass}:
        found.append(Reason("category.owner_class", NO_CLASS, {"value": owner}))
    forbiddable = {act.value for act in TABLE if act not in NEVER_CLOSED}
    strange = [act for act in fields.get("closed_acts", ()) if act not in forbiddable]
    found += [Reason("category.closed_acts", NO_ACT, {"value": act}) for act in strange]
    return found or _order_fault(fields)


def is_limit(text: str) -> bool:
    """Return whether a text is a limit as the policy writes it."""
    try:
        Limit.parse(text)
    except ValueError:
        return False
    return True


def _order_fault(fields: Mapping[str, Any]) -> list[Reason]:
    normal, urgent = Limit.parse(fields["normal_limit"]), Limit.parse(fields["urgent_limit"])
    if normal.unit is urgent.unit and urgent.amount > normal.amount:
        return [Reason("category.limit", URGENT_LONGER)]
    return []
