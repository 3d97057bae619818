"""An example contest: communities of one subdistrict, judged every month by two assessors and by the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from linli.appraisals.models import Assessor, Round, Scheme, Snapshot
from linli.appraisals.queries.scoring import asked, task_of
from linli.appraisals.services.computing import compute_round
from linli.appraisals.services.confirming import confirm_round
from linli.appraisals.services.rounds import lead_round, plan_round
from linli.appraisals.services.schemes import activate_scheme, add_assessor, choose_subjects, create_scheme
from linli.appraisals.services.scoring import Entry, score_lines
from linli.appraisals.terms import Asked, ConditionKind, ConsequenceAction, RoundState
from linli.organisations.samples import make_organisations
from linli.people.samples import appoint, make_account
from linli.places.samples import make_area, make_district
from linli.standards.queries import Item, Subject
from linli.standards.samples import make_standard
from linli.standards.services import ensure_subjects
from linli.standards.terms import ScorerKind, SubjectKind
from linli.values import Span

BEGUN = datetime(2026, 1, 6, 2, 0, tzinfo=UTC)
VALID = date(2026, 1, 1)
CLOSE = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
"""After July: when its round is computed."""
LATER = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
"""After the window of July's appeals."""
JULY = Span.parse("2026-07")
FED = {"2.1": "cases.rework"}
RULES: tuple[dict[str, Any], ...] = (
    {
        "number": 1,
        "name": "流动红旗",
        "condition": ConditionKind.RANK_AT_MOST,
        "k": 3,
        "action": ConsequenceAction.FLAG,
        "clause": "003-13",
    },
    {
        "number": 2,
        "name": "月度奖金",
        "condition": ConditionKind.RANK_AT_MOST,
        "k": 3,
        "action": ConsequenceAction.PRIZE,
        "amounts_fen": [2_000_000, 1_500_000, 1_000_000],
        "clause": "003-13",
    },
    {
        "number": 3,
        "name": "黄牌",
        "condition": ConditionKind.RANK_FROM_LAST,
        "k": 3,
        "action": ConsequenceAction.YELLOW_CARD,
        "clause": "003-14",
    },
)
PEOPLE = {
    "chief": ("district_commander", "headquarters", "dongchuan"),
    "office": ("appraisal_office", "headquarters", "dongchuan"),
    "second": ("appraisal_office", "headquarters", "dongchuan"),
    "first_assessor": ("assessor", "housing", "dongchuan"),
    "second_assessor": ("assessor", "urban_management", "dongchuan"),
    "worker": ("community_worker", "nanyuan_committee", "nanyuan"),
    "neighbour": ("community_worker", "shiyang_committee", "shiyang"),
    "stranger": ("appraisal_office", "bigu_office", "bigu"),
}
"""Name -> role, organisation, area."""


@dataclass(frozen=True)
class Contest:
    """A scheme in use with its ground. subjects: in the order of the tree; assessors: their rows by name."""

    scheme: Scheme
    areas: dict[str, Any]
    people: dict[str, Any]
    subjects: tuple[Subject, ...]
    assessors: dict[str, Assessor]


def make_people(areas: Mapping[str, Any]) -> dict[str, Any]:
    """Make the people of `PEOPLE`, for the areas of `places.samples.make_district`."""
    organisations = make_organisations(dict(areas))
    made = {}
    for name, (role, organisation, area) in PEOPLE.items():
        made[name] = make_account(name)
        appoint(made[name], role, organisation=organisations[organisation], area=areas[area])
    return made


def make_contest(*, count: int = 14, active: bool = True, feeds: Mapping[str, str] = FED, **facts: Any) -> Contest:
    """Make the monthly contest of so many communities of one subdistrict, two of them those of the sample district."""
    areas = make_district()
    people = make_people(areas)
    for number in range(3, count + 1):
        code = f"5301130010{number:02}"
        areas[f"c{number}"] = make_area(f"示例{number}社区", "community", areas["tongdu"], code=code, households=1000)
    communities = [areas["nanyuan"], areas["shiyang"], *(areas[f"c{number}"] for number in range(3, count + 1))]
    subjects = ensure_subjects(kind=SubjectKind.COMMUNITY, areas=communities)
    standard = make_standard(areas["dongchuan"], feeds=feeds)
    return _begin(areas, people, subjects, {"standard": standard} | facts, active=active)


def another_contest(contest: Contest, name: str) -> Contest:
    """Begin one more scheme like a contest's: the same subjects and assessors, by the same standard."""
    facts = {"name": name, "standard": contest.scheme.standard}
    return _begin(contest.areas, contest.people, contest.subjects, facts)


def _begin(
    areas: dict[str, Any],
    people: dict[str, Any],
    subjects: Sequence[Subject],
    facts: Mapping[str, Any],
    *,
    active: bool = True,
) -> Contest:
    """Begin a scheme of these subjects, scored by both assessors."""
    given: dict[str, Any] = {
        "name": "月度竞赛",
        "span_kind": "month",
        "document": "东政办〔2026〕12号",
        "filing": "督查〔2026〕3号",
        "valid_from": VALID,
        "tie_breakers": ["veto_free", "key_items"],
        "bands": [8000, 6000],
    }
    office = people["office"]
    scheme = create_scheme(area=areas["dongchuan"], facts={**given, **facts}, actor=office, now=BEGUN, rules=RULES)
    choose_subjects(scheme_id=scheme.pk, subjects=subjects, actor=office, now=BEGUN)
    assessors = {
        name: add_assessor(scheme_id=scheme.pk, account=people[name], role=ScorerKind.TEAM, actor=office, now=BEGUN)
        for name in ("first_assessor", "second_assessor")
    }
    if active:
        activate_scheme(scheme_id=scheme.pk, actor=office, now=BEGUN)
    scheme.refresh_from_db()
    ordered = tuple(sorted(subjects, key=lambda one: one.area.path))
    return Contest(scheme, areas, people, ordered, assessors)


def open_round(contest: Contest, span: Span = JULY) -> Round:
    """Plan and open a round of a contest."""
    made = plan_round(scheme=contest.scheme, span=span, actor=contest.people["office"], now=BEGUN)
    return lead_round(round_id=made.pk, to=RoundState.OPEN, actor=contest.people["office"], now=BEGUN)


def score_all(contest: Contest, round_: Round, lost: Sequence[int] = (), *, now: datetime = CLOSE) -> None:
    """Let both assessors give full points; `lost` are whole points off item 2.2 of each subject, in the order given."""
    for name, assessor in contest.assessors.items():
        task = task_of(round_, assessor)
        entries = [
            Entry(
                subject=one.pk,
                item=item.id,
                typed=_typed(item, lost[number] if number < len(lost) else 0),
                cases=("2026000001",),
                comment="照片见附件",
            )
            for number, one in enumerate(contest.subjects)
            for item in task.items
        ]
        score_lines(round_id=round_.pk, assessor_id=assessor.pk, entries=entries, actor=contest.people[name], now=now)


def lead_to(contest: Contest, round_: Round, state: RoundState, *, now: datetime = CLOSE) -> Round:
    """Lead an open round on until it stands in a state up to `announced`, each step by whoever may."""
    office, second = contest.people["office"], contest.people["second"]
    steps = (
        (RoundState.SUBMITTED, lambda: lead_round(round_id=round_.pk, to=RoundState.SUBMITTED, actor=office, now=now)),
        (RoundState.CHECKED, lambda: lead_round(round_id=round_.pk, to=RoundState.CHECKED, actor=second, now=now)),
        (RoundState.COMPUTED, lambda: compute_round(round_id=round_.pk, actor=office, now=now)),
        (RoundState.ANNOUNCED, lambda: lead_round(round_id=round_.pk, to=RoundState.ANNOUNCED, actor=office, now=now)),
    )
    for reached, step in steps:
        round_ = step()
        if reached is state:
            break
    return round_


def announced_round(contest: Contest, lost: Sequence[int] = (), *, span: Span = JULY, now: datetime = CLOSE) -> Round:
    """Return a round that was scored, computed and announced."""
    made = open_round(contest, span)
    score_all(contest, made, lost, now=now)
    return lead_to(contest, made, RoundState.ANNOUNCED, now=now)


def confirmed_round(
    contest: Contest, lost: Sequence[int] = (), *, span: Span = JULY, now: datetime = CLOSE
) -> Snapshot:
    """Return the snapshot of a round that went all the way without an appeal."""
    made = announced_round(contest, lost, span=span, now=now)
    return confirm_round(round_id=made.pk, actor=contest.people["chief"], now=now + (LATER - CLOSE))


def _typed(item: Item, lost: int) -> Decimal:
    """Return what is typed for full points, or so many less on item 2.2."""
    if item.code == "2.2":
        return Decimal(item.max_centipoints) / 100 - lost
    return _FULL[asked(item)](item)


_FULL = {
    Asked.POINTS: lambda item: Decimal(item.max_centipoints) / 100,
    Asked.OCCURRENCES: lambda item: Decimal(0),
    Asked.VALUE: lambda item: Decimal(1000),
    Asked.HAPPENED: lambda item: Decimal(0),
    Asked.PASSED: lambda item: Decimal(1),
}
