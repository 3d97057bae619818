"""Scoring by keyboard: an assessor's grid, one item over all subjects or one subject over all items."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.appraisals import services
from linli.appraisals.forms.scoring import Grid
from linli.appraisals.models import Assessor
from linli.appraisals.queries import scoring as queries
from linli.appraisals.queries.scoring import Place, Task
from linli.appraisals.views.trail import need, sentences, trail
from linli.cases import queries as cases
from linli.foundation import uploads
from linli.foundation.access import requires

SCORE = "appraisals.score"
BY_ITEM, BY_SUBJECT = "item", "subject"


@dataclass(frozen=True)
class Desk:
    """Where an assessor is: in which of his roles, going by items or subjects, at which of them."""

    task: Task
    roles: Sequence[Assessor]
    by: str
    places: Sequence[Place]
    at: Place | None
    grid: Grid | None


@requires(SCORE)
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an assessor gives, and write what he typed."""
    task, roles, by = asked_for(request, pk)
    places = _places(task, by)
    at = _at(request, places)
    desk = Desk(task, roles, by, places, at, Grid(task, **{by: at.key}) if at else None)
    if request.method == "POST" and desk.grid is not None and at is not None:
        return _take(request, desk, desk.grid, at)
    return _show(request, desk)


@requires(SCORE)
@require_safe
def photo(request: HttpRequest, line_id: int) -> FileResponse:
    """Show the photo beside a line to whoever gave it."""
    line = get_object_or_404(queries.evidence_lines(request.user), pk=line_id)
    return uploads.serve(line.file)


def asked_for(request: HttpRequest, pk: int) -> tuple[Task, list[Assessor], str]:
    """Return what a person scores in the role asked for, his roles, and which way he goes. Raises Http404."""
    round_ = get_object_or_404(queries.scored_rounds(request.user), pk=pk)
    roles = queries.roles_in(round_, request.user)
    by = BY_SUBJECT if request.GET.get("by") == BY_SUBJECT else BY_ITEM
    return queries.task_of(round_, _role(request, roles)), roles, by


def _take(request: HttpRequest, desk: Desk, grid: Grid, at: Place) -> HttpResponse:
    """Write what was typed; what cannot stand stays in its row with the reason."""
    task = desk.task
    grid.take(request.POST, request.FILES)
    entries = grid.entries(request.POST, lambda file: uploads.accept_image(file).path, _known_to(request.user))
    try:
        saved = services.score_lines(
            round_id=task.round.pk, assessor_id=task.assessor.pk, entries=entries, actor=request.user, now=now()
        )
    except services.AppraisalRefused as refused:
        return _show(request, desk, status=422, refusals=sentences(refused.reasons))
    grid.refuse(saved.refused)
    if saved.count:
        said = ngettext("%(count)s line saved.", "%(count)s lines saved.", saved.count) % {"count": saved.count}
        messages.success(request, said)
    if grid.has_errors:
        fresh = queries.task_of(task.round, task.assessor)
        grid.stand(fresh)
        return _show(request, replace(desk, task=fresh, places=_places(fresh, desk.by)), status=422)
    following = _beside(desk.places, at, 1) if request.POST.get("then") == "next" else at
    return redirect(_address(task, desk.by, following or at))


def _show(request: HttpRequest, desk: Desk, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show the grid with the places beside it."""
    task, by, at = desk.task, desk.by, desk.at
    subject = next((one for one in task.subjects if at and by == BY_SUBJECT and one.pk == at.key), None)
    before, after = (_beside(desk.places, at, step) if at else None for step in (-1, 1))
    context = {
        "round": task.round,
        "task": task,
        "roles": [(one, _address(task, by, None, one)) for one in desk.roles],
        "by": by,
        "other": _address(task, BY_ITEM if by == BY_SUBJECT else BY_SUBJECT, None),
        "places": [(place, _address(task, by, place)) for place in desk.places],
        "at": at,
        "item": next((one for one in task.items if at and by == BY_ITEM and one.id == at.key), None),
        "before": _address(task, by, before) if before else "",
        "after": _address(task, by, after) if after else "",
        "grid": desk.grid,
        "told": queries.told_of(task, subject) if subject else [],
        "is_open": queries.is_open(task.round),
        "here": _address(task, by, at),
        "book": _address(task, by, None, page="appraisals:score_book"),
        "crumbs": trail(f"{task.round.scheme.name} {task.round.period}"),
    }
    return render(request, "appraisals/score.html", context | more, status=status)


def _places(task: Task, by: str) -> list[Place]:
    return task.by_subject() if by == BY_SUBJECT else task.by_item()


def _role(request: HttpRequest, roles: Sequence[Assessor]) -> Assessor:
    """Return the role chosen, or the first. Raises Http404 for none of his."""
    wanted = request.GET.get("role", "")
    found = [one for one in roles if not wanted or str(one.pk) == wanted]
    need(bool(found))
    return found[0]


def _at(request: HttpRequest, places: Sequence[Place]) -> Place | None:
    """Return the place asked for, else the first that is not done, else the first. Raises Http404 for a strange one."""
    wanted = request.GET.get("at", "")
    if wanted:
        found = [place for place in places if str(place.key) == wanted]
        need(bool(found))
        return found[0]
    return next((place for place in places if not place.is_done), places[0] if places else None)


def _beside(places: Sequence[Place], at: Place, step: int) -> Place | None:
    number = next(number for number, place in enumerate(places) if place.key == at.key) + step
    return places[number] if 0 <= number < len(places) else None


def _address(
    task: Task, by: str, place: Place | None, role: Assessor | None = None, *, page: str = "appraisals:score"
) -> str:
    """Return the address of a place of the grid, or of its workbook."""
    asked: dict[str, Any] = {"by": by, "role": (role or task.assessor).pk}
    if place is not None:
        asked["at"] = place.key
    return f"{reverse(page, args=[task.round.pk])}?{urlencode(asked)}"


def _known_to(user: Any) -> Any:
    """Return what finds out which numbers of cases a person may see."""

    def known(numbers: set[int]) -> set[int]:
        return set(cases.visible_cases(user).filter(number__in=numbers).values_list("number", flat=True))

    return known
