"""Items of a standard as plain facts: what is wrong with one, with a tree of them, and its seal. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from linli.standards.rules.negative import is_refused
from linli.standards.rules.numbers import in_points
from linli.standards.rules.rule_checks import check_rule
from linli.standards.terms import ItemKind, RuleKind, ScorerKind
from linli.values import Reason, noop

DEEPEST = 4
LENGTHS = {"code": 20, "name": 200, "guidance": 500, "feed": 60, "clause": 100}
"""Longest texts, as the table holds them."""
MOST_CENTIPOINTS = 100_000_00


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item as a draft, a list or a preset says it. parent: the number of its group, "" at the top."""

    code: str
    name: str
    parent: str = ""
    guidance: str = ""
    kind: ItemKind = ItemKind.POINTS
    max_centipoints: int = 0
    rule_kind: RuleKind = RuleKind.MANUAL
    rule: Mapping[str, Any] = field(default_factory=dict)
    feed: str = ""
    needs_evidence: bool = False
    scorer: ScorerKind = ScorerKind.TEAM
    is_key: bool = False
    clause: str = ""


def check_item(facts: ItemFacts) -> tuple[Reason, ...]:
    """Return what is wrong with one item by itself."""
    found = _texts(facts)
    if facts.kind is ItemKind.GROUP:
        return (*found, *_group(facts))
    return (*found, *_points(facts), *_feeding(facts), *check_rule(facts.rule_kind, facts.rule, facts.max_centipoints))


def check_tree(items: Sequence[ItemFacts]) -> tuple[Reason, ...]:
    """Return what is wrong with how the items of a list stand together; each begins after the group that holds it."""
    found: list[Reason] = []
    depths: dict[str, int] = {"": -1}
    groups = {""}
    for item in items:
        if item.code in depths:
            found.append(_about("item_twice", noop("The number %(code)s stands there twice."), item))
        elif item.parent not in groups:
            text = noop("%(code)s belongs to “%(parent)s”, and no group of that number stands before it.")
            found.append(_about("item_parent", text, item))
        elif depths[item.parent] + 1 >= DEEPEST:
            found.append(_about("item_depth", noop("%(code)s stands too deep; four levels are enough."), item))
        depths[item.code] = depths.get(item.parent, 0) + 1
        if item.kind is ItemKind.GROUP:
            groups.add(item.code)
    return tuple(found)


def check_whole(items: Sequence[ItemFacts], pass_centipoints: int | None) -> tuple[Reason, ...]:
    """Return what is missing before a version may be published."""
    scored = [item for item in items if item.kind is not ItemKind.GROUP]
    if not scored:
        return (Reason("standards.no_items", noop("A standard needs at least one item that something is found for.")),)
    found = [_named(item, reason) for item in items for reason in check_item(item)] + list(check_tree(items))
    holding = {item.parent for item in items}
    empty = [item for item in items if item.kind is ItemKind.GROUP and item.code not in holding]
    found += [_about("empty_group", noop("The group %(code)s holds nothing."), item) for item in empty]
    full = total(items)
    if pass_centipoints is not None and pass_centipoints > full:
        text = noop("%(needed)s points are needed to pass, but the items give only %(full)s.")
        params = {"needed": in_points(pass_centipoints), "full": in_points(full)}
        found.append(Reason("standards.pass_out_of_reach", text, params))
    return tuple(found)


def total(items: Iterable[ItemFacts]) -> int:
    """Return the full points of a version in hundredths."""
    return sum(item.max_centipoints for item in items)


def seal(facts: Mapping[str, Any], items: Sequence[ItemFacts]) -> str:
    """Return the SHA-256 over canonical JSON of a version: its own facts, then its items in their order."""
    content = {"version": dict(facts), "items": [asdict(item) for item in items]}
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def _texts(facts: ItemFacts) -> list[Reason]:
    if not facts.code.strip() or not facts.name.strip():
        return [Reason("standards.item_name", noop("An item needs a number and a name."))]
    if banned := is_refused(facts.name):
        return [banned]
    long = [name for name, most in LENGTHS.items() if len(getattr(facts, name)) > most]
    text = noop("Too long: %(name)s has more than %(most)s characters.")
    return [Reason("standards.item_length", text, {"name": name, "most": LENGTHS[name]}) for name in long]


def _group(facts: ItemFacts) -> list[Reason]:
    if facts.max_centipoints or facts.rule or facts.feed or facts.rule_kind is not RuleKind.MANUAL:
        return [Reason("standards.group_bare", noop("A group has no points, rule or source of its own."))]
    return []


def _points(facts: ItemFacts) -> list[Reason]:
    if facts.kind is ItemKind.PASS_FAIL:
        if facts.max_centipoints:
            return [Reason("standards.pass_fail_points", noop("Pass or fail gives no points."))]
        return []
    if not 0 < facts.max_centipoints <= MOST_CENTIPOINTS:
        return [Reason("standards.item_points", noop("An item of points needs its full points, above zero."))]
    return []


def _feeding(facts: ItemFacts) -> list[Reason]:
    """Refuse a source without the system as scorer, and the other way round."""
    if bool(facts.feed) == (facts.scorer is ScorerKind.SYSTEM):
        return []
    text = noop("What is fed by records is computed from them; what is computed from records needs a source.")
    return [Reason("standards.item_feed", text)]


def _about(rule: str, text: str, item: ItemFacts) -> Reason:
    return Reason(f"standards.{rule}", text, {"code": item.code, "parent": item.parent})


def _named(item: ItemFacts, reason: Reason) -> Reason:
    """Put the number of the item before what is wrong with it."""
    return Reason(reason.rule, reason.text, {**reason.params, "code": item.code})
