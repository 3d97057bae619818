"""What a bulletin says: from the snapshot alone, and what officers decided about what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from linli.appraisals.models import Bulletin, HelpPlan, Proposal, Snapshot, SnapshotPart
from linli.appraisals.queries.consequences import parties_of_proposal
from linli.appraisals.queries.frozen import called
from linli.appraisals.queries.past import lines_of, placing_of
from linli.appraisals.queries.results import Sheet, count_bands
from linli.appraisals.rules.consequences import COMMUNITY, DIRECTOR, LEAD_PARTNER, LINKED_LEADER, SECRETARY
from linli.appraisals.rules.points import half_up
from linli.appraisals.terms import Band, ConsequenceAction, HelpState, ProposalState
from linli.values import noop

BEST, TOP_PROBLEMS = 3, 5
ROLES: Mapping[str, str] = {
    COMMUNITY: noop("Community"),
    SECRETARY: noop("Secretary"),
    DIRECTOR: noop("Director"),
    LINKED_LEADER: noop("Linked leader"),
    LEAD_PARTNER: noop("Lead partner"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One subject as a bulletin names it. moved: ranks gained since the last period, None if unknown."""

    name: str
    rank: int | None
    total: int | None
    moved: int | None

    @property
    def fell_by(self) -> int:
        """Return how many ranks it fell."""
        return -(self.moved or 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """An item in which points were lost. lost: by all together; subjects: by how many."""

    name: str
    lost: int
    subjects: int


@dataclass(frozen=True, slots=True)
class Followed:
    """A confirmed consequence as a bulletin tells it. parties: role (a message id) and name, "" where it stays out."""

    action: ConsequenceAction
    name: str
    amount_fen: int | None
    parties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a bulletin says. mean_change: against the mean of the period before, of those who were in both."""

    judged: int
    ranked: int
    mean: int | None
    mean_change: int | None
    best: tuple[Place, ...]
    last: tuple[Place, ...]
    risen: tuple[Place, ...]
    unranked: tuple[str, ...]
    bands: Mapping[Band, int]
    tops: tuple[tuple[str, tuple[str, ...], int], ...]
    problems: tuple[Problem, ...]
    followed: tuple[Followed, ...]
    help: tuple[tuple[str, HelpPlan], ...]


def content_of(sheet: Sheet, *, names_persons: bool) -> Content:
    """Return what a bulletin of a frozen result says."""
    parts = list(sheet.standings().order_by("rank", "subject__area__path", "pk"))
    placings = {part.subject_id: placing_of(part) for part in parts}
    ranked = sorted((part for part in parts if part.rank is not None), key=lambda part: part.rank)
    names = {key: called(placing, names_persons=names_persons) for key, placing in placings.items()}
    places = {part.subject_id: _place(part, placings[part.subject_id], names[part.subject_id]) for part in parts}
    totals = [part.centipoints for part in ranked]
    mean = half_up(sum(totals), len(totals)) if totals else None
    risen = [one for one in places.values() if one.moved is not None and one.moved > 0]
    return Content(
        judged=len(parts),
        ranked=len(ranked),
        mean=mean,
        mean_change=_mean_change(ranked, placings),
        best=tuple(places[part.subject_id] for part in ranked if part.rank <= BEST),
        last=tuple(places[part.subject_id] for part in ranked if _is_low(placings[part.subject_id])),
        risen=tuple(sorted(risen, key=lambda one: (-(one.moved or 0), one.rank or 0))[:BEST]),
        unranked=tuple(places[part.subject_id].name for part in parts if part.rank is None),
        bands=count_bands(sheet),
        tops=() if sheet.is_year else _tops(placings, names),
        problems=() if sheet.is_year else _problems(sheet, parts),
        followed=_followed(sheet.snapshot, names, names_persons),
        help=_help(sheet.snapshot, names),
    )


def bulletin_of(snapshot: Snapshot) -> Bulletin | None:
    """Return the bulletin of a frozen result, also one that was withdrawn."""
    return Bulletin.objects.filter(snapshot=snapshot).select_related("names_first", "names_second").first()


def public_bulletins() -> QuerySet[Bulletin]:
    """Return the bulletins open to everybody, the newest first; for the residents' pages."""
    rows = Bulletin.objects.filter(is_public=True, withdrawn_at__isnull=True, snapshot__revised_by__isnull=True)
    return rows.select_related("snapshot", "snapshot__scheme", "snapshot__scheme__area").order_by(
        "-published_at", "-pk"
    )


def public_bulletin(token: str) -> Bulletin | None:
    """Return the bulletin of a public address, None if there is none or it was withdrawn."""
    rows = Bulletin.objects.filter(token=token, is_public=True, withdrawn_at__isnull=True)
    return rows.select_related("snapshot", "snapshot__scheme", "snapshot__scheme__area", "snapshot__round").first()


def _place(part: Any, placing: Mapping[str, Any], name: str) -> Place:
    before = placing.get("previous") or {}
    rank, last = part.rank, before.get("rank")
    moved = None if rank is None or last is None else last - rank
    return Place(name, rank, part.centipoints, moved)


def _is_low(placing: Mapping[str, Any]) -> bool:
    """Return whether fewer than three stand lower, and somebody stands higher."""
    return placing["below"] < BEST and placing["rank"] > BEST


def _mean_change(ranked: Sequence[Any], placings: Mapping[int, Mapping[str, Any]]) -> int | None:
    """Return by how much those ranked now and before changed on average."""
    changes = []
    for part in ranked:
        before = placings[part.subject_id].get("previous") or {}
        if before.get("total") is not None:
            changes.append(part.centipoints - before["total"])
    return half_up(sum(changes), len(changes)) if changes else None


def _tops(
    placings: Mapping[int, Mapping[str, Any]], names: Mapping[int, str]
) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Return for each dimension who has the highest share of its points (basis points), at most three names."""
    best: dict[str, tuple[int, list[str]]] = {}
    for subject, placing in placings.items():
        for dimension, (points, full) in placing["dimensions"].items():
            share = half_up(10_000 * points, full) if full > 0 else 0
            known = best.get(dimension, (-1, []))
            if share > known[0]:
                best[dimension] = (share, [names[subject]])
            elif share == known[0]:
                known[1].append(names[subject])
    return tuple((name, tuple(names), share) for name, (share, names) in best.items() if 0 < len(names) <= BEST)


def _problems(sheet: Sheet, parts: Sequence[SnapshotPart]) -> tuple[Problem, ...]:
    """Return the items that cost most points over all subjects."""
    lost: dict[int, int] = {}
    hit: dict[int, int] = {}
    for part in parts:
        for line in lines_of(part):
            gone = 0 if line["points"] is None else sheet.items[line["item"]]["full"] - line["points"]
            if gone > 0:
                lost[line["item"]] = lost.get(line["item"], 0) + gone
                hit[line["item"]] = hit.get(line["item"], 0) + 1
    worst = sorted(lost, key=lambda item: (-lost[item], item))[:TOP_PROBLEMS]
    return tuple(Problem(sheet.items[item]["name"], lost[item], hit[item]) for item in worst)


def _followed(snapshot: Snapshot | None, names: Mapping[int, str], names_persons: bool) -> tuple[Followed, ...]:
    """Return the confirmed consequences; what was waived or overturned, or waits, is not told."""
    rows = Proposal.objects.filter(snapshot=snapshot, state=ProposalState.CONFIRMED)
    rows = rows.exclude(action=ConsequenceAction.HELP_PLAN).order_by("rule__number", "pk")
    return tuple(
        Followed(
            action=ConsequenceAction(row.action),
            name=names[row.subject_id],
            amount_fen=row.amount_fen,
            parties=tuple(
                (ROLES.get(party.role, party.role), party.name if names_persons or not party.is_person else "")
                for party in parties_of_proposal(row)
                if party.role != COMMUNITY
            ),
        )
        for row in rows
    )


def _help(snapshot: Snapshot | None, names: Mapping[int, str]) -> tuple[tuple[str, HelpPlan], ...]:
    """Return the help that was agreed or given."""
    rows = HelpPlan.objects.filter(snapshot=snapshot, state__in=(HelpState.AGREED, HelpState.DONE))
    return tuple((names[row.subject_id], row) for row in rows.select_related("helper").order_by("pk"))
