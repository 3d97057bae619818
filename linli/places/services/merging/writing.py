"""The writing of what a merge carries out, and the traces by which it can be undone."""

from collections.abc import Sequence
from typing import Any

from linli.places import rules
from linli.places.models import Area, AreaVersion, ListMerge, MergeProposal, MergeTrace, Succession
from linli.places.rules import merging
from linli.places.services.areas import last_child, lock_place, note_successions, save_new
from linli.places.services.bulk import change_many
from linli.places.terms import ProposalKind, SuccessionKind, Verdict

from .rows import pieces

COLUMNS = ("parent_id", "path", "kind", "code", "name", "short_name", "households", "listed_on", "valid_to")
"""The columns of an area that a merge can change."""
SAID = {
    ProposalKind.RENAMED: SuccessionKind.RENAME,
    ProposalKind.RECODED: SuccessionKind.RECODE,
    ProposalKind.MOVED: SuccessionKind.MOVE,
}
"""What of an area that goes on is written down as a succession; another ending of a name is none."""


class Writer:
    """Writes proposals that can be carried out; the order matters, each step rests on the one before."""

    def __init__(self, merge: ListMerge, codes: dict[str, Area | None], document: str) -> None:
        """Take the merge, the areas that bear the codes of the list, and the decision."""
        self.merge, self.on, self.codes, self.document = merge, merge.as_of, codes, document
        self.traces: dict[int, MergeTrace] = {}
        self.last: dict[int | None, int] = {}

    def write(self, ready: Sequence[MergeProposal]) -> None:
        """Write it all; codes are taken from their holders first, so that they can pass in any order."""
        lock_place(None)
        begun = [each for each in ready if each.area_id is None]
        going = [each for each in ready if each.area_id is not None and each.code]
        ended = [each for each in ready if not each.code]
        self._note_before([*going, *ended])
        self._free_codes([*going, *ended])
        for tier in merging.LEVELS:
            self._begin([each for each in begun if each.tier.code == tier])
            self._change([each for each in going if each.tier.code == tier])
        for tier in reversed(merging.LEVELS):
            self._end([each for each in ended if each.tier.code == tier])
        self._succeed(ready)
        self._mark_listed()
        self._note_after()
        for each in ready:
            each.verdict = Verdict.APPLIED
        for some in pieces(ready):
            MergeProposal.objects.bulk_update(some, ["verdict", "area"])

    def _note_before(self, proposals: Sequence[MergeProposal]) -> None:
        """Remember every area and its version as they were."""
        keys = [each.area_id for each in proposals if each.area_id]
        for some in pieces(keys):
            versions = {row.area_id: row for row in AreaVersion.objects.filter(area__in=some, valid_to__isnull=True)}
            for area in Area.objects.filter(pk__in=some):
                version = versions[area.pk]
                trace = MergeTrace(merge=self.merge, area=area, before=columns_of(area), after={}, closed=version.pk)
                if version.valid_from == self.on:
                    trace.corrected = facts_of(version)
                self.traces[area.pk] = trace

    def _free_codes(self, proposals: Sequence[MergeProposal]) -> None:
        giving = [each.area.pk for each in proposals if each.area and each.area.code != each.code]
        for some in pieces(giving):
            Area.objects.filter(pk__in=some).update(code="")

    def _begin(self, proposals: Sequence[MergeProposal]) -> None:
        areas = []
        for each in proposals:
            parent = self._bearer(each.parent_code)
            number = self._next_below(parent)
            areas.append(
                Area(
                    tier=each.tier,
                    parent=parent,
                    path=rules.child_path(parent.path if parent else "", number),
                    kind=each.area_kind or "",
                    code=each.code,
                    name=each.name,
                    short_name=rules.short_name(each.name),
                    province=each.province,
                    households=each.households,
                    valid_from=self.on,
                    listed_on=self.on,
                )
            )
        for some in pieces(areas):
            save_new(some, self.document)
        for each, area in zip(proposals, areas, strict=True):
            each.area = self.codes[each.code] = area
            self.traces[area.pk] = MergeTrace(merge=self.merge, area=area, before=None, after={})

    def _next_below(self, parent: Area | None) -> int:
        key = parent.pk if parent else None
        if key not in self.last:
            self.last[key] = last_child(parent)
        self.last[key] += 1
        return self.last[key]

    def _bearer(self, code: str) -> Area | None:
        """Return the area that bears a code of the list, as it is by now."""
        area = self.codes.get(code) if code else None
        if area is not None:
            area.refresh_from_db(fields=["path"])
        return area

    def _change(self, proposals: Sequence[MergeProposal]) -> None:
        for some in pieces(proposals):
            areas = Area.objects.select_related("tier", "parent").in_bulk([each.area_id for each in some])
            parents = {code: self._bearer(code) for code in {each.parent_code for each in some}}
            changed = []
            for each in some:
                area = areas[each.area_id]
                wanted = {"code": each.code, "name": each.name, "kind": each.area_kind or area.kind}
                if each.parent_code:
                    wanted["parent"] = parents[each.parent_code]
                if each.households is not None:
                    wanted["households"] = each.households
                facts = {name: value for name, value in wanted.items() if getattr(area, name) != value}
                changed.append((area, facts))
            change_many(changed, self.on, self.document, leaves_successions=False)
            Area.objects.filter(pk__in=list(areas)).update(listed_on=self.on)

    def _end(self, proposals: Sequence[MergeProposal]) -> None:
        """End areas; what lies in a community goes with it to its only heir. The row keeps its code."""
        for each in proposals:
            below = list(Area.objects.filter(parent=each.area_id, valid_to__isnull=True))
            if below:
                heir = self._bearer(each.heirs[0][0])
                for area in below:
                    self._note_before_one(area)
                change_many([(area, {"parent": heir}) for area in below], self.on, self.document)
        for some in pieces(proposals):
            keys = [each.area_id for each in some if each.area_id]
            areas = list(Area.objects.filter(pk__in=keys))
            for area in areas:
                area.valid_to, area.code = self.on, (self.traces[area.pk].before or {})["code"]
            Area.objects.bulk_update(areas, ["valid_to", "code"])
            open_rows = AreaVersion.objects.filter(area__in=keys, valid_to__isnull=True)
            open_rows.update(valid_to=self.on, end_document=self.document or None)

    def _note_before_one(self, area: Area) -> None:
        version = AreaVersion.objects.get(area=area, valid_to__isnull=True)
        trace = MergeTrace(merge=self.merge, area=area, before=columns_of(area), after={}, closed=version.pk)
        if version.valid_from == self.on:
            trace.corrected = facts_of(version)
        self.traces.setdefault(area.pk, trace)

    def _succeed(self, ready: Sequence[MergeProposal]) -> None:
        """Write down what became of each area, and from what new ones came."""
        rows = []
        for each in ready:
            kinds = [ProposalKind(kind) for kind in each.kinds]
            area = each.area
            rows += [self._row(area, area, SAID[kind], 1.0) for kind in kinds if kind in SAID and each.code]
            rows += [self._row(key, area, SuccessionKind.SPLIT, share) for key, share, _units in each.origins]
            for code, share, _units in each.heirs:
                rows.append(self._row(area, self.codes[code], self._kind_of_end(each), share))
        note_successions(rows)

    def _kind_of_end(self, each: MergeProposal) -> SuccessionKind:
        kinds = {ProposalKind.MERGED: SuccessionKind.MERGE, ProposalKind.SPLIT: SuccessionKind.SPLIT}
        return kinds.get(ProposalKind(each.kind), SuccessionKind.ABOLISH)

    def _row(self, predecessor: Any, successor: Any, kind: SuccessionKind, share: float) -> Succession:
        keys = [each.pk if isinstance(each, Area) else each for each in (predecessor, successor)]
        facts = {"kind": kind, "share": share, "on": self.on, "document": self.document}
        return Succession(predecessor_id=keys[0], successor_id=keys[1], merge=self.merge, **facts)

    def _mark_listed(self) -> None:
        """Remember that the areas that are as they were stand in this list too."""
        open_ends = self.merge.proposals.filter(code="").exclude(verdict__in=(Verdict.APPLIED, Verdict.REJECTED))
        skipped = set(open_ends.values_list("area_id", flat=True))
        for district in self.merge.districts if self.merge.listed_before else ():
            seen = Area.objects.filter(code__gte=district, code__lt=f"{district}~", valid_to__isnull=True)
            seen = seen.filter(listed_on=self.merge.listed_before)
            (seen.exclude(pk__in=skipped) if skipped else seen).update(listed_on=self.on)

    def _note_after(self) -> None:
        """Keep the traces with what each area is now."""
        for some in pieces(list(self.traces)):
            opened = AreaVersion.objects.filter(area__in=some, valid_to__isnull=True)
            versions = dict(opened.values_list("area_id", "pk"))
            for area in Area.objects.filter(pk__in=some):
                trace = self.traces[area.pk]
                trace.after, trace.opened = columns_of(area), versions.get(area.pk)
            MergeTrace.objects.bulk_create([self.traces[key] for key in some])


def columns_of(area: Area) -> dict[str, Any]:
    """Return the columns of an area that a merge can change, as plain values."""
    found = {name: getattr(area, name) for name in COLUMNS}
    days = {name: found[name].isoformat() if found[name] else None for name in ("listed_on", "valid_to")}
    return found | days | {"kind": str(area.kind.value if area.kind else "")}


def facts_of(version: AreaVersion) -> dict[str, Any]:
    """Return the dated facts of a version as plain values."""
    keys = {f"{name}_id": getattr(version, f"{name}_id") for name in ("tier", "parent", "outline")}
    plain = {name: getattr(version, name) for name in ("code", "name", "households")}
    return keys | plain | {"kind": str(version.kind.value if version.kind else "")}
