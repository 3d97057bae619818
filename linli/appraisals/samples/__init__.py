"""Examples for tests and the demo."""

from linli.appraisals.samples.contest import (
    BEGUN,
    CLOSE,
    JULY,
    LATER,
    VALID,
    Contest,
    announced_round,
    another_contest,
    confirmed_round,
    lead_to,
    make_contest,
    open_round,
    score_all,
)

__all__ = [
    "BEGUN",
    "CLOSE",
    "JULY",
    "LATER",
    "VALID",
    "Contest",
    "announced_round",
    "another_contest",
    "confirmed_round",
    "lead_to",
    "make_contest",
    "open_round",
    "score_all",
]
