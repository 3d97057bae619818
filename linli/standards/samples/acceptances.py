"""An example acceptance: people of every side, and a year opened against the example standard."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linli.cases.samples import make_case_district
from linli.people.queries import Role
from linli.people.samples import appoint, make_account
from linli.standards.models import Acceptance, StandardVersion
from linli.standards.queries.items import scored_items
from linli.standards.samples.standards import BEGUN, make_standard
from linli.standards.services import acceptances as services
from linli.standards.services.findings import record_finding
from linli.standards.terms import ScorerKind

YEAR = 2026
GOOD = {"1.1": 9, "1.2": 210, "1.3": 95, "2.1": 1, "2.2": 27, "3.1": 0, "3.2": 1}
"""Values that meet the example standard: 93.5 points."""
DUTIES = {
    "office": ("appraisal_office", "headquarters", "dongchuan"),
    "worker": ("community_worker", None, "nanyuan"),
    "head": ("district_commander", "headquarters", "dongchuan"),
    "member": ("assessor", None, "bigu"),
    "neighbour": ("assessor", None, "nanyuan"),
    "stranger": ("community_worker", None, "longdong"),
}
"""Name -> role, organisation, area."""


@dataclass(frozen=True)
class SampleAcceptance:
    """The acceptance of the sample community 南苑 with everybody who has to do with it."""

    acceptance: Acceptance
    version: StandardVersion
    areas: dict[str, Any]
    people: dict[str, Any]


def make_acceptance(**said: Any) -> SampleAcceptance:
    """Open the acceptances of 2026 in the sample district; `said` goes to `make_standard`."""
    district = make_case_district()
    people = {}
    for name, (role, organisation, area) in DUTIES.items():
        people[name] = make_account(name)
        unit = district.organisations[organisation] if organisation else None
        appoint(people[name], role, organisation=unit, area=district.areas[area])
    version = make_standard(district.areas["dongchuan"], **said)
    services.open_acceptances(
        version_id=version.pk, year=YEAR, area=district.areas["dongchuan"], actor=people["office"], now=BEGUN
    )
    found = Acceptance.objects.select_related("subject__area__tier", "version__standard").get(
        subject__area=district.areas["nanyuan"]
    )
    return SampleAcceptance(found, version, district.areas, people)


def say_all(acceptance: Acceptance, side: ScorerKind, actor: Any, **changes: int) -> None:
    """Let one side say something about every item. changes: number of an item, with _ for the dot, -> value."""
    values = GOOD | {code.strip("i").replace("_", "."): value for code, value in changes.items()}
    for item in scored_items(acceptance.version_id):
        if item.feed:
            continue
        record_finding(
            acceptance_id=acceptance.pk,
            item_id=item.id,
            side=side,
            token=f"{side.value}-{acceptance.pk}-{item.code}-first",
            value=Decimal(values[item.code]),
            comment="现场查看",
            actor=actor,
            now=BEGUN,
        )


def lead_to_visit(sample: SampleAcceptance) -> Acceptance:
    """Hand in the self-assessment and name the team."""
    found = sample.acceptance
    say_all(found, ScorerKind.SUBJECT, sample.people["worker"])
    services.submit_assessment(acceptance_id=found.pk, revision=1, actor=sample.people["worker"], now=BEGUN)
    team = [sample.people["head"], sample.people["member"]]
    services.set_team(
        acceptance_id=found.pk, members=team, head=team[0], revision=2, actor=sample.people["office"], now=BEGUN
    )
    found.refresh_from_db()
    return found


def lead_to_decision(sample: SampleAcceptance, **changes: int) -> Acceptance:
    """Let the team visit and close the visit. changes: as `say_all` takes them."""
    found = lead_to_visit(sample)
    head = sample.people["head"]
    say_all(found, ScorerKind.TEAM, head, **changes)
    services.finish_visit(
        acceptance_id=found.pk, revision=found.revision, visited_on=BEGUN.date(), actor=head, now=BEGUN
    )
    found.refresh_from_db()
    return found


def decide(sample: SampleAcceptance, **changes: int) -> Acceptance:
    """Lead the acceptance to its result."""
    found = lead_to_decision(sample, **changes)
    return services.decide(
        acceptance_id=found.pk,
        revision=found.revision,
        document="东社验〔2026〕1号",
        actor=sample.people["office"],
        now=BEGUN,
    )


def forbid_reporting() -> None:
    """Take from assessors that they may report cases, as an office may do."""
    role = Role.objects.get(code="assessor")
    role.actions = [action for action in role.actions if action != "cases.report"]
    role.save(update_fields=["actions"])
