"""Giving and ending appointments."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation.access import requires
from linli.people import access, services
from linli.people.access import actor_of
from linli.people.forms import AppointmentForm, EndAppointmentForm
from linli.people.models import Account, Appointment


@requires("people.appoint")
@require_http_methods(["GET", "POST"])
def new_appointment(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give a person a role."""
    account = access.accounts_within(actor_of(request), "people.appoint").filter(pk=account_id).first()
    if account is None:
        raise Http404
    today = timezone.localdate()
    start = {"valid_from": today, "organisation": account.organisation_id}
    form = AppointmentForm(request.POST or None, initial=start, actor=actor_of(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"role_id": int(form.cleaned_data["role"])}
        given.pop("role")
        try:
            services.appoint(account_id=account.pk, actor=actor_of(request), now=timezone.now(), today=today, **given)
        except services.PeopleRefused as refusal:
            form.add_error(None, str(refusal))
            return _form(request, form, account, 409)
        messages.success(request, _("Appointed."))
        return redirect("people:account", account.pk)
    return _form(request, form, account, 422 if form.errors else 200)


@requires("people.appoint")
@require_POST
def end_appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """End an appointment from a day on."""
    held = Appointment.objects.filter(
        pk=appointment_id, account__in=access.accounts_within(actor_of(request), "people.appoint")
    ).first()
    if held is None:
        raise Http404
    form = EndAppointmentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the day on which the appointment no longer holds."))
        return redirect("people:account", held.account_id)
    try:
        services.end_appointment(
            appointment_id=held.pk,
            valid_to=form.cleaned_data["valid_to"],
            actor=actor_of(request),
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except services.PeopleRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The appointment is ended."))
    return redirect("people:account", held.account_id)


def _form(request: HttpRequest, form: AppointmentForm, account: Account, status: int) -> HttpResponse:
    """Show the form of an appointment."""
    crumbs = [(_("People"), reverse("people:list")), (account.name, reverse("people:account", args=[account.pk]))]
    context = {"form": form, "account": account, "crumbs": crumbs}
    return render(request, "people/appointment_form.html", context, status=status)
