"""Item by item: the subject's own assessment, and the team's visit on a phone, also where there is no network."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases.services import MoveRefused
from linli.foundation import uploads
from linli.foundation.access import requires
from linli.standards import services
from linli.standards.forms.acceptances import MOST_PHOTOS, FindingForm, VisitForm
from linli.standards.models import Acceptance, Finding
from linli.standards.queries import acceptances as queries
from linli.standards.queries.items import items_of
from linli.standards.services import StandardRefused
from linli.standards.terms import AcceptanceState, ScorerKind
from linli.standards.views.acceptances import crumbs

ASSESS, VISIT, VIEW = "standards.assess", "standards.visit", "standards.view"
PAGES = {ScorerKind.SUBJECT: "self_assessment", ScorerKind.TEAM: "visit"}
KEEP = {ScorerKind.SUBJECT: "keep_own", ScorerKind.TEAM: "keep_visit"}


@requires(ASSESS)
@require_safe
def self_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the items to the subject that assesses itself."""
    found = get_object_or_404(queries.visible_acceptances(request.user, ASSESS), pk=pk)
    if found.state is not AcceptanceState.SELF:
        return redirect("standards:acceptance", pk=pk)
    return _page(request, found, ScorerKind.SUBJECT)


@requires(ASSESS)
@require_POST
def keep_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the subject says about one item."""
    found = get_object_or_404(queries.visible_acceptances(request.user, ASSESS), pk=pk)
    return _keep(request, found, ScorerKind.SUBJECT)


@requires(ASSESS)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the subject's own assessment."""
    found = get_object_or_404(queries.visible_acceptances(request.user, ASSESS), pk=pk)
    try:
        services.submit_assessment(acceptance_id=pk, revision=_revision(request, found), actor=request.user, now=now())
    except StandardRefused as refused:
        messages.error(request, str(refused))
        return redirect("standards:self_assessment", pk=pk)
    messages.success(request, _("Handed in; the team comes next."))
    return redirect("standards:acceptance", pk=pk)


@requires(VISIT)
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the items to the team on its visit."""
    found = _visited(request, pk)
    if found.state is not AcceptanceState.SUBMITTED:
        return redirect("standards:acceptance", pk=pk)
    return _page(request, found, ScorerKind.TEAM)


@requires(VISIT)
@require_POST
def keep_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the team found about one item."""
    return _keep(request, _visited(request, pk), ScorerKind.TEAM)


@requires(VISIT)
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the visit."""
    found = _visited(request, pk)
    form = VisitForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say on which day the team was there."))
        return redirect("standards:visit", pk=pk)
    try:
        services.finish_visit(
            acceptance_id=pk, revision=_revision(request, found), actor=request.user, now=now(), **form.cleaned_data
        )
    except StandardRefused as refused:
        messages.error(request, str(refused))
        return redirect("standards:visit", pk=pk)
    messages.success(request, _("The visit is closed; the office decides next."))
    return redirect("standards:acceptance", pk=pk)


@requires("cases.report")
@require_POST
def make_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a finding of the team as a case."""
    rows = Finding.objects.filter(side=ScorerKind.TEAM, acceptance__in=queries.visible_acceptances(request.user, VISIT))
    finding = get_object_or_404(rows, pk=pk)
    try:
        made = services.make_case(finding_id=pk, actor=request.user, now=now())
        messages.success(request, _("Case %(number)s was reported.") % {"number": made.case})
    except (StandardRefused, MoveRefused) as refused:
        messages.error(request, str(refused))
    return redirect("standards:acceptance", pk=finding.acceptance_id)


@requires(VIEW)
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """Answer with a picture of a finding."""
    return uploads.serve(_picture(request, pk))


@requires(VIEW)
@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """Answer with a small picture of a finding."""
    return uploads.serve(uploads.thumbnail_of(_picture(request, pk)))


def _picture(request: HttpRequest, pk: int) -> str:
    """Return where a picture is stored that the user may see. Raises Http404."""
    found = queries.photo_of(request.user, pk)
    if found is None:
        raise Http404
    return found.file


def _visited(request: HttpRequest, pk: int) -> Acceptance:
    """Return an acceptance whose team the user belongs to. Raises Http404."""
    rows = queries.visible_acceptances(request.user, VISIT).filter(team__account=request.user.pk)
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, found: Acceptance, side: ScorerKind) -> HttpResponse:
    """Show every item with the form of one side."""
    sheet = queries.sheet_of(found)
    may_report = side is ScorerKind.TEAM and request.user.may("cases.report")  # type: ignore[union-attr]
    cards: list[dict[str, Any]] = []
    for row in sheet.rows:
        said = row.own if side is ScorerKind.SUBJECT else row.team
        initial = {"item": row.item.id, "token": secrets.token_hex(16)}
        initial |= {"value": _plain(said), "comment": said.comment if said else ""}
        form = FindingForm(asked=row.item, may_report=may_report, initial=initial)
        photos = row.own_photos if side is ScorerKind.SUBJECT else row.team_photos
        cards.append({"row": row, "form": form, "said": said, "photos": photos})
    context = {
        "acceptance": found,
        "cards": cards,
        "verdict": sheet.own if side is ScorerKind.SUBJECT else sheet.verdict,
        "done": sum(1 for card in cards if card["said"] or card["row"].system is not None),
        "is_visit": side is ScorerKind.TEAM,
        "is_head": side is ScorerKind.TEAM and found.team.filter(account=request.user.pk, is_head=True).exists(),
        "keep_url": reverse(f"standards:{KEEP[side]}", args=[found.pk]),
        "day": VisitForm(initial={"visited_on": localdate()}),
        "crumbs": crumbs(_("Visit") if side is ScorerKind.TEAM else _("Self-assessment"), found),
    }
    return render(request, "standards/findings.html", context)


def _plain(said: Finding | None) -> Any:
    """Return a value as a field shows it, without empty decimals."""
    if said is None or said.value is None:
        return None
    return int(said.value) if said.value == int(said.value) else said.value.normalize()


def _keep(request: HttpRequest, found: Acceptance, side: ScorerKind) -> HttpResponse:
    """Keep one finding, once by its token; answer a script in JSON and a form with the page."""
    asked = {item.id: item for item in items_of(found.version_id) if item.is_scored}.get(
        _number(request.POST.get("item"))
    )
    if asked is None:
        raise Http404
    form = FindingForm(request.POST, asked=asked, may_report=True)
    if not form.is_valid():
        return _answer(
            request,
            found,
            side,
            asked.id,
            error=" ".join(str(text) for texts in form.errors.values() for text in texts),
        )
    said = form.said()
    try:
        photos = [] if queries.known_finding(said["token"]) else _photos(request)
        services.record_finding(acceptance_id=found.pk, side=side, photos=photos, actor=request.user, now=now(), **said)
    except (StandardRefused, MoveRefused, uploads.UploadRefused) as refused:
        return _answer(request, found, side, asked.id, error=str(refused))
    return _answer(request, found, side, asked.id)


def _photos(request: HttpRequest) -> list[str]:
    """Store the photos sent along and return where. Raises UploadRefused."""
    return [uploads.accept_image(file).path for file in request.FILES.getlist("photo")[:MOST_PHOTOS]]


def _answer(request: HttpRequest, found: Acceptance, side: ScorerKind, item: int, *, error: str = "") -> HttpResponse:
    """Say that a finding is kept, or why not."""
    if "application/json" in request.headers.get("Accept", ""):
        body = {"error": error} if error else {"token": secrets.token_hex(16)}
        return JsonResponse(body, status=422 if error else 200)
    if error:
        messages.error(request, error)
    answer = redirect(f"standards:{PAGES[side]}", pk=found.pk)
    answer["Location"] += f"#item-{item}"
    return answer


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _revision(request: HttpRequest, found: Acceptance) -> int:
    """Return the revision that the sender saw."""
    return _number(request.POST.get("revision")) or found.revision
