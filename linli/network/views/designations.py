"""Areas picked out for a time: the list, picking one out, ending it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation import paging
from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.forms.appointing import DesignationForm
from linli.network.models import Designation
from linli.network.views.reaching import APPOINT, VIEW, crumbs


@requires(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def designations(request: HttpRequest) -> HttpResponse:
    """Show which areas are picked out today; pick another one out."""
    may_appoint = request.user.may(APPOINT)  # type: ignore[union-attr]
    if request.method == "POST" and not may_appoint:
        raise Http404
    form = DesignationForm(request.POST or None, user=request.user, initial={"valid_from": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.designate(actor=request.user, now=now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("network:designations")
        except services.NetworkRefused as refused:
            form.add_error(None, str(refused))
    rows = queries.list_designations(request.user, localdate())
    context = {
        "form": form if may_appoint else None,
        "page": paging.page(rows, order=("kind", "area__path", "pk"), after=request.GET.get("after", "")),
        "today": localdate(),
        "crumbs": crumbs(_("Areas picked out")),
    }
    return render(request, "network/designations.html", context, status=422 if form.errors else 200)


@requires(APPOINT)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End today that an area is picked out."""
    try:
        services.end_designation(designation_id=pk, on=localdate(), actor=request.user, now=now())
    except Designation.DoesNotExist as error:
        raise Http404 from error
    except services.NetworkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is no longer picked out."))
    return redirect("network:designations")
