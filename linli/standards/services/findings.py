"""What a subject or a team found for one item: kept once by its token, with its photos, and as a case if it is one."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from linli.cases.services import take_report
from linli.cases.terms import Channel
from linli.places import queries as places
from linli.standards.models import Acceptance, Finding, FindingPhoto, StandardItem
from linli.standards.queries.acceptances import item_of, known_finding
from linli.standards.rules.acceptance import passes
from linli.standards.rules.scoring import score
from linli.standards.services.acceptances import record
from linli.standards.services.refusals import refuse
from linli.standards.terms import AcceptanceState, ItemKind, ScorerKind
from linli.values import noop

STATES = {ScorerKind.SUBJECT: AcceptanceState.SELF, ScorerKind.TEAM: AcceptanceState.SUBMITTED}
ACTS = {ScorerKind.SUBJECT: "standards.assess", ScorerKind.TEAM: "standards.visit"}
COMMENT_MAX, TOKEN_LEAST, TOKEN_MOST = 1000, 8, 36
PLACES = Decimal("0.0001")


def record_finding(
    *,
    acceptance_id: int,
    item_id: int,
    side: ScorerKind,
    token: str,
    value: Decimal | None,
    comment: str,
    actor: Any,
    now: datetime,
    photos: Sequence[str] = (),
    as_case: bool = False,
) -> Finding:
    """
    Keep what one side found for one item; the newest of a side counts, and the same token is kept once.

    value: points, a number, occurrences, or 1 and 0, as the item's rule takes it; None with a comment where there is
    none. photos: stored paths. as_case: also report it as a case at the subject's place.
    Raises StandardRefused, and what `cases.take_report` raises.
    """
    if earlier := _earlier(token, acceptance_id, item_id, side):
        return earlier
    comment, value = comment.strip()[:COMMENT_MAX], None if value is None else value.quantize(PLACES)
    acceptance, item = _judged(acceptance_id, item_id, side, actor)
    _refuse_empty(value, comment, as_case=as_case)
    number = _report(acceptance, item, comment, token, actor=actor, now=now) if as_case else None
    try:
        with transaction.atomic():
            Acceptance.objects.select_for_update().filter(pk=acceptance_id).values_list("pk").first()
            _judged(acceptance_id, item_id, side, actor)
            said = {"value": value, "comment": comment, "case": number, "by": actor, "at": now}
            finding = _store(acceptance, item, side, photos, token=token, **said)
            details = {"standards.item": item.code, "total": len(photos)}
            record(acceptance, ACTS[side], actor=actor, now=now, details=details)
    except IntegrityError:
        if again := _earlier(token, acceptance_id, item_id, side):
            return again
        raise
    return finding


def make_case(*, finding_id: int, actor: Any, now: datetime) -> Finding:
    """Report a finding of the team as a case; the finding that follows it keeps the number. Raises StandardRefused."""
    finding = Finding.objects.select_related("item", "acceptance").get(pk=finding_id)
    if finding.case is not None:
        return finding
    return record_finding(
        acceptance_id=finding.acceptance_id,
        item_id=finding.item_id,
        side=finding.side,
        token=f"{finding.token}-case"[:40],
        value=finding.value,
        comment=finding.comment,
        actor=actor,
        now=now,
        as_case=True,
    )


def _earlier(token: str, acceptance_id: int, item_id: int, side: ScorerKind) -> Finding | None:
    """Return the finding kept under this token. Raises StandardRefused if it was used for something else."""
    if not TOKEN_LEAST <= len(token) <= TOKEN_MOST + len("-case"):
        raise refuse("token", noop("This form has no token; open the page anew."))
    found = known_finding(token)
    if found and (found.acceptance_id, found.item_id, found.side) != (acceptance_id, item_id, side):
        raise refuse("token_reused", noop("This form was sent before for something else; open the page anew."))
    return found


def _judged(acceptance_id: int, item_id: int, side: ScorerKind, actor: Any) -> tuple[Acceptance, StandardItem]:
    """Return the acceptance and the item that a side may now say something about. Raises StandardRefused."""
    rows = Acceptance.objects.select_related("version", "subject__area__tier", "subject__unit")
    acceptance = rows.get(pk=acceptance_id)
    if acceptance.state is not STATES[side]:
        raise refuse("not_now", noop("This acceptance is no longer where findings of this side are taken."))
    if side is ScorerKind.TEAM and not acceptance.team.filter(account=actor).exists():
        raise refuse("not_in_team", noop("Only the team that was named visits."))
    item = item_of(acceptance, item_id)
    if item is None or item.kind is ItemKind.GROUP:
        raise refuse("no_item", noop("There is no such item in this standard."))
    return acceptance, item


def _refuse_empty(value: Decimal | None, comment: str, *, as_case: bool) -> None:
    if value is None and not comment:
        raise refuse("nothing_said", noop("Give a value, or say in a comment why there is none."))
    if as_case and not comment:
        raise refuse("case_silent", noop("Say in the comment what the case is about."))


def _store(acceptance: Acceptance, item: StandardItem, side: ScorerKind, photos: Sequence[str], **said: Any) -> Finding:
    """Write a finding with what it comes to and its photos, within the transaction of the caller."""
    value = said.pop("value")
    finding = Finding.objects.create(
        acceptance=acceptance,
        item=item,
        side=side,
        value=value,
        is_met=passes(item.kind, item.rule_kind, item.rule, value),
        centipoints=score(item.rule_kind, item.rule, item.max_centipoints, value).centipoints,
        **said,
    )
    FindingPhoto.objects.bulk_create(FindingPhoto(finding=finding, file=path) for path in photos)
    return finding


def _report(acceptance: Acceptance, item: StandardItem, comment: str, token: str, *, actor: Any, now: datetime) -> int:
    """Report a finding as a case at the subject's place; the same token gives the same case. Return its number."""
    if not actor.may("cases.report"):
        raise refuse("no_cases", noop("Reporting cases is not among your duties; ask the office to make it a case."))
    report = take_report(
        text=f"{item.name}：{comment}",
        token=f"finding-{token}",
        now=now,
        channel=Channel.CAMPAIGN,
        actor=actor,
        place=_place(acceptance),
        address=str(acceptance.subject.unit or ""),
    )
    return int(report.case.number)


def _place(acceptance: Acceptance) -> places.Area:
    """Return where the case is: the subject's area."""
    area: places.Area = acceptance.subject.area
    return area
