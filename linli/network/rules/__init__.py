"""Pure rules of the room: what is expected, what is covered, what gives reason to doubt."""

from linli.network.rules.concurrency import DIRECTOR, SECRETARY, Headship, Seat, crossing, headship
from linli.network.rules.coverage import Coverage, cover, expected, in_percent, light, total
from linli.network.rules.doubts import Link, Part, counting_doubts, is_chief, link_doubts, uneven_doubts
from linli.network.rules.policy import Judging, Keeping, Policy, Target, read_policy
from linli.network.rules.trend import Spot, Stretch, days_of, series

__all__ = [
    "DIRECTOR",
    "SECRETARY",
    "Coverage",
    "Headship",
    "Judging",
    "Keeping",
    "Link",
    "Part",
    "Policy",
    "Seat",
    "Spot",
    "Stretch",
    "Target",
    "counting_doubts",
    "cover",
    "crossing",
    "days_of",
    "expected",
    "headship",
    "in_percent",
    "is_chief",
    "light",
    "link_doubts",
    "read_policy",
    "series",
    "total",
    "uneven_doubts",
]
