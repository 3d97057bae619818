"""What about the network of an area gives reason to doubt."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from linli.network import rules
from linli.network.models import Posting
from linli.network.queries.coverage import Part
from linli.network.queries.needs import holding
from linli.network.queries.policy import get_policy
from linli.network.queries.postings import hardest
from linli.network.terms import Expectation
from linli.people import queries as people
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Reason, Span

LIAISON = "liaison_leader"
FOCUS = (5, 6)
"""Tiers of the network whose figures are compared between subdistricts (004-2)."""


def list_doubts(area: places.Area, parts: Sequence[Part], on: date) -> list[Reason]:
    """Return what gives reason to doubt in an area on a day. parts: as `coverage_of_children` found them."""
    return [*_link_doubts(area, on), *_uneven_doubts(parts, on), *_counting_doubts(area, on)]


def _link_doubts(area: places.Area, on: date) -> list[Reason]:
    """Return the doubts about who is linked to the hardest communities (003-4)."""
    hard = {each.area_id: each.area.short_name for each in hardest(area, on)}
    if not hard:
        return []
    linked = Posting.objects.filter(holding(on), kind__code=LIAISON, area__in=list(hard)).select_related("holder")
    rows = list(linked.order_by("valid_from", "pk"))
    accounts = {row.holder.account_id for row in rows if row.holder and row.holder.account_id}
    held = people.titles_of(accounts, on) if accounts else {}
    found: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    for row in rows:
        if row.holder is not None:
            found[row.area_id].append((str(row.holder), [row.title, *held.get(row.holder.account_id or 0, ())]))
    links = []
    for key, name in hard.items():
        leaders = "、".join(leader for leader, _titles in found[key])
        links.append(rules.Link(name, leaders, [title for _leader, titles in found[key] for title in titles]))
    return rules.link_doubts(links)


def _uneven_doubts(parts: Sequence[Part], on: date) -> list[Reason]:
    """Return the doubts about figures that lie far more in one subdistrict than its households say (004-3)."""
    subdistricts = [part for part in parts if part.area.tier.code == TierCode.SUBDISTRICT]
    if not subdistricts:
        return []
    judging, found = get_policy().judging(on), []
    for tier_place, tier in enumerate(subdistricts[0].tiers):
        if tier.tier.number not in FOCUS:
            continue
        for place, each in enumerate(tier.kinds):
            numbers = [
                rules.Part(part.area.short_name, part.tiers[tier_place].kinds[place].held, part.area.households)
                for part in subdistricts
            ]
            found += rules.uneven_doubts(str(each.kind), numbers, judging)
    return found


def _counting_doubts(area: places.Area, on: date) -> list[Reason]:
    """Return the doubt that what is expected by households rests on areas without a number of households."""
    rows = places.AreaVersion.objects.filter(
        places.in_force(Span.between(on, on)),
        places.in_subtree(area.path, "area__path"),
        tier__post_kinds__expectation=Expectation.PER_HOUSEHOLDS,
        tier__post_kinds__is_active=True,
    )
    counted = rows.aggregate(
        every=Count("area", distinct=True), none=Count("area", filter=Q(households__isnull=True), distinct=True)
    )
    return rules.counting_doubts(counted["none"], counted["every"])
