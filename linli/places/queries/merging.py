"""Newer lists on their way: which merges a person sees, their groups and their proposals."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.places import rules
from linli.places.models import Area, ListMerge, MergeGroup, MergeProposal
from linli.places.terms import Verdict

from .reach import in_subtree, reaches_top

ACTION = "places.import"
DECIDED = (Verdict.CONFIRMED, Verdict.CORRECTED)


def list_merges(user: Any) -> QuerySet[ListMerge]:
    """Return the merges of newer lists within the person's duties, the newest first."""
    rows = ListMerge.objects.select_related("area").order_by("-made_at", "-pk")
    if reaches_top(user, ACTION):
        return rows
    within = Q(pk__in=())
    for grant in user.grants(ACTION):
        within |= in_subtree(grant.area_path, "area__path") if grant.area_path else Q(area__isnull=False)
    return rows.filter(within)


def count_verdicts(merge: ListMerge) -> dict[str, int]:
    """Return how many proposals of a merge stand at each decision."""
    rows = merge.proposals.order_by().values_list("verdict").annotate(count=Count("pk"))
    return {Verdict(verdict).value: count for verdict, count in rows}


def list_groups(merge: ListMerge) -> QuerySet[MergeGroup]:
    """Return the groups of a merge in their order, with `count`, and `open_count`: how many nobody decided yet."""
    is_open = Q(proposals__verdict__in=(Verdict.PROPOSED, Verdict.POSTPONED))
    return merge.groups.annotate(count=Count("proposals"), open_count=Count("proposals", filter=is_open)).order_by(
        "number"
    )


def list_proposals(merge: ListMerge, **said: Any) -> QuerySet[MergeProposal]:
    """
    Return the proposals of a merge that fit the filters, in the order of their groups.

    said: group (its number), kind, tier, verdict, certain ("yes" or "no"), search (part of a name, or a code begun).
    """
    rows = merge.proposals.select_related("area__parent", "tier", "group")
    plain = {"group__number": said.get("group"), "kind": said.get("kind"), "tier__code": said.get("tier")}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if said.get("verdict"):
        rows = rows.filter(verdict=said["verdict"])
    if said.get("certain"):
        rows = rows.filter(is_certain=said["certain"] == "yes")
    if search := said.get("search", "").strip():
        code = rules.clean_code(search)
        named = Q(name__contains=search) | Q(area__name__contains=search)
        rows = rows.filter(named | Q(code__startswith=code) | Q(area__code__startswith=code))
    return rows.order_by("group__number", "pk")


def names_of_heirs(proposals: Iterable[MergeProposal]) -> dict[str, str]:
    """Return the names behind the codes and keys to which proposals refer: heirs, new parents, and origins."""
    proposals = list(proposals)
    codes = {heir[0] for each in proposals for heir in each.heirs} | {each.parent_code for each in proposals} - {""}
    keys = {origin[0] for each in proposals for origin in each.origins}
    found = {str(pk): name for pk, name in Area.objects.filter(pk__in=keys).values_list("pk", "name")}
    wanted = sorted(codes)[:900]
    found |= dict(Area.objects.filter(code__in=wanted, valid_to__isnull=True).values_list("code", "name"))
    if proposals:
        named = MergeProposal.objects.filter(merge=proposals[0].merge_id, code__in=wanted).exclude(name="")
        found |= dict(named.values_list("code", "name"))
    return found
