"""
Closing a month: computing a round and freezing it, with what its rules propose.

Each size runs in a process of its own: an installation with so many communities and cases, written straight into the
tables (histories do not matter here), a standard of so many items fed by figures of cases, one round, closed.
"""

import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from bench.server import fresh, reply

SIZES = ((300, 1_000_000), (100_000, 1_000_000))
"""Communities and cases."""
ITEMS, MONTHS = 60, 24
SINCE = date(2024, 1, 1)
PERIOD = "2025-07"
NOW = datetime(2025, 9, 1, 2, tzinfo=UTC)
FEEDS = ("reported", "closed", "in_time", "late", "on_time_share", "open", "overdue", "rework", "refusals", "reopened")
BATCH = 20_000
RULES = (
    ("rank_at_most", 3, "flag", []),
    ("rank_at_most", 3, "prize", [2_000_000, 1_500_000, 1_000_000]),
    ("rank_from_last", 3, "yellow_card", []),
    ("last", 1, "publication", []),
    ("last_consecutive", 2, "statement", []),
)
"""Condition, its number, action, amounts in fen: as 003-13 to 003-15."""


def measure(sizes: tuple[tuple[int, int], ...] = SIZES) -> dict[str, Any]:
    """Return what closing costs at each size."""
    return {f"{communities} x {ITEMS}": _at_size(communities, cases) for communities, cases in sizes}


def _at_size(communities: int, cases: int) -> dict[str, Any]:
    with fresh() as installation:
        found = installation.ask("bench.closing", str(communities), str(cases))
        return found | {"database_mb": round(installation.database_bytes / 1e6)}


def show(found: dict[str, Any]) -> None:
    """Print what closing costs at each size."""
    print(f"{'closing':>14} {'cases':>9} {'compute s':>10} {'freeze s':>9} {'CPU s':>7} {'peak MiB':>9}")
    for name, row in found.items():
        figures = (row["compute_wall_s"], row["confirm_wall_s"], row["cpu_s"], row["peak_mib"])
        print(f"{name:>14} {row['cases']:>9}", *(f"{figure:9.1f}" for figure in figures))


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _territory(communities: int) -> list[Any]:
    """Write a city, a district, subdistricts of twenty communities each, and return the communities."""
    from linli.organisations.models import Organisation
    from linli.places.models import Area, Tier
    from linli.places.rules import child_path

    tiers = {tier.code: tier for tier in Tier.objects.all()}

    def area(tier: str, path: str, parent: Any, name: str, households: int | None = None) -> Any:
        facts = {"tier": tiers[tier], "path": path, "parent": parent, "name": name, "short_name": name}
        return Area(valid_from=SINCE, households=households, **facts)

    def steps(count: int, parent: Any) -> list[str]:
        return [child_path(parent.path if parent else "", number) for number in range(1, count + 1)]

    top = area("city", steps(1, None)[0], None, "市")
    top.save()
    district = area("district", steps(1, top)[0], top, "区")
    district.save()
    streets = -(-communities // 20)
    subs = [area("subdistrict", path, district, f"街道{n}") for n, path in enumerate(steps(streets, district))]
    Area.objects.bulk_create(subs, batch_size=2000)
    made = []
    for sub in Area.objects.filter(tier=tiers["subdistrict"]).order_by("path"):
        count = min(20, communities - len(made))
        made += [area("community", path, sub, f"社区{n}", 2000) for n, path in enumerate(steps(count, sub))]
    for batch in _batches(iter(made)):
        Area.objects.bulk_create(batch)
    office = {"kind": "subdistrict_office", "name": "办", "short_name": "办", "path": "0001", "valid_from": SINCE}
    Organisation.objects.create(area=district, **office)
    return list(Area.objects.filter(tier=tiers["community"]).order_by("path"))


def _cases(communities: list[Any], count: int) -> None:
    """Write closed and open cases over two years, a few of them sent back or refused on the way."""
    from linli.cases.models import Case
    from linli.organisations.models import Organisation

    random, office = Random(7), Organisation.objects.get()
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    areas = [one.pk for one in communities]

    def one(number: int) -> Any:
        reported = begin + timedelta(minutes=random.randrange(MONTHS * 30 * 24 * 60))
        due, spent = reported + timedelta(days=5), timedelta(hours=random.expovariate(1 / 60))
        ended = reported + spent if random.random() < 0.99 else None
        facts = (
            {"state": "closed", "ended_at": ended, "due_at": None} if ended else {"state": "in_progress", "due_at": due}
        )
        return Case(
            number=number,
            area_id=random.choice(areas),
            holder=office,
            unit=office,
            reported_at=reported,
            filed_at=reported,
            overall_due_at=due,
            summary="路灯不亮",
            **facts,
        )

    for batch in _batches(one(number) for number in range(1, count + 1)):
        Case.objects.bulk_create(batch)


def _standard(district: Any) -> Any:
    """Publish a standard of items that figures of cases feed."""
    from linli.standards.models import Standard, StandardItem, StandardVersion

    standard = Standard.objects.create(code="bench", name="bench", subject_kind="community", area=district)
    version = StandardVersion.objects.create(standard=standard, number=1)
    rules = (("linear", {"floor": "0", "cap": "90"}), ("deduction", {"each": "0.1", "cap": "5"}))
    for number in range(ITEMS):
        kind, rule = rules[number % 2]
        facts = {"code": str(number), "name": f"item {number}", "max_centipoints": 500, "scorer": "system"}
        feed = f"cases.{FEEDS[number % len(FEEDS)]}"
        StandardItem.objects.create(version=version, order=number, rule_kind=kind, rule=rule, feed=feed, **facts)
    sealed = {"state": "published", "published_at": NOW, "digest": "0" * 64, "valid_from": SINCE}
    StandardVersion.objects.filter(pk=version.pk).update(**sealed)
    return StandardVersion.objects.get(pk=version.pk)


def _scheme(communities: list[Any]) -> Any:
    """Set up a scheme with its rules over all communities."""
    from linli.appraisals.models import ConsequenceRule, Scheme, SchemeSubject
    from linli.standards.services import ensure_subjects

    district = communities[0].parent.parent
    scheme = Scheme.objects.create(
        name="bench",
        area=district,
        state="active",
        subject_kind="community",
        span_kind="month",
        standard=_standard(district),
        document="1",
        filing="1",
        valid_from=SINCE,
        bands=[24000, 18000],
        tie_breakers=["veto_free", "open_cases", "overdue_cases"],
        made_at=NOW,
    )
    subjects = ensure_subjects(kind="community", areas=communities)
    rows = (SchemeSubject(scheme=scheme, subject=one, valid_from=SINCE) for one in subjects)
    for batch in _batches(rows):
        SchemeSubject.objects.bulk_create(batch)
    for number, (condition, k, action, amounts) in enumerate(RULES, 1):
        facts = {"name": action, "condition": condition, "k": k, "action": action, "amounts_fen": amounts}
        ConsequenceRule.objects.create(scheme=scheme, number=number, **facts)
    return scheme


def _close(scheme: Any) -> dict[str, float]:
    """Compute and confirm one round; return seconds of processor and clock of both."""
    from linli.appraisals.models import Round, SnapshotPart
    from linli.appraisals.services.computing import compute_round
    from linli.appraisals.services.confirming import confirm_round
    from linli.values import Span

    span = Span.parse(PERIOD)
    round_ = Round.objects.create(scheme=scheme, period=PERIOD, first_on=span.first, ends_on=span.end, state="checked")
    found: dict[str, float] = {}
    for name, step in (("compute", compute_round), ("confirm", confirm_round)):
        if name == "confirm":
            Round.objects.filter(pk=round_.pk).update(state="announced", appeals_until=date(2025, 8, 20))
        cpu, clock = time.process_time(), time.perf_counter()
        step(round_id=round_.pk, actor=None, now=NOW)
        found[f"{name}_cpu_s"] = round(time.process_time() - cpu, 2)
        found[f"{name}_wall_s"] = round(time.perf_counter() - clock, 2)
    found["parts"] = SnapshotPart.objects.count()
    return found


def _here(communities: str, cases: str) -> dict[str, Any]:
    """Build an installation of that size and close a month."""
    areas = _territory(int(communities))
    _cases(areas, int(cases))
    scheme = _scheme(areas)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found: dict[str, Any] = _close(scheme)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found |= {"communities": int(communities), "cases": int(cases), "items": ITEMS}
    found |= {"cpu_s": round(found["compute_cpu_s"] + found["confirm_cpu_s"], 2)}
    return found | {"peak_mib": round(peak / 1024), "peak_before_closing_mib": round(before / 1024)}


if __name__ == "__main__":
    reply(_here)
