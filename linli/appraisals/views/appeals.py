"""Appeals: filed by the appraised beside their own result, read and decided by somebody else."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appraisals import services
from linli.appraisals.forms.appeals import AppealForm, DecisionForm
from linli.appraisals.forms.rounds import AppealFilterForm
from linli.appraisals.models import Appeal, AppealPhoto, Result
from linli.appraisals.queries import appeals as queries
from linli.appraisals.queries.schemes import VIEW, powers
from linli.appraisals.rules.appealing import against_judging
from linli.appraisals.rules.points import in_points
from linli.appraisals.terms import AppealState
from linli.appraisals.views.books import hand_out, points
from linli.appraisals.views.trail import need, sentences, trail
from linli.foundation import paging, uploads
from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.values import Reason

APPEAL, JUDGE = queries.APPEAL, queries.JUDGE


@requires(APPEAL)
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, pk: int, subject_id: int, item_id: int) -> HttpResponse:
    """Appeal against one item of one's own result."""
    result = _result(request, pk, subject_id)
    judged = next((each for each in queries.items_judged(result) if each.item.id == item_id), None)
    need(judged is not None)
    full = judged.item.max_centipoints if judged else 0
    form = AppealForm(request.POST or None, request.FILES or None, initial={"asked": in_points(full)})
    if request.method == "POST" and form.is_valid():
        try:
            made = _file(request, result, item_id, form)
        except (services.AppraisalRefused, uploads.UploadRefused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your appeal is filed. Another person than the assessors decides it."))
            return redirect("appraisals:appeal", made.pk)
    context = {
        "result": result,
        "round": result.round,
        "judged": judged,
        "form": form,
        "crumbs": trail(_("Appeal"), round_=result.round),
    }
    return render(request, "appraisals/appeal.html", context, status=422 if form.errors else 200)


@requires(VIEW)
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """List the appeals a person decides or filed, those that wait on top."""
    form = AppealFilterForm(request.GET)
    said = form.said()
    rows = queries.list_appeals(request.user, state=said["state"], search=said["q"])
    page = paging.page(rows, order=("-at", "-pk"), after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "filtered": any(said.values()), "crumbs": trail(_("Appeals"))}
    return render(request, "appraisals/appeals.html", context)


@requires(VIEW)
@require_safe
def appeals_book(request: HttpRequest) -> FileResponse:
    """Hand out the appeals that the filters show as a workbook."""
    said = AppealFilterForm(request.GET).said()
    rows = queries.list_appeals(request.user, state=said["state"], search=said["q"]).order_by("-at", "-pk")
    columns = [
        Column("state", _("State")),
        Column("subject", _("Appraised"), width=28),
        Column("item", _("Item"), width=32),
        Column("given", _("Given"), "number"),
        Column("asked", _("Asked for"), "number"),
        Column("granted", _("Granted"), "number"),
        Column("scheme", _("Scheme"), width=28),
        Column("period", _("Period")),
        Column("text", _("Reason"), width=60),
        Column("at", _("Filed"), "moment"),
        Column("decision", _("Decision"), width=60),
        Column("decided", _("Decided at"), "moment"),
        Column("today", _("Called today"), width=28),
    ]
    cells = map(_cells, rows.select_related("line").iterator(chunk_size=500))
    return hand_out(request, "appeals", (_("Appeals"), columns, cells), filters=said)


@requires(VIEW)
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one appeal: what is asked for and why, what was given by whom, and the decision."""
    found = get_object_or_404(queries.visible_appeals(request.user), pk=pk)
    return render(request, "appraisals/appeal_shown.html", _page(request, found))


@requires(JUDGE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant, grant in part, or reject an appeal."""
    found = get_object_or_404(queries.visible_appeals(request.user), pk=pk)
    need(JUDGE in powers(request.user, found.round.scheme))
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide_appeal(
                appeal_id=found.pk,
                decision=form.cleaned_data["decision"],
                text=form.cleaned_data["text"],
                granted_centipoints=form.granted_centipoints(),
                actor=request.user,
                now=now(),
            )
        except services.AppraisalRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Decided. The results of the round are computed with it already."))
            return redirect("appraisals:appeal", found.pk)
    return render(request, "appraisals/appeal_shown.html", _page(request, found) | {"form": form}, status=422)


@requires(APPEAL)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an appeal back."""
    mine = queries.own_subjects_of(request.user).values("pk")
    found = get_object_or_404(queries.visible_appeals(request.user).filter(subject__in=mine), pk=pk)
    try:
        services.withdraw_appeal(appeal_id=found.pk, actor=request.user, now=now())
    except services.AppraisalRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The appeal is withdrawn."))
    return redirect("appraisals:appeal", found.pk)


@requires(VIEW)
@require_safe
def photo(request: HttpRequest, pk: int, photo_id: int) -> FileResponse:
    """Show a photo of an appeal."""
    found = get_object_or_404(queries.visible_appeals(request.user), pk=pk)
    return uploads.serve(get_object_or_404(AppealPhoto, pk=photo_id, appeal=found).file)


@requires(JUDGE)
@require_safe
def line_photo(request: HttpRequest, pk: int, line_id: int) -> FileResponse:
    """Show the photo beside a line an appeal is against."""
    found = get_object_or_404(queries.visible_appeals(request.user), pk=pk)
    need(JUDGE in powers(request.user, found.round.scheme))
    line = get_object_or_404(queries.lines_against(found).exclude(file=""), pk=line_id)
    return uploads.serve(line.file)


def _result(request: HttpRequest, round_id: int, subject_id: int) -> Result:
    """Return an announced result of the person's own subject. Raises Http404."""
    rows = queries.own_results(request.user)
    return get_object_or_404(rows, round_id=round_id, subject_id=subject_id)


def _cells(row: Appeal) -> dict[str, Any]:
    """Return an appeal as cells; as on the page, without the names of assessors or of who decided."""
    return {
        "state": _(row.state.label),
        "subject": row.name,
        "item": str(row.item),
        "given": points(row.centipoints),
        "asked": points(row.asked_centipoints),
        "granted": points(row.line.centipoints) if row.line else None,
        "scheme": row.round.scheme.name,
        "period": row.round.period,
        "text": row.text,
        "at": row.at,
        "decision": row.decision,
        "decided": row.decided_at,
        "today": row.name_today,
    }


def _file(request: HttpRequest, result: Result, item_id: int, form: AppealForm) -> Appeal:
    """Store the photos and file the appeal. Raises AppraisalRefused, UploadRefused."""
    photos = [uploads.accept_image(each).path for each in form.cleaned_data["photos"]]
    return services.file_appeal(
        round_id=result.round_id,
        subject_id=result.subject_id,
        item_id=item_id,
        text=form.cleaned_data["text"],
        asked_centipoints=form.asked_centipoints(),
        photos=photos,
        actor=request.user,
        now=now(),
    )


def _page(request: HttpRequest, found: Appeal) -> dict[str, Any]:
    """Return everything the page of an appeal shows; who gave the points only to those who decide."""
    judges = JUDGE in powers(request.user, found.round.scheme)
    against: tuple[Reason, ...] = ()
    if judges and found.state is AppealState.FILED:
        facts = queries.judging_of(
            found, judge=request.user, decision=AppealState.REJECTED, granted=None, text="-----", today=localdate()
        )
        against = against_judging(facts)
    return {
        "appeal": found,
        "round": found.round,
        "photos": list(found.photos.order_by("pk")),
        "lines": list(queries.lines_against(found)) if judges else [],
        "judges": judges,
        "against": sentences(against),
        "form": DecisionForm() if judges and not against and found.state is AppealState.FILED else None,
        "is_mine": queries.own_subjects_of(request.user).filter(pk=found.subject_id).exists(),
        "crumbs": trail(_("Appeal"), round_=found.round),
    }
