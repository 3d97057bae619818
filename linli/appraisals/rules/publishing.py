"""What stands against making a result known, opening it to everybody and naming persons in it. Pure."""

from dataclasses import dataclass

from linli.appraisals.rules.validity import LEAST_OFFICERS, Naming, naming_refused
from linli.appraisals.terms import PublicationScope
from linli.values import Reason, noop

MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Publishing:
    """
    What is known of a bulletin. characters: of everything it says; scope: that of the scheme when it was frozen.

    is_revised: a newer snapshot corrects this one.
    """

    characters: int
    scope: str
    is_revised: bool = False


def against_publishing(facts: Publishing) -> tuple[Reason, ...]:
    """Return everything that stands against making a result known."""
    said = []
    if facts.is_revised:
        text = noop("This result was corrected; make the corrected one known.")
        said.append(Reason("appraisals.bulletin.revised", text))
    if facts.characters > MOST_CHARACTERS:
        text = noop("A bulletin has %(most)s characters at most; this one has %(count)s.")
        params = {"most": MOST_CHARACTERS, "count": facts.characters}
        said.append(Reason("appraisals.bulletin.long", text, params))
    return tuple(said)


def against_opening(facts: Publishing) -> tuple[Reason, ...]:
    """Return everything that stands against opening a bulletin to everybody."""
    if facts.scope != PublicationScope.PUBLIC:
        text = noop("The scheme keeps results inside; only a scheme whose publication is “%(scope)s” may be opened.")
        return (Reason("appraisals.bulletin.inside", text, {"scope": PublicationScope.PUBLIC}),)
    return against_publishing(facts)


def naming_state(bulletin: int, first: int | None, second: int | None) -> Reason | None:
    """Return why persons are not named in a bulletin, None if two different officers allowed it."""
    allowed = [Naming(officer, bulletin) for officer in (first, second) if officer is not None]
    return naming_refused(bulletin, allowed, is_switched_on=bool(allowed))


def against_naming(first: int | None, second: int | None, actor: int) -> tuple[Reason, ...]:
    """Return what stands against an officer's allowing persons to be named."""
    if first is not None and second is not None:
        return (Reason("appraisals.naming_done", noop("Two officers have allowed it already.")),)
    if first == actor:
        text = noop("You allowed it already; one of the %(count)s officers must be another.")
        return (Reason("appraisals.naming_same", text, {"count": LEAST_OFFICERS}),)
    return ()
