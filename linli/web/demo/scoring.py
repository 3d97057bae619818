"""The points that two assessors of the demo give: how well each community does, month by month, and in which words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from linli.appraisals.models import Assessor, Round, ScoreLine
from linli.appraisals.queries.scoring import asked, come_to, task_of
from linli.appraisals.rules.scoring import Given
from linli.appraisals.terms import Asked
from linli.standards.queries import Item, scored_items
from linli.web.demo.pictures import Pictures
from linli.web.demo.territory import Community
from linli.web.demo.times import moment

NOISE, SPREAD = 0.06, 0.04
"""How far a month lies off the course, and how far two assessors see the same month apart."""
LEAST = 0.35
"""Which share of the points by hand is left to the worst."""
HALF = Decimal("0.5")
DIP = 0.02


@dataclass
class Scoring:
    """Gives points by the courses of the hand-written parts; written in one go a round, as there are many."""

    words: Mapping[str, Any]
    pictures: Pictures | None
    random: Random
    now: datetime
    given: dict[tuple[int, Decimal], Given] = field(default_factory=dict)

    def score(self, round_: Round, month: int, communities: Sequence[Community]) -> None:
        """Let every assessor score a round; the present one is half done by the first and not begun by others."""
        at = min(moment(round_.ends_on, 15, self.now.tzinfo), self.now - timedelta(hours=1))
        worth = {one.area.pk: self._worth(one.area.code, month) for one in communities}
        lines: list[ScoreLine] = []
        for assessor in Assessor.objects.filter(scheme=round_.scheme_id).select_related("account").order_by("pk"):
            lines += self._lines(round_, assessor, worth, at, is_half=month == 0)
            if month == 0:
                break
        ScoreLine.objects.bulk_create(lines)

    def item(self, round_: Round, code: str) -> Item:
        """Return an item of the standard of a round."""
        return next(one for one in scored_items(round_.scheme.standard) if one.code == code)

    def photos(self) -> tuple[str, ...]:
        """Return a picture, none where the demo has none."""
        return (self.pictures.take("after"),) if self.pictures else ()

    def _lines(
        self, round_: Round, assessor: Assessor, worth: Mapping[int, float], at: datetime, *, is_half: bool
    ) -> Iterator[ScoreLine]:
        """Yield what one assessor gives."""
        task = task_of(round_, assessor)
        subjects = task.subjects[: len(task.subjects) // 2] if is_half else task.subjects
        seen = "".join(self.photos())
        for one in subjects:
            for item in task.items:
                value = worth[one.area_id] + self.random.uniform(-SPREAD, SPREAD)
                given = self._given(item, self._typed(item, min(1.0, max(0.0, value))))
                is_whole = given.centipoints == item.max_centipoints
                yield ScoreLine(
                    round=round_,
                    subject=one,
                    item_id=item.id,
                    assessor=assessor,
                    raw=given.raw,
                    centipoints=given.centipoints,
                    comment="" if is_whole else self._say(item),
                    file=seen if item.needs_evidence else "",
                    by=assessor.account,
                    at=at,
                )

    def _worth(self, code: str, month: int) -> float:
        """Return how well a community does in a month, from 0 to 1."""
        if month in self.words["dips"].get(code, ()):
            return DIP
        points = self.words["course"].get(code) or self.words["course"]["usual"]
        for (first, low), (last, high) in pairwise(points):
            if first <= month <= last:
                straight = low + (high - low) * (month - first) / (last - first)
                return float(straight + self.random.uniform(-NOISE, NOISE))
        return float(points[0][1])

    def _typed(self, item: Item, worth: float) -> Decimal:
        """Return what an assessor types who finds that worth."""
        if steps := self.words["found"].get(item.code):
            return Decimal(str(next((found for bound, found in steps if worth >= bound), 0)))
        if asked(item) is not Asked.POINTS:
            return Decimal(0)
        share = Decimal(str(round(LEAST + (1 - LEAST) * worth, 3)))
        return (share * item.max_centipoints / 100 / HALF).quantize(Decimal(1)) * HALF

    def _given(self, item: Item, typed: Decimal) -> Given:
        """Return what a typed number comes to."""
        key = (item.id, typed)
        if key not in self.given:
            found = come_to(item, typed)
            if not isinstance(found, Given):
                raise ValueError(f"{item.code}: {found.text}")
            self.given[key] = found
        return self.given[key]

    def _say(self, item: Item) -> str:
        """Return words for points that are missing."""
        return self.random.choice(self.words["said"].get(item.code, [""]))
