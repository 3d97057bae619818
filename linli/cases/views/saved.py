"""Keeping and forgetting a filter of the list under a name."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.models import SavedView
from linli.cases.services import looking
from linli.cases.views.finding import StaffRequest
from linli.foundation.access import requires


@requires("cases.view")
@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep the filter and show it."""
    name = request.POST.get("name", "").strip()
    if not name:
        messages.error(request, _("A view needs a name."))
        return redirect("cases:list")
    view = looking.save_view(actor=request.user, name=name, query=request.POST.get("query", ""), now=timezone.now())
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(f"{reverse('cases:list')}?{view.query}")


@requires("cases.view")
@require_POST
def drop_view(request: StaffRequest, view_id: int) -> HttpResponse:
    """Forget a kept filter."""
    try:
        looking.drop_view(actor=request.user, view_id=view_id, now=timezone.now())
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    return redirect("cases:list")
