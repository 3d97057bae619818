"""Whom targets bind, in bulk: the area itself, every unit of a tier below it, or a named selection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from linli.foundation.access import in_subtree
from linli.standards.models import Plan, Selection, Subject, Target
from linli.standards.queries.subjects import NAMES
from linli.standards.terms import ScopeKind

Members = dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Bound:
    """Subjects by key, and per target those it binds, in the order of the tree."""

    subjects: dict[int, Subject]
    of: dict[int, tuple[int, ...]]


def read_subjects(plans: Iterable[tuple[Plan, Sequence[Target]]]) -> dict[int, Subject]:
    """Return whom plans may bind by their targets' kinds, by key in the order of the tree; one query for all plans."""
    kinds: dict[str, set[str]] = {}
    for plan, targets in plans:
        kinds.setdefault(plan.area.path, set()).update(target.subject_kind for target in targets)
    scope = Q(pk__in=())
    for path, some in kinds.items():
        scope |= in_subtree("area__path", path) & Q(kind__in=some)
    rows = Subject.objects.filter(scope).select_related(*NAMES).order_by("area__path", "pk")
    return {row.pk: row for row in rows}


def bound_by(
    plan: Plan, targets: Sequence[Target], members: Members, today: date, subjects: Mapping[int, Subject]
) -> Bound:
    """
    Return whom the targets of a plan bind: who existed on the due day, or exists today where that is still to come.

    members: of the selections they name. subjects: whom this plan may bind, and perhaps others.
    """
    path, kinds = plan.area.path, {target.subject_kind for target in targets}
    own = {key: one for key, one in subjects.items() if one.kind in kinds and one.area.path.startswith(path)}
    return Bound(own, {target.pk: _bound(target, own, members, today) for target in targets})


def bound_subjects(target: Target, today: date | None = None) -> tuple[int, ...]:
    """Return the keys of whom one target binds, in the order of the tree. today: without it the due day decides."""
    subjects = read_subjects([(target.plan, [target])])
    return bound_by(target.plan, [target], members_of([target]), today or target.due_on, subjects).of[target.pk]


def members_of(targets: Sequence[Target]) -> Members:
    """Return the members of the selections that targets name, by key; one query, none where none is named."""
    return members_from(targets, selected_by(targets).values_list("selection_id", "subject_id"))


def selected_by(targets: Iterable[Target]) -> QuerySet:
    """Return the rows of selection and subject of the selections that targets name."""
    named = {target.selection_id for target in targets if target.selection_id}
    return Selection.subjects.through.objects.filter(selection__in=named)


def members_from(targets: Iterable[Target], rows: Iterable[tuple[int, int]]) -> Members:
    """Return the members of the selections that targets name, by key. rows: selection and subject."""
    found: dict[int, set[int]] = {target.selection_id: set() for target in targets if target.selection_id}
    for selection, subject in rows:
        found[selection].add(subject)
    return {key: frozenset(subjects) for key, subjects in found.items()}


def _bound(target: Target, subjects: dict[int, Subject], members: Members, today: date) -> tuple[int, ...]:
    """Return the keys of whom one target binds."""
    day = min(target.due_on, today)
    chosen = members[target.selection_id] if target.selection_id else None
    path, is_own = target.area.path, target.scope_kind is ScopeKind.AREA
    return tuple(
        key
        for key, subject in subjects.items()
        if subject.kind is target.subject_kind
        and (subject.area_id == target.area_id if is_own else subject.area.path.startswith(path))
        and (chosen is None or key in chosen)
        and _existed(subject, day)
    )


def _existed(subject: Subject, day: date) -> bool:
    """Return whether a subject's area, organisation and appointment held on a day."""
    parts = (subject.area, subject.unit, subject.appointment)
    return all(
        part is None or (part.valid_from <= day and (part.valid_to is None or part.valid_to > day)) for part in parts
    )
