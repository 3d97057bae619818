"""The consequence inbox: what the rules propose, why, and what a named officer decides."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.appraisals.forms.consequences import ConfirmForm, ProposalFilterForm, WaiveForm
from linli.appraisals.models import Proposal, Snapshot
from linli.appraisals.queries import consequences as pages
from linli.appraisals.queries.readers import COMPARE, CONFIRM, reader_of, visible_snapshots
from linli.appraisals.rules.freezing import reason_from
from linli.appraisals.rules.points import FEN
from linli.appraisals.services.deciding import confirm_proposal, waive_proposal
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.terms import ProposalState
from linli.appraisals.views.books import hand_out
from linli.foundation import paging, sheets
from linli.foundation.access import requires


@requires(COMPARE)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Show what is proposed and what was decided."""
    form = ProposalFilterForm(request.GET)
    wanted = form.wanted()
    rows = pages.list_proposals(request.user, wanted)
    page = paging.page(rows, order=pages.ORDER, after=request.GET.get("after", ""), size=40)
    snapshot = _snapshot(request, wanted)
    context = {
        "form": form,
        "page": page,
        "rows": pages.with_help(page.items),
        "counts": pages.count_states(rows),
        "money": pages.sum_money(rows),
        "snapshot": snapshot,
        "filtered": bool(wanted.state or wanted.action or wanted.search or wanted.snapshot),
        "crumbs": crumbs(),
    }
    return render(request, "appraisals/proposals.html", context)


@requires(COMPARE)
@require_safe
def withheld(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the rules would have proposed after a round, and what stands against it."""
    snapshot = _compared(request, pk)
    context = {"snapshot": snapshot, "withheld": pages.withheld_of(snapshot), "crumbs": crumbs(_("Withheld"))}
    return render(request, "appraisals/withheld.html", context)


@requires(COMPARE)
@require_safe
def withheld_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out what is withheld after a round as a workbook."""
    snapshot = _compared(request, pk)
    columns = [
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("action", _("What is proposed"), width=22),
        sheets.Column("why", _("Grounds"), width=80),
    ]
    cells = (
        {"subject": one.name, "action": _(one.action.label), "why": one.reason.render(_)}
        for one in pages.withheld_of(snapshot)
    )
    return hand_out(request, "withheld", (_("Withheld"), columns, cells), subject=snapshot, mark=str(pk))


@requires(COMPARE)
@require_safe
def proposals_book(request: HttpRequest) -> FileResponse:
    """Hand out the proposals that the filters show as a workbook."""
    form = ProposalFilterForm(request.GET)
    wanted = form.wanted()
    rows = pages.list_proposals(request.user, wanted).order_by(*pages.ORDER)
    filters = {"state": wanted.state, "action": wanted.action, "q": wanted.search}
    columns = [
        sheets.Column("scheme", _("Scheme"), width=24),
        sheets.Column("period", _("Period")),
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("action", _("What is proposed"), width=22),
        sheets.Column("yuan", _("Amount in yuan"), kind="number"),
        sheets.Column("state", _("State"), width=18),
        sheets.Column("why", _("Grounds"), width=80),
        sheets.Column("by", _("Decided by")),
        sheets.Column("at", _("Decided at"), kind="moment"),
        sheets.Column("reason", _("Reason"), width=40),
    ]
    cells = map(_cells, rows.iterator(chunk_size=500))
    return hand_out(request, "proposals", (_("What follows"), columns, cells), filters=filters)


@requires(COMPARE)
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal with its derivation, and to officers the forms that decide it."""
    found = get_object_or_404(pages.visible_proposals(request.user), pk=pk)
    return _show(request, found, ConfirmForm(proposal=found), WaiveForm())


@requires(CONFIRM)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a proposal as a named officer."""
    found = get_object_or_404(pages.decidable_proposals(request.user), pk=pk)
    form = ConfirmForm(request.POST, proposal=found)

    def act() -> None:
        """Write it."""
        said = form.cleaned_data
        confirm_proposal(proposal_id=pk, actor=request.user, now=now(), amount_fen=form.amount_fen(), note=said["note"])

    return _decided(request, found, form, act) or _show(request, found, form, WaiveForm(), status=422)


@requires(CONFIRM)
@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive a proposal with a reason."""
    found = get_object_or_404(pages.decidable_proposals(request.user), pk=pk)
    form = WaiveForm(request.POST)

    def act() -> None:
        """Write it."""
        waive_proposal(proposal_id=pk, reason=form.cleaned_data["reason"], actor=request.user, now=now())

    return _decided(request, found, form, act) or _show(request, found, ConfirmForm(proposal=found), form, status=422)


def crumbs(*title: str) -> list[tuple[str, str]]:
    """Return the way to a page of consequences."""
    way = [(_("Appraisals"), reverse("appraisals:home"))]
    if title:
        way.append((_("What follows"), reverse("appraisals:proposals")))
    return [*way, (title[0] if title else _("What follows"), "")]


def _compared(request: HttpRequest, pk: int) -> Snapshot:
    """Return a frozen result whose subjects the person may compare; 404 for all others."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk)
    if not reader_of(request.user, snapshot.scheme).compares:
        raise Http404
    return snapshot


def _decided(request: HttpRequest, found: Proposal, form: Form, act: Callable[[], None]) -> HttpResponse | None:
    """Decide if the form is whole; None if it is not, or is refused, which the form then says."""
    if not form.is_valid():
        return None
    try:
        act()
    except AppraisalRefused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, _("Decided and written down."))
    return redirect("appraisals:proposal", pk=found.pk)


def _show(
    request: HttpRequest, found: Any, confirm_form: ConfirmForm, waive_form: WaiveForm, *, status: int = 200
) -> HttpResponse:
    """Return the page of a proposal."""
    may = pages.decidable_proposals(request.user).filter(pk=found.pk).exists()
    context = {
        "proposal": found,
        "derivation": [reason_from(each) for each in found.derivation],
        "parties": pages.parties_of_proposal(found),
        "help": pages.with_help([found])[0][1],
        "confirm_form": confirm_form,
        "waive_form": waive_form,
        "may_decide": may and found.state is ProposalState.PROPOSED,
        "crumbs": crumbs(f"{found.called} · {_(found.action.label)}"),
    }
    return render(request, "appraisals/proposal.html", context, status=status)


def _snapshot(request: HttpRequest, wanted: pages.ProposalFilter) -> Snapshot | None:
    """Return the result that the list is narrowed to."""
    return visible_snapshots(request.user).filter(pk=wanted.snapshot).first() if wanted.snapshot else None


def _cells(one: Any) -> dict[str, Any]:
    """Return one proposal as cells."""
    return {
        "scheme": str(one.snapshot.scheme),
        "period": one.snapshot.period,
        "subject": one.called,
        "action": _(one.action.label),
        "yuan": None if one.amount_fen is None else one.amount_fen / FEN,
        "state": _(one.state.label),
        "why": " ".join(_sentences(one)),
        "by": str(one.decided_by or ""),
        "at": one.decided_at,
        "reason": one.reason,
    }


def _sentences(one: Proposal) -> Iterator[str]:
    return (reason_from(each).render(_) for each in one.derivation)
