"""Newer official lists: what they propose, what is decided, applying and undoing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.places import merging_forms as forms
from linli.places import queries, services
from linli.places.models import ListMerge, MergeProposal
from linli.places.queries import merging as reads
from linli.places.terms import MergeState, ProposalKind, Verdict

GROUPS_SHOWN, WAITING_SHOWN = 60, 20
ORDER = ("group__number", "id")


@requires("places.import")
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """Show the newer lists within the person's duties, and what each of them waits for."""
    rows = reads.list_merges(request.user)
    page = paging.page(rows, order=("-made_at", "-id"), after=request.GET.get("after", ""))
    context = {"page": page, "crumbs": [(_("Areas"), reverse("places:list")), (_("Newer lists"), "")]}
    return render(request, "places/merging/merges.html", context)


@requires("places.import")
@require_safe
def merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Show what a newer list proposes: its groups, and the proposals that fit the filters."""
    return render(request, "places/merging/merge.html", _context(request, _merge(request, merge_id)))


@requires("places.import")
@require_POST
def decide(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Decide the same about everything that fits the filters of the address, or about one proposal (`proposal`)."""
    held = _merge(request, merge_id)
    form = forms.DecisionForm(request.POST)
    rows = reads.list_proposals(held, **_filters(request).said())
    if request.POST.get("proposal", "").isdecimal():
        rows = MergeProposal.objects.filter(merge=held, pk=int(request.POST["proposal"]))
    if form.is_valid():
        verdict = Verdict(form.cleaned_data["verdict"])
        facts: dict[str, Any] = {"actor": request.user, "now": now()}
        try:
            count = services.decide_proposals(merge_id=held.pk, proposals=rows, verdict=verdict, **facts)
            text = ngettext("%(count)s proposal decided.", "%(count)s proposals decided.", count)
            messages.success(request, text % {"count": count})
        except services.AreaRefused as refused:
            messages.error(request, str(refused))
    return redirect(f"{reverse('places:merge', args=[held.pk])}?{request.GET.urlencode()}")


@requires("places.import")
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Show what applying would do, and do it."""
    held = _merge(request, merge_id)
    form = forms.ApplyForm(request.POST or None)
    terms: dict[str, Any] = {"merge_id": held.pk, "actor": request.user, "now": now()}
    try:
        if request.method == "POST" and form.is_valid():
            done = services.apply_merge(document=form.cleaned_data["document"], **terms)
            count = sum(done.applied.values())
            text = ngettext("%(count)s proposal applied.", "%(count)s proposals applied.", count)
            messages.success(request, text % {"count": count})
            return redirect("places:merge", merge_id=held.pk)
        ahead = services.apply_merge(dry_run=True, **terms)
    except services.AreaRefused as refused:
        messages.error(request, str(refused))
        return redirect("places:merge", merge_id=held.pk)
    kinds = [(ProposalKind(kind), count) for kind, count in sorted(ahead.applied.items())]
    context = {"merge": held, "form": form, "kinds": kinds, "total": sum(ahead.applied.values())}
    context |= {"waiting": _waiting(ahead), "more": max(0, len(ahead.waiting) - WAITING_SHOWN)}
    context |= {"undecided": ahead.undecided, "crumbs": _crumbs(held, _("Apply"))}
    return render(request, "places/merging/apply.html", context, status=422 if form.errors else 200)


@requires("places.import")
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Ask once more, then bring back what was in force before a merge."""
    held = _merge(request, merge_id)
    context: dict[str, Any] = {"merge": held, "crumbs": _crumbs(held, _("Undo"))}
    if request.method == "POST":
        try:
            services.undo_merge(merge_id=held.pk, actor=request.user, now=now())
            messages.success(request, _("What was in force before is in force again."))
            return redirect("places:merge", merge_id=held.pk)
        except services.AreaRefused as refused:
            context["error"] = str(refused)
    return render(request, "places/merging/undo.html", context, status=409 if "error" in context else 200)


@requires("places.import")
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Correct one proposal: who goes on as whom, who passes to whom."""
    rows = MergeProposal.objects.filter(merge__in=reads.list_merges(request.user).order_by())
    held = get_object_or_404(rows.select_related("area__parent", "tier", "merge", "group"), pk=proposal_id)
    form = forms.CorrectionForm(request.POST or None, initial=forms.start_of(held))
    if request.method == "POST" and form.is_valid():
        try:
            _correct(held, form.cleaned_data, {"actor": request.user, "now": now()})
            return redirect(f"{reverse('places:merge', args=[held.merge_id])}?group={held.group.number}")
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    context = {"proposal": held, "form": form, "line": _lines([held])[0]}
    context |= {"crumbs": _crumbs(held.merge, _("Correct"))}
    return render(request, "places/merging/proposal.html", context, status=422 if form.errors else 200)


@requires("places.import")
@require_safe
def rejected(request: HttpRequest, merge_id: int) -> FileResponse:
    """Return the rows of a newer list that were not taken, each with its reason."""
    held = _merge(request, merge_id)
    columns = [sheets.Column("linli:number", _("Row"), "number"), sheets.Column("linli:why", _("Reason"), width=50)]
    columns += [sheets.Column(title, title) for title in held.columns]
    lines = held.rejections.order_by("number").values_list("number", "reason", "cells")
    rows = (
        {**cells, "linli:number": number, "linli:why": why} for number, why, cells in lines.iterator(chunk_size=500)
    )
    return FileResponse(sheets.write_xlsx(columns, rows), as_attachment=True, filename="rejected.xlsx")


@requires("places.import")
@require_safe
def export(request: HttpRequest, merge_id: int) -> FileResponse:
    """Return the proposals that fit the filters as a workbook."""
    held = _merge(request, merge_id)
    titles = (_("What became of it"), _("Code before"), _("Name before"), _("Code"), _("Name"), _("Group"), _("Reason"))
    columns = [sheets.Column(str(place), title) for place, title in enumerate((*titles, _("Decided as")))]
    rows = (
        dict(zip(map(str, range(8)), _cells(each), strict=True))
        for each in reads.list_proposals(held, **_filters(request).said()).iterator(chunk_size=500)
    )
    return FileResponse(sheets.write_xlsx(columns, rows), as_attachment=True, filename=f"merge-{held.as_of}.xlsx")


def _cells(each: MergeProposal) -> tuple[str, ...]:
    kinds = "、".join(_(ProposalKind(kind).label) for kind in each.kinds)
    before = (each.area.code, each.area.name) if each.area else ("", "")
    return (kinds, *before, each.code, each.name, str(each.group), each.why, _(each.verdict.label))


def _merge(request: HttpRequest, merge_id: int) -> ListMerge:
    """Return a merge within the person's duties; others do not exist."""
    return get_object_or_404(reads.list_merges(request.user), pk=merge_id)


def _filters(request: HttpRequest) -> forms.ProposalFilterForm:
    tiers = [(tier.code, str(tier)) for tier in queries.list_tiers() if tier.code in forms.TIERS]
    return forms.ProposalFilterForm(request.GET, tiers=tiers)


def _context(request: HttpRequest, held: ListMerge) -> dict[str, Any]:
    """Return everything the page of a merge shows."""
    form = _filters(request)
    said = form.said()
    rows = reads.list_proposals(held, **said)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    counts = reads.count_verdicts(held)
    return {
        "merge": held,
        "form": form,
        "page": page,
        "count": paging.count_up_to(rows, 5000),
        "filtered": any(said.values()),
        "group": held.groups.filter(number=said["group"]).first() if said["group"] else None,
        "groups": reads.list_groups(held)[:GROUPS_SHOWN],
        "counts": [(verdict, counts[verdict.value]) for verdict in Verdict if verdict.value in counts],
        "may_decide": forms.may_decide(held),
        "may_apply": any(counts.get(each.value) for each in reads.DECIDED) and held.state is not MergeState.UNDONE,
        "may_undo": held.state in (MergeState.PARTLY, MergeState.APPLIED) and held.traces.exists(),
        "lines": _lines(page.items),
        "crumbs": _crumbs(held),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal as a row of the page: what happened, where it lay and lies, and who has to do with it."""

    proposal: MergeProposal
    kinds: list[ProposalKind]
    before: str
    after: str
    others: list[str]


def _lines(proposals: list[MergeProposal]) -> list[Line]:
    names = reads.names_of_heirs(proposals)
    found = []
    for each in proposals:
        parent = each.area.parent if each.area else None
        heirs = [_("to %(name)s (%(percent)s %%)") % _said(names, code, share) for code, share, _units in each.heirs]
        others = [_("from %(name)s (%(percent)s %%)") % _said(names, key, share) for key, share, _units in each.origins]
        kinds = [ProposalKind(kind) for kind in each.kinds]
        after = names.get(each.parent_code, each.parent_code)
        found.append(Line(each, kinds, parent.name if parent else "", after, [*heirs, *others]))
    return found


def _said(names: dict[str, str], key: Any, share: float) -> dict[str, Any]:
    return {"name": names.get(str(key), key), "percent": round(share * 100)}


def _crumbs(held: ListMerge, last: str = "") -> list[tuple[str, str]]:
    name = _("List of %(day)s") % {"day": held.as_of}
    found = [(_("Areas"), reverse("places:list")), (_("Newer lists"), reverse("places:merges"))]
    return [*found, (name, reverse("places:merge", args=[held.pk])), (last, "")] if last else [*found, (name, "")]


def _waiting(ahead: services.Applied) -> Iterable[tuple[MergeProposal, str]]:
    return [(each, why.render(_)) for each, why in ahead.waiting[:WAITING_SHOWN]]


def _correct(held: MergeProposal, said: dict[str, Any], facts: dict[str, Any]) -> None:
    """Do what the form says: part a pair, join two proposals, or give an area other successors."""
    if held.code:
        services.part_proposal(proposal_id=held.pk, **facts)
    elif said["same_as"]:
        services.join_proposals(proposal_id=held.pk, code=said["same_as"], **facts)
    else:
        services.correct_heirs(proposal_id=held.pk, heirs=said["heirs"], **facts)
