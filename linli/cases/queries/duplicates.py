"""Cases that may be about the same matter: near in place and time, alike in words. A person decides."""

from datetime import datetime, timedelta
from typing import Any

from linli.cases.models import Case
from linli.cases.queries.lists import first_words
from linli.cases.queries.scope import visible_cases
from linli.cases.rules.likeness import likeness

DAYS_AROUND = 30
LOOKED_AT = 300
LEAST = 0.12


def list_duplicates(case: Case, user: Any, now: datetime, *, most: int = 5) -> list[tuple[Case, float]]:
    """
    Return the open cases of the same area and month whose words are most like this one's, best first, with how alike.

    Only cases in the user's reach; likeness is from 0 to 1.
    """
    around = timedelta(days=DAYS_AROUND)
    near = visible_cases(user).filter(
        area=case.area_id, ended_at__isnull=True, reported_at__range=(case.reported_at - around, now)
    )
    rows = list(near.exclude(pk=case.pk).select_related("category", "place").order_by("-pk")[:LOOKED_AT])
    said = first_words([case.pk, *(row.pk for row in rows)])
    own = said.get(case.pk, "")
    scored = [(row, _score(case, row, likeness(own, said.get(row.pk, "")))) for row in rows]
    alike = [(row, score) for row, score in scored if score >= LEAST]
    return sorted(alike, key=lambda pair: -pair[1])[:most]


def _score(case: Case, other: Case, words: float) -> float:
    """Return the likeness of words, raised where the place is the same compound or building."""
    same_place = case.place_id is not None and case.place_id == other.place_id
    return min(1.0, words + (0.2 if same_place and words > 0 else 0.0))
