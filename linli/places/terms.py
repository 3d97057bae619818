"""Words of the room: tiers, kinds of areas and what can become of an area. Source: glossary, "Territory"."""

from linli.values import Term, noop


class TierCode(Term):
    """The tiers every installation starts with; more may be added as data."""

    CITY = "city", noop("City")
    DISTRICT = "district", noop("District")
    SUBDISTRICT = "subdistrict", noop("Subdistrict or town")
    COMMUNITY = "community", noop("Community or village")
    GRID = "grid", noop("Grid cell")
    BLOCK = "block", noop("Block")
    COMPOUND = "compound", noop("Residential compound")
    BUILDING = "building", noop("Building")
    KEY_HOUSEHOLD = "key_household", noop("Key household")


class AreaKind(Term):
    """What an area is in the official list, where its tier alone does not say it."""

    SUBDISTRICT = "subdistrict", noop("Subdistrict")
    TOWN = "town", noop("Town")
    TOWNSHIP = "township", noop("Township")
    SUBDISTRICT_LIKE = "subdistrict_like", noop("Unit like a subdistrict")
    COMMUNITY = "community", noop("Community")
    VILLAGE = "village", noop("Village")
    DEPENDANTS = "dependants", noop("Dependants' committee area")
    COMMUNITY_LIKE = "community_like", noop("Unit like a community")
    VILLAGE_LIKE = "village_like", noop("Unit like a village")


class SuccessionKind(Term):
    """What became of an area."""

    SPLIT = "split", noop("Split")
    MERGE = "merge", noop("Merged")
    RENAME = "rename", noop("Renamed")
    RECODE = "recode", noop("Recoded")
    MOVE = "move", noop("Moved")
    ABOLISH = "abolish", noop("Abolished")


class ProposalKind(Term):
    """What a newer official list says of one area; an area moved and recoded at once has both."""

    CREATED = "created", noop("Created")
    ABOLISHED = "abolished", noop("Abolished")
    RENAMED = "renamed", noop("Renamed")
    RECODED = "recoded", noop("Recoded")
    MOVED = "moved", noop("Moved to another parent")
    SPLIT = "split", noop("Split")
    MERGED = "merged", noop("Merged")
    SUFFIX = "suffix", noop("Ending of the name changed")
    FACTS = "facts", noop("Kind or households changed")


class Verdict(Term):
    """What a person decided about a proposal, and whether it was carried out."""

    PROPOSED = "proposed", noop("Proposed")
    CONFIRMED = "confirmed", noop("Confirmed")
    CORRECTED = "corrected", noop("Corrected and confirmed")
    POSTPONED = "postponed", noop("Postponed")
    REJECTED = "rejected", noop("Rejected")
    APPLIED = "applied", noop("Applied")


class MergeState(Term):
    """How far the merge of a newer official list is."""

    OPEN = "open", noop("Waiting for decisions")
    PARTLY = "partly", noop("Applied in part")
    APPLIED = "applied", noop("Applied")
    UNDONE = "undone", noop("Undone")


class LifeEvent(Term):
    """What can happen to an area, as its time line tells it."""

    BEGUN = "begun", noop("Founded")
    RENAMED = "renamed", noop("Renamed")
    RECODED = "recoded", noop("Recoded")
    MOVED = "moved", noop("Moved")
    KIND = "kind", noop("Kind changed")
    HOUSEHOLDS = "households", noop("Households changed")
    OUTLINE = "outline", noop("Outline changed")
    SPLIT = "split", noop("Gave a part to")
    SPLIT_FROM = "split_from", noop("Got a part of")
    MERGED = "merged", noop("Merged into")
    MERGED_FROM = "merged_from", noop("Took in")
    ENDED = "ended", noop("Abolished")


class LineKind(Term):
    """What a line on the ground is, along which boundaries like to run (002-1, 002-2)."""

    ALLEY = "alley", noop("Alley or wall")
    STREET = "street", noop("Street")
    MAIN_ROAD = "main_road", noop("Main road")
    RAILWAY = "railway", noop("Railway")
    RIVER = "river", noop("River or other water")
    BARRIER = "barrier", noop("Other barrier")


class ProblemKind(Term):
    """What is wrong with outlines, the worst first."""

    CROSSING = "crossing", noop("Crosses itself")
    OUTSIDE = "outside", noop("Outside of the area")
    OVERLAP = "overlap", noop("Overlap")
    GAP = "gap", noop("Gap")
    PIECES = "pieces", noop("Several pieces")
    SLIVER = "sliver", noop("Sliver")
    MISSING = "missing", noop("Without an outline")


CLASS_OF_LINE = {
    LineKind.ALLEY: 0,
    LineKind.STREET: 1,
    LineKind.MAIN_ROAD: 2,
    LineKind.RAILWAY: 3,
    LineKind.RIVER: 3,
    LineKind.BARRIER: 3,
}
"""How much a line parts its two sides, as `linli.districting` counts: 0 hardly, 3 like a river."""


class CoordinateSystem(Term):
    """In which system the numbers of a file are meant; the state's is CGCS2000 (mandatory since July 2018)."""

    CGCS2000 = "cgcs2000", noop("CGCS2000")
    WGS84 = "wgs84", noop("WGS84 (GPS)")
    GCJ02 = "gcj02", noop("GCJ-02 (Gaode, Tencent and most maps made in China)")
    BD09 = "bd09", noop("BD-09 (Baidu)")


class Direction(Term):
    """Whither something lies."""

    EAST = "east", noop("east")
    NORTH_EAST = "north_east", noop("north-east")
    NORTH = "north", noop("north")
    NORTH_WEST = "north_west", noop("north-west")
    WEST = "west", noop("west")
    SOUTH_WEST = "south_west", noop("south-west")
    SOUTH = "south", noop("south")
    SOUTH_EAST = "south_east", noop("south-east")


class BuildingUse(Term):
    """What a building is used for."""

    RESIDENTIAL = "residential", noop("Residential")
    MIXED = "mixed", noop("Dwellings and shops")
    COMMERCIAL = "commercial", noop("Shops or offices")
    PUBLIC = "public", noop("Public service")
    INDUSTRIAL = "industrial", noop("Industry or storage")
    PARKING = "parking", noop("Parking")
    OTHER = "other", noop("Other use")
