"""Who holds which post: the list and its export, appointing in two steps, ending."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.forms.appointing import BodyForm, EndForm, HolderForm, PlaceForm, TermsForm, is_household, new_holder
from linli.network.forms.filters import PostingFilterForm
from linli.network.models import Posting, PostKind
from linli.network.terms import FilledBy
from linli.network.views.reaching import APPOINT, VIEW, crumbs
from linli.places import queries as places

ORDER = ("kind__network_tier__number", "kind__order", "area__path", "pk")


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show who holds which post, page by page."""
    form, rows, area = _filtered(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    above = places.lineages_of({each.area_id: each.area for each in page}.values())
    context = {
        "form": form,
        "page": page,
        "rows": [(each, [up for up in above[each.area_id] if len(up.path) > 12]) for each in page],
        "count": paging.count_up_to(rows),
        "area": area,
        "filtered": any(form.said().values()),
        "crumbs": crumbs(_("Who holds which post")),
    }
    return render(request, "network/postings.html", context)


@requires(VIEW)
@require_safe
def book(request: HttpRequest) -> FileResponse:
    """Hand out what the filters show as a workbook, in the form that the import takes; phones are hidden."""
    _form, rows, _area = _filtered(request)
    services.record_export(kind="postings", actor=request.user, now=now(), filters=request.GET.dict())
    cells = services.posting_cells(rows.order_by(*ORDER).iterator(chunk_size=1000))
    file = sheets.write_xlsx(services.COLUMNS, cells, title=_("Network"))
    return FileResponse(file, as_attachment=True, filename=f"network-{localdate():%Y%m%d}.xlsx")


@requires(APPOINT)
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest) -> HttpResponse:
    """Ask which post and where, then who, and appoint."""
    place = PlaceForm(request.GET or None, user=request.user)
    if not place.is_valid():
        context = {"form": place, "crumbs": crumbs(_("Appoint"))}
        return render(request, "network/appoint_where.html", context, status=422 if place.errors else 200)
    kind, area = place.cleaned_data["kind"], place.cleaned_data["area"]
    who, terms = _who(request, kind, area), TermsForm(request.POST or None, initial={"valid_from": localdate()})
    if kind.filled_by == FilledBy.BODY:
        del terms.fields["title"]
    if request.method == "POST" and who.is_valid() and terms.is_valid():
        try:
            _appoint(request, kind, area, who, terms)
            messages.success(request, _("Appointed."))
            return redirect(_back(request))
        except services.NetworkRefused as refused:
            who.add_error(None, str(refused))
    context = {
        "who": who,
        "terms": terms,
        "kind": kind,
        "area": area,
        "above": places.get_ancestors(area),
        "present": queries.postings_at(area, localdate()).filter(kind=kind),
        "back": _back(request),
        "has_none": isinstance(who, BodyForm) and not who.has_choice(),
        "crumbs": crumbs(_("Appoint")),
    }
    failed = who.errors or terms.errors
    return render(request, "network/appoint.html", context, status=422 if failed else 200)


@requires(APPOINT)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the day a post ends, and end it."""
    posting = _find(request, key)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            on = form.cleaned_data["on"]
            services.end_posting(posting_id=posting.pk, on=on, actor=request.user, now=now())
            messages.success(request, _("The post ends on %(day)s.") % {"day": on.isoformat()})
            return redirect(_back(request))
        except services.NetworkRefused as refused:
            form.add_error(None, str(refused))
    context = {"posting": posting, "form": form, "back": _back(request), "crumbs": crumbs(_("End a post"))}
    return render(request, "network/end.html", context, status=422 if form.errors else 200)


def _filtered(request: HttpRequest) -> tuple[PostingFilterForm, QuerySet[Posting], places.Area | None]:
    """Return the filter form, the rows it leaves, and the area it narrows to; 404 for an area out of reach."""
    form = PostingFilterForm(request.GET)
    said = form.said()
    area = None
    if said["area"]:
        area = queries.areas_within(request.user, VIEW).filter(key=_key(said["area"])).first()
        if area is None:
            raise Http404
    wanted = queries.PostingFilter(
        search=said["q"],
        kind=said["kind"],
        tier=int(said["tier"]) if said["tier"] else None,
        area=area,
        state={"": "present", "all": ""}.get(said["state"], said["state"]),
    )
    return form, queries.list_postings(request.user, wanted, localdate()), area


def _key(text: str) -> UUID:
    """Return the key a text is. Raises Http404."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _who(request: HttpRequest, kind: PostKind, area: places.Area) -> HolderForm | BodyForm:
    """Return the form that asks who: an organisation, a household or a person."""
    if kind.filled_by == FilledBy.BODY:
        return BodyForm(request.POST or None, kind=kind, area=area)
    return HolderForm(request.POST or None, is_household=is_household(kind), user=request.user)


def _appoint(
    request: HttpRequest, kind: PostKind, area: places.Area, who: HolderForm | BodyForm, terms: TermsForm
) -> Posting:
    """Appoint whom the valid forms name."""
    given: dict[str, Any] = {"actor": request.user, "now": now(), **terms.cleaned_data}
    if isinstance(who, HolderForm):
        return services.appoint(kind=kind, area=area, holder=new_holder(who), **given)
    return services.appoint(kind=kind, area=area, organisation=who.cleaned_data["organisation"], **given)


def _back(request: HttpRequest) -> str:
    """Return where a person came from, if the address names a page of ours; else the list."""
    said = request.POST.get("next") or request.GET.get("next", "")
    if said and url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
        return said
    return reverse("network:postings")


def _find(request: HttpRequest, key: UUID) -> Posting:
    """Return the posting with that key within the duties. Raises Http404."""
    try:
        return queries.get_posting(request.user, APPOINT, key)
    except Posting.DoesNotExist as error:
        raise Http404 from error
