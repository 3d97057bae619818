"""What residents sent in, for those who look at it: the list, one of them, and what is done about it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.boundaries import services
from linli.boundaries.forms.voices import ModerationForm, ReplyForm, VoiceFilterForm, WeightForm, add_refusal
from linli.boundaries.models import Comment, Neighbourhood, Project
from linli.boundaries.queries import voices as queries
from linli.boundaries.queries.projects import base_of, may_on, visible_projects
from linli.boundaries.queries.public import names_in
from linli.boundaries.rules.consultation import VoiceRefused
from linli.boundaries.terms import CommentKind, Moderation
from linli.foundation import paging
from linli.foundation.access import requires
from linli.foundation.sheets import Column, write_xlsx

BATCH = 500
ACT = ("GET", "POST")
"""An act done by POST; who opens its address again, as browsers do, is led to the page."""


@requires("boundaries.view")
@require_safe
def voices(request: Any, pk: int) -> HttpResponse:
    """List what residents sent in about a project, what waits to be looked at on top."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    of = "neighbourhoods" if request.GET.get("of") == "neighbourhoods" else "comments"
    form = VoiceFilterForm(request.GET, of=of)
    found = queries.list_voices(project, of, **form.chosen())
    context = {
        "project": project,
        "of": of,
        "form": form,
        "page": paging.page(found, order=queries.WAITING_FIRST, after=request.GET.get("after", "")),
        "counts": queries.count_voices(project),
        "may_consult": may_on(project, request.user, "boundaries.consult"),
    }
    return render(request, "boundaries/voices.html", context)


@requires("boundaries.view")
@require_safe
def voice(request: Any, of: str, pk: int) -> HttpResponse:
    """Show one comment or neighbourhood with what may be done about it."""
    return _page(request, _voice(request.user, of, pk), of)


@requires("boundaries.consult")
@require_http_methods(ACT)
def moderate(request: Any, of: str, pk: int) -> HttpResponse:
    """Show or hide it."""
    row = _voice(request.user, of, pk, "boundaries.consult")
    form = ModerationForm(request.POST)

    def act(said: dict[str, Any], now: datetime) -> None:
        services.moderate(of=of, pk=pk, actor=request.user, now=now, **said)

    return _do(request, row, form, of=of, name="moderation", act=act)


@requires("boundaries.consult")
@require_http_methods(ACT)
def reply(request: Any, pk: int) -> HttpResponse:
    """Answer a comment."""
    row = _voice(request.user, "comments", pk, "boundaries.consult")
    form = ReplyForm(request.POST)

    def act(said: dict[str, Any], now: datetime) -> None:
        services.reply(pk=pk, text=said["reply"], seen=said["seen"], actor=request.user, now=now)

    return _do(request, row, form, of="comments", name="reply", act=act)


@requires("boundaries.consult")
@require_http_methods(ACT)
def weigh(request: Any, pk: int) -> HttpResponse:
    """Say how many people a neighbourhood stands for."""
    row = _voice(request.user, "neighbourhoods", pk, "boundaries.consult")
    form = WeightForm(request.POST)

    def act(said: dict[str, Any], now: datetime) -> None:
        services.weigh(pk=pk, actor=request.user, now=now, **said)

    return _do(request, row, form, of="neighbourhoods", name="weight", act=act)


@requires("boundaries.consult")
@require_http_methods(ACT)
def reveal(request: Any, of: str, pk: int) -> HttpResponse:
    """Show name and contact of a sender in full, and leave a line in the log."""
    row = _voice(request.user, of, pk, "boundaries.consult")
    if request.method == "GET":
        return redirect("boundaries:voice", of=of, pk=pk)
    author, contact = services.reveal_sender(of=of, pk=pk, actor=request.user, now=timezone.now())
    response = _page(request, row, of, author=author, contact=contact)
    response["Cache-Control"] = "no-store"
    return response


@requires("boundaries.view")
@require_safe
def reply_list(request: Any, pk: int) -> Any:
    """Hand out the comments with their replies as a workbook, without a word on who sent them; it is logged."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    now = timezone.now()
    services.record_reply_list(project=project, actor=request.user, now=now)
    book = write_xlsx(_columns(), _rows(project), title=_("Replies"))
    return FileResponse(
        book, as_attachment=True, filename=f"replies-{project.pk}-{timezone.localtime(now):%Y%m%d}.xlsx"
    )


def _voice(user: Any, of: str, pk: int, action: str = "boundaries.view") -> Comment | Neighbourhood:
    """Return what was sent in within the person's reach. Raises Http404 otherwise."""
    if of not in queries.KINDS:
        raise Http404
    found: Comment | Neighbourhood = get_object_or_404(queries.visible_voices(user, of, action), pk=pk)
    return found


def _do(request: Any, row: Any, form: Any, *, of: str, name: str, act: Any) -> HttpResponse:
    """Do what a form asks and lead back to the page; what is refused is said beside the field."""
    if request.method == "GET":
        return redirect("boundaries:voice", of=of, pk=row.pk)
    status = 422
    if form.is_valid():
        try:
            act(form.cleaned_data, timezone.now())
        except VoiceRefused as refused:
            add_refusal(form, refused)
        except services.VoiceChanged as changed:
            row, status = changed.voice, 409
            form.add_error(None, _("Somebody else changed this meanwhile. Look at how it stands now and decide again."))
        else:
            messages.success(request, _("Done."))
            return redirect(_way_back(request, row, of))
    return _page(request, row, of, status=status, **{name: form})


def _way_back(request: Any, row: Any, of: str) -> str:
    """Return the list for who acted in the list, else the page of what was acted upon."""
    if request.POST.get("back") == "list":
        return f"{reverse('boundaries:voices', args=[row.project_id])}?of={of}"
    return reverse("boundaries:voice", args=[of, row.pk])


def _page(request: Any, row: Any, of: str, *, status: int = 200, **said: Any) -> HttpResponse:
    """Render one comment or neighbourhood; said: forms with errors, name and contact revealed."""
    is_comment = of == "comments"
    context = {
        "voice": row,
        "project": row.project,
        "of": of,
        "may_consult": may_on(row.project, request.user, "boundaries.consult"),
        "revealed": "author" in said,
        "is_comment": is_comment,
        "community": _called(row) if is_comment else "",
        "units": [] if is_comment else [base_of(row.project).units[number].name for number in row.units],
        "drawn": [] if is_comment else [row.outline],
        "pins": [{"at": [row.longitude, row.latitude]}] if is_comment and row.longitude is not None else [],
        "tiles": settings.TILES,
        "moderation": ModerationForm(initial={"note": row.moderation_note}),
        "reply": ReplyForm(initial={"seen": row.reply, "reply": row.reply}) if is_comment else None,
        "weight": None if is_comment else WeightForm(initial={"seen": row.weight, "weight": row.weight}),
    }
    return render(request, "boundaries/voice.html", context | said, status=status)


def _called(row: Comment) -> str:
    """Return what the community that a comment speaks of is called in the plan it speaks of."""
    return "" if row.community is None else names_in(row.project, row.plan).get(row.community, "")


def _columns() -> list[Column]:
    return [
        Column("number", _("Number"), kind="number"),
        Column("sent", _("Sent"), kind="moment"),
        Column("kind", _("Kind")),
        Column("plan", _("Plan"), width=20),
        Column("community", _("Community"), width=20),
        Column("text", _("Text"), width=60),
        Column("state", _("State")),
        Column("reply", _("Reply"), width=60),
        Column("replied", _("Replied"), kind="moment"),
        Column("note", _("Reason"), width=30),
    ]


def _rows(project: Project) -> Iterator[dict[str, Any]]:
    """Yield the comments, read in batches so that memory stays flat."""
    called: dict[int, dict[int, str]] = {}
    found = Comment.objects.filter(project=project).select_related("plan__head", "plan__project").order_by("pk")
    for row in found.iterator(chunk_size=BATCH):
        if row.plan_id not in called:
            called[row.plan_id] = names_in(project, row.plan)
        yield {
            "number": row.pk,
            "sent": row.sent_at,
            "kind": _(CommentKind(row.kind).label),
            "plan": row.plan.name,
            "community": "" if row.community is None else called[row.plan_id].get(row.community, ""),
            "text": row.text,
            "state": _(Moderation(row.state).label),
            "reply": row.reply,
            "replied": row.replied_at,
            "note": row.moderation_note,
        }
