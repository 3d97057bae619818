"""Rules of consequences as data, and what comes out of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linli.appraisals.terms import ConsequenceAction, ConsequenceSpan, TieShare
from linli.values import Reason

REWARDS = (ConsequenceAction.FLAG, ConsequenceAction.PRIZE, ConsequenceAction.BASE_AWARD)
NAMING = (
    ConsequenceAction.PUBLICATION,
    ConsequenceAction.STATEMENT,
    ConsequenceAction.NOT_COMPETENT,
    ConsequenceAction.REPLACEMENT,
)
OF_SECRETARY = (ConsequenceAction.STATEMENT, ConsequenceAction.NOT_COMPETENT)
"""What the secretary answers for; a new one is spared as `streaks` says."""

COMMUNITY, SECRETARY, DIRECTOR = "community", "secretary", "director"
LINKED_LEADER, LEAD_PARTNER = "linked_leader", "lead_partner"
PACKAGE = (COMMUNITY, SECRETARY, DIRECTOR, LINKED_LEADER, LEAD_PARTNER)
"""Who is named with the very last (003-14)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """
    When a rule applies. kind: one of `ConditionKind`.

    first, k: ranks first..k (RANK_AT_MOST), the last k, k times running. centipoints: a total. again: applies in every
    round in which the streak is k or longer, not only when it gets there.
    """

    kind: str
    k: int = 1
    first: int = 1
    centipoints: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """
    What a rule proposes. kind: one of `ConsequenceAction`.

    amounts_fen: one for each place from `Condition.first`, or one for all; () if it is not set. ties: one of
    `TieShare`. counts_shared: whether a shared place at the bottom counts, None for what the action deserves.
    parties: roles of those concerned, () for the usual ones. despite_veto: a reward stays with whoever is vetoed.
    """

    kind: str
    amounts_fen: tuple[int, ...] = ()
    ties: str = TieShare.POOL
    counts_shared: bool | None = None
    parties: tuple[str, ...] = ()
    despite_veto: bool = False

    @property
    def counts_those_who_share(self) -> bool:
        """Return whether whoever shares a place at the bottom is meant."""
        return self.kind not in NAMING if self.counts_shared is None else self.counts_shared

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles of those concerned."""
        if self.parties:
            return self.parties
        if self.kind == ConsequenceAction.PUBLICATION:
            return PACKAGE
        return (SECRETARY,) if self.kind in OF_SECRETARY else ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of consequences: all its conditions must hold. clause: where it comes from, such as 003-14."""

    number: int
    conditions: tuple[Condition, ...]
    action: Action
    clause: str = ""
    span: str = ConsequenceSpan.ROUND


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody concerned by a proposal, in a role; `key` is the number on record."""

    role: str
    name: str
    key: int | None = None
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """
    What rules may look at besides ranks and streaks. period: code. min_ranked: with fewer ranked nobody is among the
    last. parties, vetoes (names of the items): by subject. digests: period -> digest of the frozen result.
    """

    period: str
    min_ranked: int
    span: str = ConsequenceSpan.ROUND
    parties: Mapping[int, Sequence[Party]] = field(default_factory=dict)
    vetoes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule proposes for a subject; derivation: why, sentence by sentence, the rule last."""

    rule: int
    subject: int
    action: str
    amount_fen: int | None
    parties: tuple[Party, ...]
    derivation: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a rule would have proposed, and why it is not."""

    rule: int
    subject: int
    action: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything the rules say of a result, by rule, then by rank."""

    proposals: tuple[Proposal, ...]
    withheld: tuple[Withheld, ...]
