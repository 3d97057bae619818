"""The ground of a project is taken: from places as they are today, or anew after they changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override

from linli.boundaries.models import Base as BaseRow
from linli.boundaries.queries.taking import find_ground
from linli.boundaries.rules.base import Base, pack
from linli.boundaries.rules.ground import Laid, lay
from linli.boundaries.rules.pieces import GroundRefused
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Reason, noop


def take_ground(*, area: places.Area, communities: Sequence[places.Area]) -> Base:
    """
    Return the ground of some communities of an area as places knows it today; nothing is written.

    Units are compounds and loose buildings; roads, railways and waters of places give borders their class; what had
    to be assumed stands in `notes`. Raises GroundRefused.
    """
    if not communities:
        raise GroundRefused("no_community", noop("Choose the communities that are to be split."))
    for community in communities:
        if community.tier.code != TierCode.COMMUNITY or not places.may_contain(area.path, community.path):
            text = noop("“%(community)s” is no community of %(area)s.")
            raise GroundRefused("not_here", text, community=community.short_name, area=area.short_name)
    found = find_ground(communities)
    return noted(lay(found.pieces, found.homes, found.lines), found.notes)


def noted(laid: Laid, more: Iterable[Reason] = ()) -> Base:
    """Return the base with what was assumed."""
    return replace(laid.base, notes=tuple(in_words(reason) for reason in (*laid.notes, *more)))


def in_words(reason: Reason) -> str:
    """Say a reason in the language of the house, whoever acts: a ground says the same to everybody."""
    with override(settings.LANGUAGE_CODE):
        return reason.render(gettext)


def keep_ground(base: Base, *, now: datetime, source: str = "") -> BaseRow:
    """Return the row of a ground, made if no equal one is kept yet, within the transaction of the caller."""
    content, digest = pack(base)
    facts = {"content": content, "units": len(base.units), "households": base.households, "taken_at": now}
    return BaseRow.objects.get_or_create(digest=digest, defaults=facts | {"source": source[:200]})[0]
