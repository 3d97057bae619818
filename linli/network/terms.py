"""Words of the room: what a post is expected for, who fills it, what is designated. Source: glossary, "Network"."""

from linli.values import Term, noop


class Expectation(Term):
    """How many holders a kind of post is expected to have in the territory. Sources: 004-2, 004-3; design/models.md."""

    EACH = "each", noop("One for every area of the tier")
    PER_HOUSEHOLDS = "per_households", noop("One for so many households")
    NONE = "none", noop("Only what is filled")


class FilledBy(Term):
    """What holds a post."""

    PERSON = "person", noop("A person")
    HOUSEHOLD = "household", noop("A household")
    BODY = "body", noop("An organisation")


class HouseholdKind(Term):
    """What makes a key household. Source: 004-2."""

    PARTY_MEMBER = "party_member", noop("Party-member household")
    MODEL = "model", noop("Model household")


class DesignationKind(Term):
    """As what an area is picked out. Sources: 003-4 (the hardest), 001-24 (key and model communities)."""

    HARD = "hard", noop("Among the hardest")
    KEY = "key", noop("Key community")
    MODEL = "model", noop("Model community")


class ResponsibilityLevel(Term):
    """The four levels that answer for city management in a community. Source: 000-5."""

    SECRETARY = "1", noop("Party secretary")
    DEPUTY_LEADER = "2", noop("Deputy leader in charge")
    OFFICE_DIRECTOR = "3", noop("Director of the urban management office")
    STAFF = "4", noop("City-management staff")


class CoverageLight(Term):
    """How coverage stands against its target: a word and a shape, not only a colour. Sources: 004-2, 004-11."""

    GREEN = "green", noop("Target reached")
    YELLOW = "yellow", noop("Just below the target")
    RED = "red", noop("Below the target")
    GREY = "grey", noop("Nothing to compare")

    @property
    def shape(self) -> str:
        """Return the sign shown beside the word."""
        return {"green": "●", "yellow": "▲", "red": "■", "grey": "○"}[self.value]
