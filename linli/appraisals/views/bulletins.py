"""Bulletins: what a result says in words, made known inside, opened to everybody by decision, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.appraisals.forms.bulletins import BulletinForm, WithdrawForm
from linli.appraisals.models import Bulletin, Snapshot
from linli.appraisals.queries import results
from linli.appraisals.queries.bulletins import Content, bulletin_of, content_of, public_bulletin
from linli.appraisals.queries.readers import PUBLISH, VIEW, Reader, reader_of, visible_snapshots
from linli.appraisals.rules.publishing import MOST_CHARACTERS, naming_state
from linli.appraisals.services import bulletins as services
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.views.ranking import crumbs
from linli.foundation.access import PUBLIC, requires


@requires(VIEW)
@require_safe
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the bulletin of a result; before it is made known only to whoever may do that."""
    snapshot, found, _reader = readable(request, pk)
    form = BulletinForm(initial={"introduction": found.introduction if found else ""})
    return _show(request, snapshot, found, form)


@requires(PUBLISH)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a result known inside, or change what its bulletin says."""
    snapshot = _publishable(request, pk)
    found, form = bulletin_of(snapshot), BulletinForm(request.POST)

    def act() -> None:
        """Write it."""
        said = form.cleaned_data["introduction"]
        count = _characters(request, snapshot, found, said)
        services.publish_result(snapshot_id=pk, introduction=said, characters=count, actor=request.user, now=now())

    done = form.is_valid() and _acted(request, form, act, _("The result is known inside."))
    return redirect("appraisals:bulletin", pk=pk) if done else _show(request, snapshot, found, form, status=422)


@requires(PUBLISH)
@require_POST
def turn(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Open a bulletin to everybody, allow or forbid to name persons in it."""
    snapshot = _publishable(request, pk)
    found = get_object_or_404(Bulletin, snapshot=snapshot, withdrawn_at__isnull=True)
    said: dict[str, Any] = {"bulletin_id": found.pk, "actor": request.user, "now": now()}
    acts: dict[str, Callable[[], Any]] = {
        "open": lambda: services.open_bulletin(
            **said, characters=_characters(request, snapshot, found, found.introduction)
        ),
        "allow-names": lambda: services.allow_names(**said),
        "forbid-names": lambda: services.forbid_names(**said),
    }
    if act not in acts:
        raise Http404
    form = BulletinForm(initial={"introduction": found.introduction})
    try:
        acts[act]()
    except AppraisalRefused as refused:
        messages.error(request, str(refused))
        return _show(request, snapshot, found, form, status=422)
    messages.success(request, _("Done and written down."))
    return redirect("appraisals:bulletin", pk=pk)


@requires(PUBLISH)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a bulletin back."""
    snapshot = _publishable(request, pk)
    found, form = get_object_or_404(Bulletin, snapshot=snapshot), WithdrawForm(request.POST)

    def act() -> None:
        """Write it."""
        services.withdraw_bulletin(
            bulletin_id=found.pk, reason=form.cleaned_data["reason"], actor=request.user, now=now()
        )

    done = form.is_valid() and _acted(request, form, act, _("The bulletin is withdrawn."))
    first = BulletinForm(initial={"introduction": found.introduction})
    return redirect("appraisals:bulletin", pk=pk) if done else _show(request, snapshot, found, first, form, status=422)


@requires(PUBLIC)
@require_safe
def public(request: HttpRequest, token: str) -> HttpResponse:
    """Show a bulletin to everybody, if it was opened; it tells what was frozen and nothing else."""
    found = public_bulletin(token)
    if found is None:
        raise Http404
    sheet = results.sheet_of(found.snapshot)
    content = content_of(sheet, names_persons=found.names_persons)
    context = {
        "sheet": sheet,
        "bulletin": found,
        "content": content,
        "introduction": found.introduction,
        "shows_ranks": True,
        "is_revised": Snapshot.objects.filter(revises=found.snapshot_id).exists(),
    }
    return render(request, "appraisals/public_bulletin.html", context)


def readable(request: HttpRequest, pk: int) -> tuple[Snapshot, Bulletin | None, Reader]:
    """Return a result with its bulletin and its reader; 404 until it is known, but for whoever may make it known."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk)
    found, reader = bulletin_of(snapshot), reader_of(request.user, snapshot.scheme)
    if not is_known(found) and not reader.may(PUBLISH):
        raise Http404
    return snapshot, found, reader


def is_known(found: Bulletin | None) -> bool:
    """Return whether a bulletin was made known and not withdrawn."""
    return found is not None and found.withdrawn_at is None


def _publishable(request: HttpRequest, pk: int) -> Snapshot:
    """Return a result that the person may make known; 404 for all others."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk)
    if not reader_of(request.user, snapshot.scheme).may(PUBLISH):
        raise Http404
    return snapshot


def _show(
    request: HttpRequest,
    snapshot: Snapshot,
    found: Bulletin | None,
    form: BulletinForm,
    withdraw_form: WithdrawForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a bulletin."""
    reader = reader_of(request.user, snapshot.scheme)
    sheet, content = told(snapshot, found)
    said = form.data.get("introduction", "") if form.is_bound else form.initial.get("introduction", "")
    context = {
        "sheet": sheet,
        "bulletin": found,
        "is_known": is_known(found),
        "content": content,
        "introduction": said,
        "shows_ranks": reader.sees_ranks,
        "may_publish": reader.may(PUBLISH),
        "form": form,
        "withdraw_form": withdraw_form or WithdrawForm(),
        "count": _length(request, sheet, content, said),
        "most": MOST_CHARACTERS,
        "naming": naming_state(found.pk, found.names_first_id, found.names_second_id) if found else None,
        "crumbs": crumbs(sheet, _("Bulletin")),
    }
    return render(request, "appraisals/bulletin.html", context, status=status)


def told(snapshot: Snapshot, found: Bulletin | None) -> tuple[results.Sheet, Content]:
    """Return a frozen result with what its bulletin says."""
    sheet = results.sheet_of(snapshot)
    return sheet, content_of(sheet, names_persons=found is not None and found.names_persons)


def _characters(request: HttpRequest, snapshot: Snapshot, found: Bulletin | None, introduction: str) -> int:
    """Return how many characters a bulletin would have."""
    return _length(request, *told(snapshot, found), introduction)


def _length(request: HttpRequest, sheet: results.Sheet, content: Content, introduction: str) -> int:
    """Return how many characters the words of a bulletin have, blanks left out."""
    said = {"sheet": sheet, "content": content, "introduction": introduction, "shows_ranks": True}
    return len("".join(strip_tags(render_to_string("appraisals/_bulletin_text.html", said, request)).split()))


def _acted(request: HttpRequest, form: BulletinForm | WithdrawForm, act: Callable[[], None], done: str) -> bool:
    """Act; a refusal is said by the form."""
    try:
        act()
    except AppraisalRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, done)
    return True
