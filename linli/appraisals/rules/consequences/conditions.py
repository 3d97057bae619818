"""Whether the conditions of a rule hold for a subject, in words. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from linli.appraisals.rules.consequences.data import OF_SECRETARY, REWARDS, Condition, Context, Rule
from linli.appraisals.rules.points import in_points
from linli.appraisals.rules.ranking import Ranked
from linli.appraisals.rules.streaks import Streak
from linli.appraisals.terms import ConditionKind, ConsequenceAction, TieShare
from linli.values import Reason, noop


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition holds: why (not empty) if it does; `held_back` if it would, were there nothing against it."""

    why: tuple[Reason, ...] = ()
    held_back: Reason | None = None


NO = Finding()


@dataclass(frozen=True, slots=True)
class Case:
    """One subject before one rule."""

    rule: Rule
    one: Ranked
    count: int
    streak: Streak | None
    context: Context


def found(case: Case) -> Finding:
    """Return whether all conditions of a rule hold for a subject, and whether anything stands against it."""
    why: list[Reason] = []
    held_back = None
    for condition in case.rule.conditions:
        found = _TESTS[condition.kind](condition, case)
        if not found.why and found.held_back is None:
            return NO
        why += found.why
        held_back = held_back or found.held_back
    action = case.rule.action
    if why and action.kind in REWARDS and not action.despite_veto and case.one.subject in case.context.vetoes:
        held_back = held_back or _vetoed(case)
    return Finding(tuple(why), held_back)


def _rank_at_most(condition: Condition, case: Case) -> Finding:
    rank, action = case.one.rank, case.rule.action
    if rank is None:
        return NO
    shares_money = action.kind == ConsequenceAction.PRIZE and action.ties == TieShare.POOL
    reached = rank + case.one.places - 1 if shares_money else rank
    if rank > condition.k or reached < condition.first:
        return NO
    text = noop("Rank %(rank)s of %(count)s in %(period)s with %(points)s points.")
    return Finding((_standing(case, "rank", text),))


def _rank_from_last(condition: Condition, case: Case) -> Finding:
    one = case.one
    if one.rank is None or one.rank == 1 or one.below >= condition.k:
        return NO
    if few := _too_few(case):
        return Finding(held_back=few)
    if not case.rule.action.counts_those_who_share and one.below + one.places > condition.k:
        text = noop("It shares rank %(rank)s with somebody who is not among the last %(k)s.")
        params = {"rank": one.rank, "k": condition.k}
        return Finding(held_back=Reason("appraisals.shared_with_better", text, params))
    text = noop("Rank %(rank)s of %(count)s in %(period)s with %(points)s points: %(below)s stand lower.")
    why = _standing(case, "from_last", text, below=one.below)
    if not one.shared:
        return Finding((why,))
    text = noop("%(places)s share this place; all of them count.")
    return Finding((why, Reason("appraisals.all_who_share", text, {"places": one.places})))


def _last(_condition: Condition, case: Case) -> Finding:
    one = case.one
    if not one.is_last:
        return NO
    if few := _too_few(case):
        return Finding(held_back=few)
    if one.shared and not case.rule.action.counts_those_who_share:
        text = noop("%(places)s share the last place: none of them is the very last.")
        return Finding(held_back=Reason("appraisals.not_alone", text, {"places": one.places}))
    return Finding((_standing(case, "last", noop("Last of %(count)s in %(period)s with %(points)s points.")),))


def _last_consecutive(condition: Condition, case: Case) -> Finding:
    streak, personal = case.streak, case.rule.action.kind in OF_SECRETARY
    if streak is None or streak.length < condition.k:
        return NO
    done = streak.length_before >= condition.k and not (personal and streak.was_spared)
    if done and not condition.again:
        return NO
    if few := _too_few(case):
        return Finding(held_back=few)
    if personal and streak.spared is not None:
        return Finding(held_back=streak.spared)
    why = list(streak.reasons)
    if personal and streak.months_in_post is not None:
        text = noop("The secretary has been in post for %(months)s whole months.")
        why.append(Reason("appraisals.in_post", text, {"months": streak.months_in_post}))
    digests = case.context.digests
    read = ", ".join(f"{each} {digests[each][:12]}" for each in streak.months if each in digests)
    if read:
        why.append(Reason("appraisals.read_from", noop("Read from the frozen results %(digests)s."), {"digests": read}))
    return Finding(tuple(why))


def _total_below(condition: Condition, case: Case) -> Finding:
    if case.one.total is None or case.one.total >= condition.centipoints:
        return NO
    text = noop("%(points)s points in %(period)s, below %(bound)s.")
    return Finding((_against(case, condition, "total_below", text),))


def _total_at_least(condition: Condition, case: Case) -> Finding:
    if case.one.total is None or case.one.total < condition.centipoints:
        return NO
    text = noop("%(points)s points in %(period)s, at least %(bound)s.")
    return Finding((_against(case, condition, "total_at_least", text),))


def _veto(_condition: Condition, case: Case) -> Finding:
    return Finding((_vetoed(case),)) if case.one.subject in case.context.vetoes else NO


_TESTS: dict[str, Callable[[Condition, Case], Finding]] = {
    ConditionKind.RANK_AT_MOST: _rank_at_most,
    ConditionKind.RANK_FROM_LAST: _rank_from_last,
    ConditionKind.LAST: _last,
    ConditionKind.LAST_CONSECUTIVE: _last_consecutive,
    ConditionKind.TOTAL_BELOW: _total_below,
    ConditionKind.TOTAL_AT_LEAST: _total_at_least,
    ConditionKind.VETO: _veto,
}


def _standing(case: Case, name: str, text: str, **more: int) -> Reason:
    """Return where the subject stands."""
    points = in_points(case.one.total or 0)
    params = {"rank": case.one.rank, "count": case.count, "period": case.context.period, "points": points, **more}
    return Reason(f"appraisals.{name}", text, params)


def _against(case: Case, condition: Condition, name: str, text: str) -> Reason:
    """Return how a total compares with a bound."""
    points, bound = in_points(case.one.total or 0), in_points(condition.centipoints)
    return Reason(f"appraisals.{name}", text, {"points": points, "period": case.context.period, "bound": bound})


def _vetoed(case: Case) -> Reason:
    items = ", ".join(case.context.vetoes[case.one.subject])
    params = {"period": case.context.period, "items": items}
    return Reason("appraisals.vetoed", noop("Vetoed in %(period)s by: %(items)s."), params)


def _too_few(case: Case) -> Reason | None:
    """Return why nobody is among the last, None if somebody can be."""
    if case.count >= case.context.min_ranked:
        return None
    text = noop("Only %(count)s are ranked; nobody is among the last with fewer than %(least)s.")
    return Reason("appraisals.too_few_ranked", text, {"count": case.count, "least": case.context.min_ranked})
