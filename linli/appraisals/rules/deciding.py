"""
Who may decide what is proposed, and with which words. Pure.

Any officer whose duty it is may decide, also the one who confirmed the round: the round was computed and checked by
others already. Never may a person whom the proposal concerns: its parties, the secretary of the community, the holder
of the post.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from linli.appraisals.rules.consequences.money import PAID
from linli.appraisals.rules.passages import another_person
from linli.appraisals.terms import HelpState, ProposalState, RoundState
from linli.values import Reason, noop

HELP_WAYS: dict[HelpState, tuple[HelpState, ...]] = {
    HelpState.PROPOSED: (HelpState.AGREED, HelpState.DROPPED),
    HelpState.AGREED: (HelpState.DONE, HelpState.DROPPED),
    HelpState.DONE: (),
    HelpState.DROPPED: (HelpState.PROPOSED,),
}
"""State -> states a help plan may go to."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What stands for or against deciding a proposal. concerned: persons whom it concerns; amount_fen: as decided."""

    state: ProposalState
    to: ProposalState
    actor: int | None
    concerned: Collection[int]
    action: str
    amount_fen: int | None
    reason: str


def against_deciding(facts: Deciding) -> tuple[Reason, ...]:
    """Return everything that stands against a decision."""
    if facts.state is not ProposalState.PROPOSED:
        text = noop("It was decided already: %(state)s.")
        return (Reason("appraisals.decided", text, {"state": facts.state}),)
    said = list(_against_concerned(facts.actor, facts.concerned))
    if facts.to is ProposalState.WAIVED and not facts.reason.strip():
        said.append(Reason("appraisals.waive_reason", noop("Say why it is waived.")))
    if facts.to is ProposalState.CONFIRMED and facts.action in PAID and not facts.amount_fen:
        said.append(Reason("appraisals.amount_missing", noop("Say how much money it is.")))
    return tuple(said)


def against_correcting(
    actor: int | None, concerned: Collection[int], done_by: Mapping[RoundState, int | None]
) -> tuple[Reason, ...]:
    """
    Return what stands against a person who corrects a frozen result.

    concerned: whom the correction concerns; done_by: state -> who led the round there last. As with confirming,
    neither who checked nor who computed it may.
    """
    same = another_person(actor, done_by, (RoundState.CHECKED, RoundState.COMPUTED))
    return (*_against_concerned(actor, concerned), *([same] if same else ()))


def _against_concerned(actor: int | None, concerned: Collection[int]) -> tuple[Reason, ...]:
    if actor not in concerned:
        return ()
    return (Reason("appraisals.concerned", noop("It concerns you; another officer must decide.")),)


def against_helping(
    before: HelpState, to: HelpState, *, text: str, has_helper: bool, has_day: bool
) -> tuple[Reason, ...]:
    """Return everything that stands against leading a help plan to a state."""
    if to is before:
        return ()
    if to not in HELP_WAYS[before]:
        said = noop("A help plan cannot go from “%(before)s” to “%(after)s”.")
        return (Reason("appraisals.help_way", said, {"before": before, "after": to}),)
    if to is HelpState.AGREED and not (text.strip() and has_helper and has_day):
        said = noop("What is agreed says what is done, who helps, and until when.")
        return (Reason("appraisals.help_incomplete", said),)
    return ()
