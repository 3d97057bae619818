"""Tables of the room: tiers and kinds of posts, who holds them, what is designated, how stewards are reached."""

from linli.network.models.kinds import NetworkTier, PostKind
from linli.network.models.postings import Designation, Holder, Posting
from linli.network.models.stewards import Notice, StewardLink

__all__ = ["Designation", "Holder", "NetworkTier", "Notice", "PostKind", "Posting", "StewardLink"]
