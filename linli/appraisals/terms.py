"""Words of the room: schemes, rounds, ranks and what follows from them. Sources: 000-7, 003-12 to 003-18, 004-13."""

from linli.values import Term, noop


class SchemeState(Term):
    """Whether a scheme may be used."""

    DRAFT = "draft", noop("Draft of a scheme")
    ACTIVE = "active", noop("In use")
    ENDED = "ended", noop("Ended")


class PublicationScope(Term):
    """Who may read a result; internal by default (today.md 3.5)."""

    INTERNAL = "internal", noop("Inside, in bands")
    SUBJECTS = "subjects", noop("The appraised, with ranks")
    PUBLIC = "public", noop("Everybody, by decision")


class AssessorAggregation(Term):
    """How several assessors' points for one item become one."""

    MEAN = "mean", noop("Mean")
    TRIMMED = "trimmed", noop("Mean without the highest and the lowest")
    WEIGHTED = "weighted", noop("Mean weighted by role")


class Normalisation(Term):
    """How subjects of unlike size or type are made comparable."""

    NONE = "none", noop("As scored")
    HOUSEHOLD_BAND = "household_band", noop("Within bands of households")
    TYPE = "type", noop("Within types")


class TieBreaker(Term):
    """What is looked at, in order, when totals are equal; then the rank is shared."""

    VETO_FREE = "veto_free", noop("Without a veto first")
    KEY_ITEMS = "key_items", noop("More points on key items")
    OPEN_CASES = "open_cases", noop("Fewer open cases")
    OVERDUE_CASES = "overdue_cases", noop("Fewer overdue cases")


class RoundState(Term):
    """Where a round stands; every passage is signed."""

    PLANNED = "planned", noop("Planned")
    OPEN = "open", noop("Being scored")
    SUBMITTED = "submitted", noop("Scores handed in")
    CHECKED = "checked", noop("Scores checked")
    COMPUTED = "computed", noop("Results computed")
    ANNOUNCED = "announced", noop("Announced to the appraised")
    APPEALS = "appeals", noop("Appeals being decided")
    CONFIRMED = "confirmed", noop("Confirmed and frozen")
    PUBLISHED = "published", noop("Made known")
    SKIPPED = "skipped", noop("Skipped")
    ANNULLED = "annulled", noop("Annulled")


class LineSource(Term):
    """Where the points of a line came from."""

    ASSESSOR = "assessor", noop("Assessor")
    SYSTEM = "system", noop("Computed from the records")
    APPEAL = "appeal", noop("Appeal granted")


class Asked(Term):
    """What is typed for an item."""

    POINTS = "points", noop("Points")
    OCCURRENCES = "occurrences", noop("Occurrences")
    VALUE = "value", noop("Value found")
    HAPPENED = "happened", noop("Has it happened?")
    PASSED = "passed", noop("Is it met?")


class CalculationState(Term):
    """Where the computing of a large round stands, which the worker does."""

    WAITING = "waiting", noop("Waiting for the worker")
    RUNNING = "running", noop("Being computed")
    DONE = "done", noop("Done")
    CANCELLED = "cancelled", noop("Stopped")
    FAILED = "failed", noop("Not possible")


class AppealState(Term):
    """What became of an appeal."""

    FILED = "filed", noop("Waiting for a decision")
    GRANTED = "granted", noop("Granted")
    PARTLY = "partly", noop("Granted in part")
    REJECTED = "rejected", noop("Rejected")
    WITHDRAWN = "withdrawn", noop("Withdrawn")


class ConditionKind(Term):
    """When a rule of consequences applies (003-13 to 003-18)."""

    RANK_AT_MOST = "rank_at_most", noop("Among the first")
    RANK_FROM_LAST = "rank_from_last", noop("Among the last")
    LAST = "last", noop("The very last")
    LAST_CONSECUTIVE = "last_consecutive", noop("Last several times running")
    TOTAL_BELOW = "total_below", noop("Total below")
    TOTAL_AT_LEAST = "total_at_least", noop("Total at least")
    VETO = "veto", noop("Vetoed")


class ConsequenceAction(Term):
    """What a rule proposes; nothing happens before a named officer confirms it."""

    FLAG = "flag", noop("Rolling red flag")
    PRIZE = "prize", noop("Prize")
    YELLOW_CARD = "yellow_card", noop("Yellow card")
    PUBLICATION = "publication", noop("Publication package")
    STATEMENT = "statement", noop("Statement in the media is due")
    NOT_COMPETENT = "not_competent", noop("Yearly appraisal: not competent")
    BASE_AWARD = "base_award", noop("Base award")
    PAY = "pay", noop("Effect on performance pay")
    REPLACEMENT = "replacement", noop("Replacement asked for")
    HELP_PLAN = "help_plan", noop("Help plan")


class ConsequenceSpan(Term):
    """What a rule of consequences looks at."""

    ROUND = "round", noop("Every round")
    YEAR = "year", noop("End of the year")


class ProposalState(Term):
    """What became of a proposal."""

    PROPOSED = "proposed", noop("Waiting for an officer")
    CONFIRMED = "confirmed", noop("Confirmed by an officer")
    WAIVED = "waived", noop("Waived with a reason")
    OVERTURNED = "overturned", noop("Overturned by a revision")


class StreakSkip(Term):
    """What a skipped or annulled round does to a streak."""

    NEITHER = "neither", noop("Neither extends nor breaks it")
    BREAKS = "breaks", noop("Breaks it")
    EXTENDS = "extends", noop("Extends it")


class TieShare(Term):
    """What happens to the money of places that are shared."""

    POOL = "pool", noop("Prizes of the places held are pooled and shared")
    EACH = "each", noop("Everybody gets the prize of the rank")


class Band(Term):
    """How a result is shown where ranks stay inside."""

    GREEN = "green", noop("Green band")
    YELLOW = "yellow", noop("Yellow band")
    RED = "red", noop("Red band")

    @property
    def shape(self) -> str:
        """Return the sign shown beside the word."""
        return {"green": "●", "yellow": "▲", "red": "■"}[self.value]


class HelpState(Term):
    """Where a help plan stands (000-22: help, not only penalty)."""

    PROPOSED = "proposed", noop("Help proposed")
    AGREED = "agreed", noop("Help agreed")
    DONE = "done", noop("Help given")
    DROPPED = "dropped", noop("Help not taken")
