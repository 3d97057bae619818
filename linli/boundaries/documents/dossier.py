"""What every document of a split is made from: computed once, the same in every format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.equipment import Equipment, Need
from linli.boundaries.rules.four_sides import Sides


@dataclass(frozen=True, slots=True)
class Part:
    """Units that go from one community to another. name: of the other community, "" for no community yet."""

    name: str
    households: int
    units: int


@dataclass(frozen=True, slots=True)
class People:
    """Residents of some units. estimated: those who were not counted but reckoned from households."""

    residents: int
    estimated: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    A community of the plan. number: its place in every table, map and file; label: its number on the desk.

    m2: None where no unit has an area. seat: where its office is; rooms: where one could be.
    """

    number: int
    label: int
    name: str
    is_new: bool
    households: int
    units: int
    people: People
    m2: float | None
    sides: Sides
    seat: str
    rooms: tuple[str, ...]
    sources: tuple[Part, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """A community as it is today, and what becomes of it. staff: names of the people appointed, None if not known."""

    name: str
    code: str
    households: int
    people: People
    m2: float | None
    seat: str
    rooms: tuple[str, ...]
    kept_as: str
    targets: tuple[Part, ...]
    staff: tuple[str, ...] | None
    headcount: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose community changes. before, after: names, "" for none."""

    name: str
    kind: str
    address: str
    households: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Premises:
    """A room or office that is handed over or comes to lie in another community."""

    name: str
    address: str
    is_office: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One passage of the project on its way."""

    at: datetime
    before: str
    after: str
    actor: str
    note: str
    step: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One survey or meeting with its counts."""

    kind: str
    on: date
    place: str
    asked: int
    answered: int
    representatives: int
    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True)
class Voices:
    """What residents sent in. unanswered: objections that wait for a reply; drawn: accepted neighbourhoods."""

    comments: int = 0
    objections: int = 0
    unanswered: int = 0
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """
    What a document rests on, so that every number in it can be traced. mark: unlike that of any other state of a plan.

    step: number of the step in the audit trail; digest: first half of the ground's checksum, hexadecimal.
    """

    mark: str
    plan: str
    step: int
    step_at: datetime
    digest: str
    ground_at: datetime
    ground_source: str
    made_at: datetime
    made_by: str
    document: str = ""
    document_date: date | None = None
    effective_on: date | None = None


@dataclass(frozen=True)
class Dossier:
    """
    A plan as offices want to read it.

    missing: sentences on what keeps it from being final; a dossier with any is a draft. labels: of the units, by
    `Settlement.label`, FREE for none.
    """

    title: str
    area: str
    state: str
    low: int
    high: int
    band_reason: str
    is_draft: bool
    missing: tuple[str, ...]
    basis: Basis
    settlements: tuple[Settlement, ...]
    presents: tuple[Present, ...]
    moved: tuple[Moved, ...]
    premises: tuple[Premises, ...]
    trail: tuple[Stage, ...]
    asked: tuple[Asked, ...]
    voices: Voices
    equipment: Equipment
    base: Base
    labels: Sequence[int]

    @property
    def numbers(self) -> Mapping[int, int]:
        """Return number on the desk -> number in the documents."""
        return {each.label: each.number for each in self.settlements}

    @property
    def households(self) -> int:
        """Return the households of the whole ground."""
        return self.base.households
