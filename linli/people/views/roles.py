"""Roles: what belongs to which duty."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.access import requires
from linli.people import queries, services
from linli.people.access import actor_of
from linli.people.forms import RoleForm
from linli.people.models import Role


@requires("people.roles")
@require_safe
def list_roles(request: HttpRequest) -> HttpResponse:
    """List the roles."""
    return render(request, "people/roles.html", {"roles": queries.list_roles()})


@requires("people.roles")
@require_http_methods(["GET", "POST"])
def new_role(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    form = RoleForm(request.POST or None, initial={"actions": []})
    if request.method == "POST" and form.is_valid():
        try:
            services.create_role(actor=actor_of(request), now=timezone.now(), **form.cleaned_data)
        except services.PeopleRefused as refusal:
            form.add_error(None, str(refusal))
            return _form(request, form, None, 409)
        messages.success(request, _("Saved."))
        return redirect("people:roles")
    return _form(request, form, None, 422 if form.errors else 200)


@requires("people.roles")
@require_http_methods(["GET", "POST"])
def edit_role(request: HttpRequest, role_id: int) -> HttpResponse:
    """Show a role with its acts, and change it unless it is fixed."""
    role = get_object_or_404(Role, pk=role_id)
    start = {field: getattr(role, field) for field in ("name", "whole_area", "is_active", "actions")}
    form = RoleForm(request.POST or None, initial=start, role=role)
    if request.method == "POST" and form.is_valid():
        given = {"name": role.name} | form.cleaned_data
        try:
            services.change_role(role_id=role.pk, actor=actor_of(request), now=timezone.now(), **given)
        except services.PeopleRefused as refusal:
            form.add_error(None, str(refusal))
            return _form(request, form, role, 409)
        messages.success(request, _("Saved."))
        return redirect("people:roles")
    return _form(request, form, role, 422 if form.errors else 200)


def _form(request: HttpRequest, form: RoleForm, role: Role | None, status: int) -> HttpResponse:
    """Show the form of a role with every act of the house, by room."""
    context = {
        "form": form,
        "role": role,
        "groups": queries.group_actions(form["actions"].value() or ()),
        "crumbs": [(_("Roles"), reverse("people:roles"))],
    }
    return render(request, "people/role_form.html", context, status=status)
