"""Named selections: the subjects that a document singles out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places import queries as places
from linli.standards.models import Selection, Subject, Target
from linli.standards.services.refusals import refuse
from linli.values import noop


@transaction.atomic
def create_selection(
    *, area: places.Area, name: str, actor: Any, now: datetime, clause: str = "", subjects: Iterable[Subject] = ()
) -> Selection:
    """Begin a selection in an area. Raises StandardRefused."""
    chosen = list(subjects)
    kept = _checked(area, name, chosen)
    selection = Selection.objects.create(area=area, name=kept, clause=clause.strip())
    selection.subjects.set(chosen)
    details = {"standards.members": len(chosen)}
    audit.record(
        actor=actor, action="standards.create_selection", subject=selection, at=now, note=kept, details=details
    )
    return selection


@transaction.atomic
def change_selection(
    *, selection_id: int, name: str, actor: Any, now: datetime, clause: str = "", subjects: Iterable[Subject] = ()
) -> Selection:
    """Change name and members of a selection; who came and who went stands in the log. Raises StandardRefused."""
    selection = Selection.objects.select_for_update(of=("self",)).select_related("area").get(pk=selection_id)
    chosen = list(subjects)
    kept = _checked(selection.area, name, chosen, but=selection.pk)
    before, after = set(selection.subjects.values_list("pk", flat=True)), {subject.pk for subject in chosen}
    selection.name, selection.clause = kept, clause.strip()
    selection.save(update_fields=["name", "clause"])
    selection.subjects.set(chosen)
    details = {"standards.joined": sorted(after - before), "standards.left": sorted(before - after)}
    audit.record(
        actor=actor, action="standards.change_selection", subject=selection, at=now, note=kept, details=details
    )
    return selection


@transaction.atomic
def delete_selection(*, selection_id: int, actor: Any, now: datetime) -> None:
    """Delete a selection that no target names. Raises StandardRefused."""
    selection = Selection.objects.select_for_update(of=("self",)).get(pk=selection_id)
    if target := Target.objects.filter(selection=selection).order_by("year", "order").first():
        text = noop("“%(title)s” of %(year)s binds this selection.")
        raise refuse("selection_used", text, title=target.title, year=target.year)
    audit.record(actor=actor, action="standards.delete_selection", subject=selection, at=now, note=selection.name)
    selection.delete()


def _checked(area: places.Area, name: str, subjects: list[Subject], but: int | None = None) -> str:
    """Return the name as it is kept. Raises StandardRefused for a selection that cannot be so."""
    kept = " ".join(name.split())
    if not kept:
        raise refuse("selection_name", noop("A selection needs a name."))
    same = Selection.objects.filter(name=kept)
    if (same if but is None else same.exclude(pk=but)).exists():
        raise refuse("selection_exists", noop("There is a selection called “%(name)s” already."), name=kept)
    if any(not subject.area.path.startswith(area.path) for subject in subjects):
        raise refuse("selection_area", noop("The members of a selection lie in its area."))
    return kept
