"""Reads of the network for pages and for other rooms."""

from linli.network.models import Designation, Holder, NetworkTier, Notice, Posting, PostKind, StewardLink

from .bodies import list_unposted
from .concurrency import Concurrency, concurrency_of, list_communities
from .coverage import KindCoverage, Part, TierCoverage, coverage, coverage_of_children, coverage_trend
from .doubting import list_doubts
from .kinds import areas_within, list_kinds, list_network_tiers, tops_of
from .missing import MISSING_ORDER, Gap, gaps_of, list_missing
from .needs import holding, list_needs
from .offered import FIGURES
from .policy import get_policy
from .postings import (
    PostingFilter,
    designated,
    get_holder,
    get_posting,
    hardest,
    holders_within,
    list_designations,
    list_postings,
    postings_at,
    postings_of,
    postings_within,
    responsible_chain,
)

__all__ = [
    "FIGURES",
    "MISSING_ORDER",
    "Concurrency",
    "Designation",
    "Gap",
    "Holder",
    "KindCoverage",
    "NetworkTier",
    "Notice",
    "Part",
    "PostKind",
    "Posting",
    "PostingFilter",
    "StewardLink",
    "TierCoverage",
    "areas_within",
    "concurrency_of",
    "coverage",
    "coverage_of_children",
    "coverage_trend",
    "designated",
    "gaps_of",
    "get_holder",
    "get_policy",
    "get_posting",
    "hardest",
    "holders_within",
    "holding",
    "list_communities",
    "list_designations",
    "list_doubts",
    "list_kinds",
    "list_missing",
    "list_needs",
    "list_network_tiers",
    "list_postings",
    "list_unposted",
    "postings_at",
    "postings_of",
    "postings_within",
    "responsible_chain",
    "tops_of",
]
