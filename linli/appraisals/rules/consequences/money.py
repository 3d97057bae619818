"""What a prize or an award comes to, in whole fen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.appraisals.rules.consequences.conditions import Case
from linli.appraisals.rules.consequences.data import Condition
from linli.appraisals.rules.points import in_yuan
from linli.appraisals.terms import ConditionKind, ConsequenceAction, TieShare
from linli.values import Reason, noop

PAID = (ConsequenceAction.PRIZE, ConsequenceAction.BASE_AWARD, ConsequenceAction.PAY)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Prizes shared by those who hold places together. rest_fen: what cannot be shared; places: those that pay."""

    each_fen: int
    rest_fen: int
    pool_fen: int
    places: tuple[int, ...]


def amounts_of(classes: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return the prize of every place from classes of (how many, fen each): 1 first, 2 second, 3 third prizes."""
    return tuple(fen for count, fen in classes for _place in range(count))


def pooled(rank: int, holders: int, first: int, amounts_fen: Sequence[int]) -> Pooled:
    """
    Return what each of those who share a rank gets. holders: how many they are; first: place of the first amount.

    They hold the places rank .. rank + holders - 1 together; each_fen x holders + rest_fen is what these places pay.
    """
    paid = {place: fen for place, fen in enumerate(amounts_fen, first) if rank <= place < rank + holders}
    each, rest = divmod(sum(paid.values()), holders)
    return Pooled(each, rest, sum(paid.values()), tuple(paid))


def amount_of(case: Case) -> tuple[int | None, list[Reason]]:
    """Return the money a rule proposes for a subject, None if there is none or it is not set, and how it came about."""
    action = case.rule.action
    if action.kind not in PAID:
        return None, []
    if not action.amounts_fen:
        return None, [_not_set()]
    places = next((each for each in case.rule.conditions if each.kind == ConditionKind.RANK_AT_MOST), None)
    if places is None or action.kind != ConsequenceAction.PRIZE or case.one.rank is None:
        return action.amounts_fen[0], []
    return _prize(case, places, case.one.rank)


def _prize(case: Case, places: Condition, rank: int) -> tuple[int | None, list[Reason]]:
    """Return the prize of a place, or the share in the prizes of the places held together."""
    action, holders = case.rule.action, case.one.places
    one_for_all = len(action.amounts_fen) == 1
    amounts = action.amounts_fen * (places.k - places.first + 1) if one_for_all else action.amounts_fen
    if action.ties == TieShare.POOL and holders > 1:
        pool = pooled(rank, holders, places.first, amounts)
        return (pool.each_fen, [_of_pool(pool, holders)]) if pool.places else (None, [_not_set()])
    if not 0 <= rank - places.first < len(amounts):
        return None, [_not_set()]
    amount = amounts[rank - places.first]
    params = {"rank": rank, "amount": in_yuan(amount), "holders": holders}
    if holders > 1:
        text = noop("%(holders)s share rank %(rank)s; each gets its prize of %(amount)s yuan.")
        return amount, [Reason("appraisals.prize_each", text, params)]
    return amount, [Reason("appraisals.prize", noop("The prize of rank %(rank)s is %(amount)s yuan."), params)]


def _not_set() -> Reason:
    return Reason("appraisals.amount_not_set", noop("The amount is not set; it is for the officer to set."))


def _of_pool(pool: Pooled, holders: int) -> Reason:
    """Return how a pool is shared."""
    params = {
        "holders": holders,
        "places": ", ".join(map(str, pool.places)),
        "pool": in_yuan(pool.pool_fen),
        "amount": in_yuan(pool.each_fen),
        "rest": in_yuan(pool.rest_fen),
    }
    if pool.rest_fen:
        text = noop(
            "%(holders)s share the prizes of places %(places)s, %(pool)s yuan: %(amount)s yuan each, "
            "%(rest)s yuan stay in the fund."
        )
        return Reason("appraisals.prize_pooled_rest", text, params)
    text = noop("%(holders)s share the prizes of places %(places)s, %(pool)s yuan: %(amount)s yuan each.")
    return Reason("appraisals.prize_pooled", text, params)
