"""Words of the room: what is judged, measured, aimed at and accepted. Sources: 001-5 to 001-31, design/models.md."""

from linli.values import Term, noop


class SubjectKind(Term):
    """Who or what is measured and judged (contradictions table of the rules: "generic assessed subject")."""

    CITY = "city", noop("City")
    DISTRICT = "district", noop("District")
    SUBDISTRICT = "subdistrict", noop("Subdistrict")
    COMMUNITY = "community", noop("Community")
    COMPOUND = "compound", noop("Residential compound")
    DEPARTMENT = "department", noop("Department")
    PARTNER = "partner", noop("Co-construction partner")
    WORKSTATION = "workstation", noop("Community workstation")
    POST = "post", noop("Person in post")


AREA_KINDS = (
    SubjectKind.CITY,
    SubjectKind.DISTRICT,
    SubjectKind.SUBDISTRICT,
    SubjectKind.COMMUNITY,
    SubjectKind.COMPOUND,
)
"""Kinds that are an area themselves; their code is that of the tier."""
UNIT_KINDS = (SubjectKind.DEPARTMENT, SubjectKind.PARTNER, SubjectKind.WORKSTATION)
"""Kinds that are an organisation."""


class ValueKind(Term):
    """What a metric's values are."""

    INTEGER = "integer", noop("Whole number")
    DECIMAL = "decimal", noop("Number with decimals")
    YES_NO = "yes_no", noop("Yes or no")
    CHOICE = "choice", noop("One of several")
    EVIDENCE = "evidence", noop("Evidence only")


class Direction(Term):
    """Which way is better."""

    HIGHER = "higher", noop("Higher is better")
    LOWER = "lower", noop("Lower is better")
    BAND = "band", noop("Within a band is best")


class Aggregation(Term):
    """How values of several subjects, or of several spans, make one."""

    SUM = "sum", noop("Sum")
    MEAN = "mean", noop("Mean")
    WEIGHTED = "weighted", noop("Mean weighted by households")
    LAST = "last", noop("Last value")
    SHARE = "share", noop("Share of units that have it")


class Missing(Term):
    """What is done where a subject has no value; it is never taken as zero."""

    NONE = "none", noop("No value")
    CARRY = "carry", noop("Last known value, marked as such")


class Source(Term):
    """Where an observation came from."""

    FORM = "form", noop("Entered in a form")
    IMPORT = "import", noop("Imported list")
    INSPECTION = "inspection", noop("Inspection")
    COMPUTED = "computed", noop("Computed")


class SheetState(Term):
    """Where the entries of a subject for a span stand."""

    OPEN = "open", noop("Being entered")
    SUBMITTED = "submitted", noop("Handed in")
    RETURNED = "returned", noop("Returned with a reason")
    LOCKED = "locked", noop("Locked")


class TargetKind(Term):
    """What a target asks for (001, central table)."""

    PER_UNIT = "per_unit", noop("Value of every unit")
    SHARE = "share", noop("Share of units that reach a value")
    COUNT = "count", noop("Number of units that reach a value")
    MILESTONE = "milestone", noop("Milestone")


class Comparator(Term):
    """How a value is held against a target."""

    AT_LEAST = "ge", noop("at least")
    AT_MOST = "le", noop("at most")
    EXACTLY = "eq", noop("exactly")


class ScopeKind(Term):
    """Whom a target binds."""

    AREA = "area", noop("The area itself")
    UNDER = "under", noop("All units in the area")
    SUBSET = "subset", noop("A named selection")


class PathKind(Term):
    """What is expected between base and target."""

    STEP = "step", noop("All at once, when it is due")
    LINEAR = "linear", noop("In equal steps")


class TargetLight(Term):
    """How a target stands: a word and a shape, not only a colour."""

    GREEN = "green", noop("Reached or on the way")
    YELLOW = "yellow", noop("Behind the expected path")
    RED = "red", noop("Due and not reached")
    GREY = "grey", noop("No value")

    @property
    def shape(self) -> str:
        """Return the sign shown beside the word."""
        return {"green": "●", "yellow": "▲", "red": "■", "grey": "○"}[self.value]


class VersionState(Term):
    """Whether a version of a standard may still change; publishing freezes it."""

    DRAFT = "draft", noop("Draft of a standard")
    PUBLISHED = "published", noop("Published and frozen")
    RETIRED = "retired", noop("No longer used")


class ItemKind(Term):
    """What an item of a standard gives."""

    GROUP = "group", noop("Group of items")
    POINTS = "points", noop("Points")
    PASS_FAIL = "pass_fail", noop("Pass or fail")


class RuleKind(Term):
    """How an item's points come from what was found."""

    MANUAL = "manual", noop("Points given by hand")
    BANDS = "bands", noop("Points by bands of the value")
    LINEAR = "linear", noop("Points in proportion between floor and cap")
    DEDUCTION = "deduction", noop("Deduction for each occurrence, with a cap")
    VETO = "veto", noop("Veto: one occurrence fails the whole")


class ScorerKind(Term):
    """Who may score an item."""

    SUBJECT = "subject", noop("The subject itself")
    TEAM = "team", noop("Seconded team")
    OFFICE = "office", noop("Appraising office")
    LEADER = "leader", noop("City and district leaders")
    DEPARTMENT = "department", noop("Departments")
    SUBDISTRICT = "subdistrict", noop("Subdistrict office")
    PARTNER = "partner", noop("Co-construction partners")
    RESIDENT = "resident", noop("Residents' representatives")
    SYSTEM = "system", noop("Computed from the records")


class AcceptanceState(Term):
    """Where an acceptance stands (001-28)."""

    SELF = "self", noop("Self-assessment")
    SUBMITTED = "submitted", noop("Waiting for the team's visit")
    VISITED = "visited", noop("Visited, waiting for the result")
    DECIDED = "decided", noop("Decided")


class Outcome(Term):
    """What an acceptance ends with."""

    MET = "met", noop("Meets the standard")
    NOT_MET = "not_met", noop("Does not meet the standard")
