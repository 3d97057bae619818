"""Which way a round may go, and who must not go it. Pure. Source: design/models.md, "Round"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from linli.appraisals.terms import RoundState
from linli.values import Reason, noop

S = RoundState
WAYS: Mapping[RoundState, tuple[RoundState, ...]] = {
    S.PLANNED: (S.OPEN, S.SKIPPED),
    S.OPEN: (S.SUBMITTED, S.SKIPPED, S.ANNULLED),
    S.SUBMITTED: (S.CHECKED, S.OPEN, S.ANNULLED),
    S.CHECKED: (S.COMPUTED, S.OPEN, S.ANNULLED),
    S.COMPUTED: (S.ANNOUNCED, S.COMPUTED, S.OPEN, S.ANNULLED),
    S.ANNOUNCED: (S.APPEALS, S.CONFIRMED, S.COMPUTED, S.ANNULLED),
    S.APPEALS: (S.CONFIRMED, S.ANNULLED),
    S.CONFIRMED: (S.PUBLISHED,),
    S.PUBLISHED: (),
    S.SKIPPED: (),
    S.ANNULLED: (),
}
"""State -> states it may go to; back to scoring is always with a reason."""
WITH_REASON = (S.SKIPPED, S.ANNULLED)
BACK = frozenset({(S.SUBMITTED, S.OPEN), (S.CHECKED, S.OPEN), (S.COMPUTED, S.OPEN), (S.ANNOUNCED, S.COMPUTED)})


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What stands for or against a passage. done_by: state -> who led the round there last, by number.

    silent: assessors who owe lines; open_appeals: not decided yet; appeals_until: last day of the window.
    """

    state: RoundState
    today: date
    actor: int | None
    done_by: Mapping[RoundState, int | None]
    last_on: date
    silent: int = 0
    open_appeals: int = 0
    appeals_until: date | None = None
    note: str = ""


def against(facts: Facts, to: RoundState) -> tuple[Reason, ...]:
    """Return everything that stands against leading a round to another state, nothing if it may go."""
    if to not in WAYS[facts.state]:
        text = noop("A round cannot go from “%(before)s” to “%(after)s”.")
        return (Reason("appraisals.no_way", text, {"before": facts.state, "after": to}),)
    return tuple(reason for test in _TESTS for reason in [test(facts, to)] if reason is not None)


def _reason_given(facts: Facts, to: RoundState) -> Reason | None:
    if facts.note.strip() or not (to in WITH_REASON or (facts.state, to) in BACK):
        return None
    return Reason("appraisals.reason", noop("Say why: skipping, annulling and going back need a reason."))


def _span_over(facts: Facts, to: RoundState) -> Reason | None:
    if to is not S.COMPUTED or facts.today > facts.last_on:
        return None
    text = noop("The period runs until %(day)s; before it is over its figures are not complete.")
    return Reason("appraisals.not_over", text, {"day": facts.last_on.isoformat()})


def _all_scored(facts: Facts, to: RoundState) -> Reason | None:
    if to is not S.SUBMITTED or not facts.silent or facts.note.strip():
        return None
    text = noop("%(count)s assessors have not scored everything. Wait, or say why it is handed in all the same.")
    return Reason("appraisals.silent", text, {"count": facts.silent})


def _two_persons(facts: Facts, to: RoundState) -> Reason | None:
    """Whoever confirms has neither checked nor computed; whoever checks has not handed in."""
    before = {S.CHECKED: (S.SUBMITTED,), S.CONFIRMED: (S.CHECKED, S.COMPUTED)}.get(to, ())
    return another_person(facts.actor, facts.done_by, before)


def another_person(
    actor: int | None, done_by: Mapping[RoundState, int | None], before: Iterable[RoundState]
) -> Reason | None:
    """Return what stands against somebody who led the round to one of these states himself."""
    mine = next((state for state in before if actor is not None and done_by.get(state) == actor), None)
    if mine is None:
        return None
    text = noop("Another person must do this: you led the round to “%(state)s” yourself.")
    return Reason("appraisals.same_person", text, {"state": mine})


def _window_over(facts: Facts, to: RoundState) -> Reason | None:
    until = facts.appeals_until
    if to not in (S.CONFIRMED, S.APPEALS) or until is None or facts.today > until:
        return None
    text = noop("Appeals are taken until %(day)s.")
    return Reason("appraisals.window_open", text, {"day": until.isoformat()})


def _appeals_decided(facts: Facts, to: RoundState) -> Reason | None:
    if to is not S.CONFIRMED or not facts.open_appeals:
        return None
    return Reason("appraisals.appeals_open", noop("%(count)s appeals are not decided."), {"count": facts.open_appeals})


_TESTS = (_reason_given, _span_over, _all_scored, _two_persons, _window_over, _appeals_decided)
