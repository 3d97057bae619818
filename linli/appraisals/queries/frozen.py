"""Frozen results: what their head says, whether they are whole, and whether they come out the same again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from linli.appraisals.models import ConsequenceRule, Scheme, Snapshot, SnapshotPart
from linli.appraisals.queries.ground import is_fed, policy_of
from linli.appraisals.queries.past import lines_of, placing_of
from linli.appraisals.queries.replaying import replay
from linli.appraisals.rules.balance import HelpPolicy
from linli.appraisals.rules.closing import Item, Policy
from linli.appraisals.rules.consequences import Action, Condition, Rule
from linli.appraisals.rules.freezing import plain
from linli.appraisals.rules.streaks import StreakPolicy
from linli.foundation import uploads
from linli.standards import queries as standards
from linli.standards.queries import Subject
from linli.standards.terms import ItemKind, RuleKind
from linli.values import Reason, Span, noop

PERCENT = 100
"""Basis points."""


def head_of_scheme(scheme: Scheme, period: Span, *, ranks: Sequence[Sequence[int | None]]) -> dict[str, Any]:
    """Return what a snapshot says besides its parts: by which words, items, weights and rules it was judged."""
    leaves = [each for each in standards.items_of(scheme.standard) if each.kind != ItemKind.GROUP]
    return {
        "scheme": {"id": scheme.pk, "name": scheme.name, "document": scheme.document, "filing": scheme.filing},
        "standard": {"id": scheme.standard_id, "name": str(scheme.standard), "digest": scheme.standard.digest},
        "period": period.code,
        "first_on": period.first.isoformat(),
        "last_on": period.last.isoformat(),
        "policy": plain(policy_of(scheme)),
        "items": [_frozen_item(each) for each in leaves],
        "rules": [plain(rule) for rule in rules_of(scheme)],
        "streak": plain(streak_policy_of(scheme)),
        "min_ranked": scheme.min_ranked,
        "help": plain(help_policy_of(scheme)),
        "publication": str(scheme.publication),
        "ranks": [list(row) for row in ranks],
        "ranked": sum(row[1] is not None for row in ranks),
    }


def names_of(subject: Subject) -> dict[str, str]:
    """Return what is frozen of a subject's name. post: a person in post without the person, "" for all others."""
    held = subject.appointment
    return {"name": str(subject), "post": f"{subject.area} {held.post or held.role}" if held else ""}


def called(placing: Mapping[str, Any], *, names_persons: bool = True) -> str:
    """Return what a subject was called when it was judged; persons only by their post, unless they may be named."""
    return placing["name"] if names_persons else placing["post"] or placing["name"]


def rules_of(scheme: Scheme) -> list[Rule]:
    """Return the rules of consequences that a scheme uses, by number."""
    return [_rule(each) for each in ConsequenceRule.objects.filter(scheme=scheme, is_active=True).order_by("number")]


def streak_policy_of(scheme: Scheme) -> StreakPolicy:
    """Return what a scheme says of being last several times running."""
    return StreakPolicy(
        skipped=str(scheme.streak_skip),
        shared_last_counts=scheme.streak_shared,
        min_months_in_post=scheme.streak_months_in_post or None,
        min_ranked=scheme.min_ranked,
    )


def help_policy_of(scheme: Scheme) -> HelpPolicy:
    """Return below which shares, in basis points, a scheme offers help."""
    return HelpPolicy(floor=PERCENT * scheme.help_floor_percent, below_mean=PERCENT * scheme.help_gap_percent)


def flaws_of(snapshot: Snapshot) -> Iterator[Reason]:
    """
    Yield what is not as it was frozen: parts whose digests differ, parts that are missing or too many.

    The head itself is vouched for by the chain (`linli audit verify`).
    """
    digests = []
    for part in SnapshotPart.objects.filter(snapshot=snapshot).order_by("subject_id").iterator(chunk_size=1000):
        digests.append(bytes(part.digest))
        said = {"subject": part.name}
        try:
            lines_of(part)
        except ValueError:
            yield Reason("appraisals.flaw_lines", noop("%(subject)s: the lines were changed."), said)
        if sha256(bytes(part.lines_digest) + part.placing.encode()).digest() != bytes(part.digest):
            yield Reason("appraisals.flaw_place", noop("%(subject)s: the place was changed."), said)
        elif not _is_told_outside(part):
            yield Reason("appraisals.flaw_list", noop("%(subject)s: what lists show of it was changed."), said)
    if sha256(b"".join(digests)).hexdigest() != snapshot.parts_digest:
        yield Reason("appraisals.flaw_parts", noop("Parts are missing, too many or exchanged."))


def flaws_of_pictures(snapshot: Snapshot) -> Iterator[Reason]:
    """Yield which pictures beside the lines are gone, or are not those that were frozen."""
    for part in SnapshotPart.objects.filter(snapshot=snapshot).order_by("subject_id").iterator(chunk_size=1000):
        said = [one for line in lines_of(part) for one in line.get("said", ()) if one["file"]]
        if any(uploads.digest_of(one["file"]) != one["digest"] for one in said):
            text = noop("%(subject)s: a picture is gone or was exchanged.")
            yield Reason("appraisals.flaw_picture", text, {"subject": part.name})


def _is_told_outside(part: SnapshotPart) -> bool:
    """Return whether what lists and searches read of a part is what was frozen."""
    kept = placing_of(part)
    return (part.name, part.rank, part.centipoints) == (kept["name"], kept["rank"], kept["total"])


def differences_when_recomputed(snapshot: Snapshot) -> Iterator[str]:
    """
    Yield the names of those for whom computing again, from what is frozen and nothing else, gives other bytes.

    None is what it must be: a month can be computed again at any time, whatever became of the cases since.
    """
    parts = SnapshotPart.objects.filter(snapshot=snapshot).order_by("subject_id")
    rows = parts.values_list("subject_id", "lines_digest", "placing")
    kept = {subject: (bytes(digest), placing) for subject, digest, placing in rows.iterator()}
    for row in replay(parts.iterator(chunk_size=1000), *judged_by(json.loads(snapshot.head))):
        if (row["lines_digest"], row["placing"]) != kept[row["subject_id"]]:
            yield row["name"]


def judged_by(head: Mapping[str, Any]) -> tuple[list[Item], Policy]:
    """Return by which items and in which way a round was judged, as its head keeps them."""
    return [item_from(each) for each in head["items"]], policy_from(head["policy"])


def policy_from(kept: Mapping[str, Any]) -> Policy:
    """Return the policy that a head keeps."""
    rows: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in kept.items()}
    return Policy(**rows)


def item_from(kept: Mapping[str, Any]) -> Item:
    """Return the item that a head keeps, with its scoring rule where the records score it."""
    score = standards.prepare(kept["rule_kind"], kept["rule"], kept["full"]) if kept["is_fed"] else None
    is_veto = kept["rule_kind"] == RuleKind.VETO
    return Item(kept["id"], kept["full"], kept["dimension"], kept["is_key"], is_veto, score)


def rule_from(kept: Mapping[str, Any]) -> Rule:
    """Return the rule of consequences that a head keeps."""
    said: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in kept["action"].items()}
    conditions = tuple(Condition(**each) for each in kept["conditions"])
    return Rule(kept["number"], conditions, Action(**said), kept["clause"], kept["span"])


def _frozen_item(item: standards.Item) -> dict[str, Any]:
    """Return an item as a head keeps it."""
    return {
        "id": item.id,
        "code": item.code,
        "name": item.name,
        "dimension": item.dimension,
        "full": item.max_centipoints,
        "rule_kind": str(item.rule_kind),
        "rule": _whole(item.rule),
        "feed": item.feed,
        "is_fed": is_fed(item),
        "scorer": str(item.scorer),
        "is_key": item.is_key,
    }


def _whole(value: Any) -> Any:
    """Return the numbers of a rule without floats, which are not the same bytes everywhere."""
    if isinstance(value, Mapping):
        return {str(key): _whole(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return f"{Decimal(repr(value)).normalize():f}" if isinstance(value, float) else value


def _rule(row: ConsequenceRule) -> Rule:
    """Return a rule of consequences as the rules take it."""
    condition = Condition(str(row.condition), k=row.k or 1, centipoints=row.centipoints or 0)
    action = Action(str(row.action), tuple(row.amounts_fen), str(row.ties), parties=tuple(row.parties))
    return Rule(row.number, (condition,), action, row.clause, str(row.span))
