"""Pages of how stewards are reached: links to their workbench, and notices."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.network import queries
from linli.network.forms.notices import NoticeForm
from linli.network.models import Notice
from linli.network.queries import stewards
from linli.network.services import NetworkRefused
from linli.network.services import stewards as services
from linli.places import queries as places

VIEW, APPOINT = "network.view", "network.appoint"


@requires(APPOINT)
@require_POST
def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a link to the workbench of a holder and show it this once."""
    holder = get_object_or_404(queries.holders_within(request.user, APPOINT), key=key)
    try:
        token = services.make_link(holder=holder, actor=request.user, now=now())
    except NetworkRefused as refused:
        messages.error(request, str(refused))
        return redirect("network:holder", key=key)
    address = request.build_absolute_uri(reverse("web:steward", args=[token]))
    context = {"holder": holder, "address": address, "days": services.LINK_DAYS}
    answer = render(request, "network/link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@requires(APPOINT)
@require_POST
def unlink(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the links of a holder back."""
    holder = get_object_or_404(queries.holders_within(request.user, APPOINT), key=key)
    try:
        services.revoke_link(holder=holder, actor=request.user, now=now())
        messages.success(request, _("The link opens nothing any more."))
    except NetworkRefused as refused:
        messages.error(request, str(refused))
    return redirect("network:holder", key=key)


@requires(VIEW)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices of the user's areas, the newest first."""
    rows = stewards.list_notices(request.user)
    page = paging.page(rows, order=("-valid_from", "-id"), after=request.GET.get("after", ""))
    crumbs = [(_("Network"), reverse("network:coverage")), (_("Notices"), "")]
    return render(request, "network/notices.html", {"page": page, "crumbs": crumbs, "today": localdate()})


@requires(APPOINT)
@require_http_methods(["GET", "POST"])
def new_notice(request: HttpRequest) -> HttpResponse:
    """Write a notice for the stewards of an area."""
    start = {"valid_from": localdate(), "area": request.GET.get("area", "")}
    form = NoticeForm(request.POST or None, areas=places.areas_in_scope(request.user, APPOINT), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.publish_notice(actor=request.user, now=now(), **form.cleaned_data)
            messages.success(request, _("The stewards see the notice from that day on."))
            return redirect("network:notices")
        except NetworkRefused as refused:
            form.add_error(None, str(refused))
    crumbs = [(_("Notices"), reverse("network:notices")), (_("New notice"), "")]
    status = 422 if form.errors else 200
    return render(request, "network/notice.html", {"form": form, "crumbs": crumbs}, status=status)


@requires(APPOINT)
@require_POST
def end_notice(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a notice off."""
    rows = stewards.list_notices(request.user).filter(area__in=places.areas_in_scope(request.user, APPOINT).order_by())
    notice: Notice = get_object_or_404(rows, key=key)
    services.end_notice(notice_id=notice.pk, actor=request.user, now=now())
    messages.success(request, _("The notice is taken off."))
    return redirect("network:notices")
