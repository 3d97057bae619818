"""
Standings as they are kept, and computing them again from themselves with single items corrected.

That is how an appeal counts before a result is frozen and a revision after, and how a frozen round is proved.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from linli.appraisals.models import Result, SnapshotPart
from linli.appraisals.queries.past import lines_of, placing_of
from linli.appraisals.rules.closing import Item, Line, Lines, Policy, Standing, found_of, place
from linli.appraisals.rules.freezing import canonical
from linli.appraisals.rules.ranking import Ranked

AGAIN = ("previous", "secretary", "name", "post")
"""What stands beside a place and comes from elsewhere; it is taken over when a place is computed again."""
Key = tuple[int, int]
QUICK = 1
"""How hard lines are deflated; harder saves a tenth and takes three times as long."""


@dataclass(frozen=True, slots=True)
class Made:
    """The lines of a subject as they are kept: canonical JSON, deflated, and its SHA-256."""

    lines: bytes
    digest: bytes


def columns(ranked: Ranked, placing: dict[str, Any], made: Made) -> dict[str, Any]:
    """Return the columns of a standing."""
    return {
        "subject_id": ranked.subject,
        "name": placing["name"],
        "rank": ranked.rank,
        "centipoints": ranked.total,
        "lines": made.lines,
        "lines_digest": made.digest,
        "placing": canonical(placing).decode(),
    }


def pack(lines: list[Line]) -> Made:
    """Return lines as they are kept."""
    content = canonical(lines)
    return Made(zlib.compress(content, QUICK), sha256(content).digest())


def replay(
    rows: Iterable[Result | SnapshotPart],
    items: Sequence[Item],
    policy: Policy,
    corrections: Mapping[Key, int] = MappingProxyType({}),
    said: Mapping[Key, tuple[Mapping[str, Any], ...]] = MappingProxyType({}),
) -> Iterator[dict[str, Any]]:
    """
    Yield the columns of every subject, computed from what is kept of it and the corrections, the ranked first.

    corrections: (subject, item) -> hundredths of a point. said: what now stands beside these.
    """
    maker = Lines(items, policy)
    standings, made, beside = [], {}, {}
    for part in rows:
        found = {line["item"]: found_of(line) for line in lines_of(part)}
        for (subject, item), points in corrections.items():
            if subject == part.subject_id:
                now_said = said.get((subject, item), found[item].said)
                found[item] = found[item]._replace(granted=points, said=now_said)
        lines, totals = maker.make(found)
        kept = placing_of(part)
        keys = kept["keys"]
        standings.append(Standing(part.subject_id, totals, kept["group"], keys["open_cases"], keys["overdue_cases"]))
        made[part.subject_id], beside[part.subject_id] = pack(lines), {name: kept[name] for name in AGAIN}
    for ranked, placing in place(standings, policy):
        yield columns(ranked, placing | beside[ranked.subject], made[ranked.subject])
