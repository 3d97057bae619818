"""What gives reason to doubt a figure or an arrangement of the network; a doubt is a sentence, never a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from linli.network.rules.policy import Judging
from linli.values import Reason, noop

CHIEFS = ("书记", "主任", "secretary", "director")
DEPUTIES = ("副", "deputy", "vice")
LINKED = noop("%(area)s is among the hardest, but %(leader)s, who is linked to it, is neither secretary nor director.")
UNLINKED = noop("%(area)s is among the hardest, but no leader of the subdistrict is linked to it.")
UNEVEN = noop("%(post)s: %(number)s of %(total)s (%(share)s %%) in %(area)s, with %(weight)s %% of the households.")
UNEVEN_PARTS = noop("%(post)s: %(number)s of %(total)s (%(share)s %%) in %(area)s, one of %(parts)s parts.")
UNCOUNTED = noop(
    "%(number)s of %(total)s buildings have no number of households; each counts as needing one household."
)


@dataclass(frozen=True, slots=True)
class Link:
    """A community among the hardest and who is linked to it; titles: every office he is known to hold."""

    area: str
    leader: str = ""
    titles: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an area, how many of something it has, and its households if they are known."""

    area: str
    number: int
    households: int | None = None


def is_chief(title: str) -> bool:
    """Tell whether an office is that of a secretary or director; deputies are not."""
    said = title.lower()
    return any(word in said for word in CHIEFS) and not any(word in said for word in DEPUTIES)


def link_doubts(links: Iterable[Link]) -> list[Reason]:
    """Return a doubt for each of the hardest that neither secretary nor director is linked to. Source: 003-4."""
    return [_link_doubt(link) for link in links if not any(map(is_chief, link.titles))]


def _link_doubt(link: Link) -> Reason:
    if not link.leader:
        return Reason("network.hard_unlinked", UNLINKED, {"area": link.area})
    return Reason("network.hard_linked_below", LINKED, {"area": link.area, "leader": link.leader})


def uneven_doubts(post: str, parts: Sequence[Part], judging: Judging) -> list[Reason]:
    """
    Return a doubt for each part whose share of the holders of a post is far above its share of households.

    Without all households every part weighs the same. Source: 004-3, 315 of 577 committees in one subdistrict: either
    the others lag behind or the figure is wrong.
    """
    number = sum(part.number for part in parts)
    if number < judging.uneven_least or len(parts) < 2:
        return []
    known = [part.households for part in parts if part.households]
    households = sum(known) if len(known) == len(parts) else 0
    found = []
    for part in parts:
        weight = Fraction(part.households or 0, households) if households else Fraction(1, len(parts))
        share = Fraction(part.number, number)
        if share > judging.uneven_factor * weight:
            facts = {"post": post, "area": part.area, "number": part.number, "total": number, "share": _percent(share)}
            if households:
                found.append(Reason("network.uneven", UNEVEN, facts | {"weight": _percent(weight)}))
            else:
                found.append(Reason("network.uneven", UNEVEN_PARTS, facts | {"parts": len(parts)}))
    return found


def counting_doubts(uncounted: int, buildings: int) -> list[Reason]:
    """Return the doubt that what is expected by households rests on buildings whose households nobody counted."""
    if not uncounted:
        return []
    return [Reason("network.uncounted", UNCOUNTED, {"number": uncounted, "total": buildings})]


def _percent(share: Fraction) -> str:
    """Return a share in percent to one place."""
    return f"{float(100 * share):.1f}"
