"""
Nobody scores or judges his own (000-7, 003-12): the area he serves, the organisation he belongs to, himself. Pure.

Whoever serves a larger area than the subject's, such as a district office, is not of the subject.
"""

from dataclasses import dataclass

from linli.standards.terms import AREA_KINDS, SubjectKind
from linli.values import Reason, noop

OWN = Reason("appraisals.own", noop("Nobody scores his own community, organisation or post."))
OTHERS = Reason("appraisals.not_own", noop("The subject itself scores only itself."))


@dataclass(frozen=True, slots=True)
class Belongs:
    """Where a person belongs. areas, units: paths of the areas served and of the organisations."""

    account: int
    areas: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """Whom a score is about. unit: path of the organisation, "" for none; account: of a post, None otherwise."""

    key: int
    kind: str
    area: str
    unit: str = ""
    account: int | None = None


def is_own(one: Judged, person: Belongs) -> bool:
    """Return whether a person belongs to what is judged."""
    if one.kind == SubjectKind.POST:
        return one.account == person.account
    if one.unit and any(path.startswith(one.unit) for path in person.units):
        return True
    if one.kind not in AREA_KINDS and one.kind != SubjectKind.WORKSTATION:
        return False
    return any(path.startswith(one.area) for path in person.areas)
