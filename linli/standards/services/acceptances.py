"""Acceptances are opened for a year, handed in, visited by a team from elsewhere, and decided (001-28)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.foundation import audit
from linli.places import queries as places
from linli.standards.models import Acceptance, Finding, StandardVersion, TeamMember
from linli.standards.queries.acceptances import SHOWN, Sheet, of_own_area, sheet_of, visitors
from linli.standards.queries.subjects import list_subjects
from linli.standards.services.refusals import StandardRefused, refuse
from linli.standards.services.subjects import ensure_tier
from linli.standards.terms import AcceptanceState, ScorerKind, VersionState
from linli.values import Reason, noop

FIRST_YEAR, LAST_YEAR = 2000, 2100
LEAST_TEAM = 2


@transaction.atomic
def open_acceptances(*, version_id: int, year: int, area: places.Area, actor: Any, now: datetime) -> int:
    """
    Open the acceptance of a year for every subject of the standard's kind in an area; return how many are new.

    Raises StandardRefused for a version that is not published, and where there is nobody to accept.
    """
    version = StandardVersion.objects.select_related("standard").get(pk=version_id)
    if version.state is not VersionState.PUBLISHED:
        raise refuse("not_published", noop("Subjects are held against a published version only."))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise refuse("no_year", noop("%(year)s is no year of an acceptance."), year=year)
    kind = version.standard.subject_kind
    ensure_tier(kind=kind, under=area)
    subjects = list(list_subjects(kind, area))
    if not subjects:
        raise refuse("nobody", noop("There is nobody of that kind in %(area)s."), area=area.name)
    held = set(Acceptance.objects.filter(version=version, year=year).values_list("subject", flat=True))
    fresh = [Acceptance(version=version, subject=each, year=year) for each in subjects if each.pk not in held]
    Acceptance.objects.bulk_create(fresh, batch_size=500)
    details = {"standards.year": year, "total": len(fresh), "standards.area": area.pk}
    note = str(version)
    audit.record(actor=actor, action="standards.open_acceptances", subject=version, at=now, note=note, details=details)
    return len(fresh)


@transaction.atomic
def set_team(
    *, acceptance_id: int, members: Sequence[Any], head: Any, revision: int, actor: Any, now: datetime
) -> Acceptance:
    """
    Say who visits, and who leads; nobody of the subject's own area (001-28: a seconded team).

    Raises StandardRefused.
    """
    acceptance = _lock(acceptance_id, revision, AcceptanceState.SELF, AcceptanceState.SUBMITTED)
    keys = {member.pk for member in members}
    if head.pk not in keys or len(keys) < LEAST_TEAM:
        raise refuse("team_small", noop("A team has at least two members, and its head is one of them."))
    today = localdate(now)
    if near := of_own_area(acceptance.subject, members, today):
        text = noop("%(names)s: nobody of the subject's own area visits it (001-28: a seconded team).")
        raise refuse("team_own_area", text, names=", ".join(map(str, near)))
    able = set(visitors(today).filter(pk__in=keys).values_list("pk", flat=True))
    if unable := [member for member in members if member.pk not in able]:
        text = noop("%(names)s: visiting is not among the duties.")
        raise refuse("team_duty", text, names=", ".join(map(str, unable)))
    acceptance.team.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(acceptance=acceptance, account_id=key, is_head=key == head.pk) for key in sorted(keys)
    )
    _save(acceptance)
    details = {"standards.team": sorted(keys), "standards.head": head.pk}
    record(acceptance, "standards.set_team", actor=actor, now=now, details=details)
    return acceptance


@transaction.atomic
def submit_assessment(*, acceptance_id: int, revision: int, actor: Any, now: datetime) -> Acceptance:
    """Hand in the subject's own assessment. Raises StandardRefused with the items that say nothing or prove nothing."""
    acceptance = _lock(acceptance_id, revision, AcceptanceState.SELF)
    _complete(sheet_of(acceptance), ScorerKind.SUBJECT)
    acceptance.state, acceptance.comment = AcceptanceState.SUBMITTED, ""
    _save(acceptance, "state", "comment")
    record(acceptance, "standards.submit_assessment", actor=actor, now=now)
    return acceptance


@transaction.atomic
def return_assessment(*, acceptance_id: int, revision: int, reason: str, actor: Any, now: datetime) -> Acceptance:
    """Give a self-assessment back with a reason. Raises StandardRefused without one, and once the visit has begun."""
    acceptance = _lock(acceptance_id, revision, AcceptanceState.SUBMITTED)
    if not reason.strip():
        raise refuse("return_reason", noop("Say why the self-assessment is returned."))
    if acceptance.findings.filter(side=ScorerKind.TEAM).exists():
        raise refuse("visit_begun", noop("The team has begun its visit; what it finds decides now."))
    acceptance.state, acceptance.comment = AcceptanceState.SELF, reason.strip()
    _save(acceptance, "state", "comment")
    record(acceptance, "standards.return_assessment", actor=actor, now=now)
    return acceptance


@transaction.atomic
def finish_visit(*, acceptance_id: int, revision: int, visited_on: date, actor: Any, now: datetime) -> Acceptance:
    """Close the team's visit; only its head does. Raises StandardRefused with the items that nobody looked at."""
    acceptance = _lock(acceptance_id, revision, AcceptanceState.SUBMITTED)
    if not acceptance.team.filter(account=actor, is_head=True).exists():
        raise refuse("not_head", noop("Only the head of the team closes the visit."))
    if visited_on > localdate(now):
        raise refuse("visit_ahead", noop("The day of the visit lies ahead."))
    _complete(sheet_of(acceptance), ScorerKind.TEAM)
    acceptance.state, acceptance.visited_on = AcceptanceState.VISITED, visited_on
    _save(acceptance, "state", "visited_on")
    record(acceptance, "standards.finish_visit", actor=actor, now=now)
    return acceptance


@transaction.atomic
def decide(
    *, acceptance_id: int, revision: int, document: str, comment: str = "", actor: Any, now: datetime
) -> Acceptance:
    """
    Decide what an acceptance ends with: points, vetoes and the bound give the result; the records are kept as they are.

    Raises StandardRefused for a member of the team, without a document number, and while items have no value.
    """
    acceptance = _lock(acceptance_id, revision, AcceptanceState.VISITED)
    if acceptance.team.filter(account=actor).exists():
        text = noop("Who visited does not decide: another person confirms the result.")
        raise refuse("own_visit", text)
    if not document.strip():
        raise refuse("no_document", noop("A result needs the number of the document that decides it."))
    sheet = sheet_of(acceptance)
    if sheet.verdict.outcome is None:
        raise StandardRefused(*sheet.verdict.reasons)
    _keep_records(acceptance, sheet, actor=actor, now=now)
    acceptance.state, acceptance.outcome = AcceptanceState.DECIDED, sheet.verdict.outcome
    acceptance.centipoints, acceptance.document = sheet.verdict.centipoints, document.strip()
    acceptance.comment, acceptance.decided_by, acceptance.decided_at = comment.strip(), actor, now
    _save(acceptance, "state", "outcome", "centipoints", "document", "comment", "decided_by", "decided_at")
    details = {"standards.outcome": sheet.verdict.outcome.value, "standards.centipoints": sheet.verdict.centipoints}
    record(acceptance, "standards.decide", actor=actor, now=now, details=details)
    return acceptance


def record_acceptance_list(*, actor: Any, now: datetime, filters: dict[str, str]) -> None:
    """Leave a line of history that a list of acceptances was handed out, with the filters it was narrowed by."""
    details = {"filters": filters}
    audit.record(actor=actor, action="standards.acceptance_list", subject=None, at=now, details=details)


def record(acceptance: Acceptance, action: str, *, actor: Any, now: datetime, details: Any = None) -> None:
    """Leave the line of history of an act on an acceptance."""
    note = str(acceptance)
    audit.record(actor=actor, action=action, subject=acceptance, at=now, note=note, details=details)


def _lock(acceptance_id: int, revision: int, *states: AcceptanceState) -> Acceptance:
    """Return an acceptance in one of the states, locked. Raises StandardRefused if it is elsewhere by now."""
    Acceptance.objects.select_for_update().filter(pk=acceptance_id).values_list("pk").first()
    acceptance = Acceptance.objects.select_related(*SHOWN).get(pk=acceptance_id)
    if acceptance.state not in states or acceptance.revision != revision:
        raise refuse("acceptance_moved", noop("Somebody led this acceptance on meanwhile. Look at it again."))
    return acceptance


def _save(acceptance: Acceptance, *names: str) -> None:
    acceptance.revision += 1
    acceptance.save(update_fields=[*names, "revision"])


def _complete(sheet: Sheet, side: ScorerKind) -> None:
    """Refuse a sheet on which a side left items without a word, or without the evidence they require."""
    silent, bare = [], []
    for row in sheet.rows:
        finding, photos = (row.own, row.own_photos) if side is ScorerKind.SUBJECT else (row.team, row.team_photos)
        if row.system is not None:
            continue
        if finding is None:
            silent.append(row.item.code)
        elif row.item.needs_evidence and not photos and not finding.comment:
            bare.append(row.item.code)
    reasons = []
    if silent:
        text = noop("Nothing is said yet about: %(items)s.")
        reasons.append(Reason("standards.items_silent", text, {"items": ", ".join(silent)}))
    if bare:
        text = noop("Evidence is required, a photo or where it is kept: %(items)s.")
        reasons.append(Reason("standards.items_bare", text, {"items": ", ".join(bare)}))
    if reasons:
        raise StandardRefused(*reasons)


def _keep_records(acceptance: Acceptance, sheet: Sheet, *, actor: Any, now: datetime) -> None:
    """Keep what records said at the decision, so that the result never changes with them."""
    Finding.objects.bulk_create(
        Finding(
            acceptance=acceptance,
            item_id=row.item.id,
            side=ScorerKind.SYSTEM,
            value=row.system,
            centipoints=row.scored.centipoints,
            comment=row.item.feed,
            token=f"system-{acceptance.pk}-{row.item.id}",
            by=actor,
            at=now,
        )
        for row in sheet.rows
        if row.system is not None
    )
