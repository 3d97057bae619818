"""Schemes begin as drafts, are put into use once nothing is missing, and end; who is appraised and who scores."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Assessor, ConsequenceRule, Round, Scheme, SchemeSubject
from linli.appraisals.queries.rounds import ENDED
from linli.appraisals.queries.schemes import against_using
from linli.appraisals.services.refusals import AppraisalChanged, AppraisalRefused
from linli.appraisals.terms import SchemeState
from linli.foundation import audit
from linli.standards.queries import Subject
from linli.standards.terms import ScorerKind
from linli.values import Reason, noop

FACTS = (
    "name",
    "span_kind",
    "standard",
    "document",
    "filing",
    "valid_from",
    "valid_to",
    "publication",
    "appeal_days",
    "aggregation",
    "normalisation",
    "household_bands",
    "least_scored_percent",
    "bands",
    "base_centipoints",
    "tie_breakers",
    "min_ranked",
    "year_least_rounds",
    "help_floor_percent",
    "help_gap_percent",
    "streak_skip",
    "streak_shared",
    "streak_months_in_post",
)
"""What may be said of a scheme, and changed while it is a draft. The kind of subject follows from the standard."""
RULE_FACTS = (
    "number",
    "name",
    "span",
    "condition",
    "k",
    "centipoints",
    "action",
    "amounts_fen",
    "ties",
    "parties",
    "text",
    "clause",
    "is_active",
)


@transaction.atomic
def create_scheme(
    *, area: Any, facts: Mapping[str, Any], actor: Any, now: datetime, rules: Iterable[Mapping[str, Any]] = ()
) -> Scheme:
    """
    Begin a scheme as a draft. facts: by the names of `FACTS`; rules: of consequences, by the names of `RULE_FACTS`.

    Raises AppraisalRefused if the area has a scheme of that name.
    """
    _check_name(area.pk, facts["name"])
    made = Scheme.objects.create(
        area=area, made_by=actor, made_at=now, subject_kind=facts["standard"].standard.subject_kind, **_known(facts)
    )
    ConsequenceRule.objects.bulk_create(ConsequenceRule(scheme=made, **rule) for rule in rules)
    audit.record(actor=actor, action="appraisals.create_scheme", subject=made, at=now, note=made.name)
    return made


@transaction.atomic
def change_scheme(
    *, scheme_id: int, facts: Mapping[str, Any], actor: Any, now: datetime, version: int | None = None
) -> Scheme:
    """
    Change what a draft says.

    Raises AppraisalRefused for a scheme in use, or a standard of another kind while subjects are chosen;
    AppraisalChanged if somebody was faster.
    """
    scheme = _draft(scheme_id, version)
    facts = _known(facts)
    if "name" in facts and facts["name"] != scheme.name:
        _check_name(scheme.area_id, facts["name"])
    changed = [name for name, value in facts.items() if getattr(scheme, name) != value]
    if "standard" in changed:
        kind = facts["standard"].standard.subject_kind
        if kind != scheme.subject_kind and SchemeSubject.objects.filter(scheme=scheme).exists():
            text = noop("That standard is for others than those who are appraised; take them out first.")
            raise AppraisalRefused(Reason("appraisals.scheme.kind", text))
        scheme.subject_kind = kind
        changed.append("subject_kind")
    for name, value in facts.items():
        setattr(scheme, name, value)
    _bump(scheme, *changed)
    details = {"appraisals.fields": sorted(changed)}
    audit.record(actor=actor, action="appraisals.change_scheme", subject=scheme, at=now, details=details)
    return scheme


@transaction.atomic
def save_rule(
    *, scheme_id: int, facts: Mapping[str, Any], actor: Any, now: datetime, rule_id: int | None = None
) -> ConsequenceRule:
    """Add a rule of consequences to a draft, or change one. Raises AppraisalRefused: in use, or the number is taken."""
    scheme = _draft(scheme_id)
    facts = {name: facts[name] for name in RULE_FACTS if name in facts}
    rule = ConsequenceRule.objects.get(pk=rule_id, scheme=scheme) if rule_id else ConsequenceRule(scheme=scheme)
    if ConsequenceRule.objects.filter(scheme=scheme, number=facts["number"]).exclude(pk=rule.pk).exists():
        text = noop("There is a rule with the number %(number)s already.")
        raise AppraisalRefused(Reason("appraisals.rule.number", text, {"number": facts["number"]}))
    for name, value in facts.items():
        setattr(rule, name, value)
    rule.save()
    _bump(scheme)
    details = {"appraisals.rule": rule.number}
    audit.record(actor=actor, action="appraisals.save_rule", subject=scheme, at=now, note=rule.name, details=details)
    return rule


@transaction.atomic
def delete_rule(*, scheme_id: int, rule_id: int, actor: Any, now: datetime) -> None:
    """Take a rule of consequences out of a draft. Raises AppraisalRefused for a scheme in use."""
    scheme = _draft(scheme_id)
    rule = ConsequenceRule.objects.get(pk=rule_id, scheme=scheme)
    details = {"appraisals.rule": rule.number}
    rule.delete()
    _bump(scheme)
    audit.record(actor=actor, action="appraisals.delete_rule", subject=scheme, at=now, details=details)


@transaction.atomic
def choose_subjects(*, scheme_id: int, subjects: Sequence[Subject], actor: Any, now: datetime) -> tuple[int, int]:
    """
    Say who is appraised from now on; return how many joined and how many left. Whoever left stays in past rounds.

    Raises AppraisalRefused for subjects of another kind or outside of the area, or a scheme that ended.
    """
    scheme = _living(scheme_id)
    if any(one.kind != scheme.subject_kind or not one.area.path.startswith(scheme.area.path) for one in subjects):
        text = noop("Some of those chosen are of another kind, or lie outside of the area of the scheme.")
        raise AppraisalRefused(Reason("appraisals.scheme.others", text))
    today = localdate(now)
    held = {row.subject_id: row for row in SchemeSubject.objects.filter(scheme=scheme, valid_to__isnull=True)}
    wanted = {one.pk for one in subjects}
    gone = [row for key, row in held.items() if key not in wanted]
    for row in gone:
        _leave(row, today)
    first = scheme.valid_from if scheme.state is SchemeState.DRAFT else today
    new = SchemeSubject.objects.bulk_create(
        SchemeSubject(scheme=scheme, subject_id=key, valid_from=first) for key in sorted(wanted - held.keys())
    )
    _bump(scheme)
    details = {"appraisals.joined": len(new), "appraisals.left": len(gone)}
    audit.record(actor=actor, action="appraisals.choose_subjects", subject=scheme, at=now, details=details)
    return len(new), len(gone)


@transaction.atomic
def set_type(*, scheme_id: int, types: Mapping[int, str], actor: Any, now: datetime) -> int:
    """Say within which type subjects are compared, by membership; return how many changed. Raises AppraisalRefused."""
    scheme = _draft(scheme_id)
    changed = 0
    for row in SchemeSubject.objects.filter(scheme=scheme, pk__in=types):
        if row.type != types[row.pk].strip():
            row.type = types[row.pk].strip()
            row.save(update_fields=["type"])
            changed += 1
    audit.record(actor=actor, action="appraisals.set_type", subject=scheme, at=now, details={"total": changed})
    return changed


@transaction.atomic
def add_assessor(
    *, scheme_id: int, account: Any, role: ScorerKind, actor: Any, now: datetime, weight: int = 1
) -> Assessor:
    """Let a person score in a role, or again. Raises AppraisalRefused for the role of the records."""
    scheme = _living(scheme_id)
    if role is ScorerKind.SYSTEM:
        text = noop("What the records tell is scored by nobody.")
        raise AppraisalRefused(Reason("appraisals.assessor.system", text))
    made, _is_new = Assessor.objects.update_or_create(
        scheme=scheme, account=account, role=role, defaults={"weight": weight, "is_active": True}
    )
    details = {"appraisals.account": account.pk, "appraisals.role": str(role), "appraisals.weight": weight}
    audit.record(actor=actor, action="appraisals.add_assessor", subject=scheme, at=now, details=details)
    return made


@transaction.atomic
def end_assessor(*, assessor_id: int, actor: Any, now: datetime) -> Assessor:
    """Let a person score no longer; what he gave stays."""
    held = Assessor.objects.select_for_update(of=("self",)).get(pk=assessor_id)
    scheme = _living(held.scheme_id)
    held.is_active = False
    held.save(update_fields=["is_active"])
    details = {"appraisals.account": held.account_id, "appraisals.role": str(held.role)}
    audit.record(actor=actor, action="appraisals.end_assessor", subject=scheme, at=now, details=details)
    return held


@transaction.atomic
def activate_scheme(*, scheme_id: int, actor: Any, now: datetime, version: int | None = None) -> Scheme:
    """Put a scheme into use. Raises AppraisalRefused with everything that is missing (today.md 3.5)."""
    scheme = _draft(scheme_id, version)
    if reasons := against_using(scheme):
        raise AppraisalRefused(*reasons)
    scheme.state = SchemeState.ACTIVE
    _bump(scheme, "state")
    audit.record(actor=actor, action="appraisals.activate_scheme", subject=scheme, at=now, note=scheme.document)
    return scheme


@transaction.atomic
def end_scheme(*, scheme_id: int, on: date, actor: Any, now: datetime, version: int | None = None) -> Scheme:
    """End a scheme on a day. Raises AppraisalRefused while rounds are on their way, or before it began."""
    scheme = _hold(scheme_id, version)
    reasons = []
    if scheme.state is not SchemeState.ACTIVE:
        reasons.append(Reason("appraisals.scheme.not_active", noop("Only a scheme in use can end.")))
    if on <= scheme.valid_from:
        reasons.append(Reason("appraisals.scheme.day", noop("It cannot end before it began.")))
    if Round.objects.filter(scheme=scheme).exclude(state__in=ENDED).exists():
        reasons.append(Reason("appraisals.scheme.rounds", noop("Rounds of this scheme are still on their way.")))
    if reasons:
        raise AppraisalRefused(*reasons)
    scheme.state, scheme.valid_to = SchemeState.ENDED, on
    _bump(scheme, "state", "valid_to")
    details = {"on": on.isoformat()}
    audit.record(actor=actor, action="appraisals.end_scheme", subject=scheme, at=now, details=details)
    return scheme


@transaction.atomic
def delete_scheme(*, scheme_id: int, actor: Any, now: datetime, version: int | None = None) -> None:
    """Delete a draft with all it says. Raises AppraisalRefused for a scheme in use, or one that has rounds."""
    scheme = _draft(scheme_id, version)
    if count := Round.objects.filter(scheme=scheme).count():
        text = noop("This scheme has %(count)s rounds; whoever was judged by it can look it up for ever.")
        raise AppraisalRefused(Reason("appraisals.scheme.has_rounds", text, {"count": count}))
    audit.record(actor=actor, action="appraisals.delete_scheme", subject=scheme, at=now, note=scheme.name)
    for parts in (SchemeSubject, Assessor, ConsequenceRule):
        parts.objects.filter(scheme=scheme).delete()
    scheme.delete()


def _hold(scheme_id: int, version: int | None = None) -> Scheme:
    """Return a scheme, locked until the transaction ends. Raises AppraisalChanged if it is no longer that version."""
    rows = Scheme.objects.select_for_update(of=("self",)).select_related("area", "standard", "standard__standard")
    held: Scheme = rows.get(pk=scheme_id)
    if version is not None and held.version != version:
        raise AppraisalChanged(held)
    return held


def _draft(scheme_id: int, version: int | None = None) -> Scheme:
    held = _hold(scheme_id, version)
    if held.state is not SchemeState.DRAFT:
        text = noop("This scheme is in use; what it says no longer changes. Begin another one and end this.")
        raise AppraisalRefused(Reason("appraisals.scheme.in_use", text))
    return held


def _living(scheme_id: int) -> Scheme:
    held = _hold(scheme_id)
    if held.state is SchemeState.ENDED:
        raise AppraisalRefused(Reason("appraisals.scheme.ended", noop("This scheme has ended.")))
    return held


def _bump(scheme: Scheme, *fields: str) -> None:
    scheme.version += 1
    scheme.save(update_fields=["version", *fields])


def _leave(row: SchemeSubject, today: date) -> None:
    """End a membership; one that never counted goes without a trace."""
    if row.valid_from >= today or row.scheme.state is SchemeState.DRAFT:
        row.delete()
        return
    row.valid_to = today
    row.save(update_fields=["valid_to"])


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a scheme. Raises TypeError for one that there is not."""
    if strange := set(facts) - set(FACTS):
        raise TypeError(f"A scheme has no {sorted(strange)}")
    return dict(facts)


def _check_name(area_id: int, name: str) -> None:
    if Scheme.objects.filter(area=area_id, name=name).exists():
        text = noop("This area has a scheme of that name already.")
        raise AppraisalRefused(Reason("appraisals.scheme.name", text))
