"""The page of one person or household of the network, changing what is known, and the phone in full."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.forms.appointing import HolderForm, first_of
from linli.network.models import Holder
from linli.network.rules.listing import is_hidden
from linli.network.terms import FilledBy
from linli.network.views.reaching import APPOINT, REVEAL, VIEW, crumbs
from linli.people import queries as people
from linli.places import queries as places


@requires(VIEW)
@require_safe
def holder(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a person or household with the posts held now and before."""
    return _page(request, find(request, VIEW, key))


@requires(REVEAL)
@require_POST
def reveal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a whole phone number once; that it was shown is written down."""
    found = find(request, REVEAL, key)
    phone = services.reveal_phone(holder_id=found.pk, actor=request.user, now=now())
    return _page(request, found, phone=phone)


@requires(APPOINT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what is known of a person or household; a phone left hidden stays."""
    found = find(request, APPOINT, key)
    household = found.postings.filter(kind__filled_by=FilledBy.HOUSEHOLD).exists()
    form = HolderForm(request.POST or None, is_household=household, user=request.user, initial=first_of(found))
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if is_hidden(facts["phone"]):
            del facts["phone"]
        try:
            services.change_holder(holder_id=found.pk, actor=request.user, now=now(), **facts)
            messages.success(request, _("Saved."))
            return redirect("network:holder", key=found.key)
        except services.NetworkRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "holder": found, "crumbs": crumbs(str(found))}
    return render(request, "network/holder_form.html", context, status=422 if form.errors else 200)


def find(request: HttpRequest, action: str, key: UUID) -> Holder:
    """Return the holder with that key within the duties. Raises Http404."""
    try:
        return queries.get_holder(request.user, action, key)
    except Holder.DoesNotExist as error:
        raise Http404 from error


def _page(request: HttpRequest, found: Holder, *, phone: str = "") -> HttpResponse:
    """Show a holder; phone: the number in full, if it was asked for."""
    seen = list(queries.postings_within(request.user, VIEW).filter(holder=found).order_by("-valid_from", "-pk"))
    today, above = localdate(), places.lineages_of({each.area_id: each.area for each in seen}.values())
    context = {
        "holder": found,
        "phone": phone or people.mask_phone(found.phone),
        "is_revealed": bool(phone),
        "postings": [(each, above[each.area_id], each.valid_to is None or each.valid_to > today) for each in seen],
        "may_appoint": queries.holders_within(request.user, APPOINT).filter(pk=found.pk).exists(),
        "crumbs": crumbs(str(found)),
    }
    return render(request, "network/holder.html", context)
