"""
What follows from a result: rules as data, evaluated into proposals that say why. Nothing happens by itself. Pure.

Ties, decided here because the documents are silent:
- Prizes (003-13, 003-17). Whoever is equal holds several places together: two thirds hold the third and the fourth.
  POOL, the default, adds up the prizes of the places they hold and shares them in whole fen; what cannot be shared
  stays in the fund and is stated. Two thirds so get 5 000 yuan each, and the month still costs what was decided. EACH
  gives everybody the prize of the rank.
- "Among the last k" is counted from below: fewer than k stand lower. Those who share such a place all count, as equal
  work cannot be treated unequally, and help comes with the card. So four who share the eleventh of fourteen places all
  get a card; "rank above n - k" would give none.
- What names somebody (publication, statement, "not competent", replacement) asks for a last place held alone: of two
  who stand equally low neither is the very last. `counts_shared` says otherwise.
- Where all are equal nobody is last.
"""

from linli.appraisals.rules.consequences.data import (
    COMMUNITY,
    DIRECTOR,
    LEAD_PARTNER,
    LINKED_LEADER,
    NAMING,
    OF_SECRETARY,
    PACKAGE,
    REWARDS,
    SECRETARY,
    Action,
    Condition,
    Context,
    Judgement,
    Party,
    Proposal,
    Rule,
    Withheld,
)
from linli.appraisals.rules.consequences.judging import evaluate, judge
from linli.appraisals.rules.consequences.money import Pooled, amounts_of, pooled

__all__ = [
    "COMMUNITY",
    "DIRECTOR",
    "LEAD_PARTNER",
    "LINKED_LEADER",
    "NAMING",
    "OF_SECRETARY",
    "PACKAGE",
    "REWARDS",
    "SECRETARY",
    "Action",
    "Condition",
    "Context",
    "Judgement",
    "Party",
    "Pooled",
    "Proposal",
    "Rule",
    "Withheld",
    "amounts_of",
    "evaluate",
    "judge",
    "pooled",
]
