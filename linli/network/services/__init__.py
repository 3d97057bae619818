"""Writes of the network: appointing and ending, designating, defining kinds of posts, lists in and out."""

from .defining import change_tier, define_kind
from .designations import designate, end_designation
from .exporting import place_cells, posting_cells, record_export, tier_codes
from .holders import HolderFacts, anonymise_left, change_holder, facts_of, reveal_phone
from .imports import COLUMNS, import_network
from .postings import appoint, end_posting, post_bodies
from .refusals import NetworkRefused

__all__ = [
    "COLUMNS",
    "HolderFacts",
    "NetworkRefused",
    "anonymise_left",
    "appoint",
    "change_holder",
    "change_tier",
    "define_kind",
    "designate",
    "end_designation",
    "end_posting",
    "facts_of",
    "import_network",
    "place_cells",
    "post_bodies",
    "posting_cells",
    "record_export",
    "reveal_phone",
    "tier_codes",
]
