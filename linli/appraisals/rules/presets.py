"""Reading a scheme of the policy files. Pure; amounts are in yuan there and points in points, as people write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.appraisals.rules.points import CENTI, FEN
from linli.appraisals.terms import ConditionKind, ConsequenceAction, ConsequenceSpan, TieShare
from linli.standards.terms import SubjectKind

OWN = ("name", "about", "source", "standard", "subject_kind", "bands", "base", "rule")


@dataclass(frozen=True, slots=True)
class SchemePreset:
    """
    A scheme that ships. standard: code of the standard that ships with it; source: where it comes from.

    facts, rules: as the services take them, without what only a place can say (document, filing, day).
    """

    name: str
    about: str
    source: str
    standard: str
    subject_kind: SubjectKind
    facts: Mapping[str, Any]
    rules: Sequence[Mapping[str, Any]]


def read_scheme(data: Mapping[str, Any]) -> SchemePreset:
    """Return a scheme from the contents of its file. Raises KeyError, ValueError where the file is wrong."""
    facts = {key: value for key, value in data.items() if key not in OWN}
    facts |= {
        "bands": [points * CENTI for points in data.get("bands", ())],
        "base_centipoints": data["base"] * CENTI if "base" in data else None,
    }
    return SchemePreset(
        name=data["name"],
        about=data["about"],
        source=data["source"],
        standard=data["standard"],
        subject_kind=SubjectKind(data["subject_kind"]),
        facts=facts,
        rules=tuple(_rule(number, each) for number, each in enumerate(data.get("rule", ()), start=1)),
    )


def _rule(number: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule of consequences as the services take it."""
    points = data.get("points")
    return {
        "number": number,
        "name": data["name"],
        "span": ConsequenceSpan(data.get("span", "round")),
        "condition": ConditionKind(data["condition"]),
        "k": data.get("k"),
        "centipoints": None if points is None else points * CENTI,
        "action": ConsequenceAction(data["action"]),
        "amounts_fen": [yuan * FEN for yuan in data.get("yuan", ())],
        "ties": TieShare(data.get("ties", TieShare.POOL)),
        "parties": list(data.get("parties", ())),
        "text": data.get("text", ""),
        "clause": data.get("clause", ""),
    }
