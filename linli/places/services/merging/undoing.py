"""A merge is taken back: what was in force before it is in force again, exactly, or the undoing is refused."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from linli.foundation import audit
from linli.places.models import Area, AreaVersion, ListMerge, MergeProposal, MergeTrace, Succession
from linli.places.services.bulk import rewrite_paths
from linli.places.services.checks import AreaRefused
from linli.places.services.naming import forget_names
from linli.places.terms import MergeState, Verdict
from linli.values import noop

from .rows import hold, pieces
from .writing import COLUMNS, columns_of

NAMED = 5
KEY_DIGITS = 11
"""Of equal length, so that no path on the way is the beginning of another one."""


@transaction.atomic
def undo_merge(*, merge_id: int, actor: Any, now: datetime) -> ListMerge:
    """
    Bring back what was in force before a merge: versions, paths, codes and successions.

    Raises ListMerge.DoesNotExist, or AreaRefused with the areas on which something newer builds; then nothing changes.
    """
    merge = hold(merge_id)
    traces = list(merge.traces.select_related("area"))
    _refuse_newer(merge, traces)
    merge.successions.all().delete()
    kept = [trace for trace in traces if trace.before is not None]
    begun = [trace.area for trace in traces if trace.before is None]
    _bring_back(kept)
    _take_back_versions(kept)
    _forget(begun)
    _mark_listed(merge)
    merge.traces.all().delete()
    MergeProposal.objects.filter(merge=merge, verdict=Verdict.APPLIED).update(verdict=Verdict.CONFIRMED)
    merge.state = MergeState.UNDONE
    merge.save(update_fields=["state"])
    details = {"as_of": merge.as_of.isoformat(), "areas": len(traces)}
    audit.record(actor=actor, action="places.unmerge", subject=merge.area, at=now, details=details)
    return merge


def _refuse_newer(merge: ListMerge, traces: Sequence[MergeTrace]) -> None:
    """Refuse while an area was changed, ended, succeeded or lived in after the merge."""
    newer = [trace.area.name for trace in traces if _was_changed(trace)]
    for some in pieces([trace.area_id for trace in traces]):
        opened = AreaVersion.objects.filter(area__in=some, valid_to__isnull=True)
        now_open = dict(opened.values_list("area_id", "pk"))
        by_key = {trace.area_id: trace for trace in traces if trace.area_id in set(some)}
        newer += [trace.area.name for key, trace in by_key.items() if now_open.get(key) != trace.opened]
        later = Succession.objects.filter(predecessor__in=some, on__gt=merge.as_of)
        newer += later.values_list("predecessor__name", flat=True)
    begun = [trace.area_id for trace in traces if trace.before is None]
    known = {trace.area_id for trace in traces}
    for some in pieces(begun):
        lying = Area.objects.filter(parent__in=some).exclude(pk__in=known)
        newer += lying.values_list("parent__name", flat=True)
    if newer:
        names = "、".join(list(dict.fromkeys(newer))[:NAMED])
        raise AreaRefused(
            "merge", noop("Something newer builds on this merge: %(names)s. Undo that first."), names=names
        )


def _was_changed(trace: MergeTrace) -> bool:
    """Return whether an area is no longer as the merge left it; its path follows what lies above."""
    today = columns_of(trace.area)
    return any(today[name] != value for name, value in trace.after.items() if name not in ("path", "listed_on"))


def _bring_back(traces: Sequence[MergeTrace]) -> None:
    """Give every area the columns it had; codes and paths are freed first, so that they can pass in any order."""
    for keys in pieces([trace.area_id for trace in traces]):
        Area.objects.filter(pk__in=keys).update(code="")
    moved = [(trace.area, _path_before(trace)) for trace in traces if _path_before(trace) != trace.area.path]
    for area, _path in moved:
        area.refresh_from_db(fields=["path"])
        _hang(area, f"~{area.pk:0{KEY_DIGITS}d}")
    for area, path in sorted(moved, key=lambda each: len(each[1])):
        area.refresh_from_db(fields=["path"])
        _hang(area, path)
    for some in pieces(traces):
        areas = []
        for trace in some:
            for name, value in (trace.before or {}).items():
                is_day = name in ("listed_on", "valid_to") and value
                setattr(trace.area, name, date.fromisoformat(value) if is_day else value)
            areas.append(trace.area)
        Area.objects.bulk_update(areas, [name.removesuffix("_id") for name in COLUMNS if name != "path"])


def _path_before(trace: MergeTrace) -> str:
    return str((trace.before or {})["path"])


def _hang(area: Area, path: str) -> None:
    """Give an area another path, and what lies in it along. Raises AreaRefused if somebody has it meanwhile."""
    if Area.objects.filter(path=path).exclude(pk=area.pk).exists():
        text = noop("Something newer builds on this merge: %(names)s. Undo that first.")
        raise AreaRefused("merge", text, names=area.name)
    rewrite_paths(area.pk, area.path, path)
    Area.objects.filter(pk=area.pk).update(path=path)


def _take_back_versions(traces: Sequence[MergeTrace]) -> None:
    """Delete the versions the merge opened, open those it closed, and put back the facts it corrected."""
    for some in pieces(traces):
        opened = [trace.opened for trace in some if trace.opened and trace.opened != trace.closed]
        AreaVersion.objects.filter(pk__in=opened).delete()
        closed = [trace.closed for trace in some if trace.closed]
        AreaVersion.objects.filter(pk__in=closed).update(valid_to=None, end_document=None)
    for trace in traces:
        if trace.corrected is not None:
            AreaVersion.objects.filter(pk=trace.closed or 0).update(**trace.corrected)


def _forget(areas: Sequence[Area]) -> None:
    """Take away areas that began with the merge, the lowest first. Raises AreaRefused if another room knows them."""
    for area in sorted(areas, key=lambda each: -len(each.path)):
        MergeProposal.objects.filter(area=area).update(area=None)
        MergeTrace.objects.filter(area=area).delete()
        AreaVersion.objects.filter(area=area).delete()
        forget_names([area])
        try:
            area.delete()
        except ProtectedError as error:
            text = noop("Something newer builds on this merge: %(names)s. Undo that first.")
            raise AreaRefused("merge", text, names=area.name) from error


def _mark_listed(merge: ListMerge) -> None:
    """The areas that were as they were stand in the older list again."""
    for district in merge.districts if merge.listed_before else ():
        seen = Area.objects.filter(code__gte=district, code__lt=f"{district}~", valid_to__isnull=True)
        seen.filter(listed_on=merge.as_of).update(listed_on=merge.listed_before)
