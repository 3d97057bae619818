"""Pages of entry: what must be entered now, and the sheet of one subject for one span."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging, uploads
from linli.foundation.access import requires
from linli.standards.models import Metric, Observation, Subject
from linli.standards.queries import entry as pages
from linli.standards.queries.metrics import ENTERED
from linli.standards.queries.observations import history_of
from linli.standards.queries.sheets import how_it_stands, sheet_trail, who_enters
from linli.standards.queries.subjects import visible_subjects
from linli.standards.rules.entering import Entered
from linli.standards.services import sheets as services
from linli.standards.terms import SheetState
from linli.values import Span

VIEW, ENTER, CHECK = "standards.view", "standards.enter", "standards.check"
MOST_OF_THE_OFFICE = 12


@requires(VIEW)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the person must enter now, and the ways to everything else of the room."""
    user: Any = request.user
    may_enter, area = user.may(ENTER), area_of(request)
    tasks, more = pages.list_tasks(user, localdate(), area=area) if may_enter else ([], False)
    standings = how_it_stands(user, localdate(), area=area) if user.may(CHECK) else []
    if standings and len(tasks) > MOST_OF_THE_OFFICE:
        tasks, more, may_enter = [], False, False  # who checks a district does not enter it all himself
    context = {
        "tasks": [one for one in tasks if one.is_urgent],
        "done": [one for one in tasks if not one.is_urgent],
        "more": more,
        "standings": standings,
        "may_enter": may_enter,
    }
    return render(request, "standards/home.html", context)


@requires(VIEW)
@require_safe
def show(request: HttpRequest, subject: int, period: str) -> HttpResponse:
    """Show a sheet: to be filled by who enters, to be checked by the office."""
    found, span = _find(request, subject, period, VIEW)
    return render(request, "standards/entry.html", entry_context(request, found, span))


@requires(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, subject: int, period: str) -> HttpResponse:
    """Keep what was typed, and hand it in if that was the button; who only looks is led to the sheet."""
    found, span = _find(request, subject, period, ENTER)
    if request.method != "POST":
        return redirect("standards:entry", subject=found.pk, period=span.code)
    sent, refusals = read_entries(request)
    hand_in = request.POST.get("then") == "hand_in" and not refusals
    says: dict[str, Any] = {"version": _version(request.POST), "actor": request.user, "now": now()}
    try:
        saved = services.save_sheet(subject=found, span=span, entries=sent, hand_in=hand_in, **says)
    except services.SheetConflict as refused:
        return conflict(request, found, span, sent, refused)
    except services.EntryRefused as refused:
        messages.error(request, str(refused))
        return redirect("standards:entry", subject=found.pk, period=span.code)
    for text in refusals:
        messages.error(request, text)
    if saved.flaws:
        context = entry_context(request, found, span, sent=sent, flaws=saved.flaws)
        context |= {"written": saved.written, "wanted_hand_in": hand_in}
        return render(request, "standards/entry.html", context, status=422)
    if not refusals:
        messages.success(request, _("Handed in.") if saved.is_handed_in else _("Saved."))
    return redirect("standards:entry", subject=found.pk, period=span.code)


@requires(CHECK)
@require_POST
def give_back(request: HttpRequest, subject: int, period: str) -> HttpResponse:
    """Return a sheet with the reason."""
    found, span = _find(request, subject, period, CHECK)
    sheet = pages.get_sheet(found, span)
    if sheet is None:
        raise Http404
    reason = request.POST.get("reason", "")[:300]
    says: dict[str, Any] = {"sheet_id": sheet.pk, "version": _version(request.POST), "reason": reason}
    return _act(request, found, span, lambda: services.return_sheet(actor=request.user, now=now(), **says))


@requires(CHECK)
@require_POST
def correct(request: HttpRequest, subject: int, period: str, metric: int) -> HttpResponse:
    """Put a locked figure right."""
    found, span = _find(request, subject, period, CHECK)
    asked = get_object_or_404(Metric, pk=metric, subject_kind=found.kind)
    if pages.get_sheet(found, span) is None:
        raise Http404
    entered = Entered(request.POST.get("text", ""), request.POST.get("note", ""))
    says: dict[str, Any] = {"version": _version(request.POST), "actor": request.user, "now": now()}
    return _act(
        request,
        found,
        span,
        lambda: services.correct_value(subject=found, span=span, metric=asked, entered=entered, **says),
    )


@requires(VIEW)
@require_safe
def history(request: HttpRequest, subject: int, metric: int) -> HttpResponse:
    """Show everything that was ever entered of a metric about a subject."""
    found = get_object_or_404(visible_subjects(request.user, VIEW), pk=subject)
    asked = get_object_or_404(Metric, pk=metric)
    page = paging.page(history_of(found, asked), order=("-ends_on", "-pk"), after=request.GET.get("after", ""))
    context = {"subject": found, "metric": asked, "page": page, "crumbs": _crumbs(found.area.short_name, asked.name)}
    return render(request, "standards/history.html", context)


@requires(VIEW)
@require_safe
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """Show the picture that proves an observation."""
    seen = visible_subjects(request.user, VIEW).select_related(None).order_by().values("pk")
    return uploads.serve(get_object_or_404(Observation.objects.exclude(file=""), pk=pk, subject__in=seen).file)


def entry_context(request: HttpRequest, subject: Subject, span: Span, **typed: Any) -> dict[str, Any]:
    """Return what the page of a sheet shows; typed: `sent` and `flaws` where not all could be kept."""
    sheet = pages.get_sheet(subject, span)
    state = SheetState(sheet.state) if sheet else None
    may_enter, may_check = _may(request, subject, ENTER), _may(request, subject, CHECK)
    rows = pages.entry_rows(subject, span, **typed)
    coming = span.next()
    return {
        "subject": subject,
        "span": span,
        "sheet": sheet,
        "state": state,
        "version": sheet.version if sheet else 0,
        "rows": rows,
        "flawed": [row for row in rows if row.flaws],
        "filled": sum(row.present is not None for row in rows),
        "is_open": may_enter and state not in (SheetState.SUBMITTED, SheetState.LOCKED) and span.first <= localdate(),
        "may_check": may_check,
        "can_correct": may_check and state is SheetState.LOCKED,
        "trail": sheet_trail(subject, span) if may_check else [],
        "who": who_enters(subject, localdate()) if may_check and state is None else [],
        "next_span": coming if coming.first <= localdate() else None,
        "crumbs": _crumbs(str(subject)),
    }


def area_of(request: HttpRequest) -> str:
    """Return the path of the area that the person works in now, "" for all that his duties reach."""
    return str((request.session.get("area") or {}).get("path", ""))


def read_entries(request: HttpRequest) -> tuple[dict[int, Entered], list[str]]:
    """Return what was typed, by metric (fields v, n and f with its number), and why pictures were not taken."""
    post, refusals = request.POST, []
    numbers = {name[1:] for name in post if name[:1] in ("v", "n") and name[1:].isdecimal() and len(name) < 12}
    found: dict[int, Entered] = {}
    for each in numbers:
        file = ""
        if (sent := request.FILES.get(f"f{each}")) is not None:
            try:
                file = uploads.accept_image(sent).path
            except uploads.UploadRefused as refused:
                refusals.append(str(refused))
        found[int(each)] = Entered(post.get(f"v{each}", "")[:200], post.get(f"n{each}", ""), file)
    return found, refusals


def conflict(
    request: HttpRequest, subject: Subject, span: Span, sent: dict[int, Entered], refused: services.SheetConflict
) -> HttpResponse:
    """Show what stands there now beside what was typed, with the way to keep either; what was left empty stays."""
    typed = {pk: Entered(one.text, one.note) for pk, one in sent.items() if one.text.strip() or one.note.strip()}
    rows = [row for row in pages.entry_rows(subject, span, sent=typed) if row.metric.pk in typed]
    context = {
        "subject": subject,
        "span": span,
        "sheet": pages.get_sheet(subject, span),
        "why": str(refused),
        "different": [row for row in rows if row.entered != pages.as_entered(row.metric, row.present)],
        "crumbs": _crumbs(str(subject)),
    }
    return render(request, "standards/entry_conflict.html", context, status=409)


def _act(request: HttpRequest, subject: Subject, span: Span, act: Any) -> HttpResponse:
    """Do an act of the office on a sheet and lead back to it, with what came of it."""
    try:
        act()
    except services.EntryRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("standards:entry", subject=subject.pk, period=span.code)


def _may(request: HttpRequest, subject: Subject, action: str) -> bool:
    """Tell whether the person may do something with a subject."""
    user: Any = request.user
    return bool(user.may(action)) and visible_subjects(user, action).filter(pk=subject.pk).exists()


def _find(request: HttpRequest, subject: int, period: str, action: str) -> tuple[Subject, Span]:
    """Return the subject and the span asked for. Raises Http404 for one out of reach, and for no span."""
    try:
        span = Span.parse(period)
    except ValueError as wrong:
        raise Http404 from wrong
    if span.kind not in ENTERED or span.code != period:
        raise Http404
    return get_object_or_404(visible_subjects(request.user, action), pk=subject), span


def _version(post: QueryDict) -> int:
    """Return the version of the sheet that the sender saw; -1 for none."""
    seen = post.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def _crumbs(*titles: str) -> list[tuple[str, str]]:
    """Return the way to a page of entry."""
    return [(_("Entry of figures"), reverse("standards:home")), *((title, "") for title in titles)]
