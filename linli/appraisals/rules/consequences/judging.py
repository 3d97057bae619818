"""From rules and results to proposals. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from linli.appraisals.rules.consequences.conditions import Case, found
from linli.appraisals.rules.consequences.data import (
    COMMUNITY,
    DIRECTOR,
    LEAD_PARTNER,
    LINKED_LEADER,
    SECRETARY,
    Context,
    Judgement,
    Party,
    Proposal,
    Rule,
    Withheld,
)
from linli.appraisals.rules.consequences.money import amount_of
from linli.appraisals.rules.ranking import Ranked, ranked_count
from linli.appraisals.rules.streaks import Streak
from linli.appraisals.terms import ConsequenceAction
from linli.values import Reason, noop


def evaluate(
    rules: Sequence[Rule], ranked: Sequence[Ranked], streaks: Mapping[int, Streak], context: Context
) -> tuple[Proposal, ...]:
    """Return what the rules of the context's span propose. streaks: after this round, by subject."""
    return judge(rules, ranked, streaks, context).proposals


def judge(
    rules: Sequence[Rule], ranked: Sequence[Ranked], streaks: Mapping[int, Streak], context: Context
) -> Judgement:
    """Return what the rules propose, and what they would have proposed but for something that stands against it."""
    count = ranked_count(ranked)
    ordered = sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0, one.subject))
    proposals: list[Proposal] = []
    withheld: list[Withheld] = []
    for rule in sorted(rules, key=lambda each: each.number):
        for one in ordered if rule.span == context.span else ():
            case = Case(rule, one, count, streaks.get(one.subject), context)
            result = found(case)
            if result.held_back is not None:
                withheld.append(Withheld(rule.number, one.subject, rule.action.kind, result.held_back))
            elif result.why:
                proposals.append(_proposal(case, result.why))
    return Judgement((*proposals, *_help_beside_cards(proposals)), tuple(withheld))


def _proposal(case: Case, why: Sequence[Reason]) -> Proposal:
    """Return what the rule proposes for the subject."""
    rule, subject = case.rule, case.one.subject
    amount, of_money = amount_of(case)
    parties, of_parties = _parties(case)
    return Proposal(
        rule=rule.number,
        subject=subject,
        action=rule.action.kind,
        amount_fen=amount,
        parties=parties,
        derivation=(*why, *of_money, *of_parties, _rule(rule)),
    )


def _rule(rule: Rule) -> Reason:
    """Return which rule says so."""
    if rule.clause:
        params = {"number": rule.number, "clause": rule.clause}
        return Reason("appraisals.rule", noop("Rule %(number)s (%(clause)s)."), params)
    return Reason("appraisals.rule", noop("Rule %(number)s."), {"number": rule.number})


_ABSENT = {
    COMMUNITY: noop("The community's name is not on record."),
    SECRETARY: noop("No secretary of the community is on record."),
    DIRECTOR: noop("No director of the community is on record."),
    LINKED_LEADER: noop("No leader of the subdistrict is on record as linked to it."),
    LEAD_PARTNER: noop("No lead co-construction partner is on record."),
}


def _parties(case: Case) -> tuple[tuple[Party, ...], list[Reason]]:
    """Return who is concerned in the roles of the action, and what is to be said of them."""
    known = case.context.parties.get(case.one.subject, ())
    roles = case.rule.action.roles
    parties = tuple(party for role in roles for party in known if party.role == role)
    given = {party.role for party in parties}
    other = noop("Nobody is on record as “%(role)s”.")
    said = [
        Reason("appraisals.party_absent", _ABSENT.get(role, other), {"role": role})
        for role in roles
        if role not in given
    ]
    if any(party.is_person for party in parties):
        text = noop("Persons are named in public only if two officers allow it for this one publication.")
        said.append(Reason("appraisals.naming", text))
    return parties, said


def _help_beside_cards(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield a help plan for every yellow card that no rule gives one (000-22: help, not only penalty)."""
    helped = {each.subject for each in proposals if each.action == ConsequenceAction.HELP_PLAN}
    reason = Reason("appraisals.help_beside_card", noop("Beside every yellow card stands an offer of help (000-22)."))
    for card in proposals:
        if card.action == ConsequenceAction.YELLOW_CARD and card.subject not in helped:
            helped.add(card.subject)
            yield Proposal(card.rule, card.subject, ConsequenceAction.HELP_PLAN, None, (), (reason, *card.derivation))
