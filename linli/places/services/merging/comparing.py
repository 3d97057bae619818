"""A newer list is held against what is in force: its proposals are kept, nothing in the territory changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Rejected
from linli.places import queries, rules
from linli.places.models import Area, AreaVersion, ListMerge, MergeGroup, MergeProposal, MergeRejection, Tier
from linli.places.rules import merging
from linli.places.services.listing import Listing
from linli.places.terms import MergeState, TierCode, Verdict

from .rows import BATCH, pieces, plain

ORDER = {"ended": 0, "begun": 1, "between": 2, "kind": 3}
"""In which order groups are shown: what concerns upper areas first."""
Found = tuple[merging.Comparison, list[merging.Proposal], list[Rejected]]


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What is in force below the cities of a list's provinces.

    places: as the comparison takes them; late: keys of areas changed after the day of the list; reach: keys within
    the importer's duties, None for all.
    """

    places: list[merging.Place]
    late: set[int]
    reach: set[int] | None


def is_newer(listing: Listing, as_of: date) -> bool:
    """Return whether areas of the list's districts are in force already and followed an older list, or none."""
    districts = sorted({code[: rules.DISTRICT_DIGITS] for code in listing.units})
    known = Area.objects.filter(valid_to__isnull=True, tier__code=TierCode.COMMUNITY)
    for some in pieces(districts):
        below = known.filter(parent__parent__code__in=some)
        older = Q(listed_on__lt=as_of) | Q(listed_on__isnull=True, valid_from__lt=as_of)
        if below.filter(older).exists():
            return True
    return False


def keep_merge(listing: Listing, *, actor: Any, now: datetime, as_of: date, reach: tuple[str, ...]) -> ListMerge:
    """Compare a sound list with what is in force and keep what comes of it, with one line of the log."""
    standing = _standing(listing, as_of, reach)
    found, proposals, rejected = _compare(listing, standing, as_of)
    rows_proposed = sum(1 for each in proposals if each.tier is TierCode.COMMUNITY and each.new)
    before = Area.objects.filter(valid_to__isnull=True).aggregate(last=Max("listed_on"))["last"]
    districts = sorted({code[: rules.DISTRICT_DIGITS] for code in listing.units})
    _drop_undecided(districts)
    merge = ListMerge.objects.create(
        as_of=as_of,
        area=_common(standing, listing),
        maker_id=getattr(actor, "pk", None),
        made_at=now,
        state=MergeState.OPEN if proposals else MergeState.APPLIED,
        total=listing.total,
        rejected=len(rejected),
        unchanged=listing.total - len(rejected) - rows_proposed,
        listed_before=before if before is not None and before < as_of else None,
        districts=districts,
        columns=listing.columns,
    )
    _keep(merge, found, proposals, listing)
    rows = [MergeRejection(merge=merge, number=r.number, cells=dict(r.cells), reason=r.reason) for r in rejected]
    MergeRejection.objects.bulk_create(rows, batch_size=BATCH)
    details = {"as_of": as_of.isoformat(), "total": merge.total, "rejected": merge.rejected}
    details |= {"proposals": len(proposals), "unchanged": merge.unchanged}
    audit.record(actor=actor, action="places.compare", subject=merge.area, at=now, details=details)
    return merge


def _drop_undecided(districts: Sequence[str]) -> None:
    """Forget earlier comparisons of the same districts about which nobody decided anything: this one replaces them."""
    decided = MergeProposal.objects.exclude(verdict=Verdict.PROPOSED).values("merge")
    ListMerge.objects.filter(state=MergeState.OPEN, districts=districts).exclude(pk__in=decided).delete()


def _standing(listing: Listing, as_of: date, reach: tuple[str, ...]) -> Standing:
    """Return what is in force in the provinces of the list."""
    provinces = {code[:2] for code in listing.nodes}
    here = Q(pk__in=())
    for path in (
        Area.objects.filter(parent__isnull=True).filter(_in_provinces(provinces)).values_list("path", flat=True)
    ):
        here |= queries.in_subtree(path)
    if len(provinces) > 1:
        here = Q()
    levels = [tier.value for tier in merging.LEVELS]
    areas = Area.objects.filter(here, valid_to__isnull=True, tier__code__in=levels)
    facts = areas.values_list("pk", "code", "name", "tier__code", "parent_id", "households").order_by()
    tiers = {tier.value: tier for tier in merging.LEVELS}
    places = [
        merging.Place(pk, code, name, tiers[tier], parent, households)
        for pk, code, name, tier, parent, households in facts.iterator(chunk_size=5000)
    ]
    newer = AreaVersion.objects.filter(valid_to__isnull=True, valid_from__gt=as_of)
    within = None
    if "" not in reach:
        mine = Q(pk__in=())
        for path in reach:
            mine |= queries.in_subtree(path)
        within = set(areas.filter(mine).values_list("pk", flat=True))
    return Standing(places, set(newer.values_list("area_id", flat=True)), within)


def _in_provinces(provinces: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for province in provinces:
        found |= Q(code__startswith=province)
    return found


def _common(standing: Standing, listing: Listing) -> Area | None:
    """Return the lowest area in force that holds all districts of the list; None if that is several cities."""
    codes = {code for code, node in listing.nodes.items() if node.tier is TierCode.DISTRICT}
    known = [place for place in standing.places if place.code in codes]
    if len(known) == 1:
        return Area.objects.get(pk=known[0].key)
    above = {place.parent for place in known if place.parent is not None}
    return Area.objects.filter(pk__in=above).first() if len(above) == 1 else None


def _compare(listing: Listing, standing: Standing, as_of: date) -> Found:
    """Return the comparison, the proposals that can be kept, and the rows that are not taken."""
    found = merging.compare(standing.places, _named(listing, standing))
    kept, rejected = [], list(listing.rejected)
    names = {place.key: place.name for place in standing.places}
    for proposal in found.proposals:
        why = _against(proposal, found, standing, as_of, names)
        if why is None:
            kept.append(proposal)
        elif proposal.new in listing.units:
            rejected.append(listing.reject(proposal.new, why))
    return found, kept, sorted(rejected, key=lambda row: row.number)


def _named(listing: Listing, standing: Standing) -> Iterator[merging.Place]:
    """Yield what the list names; an area whose row has a flaw of its own counts as named, as it is."""
    for node in listing.nodes.values():
        yield merging.Place(node.code, node.code, node.name, node.tier, node.parent or None, node.households)
    flawed = listing.units.keys() - listing.nodes.keys()
    for place in standing.places if flawed else ():
        if place.code in flawed:
            yield place._replace(key=place.code, parent=place.code[: rules.STREET_DIGITS], households=None)


def _against(
    proposal: merging.Proposal, found: merging.Comparison, standing: Standing, as_of: date, names: dict[Any, str]
) -> str | None:
    """Return why a proposal cannot be made: it lies outside the importer's duties, or something newer is known."""
    if proposal.old in standing.late:
        text = gettext("“%(name)s” was changed after %(on)s, the day of this list.")
        return text % {"name": names[proposal.old], "on": as_of}
    if standing.reach is None:
        return None
    key = proposal.old
    code: Any = proposal.new
    while key is None and code in found.pairs.new.places:
        code = found.pairs.new.places[code].parent
        key = found.pairs.to_old.get(code)
    return None if key in standing.reach else gettext("This place lies outside your duties.")


def _keep(merge: ListMerge, found: merging.Comparison, proposals: list[merging.Proposal], listing: Listing) -> None:
    """Write the groups and the proposals, group by group."""
    keys = sorted({each.group for each in proposals}, key=lambda key: (ORDER[key[0]], key))
    groups = [
        MergeGroup(merge=merge, number=number, reason=plain(found.groups[key])) for number, key in enumerate(keys, 1)
    ]
    MergeGroup.objects.bulk_create(groups, batch_size=BATCH)
    by_key = dict(zip(keys, groups, strict=True))
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    proposals.sort(key=lambda each: (by_key[each.group].number, merging.LEVELS.index(each.tier)))
    for some in pieces(proposals):
        rows = [_row(merge, each, by_key[each.group], tiers[each.tier.value], listing) for each in some]
        MergeProposal.objects.bulk_create(rows)


def _row(merge: ListMerge, each: merging.Proposal, group: MergeGroup, tier: Tier, listing: Listing) -> MergeProposal:
    node = listing.nodes.get(each.new)
    said: dict[str, Any] = {}
    if node is not None:
        said = {"code": node.code, "name": node.name, "parent_code": node.parent, "area_kind": node.kind or ""}
        said |= {"households": node.households, "province": node.province}
    return MergeProposal(
        merge=merge,
        group=group,
        tier=tier,
        area_id=each.old,
        kind=each.kinds[0],
        kinds=[kind.value for kind in each.kinds],
        heirs=[[heir.key, heir.share, heir.units] for heir in each.heirs],
        origins=[[heir.key, heir.share, heir.units] for heir in each.origins],
        reason=plain(each.reason),
        is_certain=each.is_certain,
        **said,
    )
