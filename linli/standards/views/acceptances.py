"""Acceptances: the list, opening a year, both sides beside each other, the team, the decision."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.places import queries as places
from linli.standards import services
from linli.standards.forms.acceptances import DecideForm, FilterForm, OpenForm, ReturnForm, TeamForm
from linli.standards.models import Acceptance
from linli.standards.queries import acceptances as queries
from linli.standards.queries.versions import visible_standards, visible_versions
from linli.standards.rules.numbers import CENTI
from linli.standards.services import StandardRefused
from linli.standards.terms import AcceptanceState

VIEW, DECIDE = "standards.view", "standards.decide"
ORDER = ("-year", "subject__area__path", "pk")
TIERS = ("city", "district", "subdistrict", "community")


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the acceptances that the filters leave."""
    form, rows = filtered(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "standards/acceptances.html", context)


@requires(VIEW)
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Hand out what the filters show as a workbook."""
    form, rows = filtered(request)
    columns = [
        sheets.Column("year", _("Year"), "number"),
        sheets.Column("subject", _("Subject"), width=28),
        sheets.Column("standard", _("Standard"), width=28),
        sheets.Column("state", _("State"), width=20),
        sheets.Column("outcome", _("Result")),
        sheets.Column("points", _("Score"), "number"),
        sheets.Column("visited_on", _("Visited on"), "date"),
        sheets.Column("document", _("Document number"), width=24),
    ]
    services.record_acceptance_list(actor=request.user, now=now(), filters=said_filters(form))
    book = sheets.write_xlsx(columns, cells(rows.order_by(*ORDER)), title=_("Acceptances"))
    return FileResponse(book, as_attachment=True, filename=f"acceptances-{localdate():%Y%m%d}.xlsx")


@requires(DECIDE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open the acceptances of a year for an area."""
    form = OpenForm(request.POST or None, versions=visible_versions(request.user), areas=_areas(request, DECIDE))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = services.open_acceptances(
                version_id=said["version"].pk, year=said["year"], area=said["area"], actor=request.user, now=now()
            )
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(count)s acceptances were opened.") % {"count": made})
            return redirect(f"{reverse('standards:acceptances')}?year={said['year']}")
    context = {"form": form, "crumbs": crumbs(_("Open acceptances"))}
    return render(request, "standards/acceptances_new.html", context, status=422 if form.errors else 200)


@requires(VIEW)
@require_safe
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both sides of one acceptance beside each other, and what they come to."""
    return show(request, get_object_or_404(queries.visible_acceptances(request.user), pk=pk), DecideForm())


@requires(DECIDE)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who visits."""
    found = get_object_or_404(queries.visible_acceptances(request.user, DECIDE), pk=pk)
    held = queries.team_of(found)
    head = next((member.account_id for member in held if member.is_head), None)
    initial = {"members": [member.account_id for member in held], "head": head}
    form = TeamForm(request.POST or None, people=queries.visitors(localdate()).order_by("pk"), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.set_team(
                acceptance_id=pk,
                members=list(said["members"]),
                head=said["head"],
                revision=found.revision,
                actor=request.user,
                now=now(),
            )
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The team is named."))
            return redirect("standards:acceptance", pk=pk)
    context = {"form": form, "acceptance": found, "crumbs": crumbs(_("Team"), found)}
    return render(request, "standards/team.html", context, status=422 if form.errors else 200)


@requires(DECIDE)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what an acceptance ends with."""
    found = get_object_or_404(queries.visible_acceptances(request.user, DECIDE), pk=pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            services.decide_acceptance(
                acceptance_id=pk, revision=found.revision, actor=request.user, now=now(), **form.cleaned_data
            )
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Decided."))
            return redirect("standards:acceptance", pk=pk)
    return show(request, found, form)


@requires(DECIDE)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a self-assessment to its subject with the reason."""
    found = get_object_or_404(queries.visible_acceptances(request.user, DECIDE), pk=pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "revision": found.revision}
        try:
            services.return_assessment(acceptance_id=pk, actor=request.user, now=now(), **said)
        except StandardRefused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("Returned; the subject may change its assessment and hand it in again."))
            return redirect("standards:acceptance", pk=pk)
    return show(request, found, DecideForm(), form)


def show(
    request: HttpRequest, found: Acceptance, form: DecideForm, return_form: ReturnForm | None = None
) -> HttpResponse:
    """Show an acceptance with what its reader may do next."""
    user: Any = request.user
    members = queries.team_of(found)
    is_member = any(member.account_id == user.pk for member in members)
    may_decide = queries.visible_acceptances(user, DECIDE).filter(pk=found.pk).exists()
    may_assess = queries.visible_acceptances(user, "standards.assess").filter(pk=found.pk).exists()
    context = {
        "acceptance": found,
        "sheet": queries.sheet_of(found),
        "team": members,
        "form": form,
        "return_form": return_form or ReturnForm(),
        "can_return": found.state is AcceptanceState.SUBMITTED and may_decide,
        "can_assess": found.state is AcceptanceState.SELF and may_assess,
        "can_visit": found.state is AcceptanceState.SUBMITTED and is_member,
        "can_staff": found.state in (AcceptanceState.SELF, AcceptanceState.SUBMITTED) and may_decide,
        "can_decide": found.state is AcceptanceState.VISITED and may_decide and not is_member,
        "can_report": found.state is AcceptanceState.SUBMITTED and is_member and user.may("cases.report"),
        "crumbs": crumbs(str(found)),
    }
    is_wrong = form.errors or (return_form and return_form.errors)
    return render(request, "standards/acceptance.html", context, status=422 if is_wrong else 200)


def filtered(request: HttpRequest) -> tuple[FilterForm, QuerySet[Acceptance]]:
    """Return the filter form and the rows it leaves."""
    form = FilterForm(
        request.GET,
        years=queries.list_years(request.user),
        standards=visible_standards(request.user).order_by("name"),
        areas=_areas(request, VIEW),
    )
    return form, queries.list_acceptances(request.user, **form.said())


def said_filters(form: FilterForm) -> dict[str, str]:
    """Return the filters that are set, for the log."""
    return {name: str(value) for name, value in form.said().items() if value}


def cells(rows: QuerySet[Acceptance]) -> Iterator[dict[str, Any]]:
    """Yield one acceptance after the other as cells."""
    for row in rows.iterator(chunk_size=500):
        yield {
            "year": row.year,
            "subject": str(row.subject),
            "standard": str(row.version),
            "state": _(row.state.label),
            "outcome": _(row.outcome.label) if row.outcome else "",
            "points": None if row.centipoints is None else row.centipoints / CENTI,
            "visited_on": row.visited_on,
            "document": row.document,
        }


def crumbs(title: str, of: Acceptance | None = None) -> list[tuple[str, str]]:
    """Return the way to a page of this part."""
    way = [(_("Acceptances"), reverse("standards:acceptances"))]
    if of is not None:
        way.append((str(of), reverse("standards:acceptance", args=[of.pk])))
    return [*way, (title, "")]


def _areas(request: HttpRequest, action: str) -> QuerySet[places.Area]:
    """Return the areas in which the user may do the action, for a choice."""
    return places.areas_in_scope(request.user, action).filter(tier__code__in=TIERS).order_by("path")
