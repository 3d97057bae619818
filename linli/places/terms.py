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


class LineKind(Term):
    """What a line on the ground is, along which boundaries like to run (002-1, 002-2)."""

    ALLEY = "alley", noop("Alley or wall")
    STREET = "street", noop("Street")
    MAIN_ROAD = "main_road", noop("Main road")
    RAILWAY = "railway", noop("Railway")
    RIVER = "river", noop("River or other water")
    BARRIER = "barrier", noop("Other barrier")


CLASS_OF_LINE = {
    LineKind.ALLEY: 0,
    LineKind.STREET: 1,
    LineKind.MAIN_ROAD: 2,
    LineKind.RAILWAY: 3,
    LineKind.RIVER: 3,
    LineKind.BARRIER: 3,
}
"""How much a line parts its two sides, as `linli.districting` counts: 0 hardly, 3 like a river."""
