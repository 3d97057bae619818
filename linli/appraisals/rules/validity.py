"""
What a scheme must carry before it may be used, and what is better left. Sources: today.md 3.5, 004-16, 000-22. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.appraisals.rules.consequences import Rule
from linli.appraisals.terms import Band, ConsequenceAction, PublicationScope
from linli.standards.terms import SubjectKind
from linli.values import Reason, SpanKind, noop

SHORT = (SpanKind.WEEK,)
LEAST_OFFICERS = 2


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """
    What is known of a scheme. filing: number of its filing in the yearly plan of inspections.

    span: one of `SpanKind`; subject: one of `SubjectKind`; appeal_days: length of the appeal window.
    """

    document_number: str
    filing: str
    span: str
    publication_scope: str
    appeal_days: int | None
    subject: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """An officer's permission to name persons in one publication."""

    officer: int
    publication: int


def missing_of(facts: SchemeFacts) -> tuple[Reason, ...]:
    """Return everything a scheme lacks; it may not be used before there is nothing (today.md 3.5)."""
    asked = {
        "document_number": (facts.document_number, noop("A scheme needs the number of the document it rests on.")),
        "filing": (facts.filing, noop("A scheme needs its filing in the yearly plan of inspections.")),
        "span": (facts.span, noop("A scheme needs a period.")),
        "publication_scope": (facts.publication_scope, noop("A scheme must say who may read the result.")),
        "appeal_days": (facts.appeal_days, noop("A scheme needs a window for appeals of at least one day.")),
    }
    return tuple(
        Reason(f"appraisals.scheme.{name}", text)
        for name, (value, text) in asked.items()
        if not (value.strip() if isinstance(value, str) else value and value > 0)
    )


def warnings_of(facts: SchemeFacts) -> tuple[Reason, ...]:
    """Return what a scheme is better without; whoever uses it all the same has read it."""
    said = []
    if facts.span in SHORT:
        text = noop("Ranking more often than monthly makes work for the compared and shows mostly chance.")
        said.append(Reason("appraisals.warn.short_period", text))
    if facts.subject == SubjectKind.POST:
        text = noop("Ranking persons: only inside, never in public, and no forced points or clock-in.")
        said.append(Reason("appraisals.warn.individuals", text))
    if facts.subject == SubjectKind.POST and facts.publication_scope == PublicationScope.PUBLIC:
        text = noop("A ranking of persons in public names each of them; two officers must allow it every time.")
        said.append(Reason("appraisals.warn.public_individuals", text))
    elif facts.publication_scope == PublicationScope.PUBLIC:
        text = noop("Ranks in public are a decision, not the default: inside, in bands, is enough for most purposes.")
        said.append(Reason("appraisals.warn.public", text))
    actions = {rule.action.kind for rule in facts.rules}
    if ConsequenceAction.YELLOW_CARD in actions and not actions & {ConsequenceAction.FLAG, ConsequenceAction.PRIZE}:
        text = noop("It only punishes: criticism and money penalties alone end in a vicious circle (000-22).")
        said.append(Reason("appraisals.warn.only_penalties", text))
    return tuple(said)


def naming_refused(publication: int, allowed: Sequence[Naming], *, is_switched_on: bool) -> Reason | None:
    """Return why persons may not be named in a publication, None if two different officers allow it for this one."""
    if not is_switched_on:
        text = noop("Naming persons in public is switched off for this publication.")
        return Reason("appraisals.naming_off", text)
    officers = {one.officer for one in allowed if one.publication == publication}
    if len(officers) >= LEAST_OFFICERS:
        return None
    text = noop("Two different officers must allow naming persons in this publication; %(count)s did.")
    return Reason("appraisals.naming_officers", text, {"count": len(officers)})


def band_of(total: int | None, *, green_from: int, yellow_from: int) -> Band | None:
    """Return the band of a total where ranks stay inside, None without a total. Bounds: hundredths of a point."""
    if total is None:
        return None
    if total >= green_from:
        return Band.GREEN
    return Band.YELLOW if total >= yellow_from else Band.RED
