"""The standard that communities of the demo are held against: last year's results, a visit half done this year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from linli.standards import services
from linli.standards.models import Acceptance, Finding, TeamMember
from linli.standards.queries import Item, prepare, scored_items
from linli.standards.queries.standard_presets import preset_of
from linli.standards.rules.acceptance import passes
from linli.standards.terms import AcceptanceState, ItemKind, RuleKind, ScorerKind
from linli.web.demo.territory import Ground
from linli.web.demo.times import moment

SIDES = (ScorerKind.SUBJECT, ScorerKind.TEAM)
HALF = Decimal("0.5")
NUMBERS = {"1.3": (70, 95), "2.4": (6000, 14000), "3.1": (120, 420), "3.2": (30, 90), "6.2": (2, 9), "2.3": (70, 99)}
"""What is found for items that take a number: lowest, highest."""


@dataclass(frozen=True)
class Accepting:
    """Carries what every step needs: the hand-written parts, the territory, people by login, chance, the moment."""

    words: Mapping[str, Any]
    ground: Ground
    people: Mapping[str, Any]
    workers: Mapping[int, Any]
    random: Random
    now: datetime

    def hold(self, area: Any, everywhere: Any) -> str:
        """Publish the standard, accept the communities of an area by last year, visit one of this year; say so."""
        day = date(self.now.year - 2, 1, 8)
        said = {"actor": self.people["appraiser"], "now": self._at(day, 10)}
        version = publish_preset(self.words["preset"], everywhere, day, **said)
        last, this = self.now.year - 1, self.now.year
        self._last_year(version, area, last)
        self._this_year(version, area, this)
        met = Acceptance.objects.filter(year=last, outcome="met").count()
        return f"{met} communities met the standard of {last}, one is being visited"

    def _last_year(self, version: Any, area: Any, year: int) -> None:
        """Decide the acceptances of a year; what both sides found is written in one go."""
        said = {"actor": self.people["appraiser"], "now": self._at(date(year, 11, 20), 10)}
        services.open_acceptances(version_id=version.pk, year=year, area=area, **said)
        rows = list(Acceptance.objects.filter(version=version, year=year).select_related("subject__area"))
        items = scored_items(version)
        team = [self.people[name] for name in self.words["team"]]
        Finding.objects.bulk_create(
            finding for row in rows for side in SIDES for finding in self._findings(row, side, items)
        )
        TeamMember.objects.bulk_create(
            TeamMember(acceptance=row, account=each, is_head=each is team[0]) for row in rows for each in team
        )
        for number, row in enumerate(rows):
            row.state, row.visited_on = AcceptanceState.VISITED, date(year, 12, 3 + number % 15)
        Acceptance.objects.bulk_update(rows, ["state", "visited_on"])
        decided = min(self._at(date(year, 12, 28), 15), self.now)
        for row in rows:
            services.decide_acceptance(
                acceptance_id=row.pk,
                revision=row.revision,
                document=self.words["document"].format(year=year),
                actor=self.people["commander"],
                now=decided,
            )

    def _this_year(self, version: Any, area: Any, year: int) -> None:
        """Open this year's acceptances; one community handed its own in and the team has begun to look."""
        at = self.now - timedelta(days=6)
        office = self.people["appraiser"]
        services.open_acceptances(version_id=version.pk, year=year, area=area, actor=office, now=at)
        row = Acceptance.objects.select_related("subject__area").get(
            version=version, year=year, subject__area__code=self.words["visited"]
        )
        items = scored_items(version)
        Finding.objects.bulk_create(self._findings(row, ScorerKind.SUBJECT, items))
        worker, team = self.workers[row.subject.area_id], [self.people[name] for name in self.words["team"]]
        row = services.submit_assessment(
            acceptance_id=row.pk, revision=row.revision, actor=worker, now=at + timedelta(days=1)
        )
        row = services.set_team(
            acceptance_id=row.pk,
            members=team,
            head=team[0],
            revision=row.revision,
            actor=office,
            now=at + timedelta(days=2),
        )
        seen = [item for item in items if not item.feed][: self.words["looked_at"]]
        Finding.objects.bulk_create(self._findings(row, ScorerKind.TEAM, seen))

    def _findings(self, row: Acceptance, side: ScorerKind, items: Any) -> Iterator[Finding]:
        """Yield what one side found; the better a community, the more; communities see themselves a little better."""
        own = Random(f"{row.subject.area.code} {row.year}")  # noqa: S311 - the same for both sides
        worth = own.uniform(0.66, 0.98) + (0.04 if side is ScorerKind.SUBJECT else 0.0)
        by = self.people[self.words["team"][0]] if side is ScorerKind.TEAM else self.workers[row.subject.area_id]
        at = min(self._at(date(row.year, 12, 5), 10), self.now - timedelta(days=1))
        for item in items:
            value = self._value(item, min(1.0, worth * own.uniform(0.93, 1.05)))
            yield Finding(
                acceptance=row,
                item_id=item.id,
                side=side,
                value=value,
                is_met=passes(item.kind, item.rule_kind, item.rule, value),
                centipoints=prepare(item.rule_kind, item.rule, item.max_centipoints)(value)[0],
                comment=self.words["keeps"] if side is ScorerKind.SUBJECT else self.random.choice(self.words["says"]),
                token=f"demo-{side}-{row.pk}-{item.id}",
                by=by,
                at=at,
            )

    def _value(self, item: Item, worth: float) -> Decimal:
        """Return what is found for an item."""
        if item.kind is ItemKind.PASS_FAIL:
            return Decimal(0 if item.rule_kind is RuleKind.VETO else 1)
        if item.rule_kind is RuleKind.DEDUCTION:
            return Decimal(round((1 - worth) * 8))
        if item.code in NUMBERS:
            low, high = NUMBERS[item.code]
            return Decimal(round(low + (high - low) * worth))
        return (Decimal(str(round(worth, 3))) * item.max_centipoints / 100 / HALF).quantize(Decimal(1)) * HALF

    def _at(self, day: date, hour: float) -> datetime:
        return moment(day, hour, self.now.tzinfo)


def publish_preset(code: str, area: Any, valid_from: date, *, actor: Any, now: datetime) -> Any:
    """Open a standard that ships, and publish it. Raises ValueError if there is none of that code."""
    preset = preset_of(code)
    if preset is None:
        raise ValueError(code)
    draft = services.open_preset(preset=preset, area=area, actor=actor, now=now)
    kept = {name: getattr(draft, name) for name in ("document", "text", "pass_centipoints")}
    services.change_version(version_id=draft.pk, **kept | {"valid_from": valid_from}, actor=actor, now=now)
    return services.publish_version(version_id=draft.pk, actor=actor, now=now)
