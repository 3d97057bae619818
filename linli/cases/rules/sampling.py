"""The sample of answers that are checked on site although the kind of case allows closing from the desk."""

import hashlib
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS = 8


def is_drawn(*, reported_at: datetime, round: int, share: tuple[int, int], seed: str) -> bool:
    """
    Return whether the answer of a round of a case is drawn.

    share: so many out of so many. The same seed, moment of the report (to the millisecond) and round always give the
    same draw: nobody chooses, and whoever doubts it can repeat it. Source: design/cases.md, transitions, check.
    """
    wanted, out_of = share
    moment = (reported_at - EPOCH) // timedelta(milliseconds=1)
    ball = hashlib.sha256(f"{seed}:{moment}:{round}".encode()).digest()[:DIGITS]
    return int.from_bytes(ball) % out_of < wanted
