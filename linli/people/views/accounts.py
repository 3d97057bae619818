"""Accounts of the people an office looks after."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation.access import requires
from linli.foundation.paging import count_up_to, page
from linli.foundation.sheets import Column, write_xlsx
from linli.people import access, queries, rules, services
from linli.people.access import actor_of
from linli.people.forms import AccountForm, EndAppointmentForm, ListForm
from linli.people.models import Account

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("people.view")
@require_safe
def list_accounts(request: HttpRequest) -> HttpResponse:
    """List the people this person looks after; the filter stands in the address."""
    form = ListForm(request.GET or None, actor=actor_of(request))
    today = timezone.localdate()
    found = queries.list_accounts(actor_of(request), form.wanted(), today)
    rows = page(found, order=("name", "id"), after=request.GET.get("after", ""))
    context = {
        "form": form,
        "page": rows,
        "count": _("%(count)s people") % {"count": count_up_to(found)},
        "state": form.wanted().state,
    }
    return render(request, "people/list.html", context)


@requires("people.view")
@never_cache
@require_safe
def show_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show one account with its appointments."""
    return _show(request, _account(request, account_id))


@requires("people.view")
@require_safe
def explain_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show what a person may do today, and where, and by which appointment."""
    account = _account(request, account_id)
    context = {"account": account, "acts": queries.explain(account, timezone.localdate()), "crumbs": _crumbs(account)}
    return render(request, "people/explain.html", context)


@requires("people.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account; its initial password is shown once."""
    form = AccountForm(request.POST or None, actor=actor_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            account, password = services.create_account(
                actor=actor_of(request), now=timezone.now(), **form.cleaned_data
            )
        except services.PeopleRefused as refusal:
            form.add_error("username" if "username" in refusal.rule else None, str(refusal))
        else:
            return render(request, "people/issued.html", {"account": account, "password": password})
    return _form(request, form, _("New person"))


@requires("people.edit")
@never_cache
@require_http_methods(["GET", "POST"])
def edit_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change a person's name, organisation, phone and e-mail."""
    account = _account(request, account_id)
    start = {field: getattr(account, field) for field in ("name", "organisation", "phone", "email")}
    form = AccountForm(request.POST or None, initial=start, actor=actor_of(request), account=account)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_account(
                account_id=account.pk, actor=actor_of(request), now=timezone.now(), **form.cleaned_data
            )
        except services.PeopleRefused as refusal:
            form.add_error(None, str(refusal))
        except Account.DoesNotExist as error:
            raise Http404 from error
        else:
            messages.success(request, _("Saved."))
            return redirect("people:account", account.pk)
    return _form(request, form, account.name, account)


@requires("people.edit")
@never_cache
@require_POST
def act_on_account(request: HttpRequest, account_id: int, act: str) -> HttpResponse:
    """Deactivate, reactivate, give a new password, or take off the second factor."""
    common: dict[str, Any] = {"account_id": account_id, "actor": actor_of(request), "now": timezone.now()}
    try:
        if act == "password":
            account, password = services.reset_password(**common)
            return render(request, "people/issued.html", {"account": account, "password": password})
        if act == "two-factor":
            services.clear_two_factor(**common)
        else:
            services.set_active(active=act == "reactivate", **common)
    except Account.DoesNotExist as error:
        raise Http404 from error
    except services.PeopleRefused as refusal:
        return _show(request, _account(request, account_id), refusal=str(refusal), status=409)
    messages.success(request, _("Done."))
    return redirect("people:account", account_id)


@requires("people.view")
@never_cache
@require_POST
def reveal_phone(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show a person's whole phone number once; that it was shown is written down."""
    try:
        phone = services.reveal_phone(account_id=account_id, actor=actor_of(request), now=timezone.now())
    except Account.DoesNotExist as error:
        raise Http404 from error
    return _show(request, _account(request, account_id), phone=phone)


@requires("people.edit")
@never_cache
@require_POST
def issue_passwords(request: HttpRequest) -> HttpResponse:
    """Give initial passwords to the people shown who have none yet, as a workbook that is kept nowhere."""
    form = ListForm(request.POST, actor=actor_of(request))
    shown = queries.list_accounts(actor_of(request), form.wanted(), timezone.localdate()).values_list("pk", flat=True)
    issued = services.issue_passwords(account_ids=list(shown), actor=actor_of(request), now=timezone.now())
    columns = [
        Column("name", _("Full name")),
        Column("username", _("User name")),
        Column("password", _("Initial password")),
    ]
    rows = [{"name": one.name, "username": one.username, "password": password} for one, password in issued]
    with write_xlsx(columns, rows, title=_("Initial passwords")) as book:
        response = HttpResponse(book.read(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="initial-passwords.xlsx"'
    return response


def _account(request: HttpRequest, account_id: int) -> Account:
    """Return one account in reach. Raises Http404."""
    try:
        return queries.get_account(actor_of(request), account_id)
    except Account.DoesNotExist as error:
        raise Http404 from error


def _show(
    request: HttpRequest, account: Account, *, phone: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show one account; `phone` is the number in full, if it was asked for."""
    context = {
        "account": account,
        "phone": phone or rules.mask_phone(account.phone),
        "is_revealed": bool(phone),
        "appointments": queries.list_appointments(account),
        "end_form": EndAppointmentForm(initial={"valid_to": timezone.localdate()}),
        "may_edit": access.accounts_within(actor_of(request), "people.edit").filter(pk=account.pk).exists(),
        "may_appoint": access.accounts_within(actor_of(request), "people.appoint").filter(pk=account.pk).exists(),
        "is_oneself": account.pk == actor_of(request).pk,
        "refusal": refusal,
        "today": timezone.localdate(),
        "crumbs": _crumbs(None),
    }
    return render(request, "people/account.html", context, status=status)


def _form(request: HttpRequest, form: AccountForm, heading: str, account: Account | None = None) -> HttpResponse:
    """Show the form of an account."""
    context = {"form": form, "heading": heading, "account": account, "crumbs": _crumbs(account)}
    return render(request, "people/account_form.html", context, status=422 if form.errors else 200)


def _crumbs(account: Account | None) -> list[tuple[str, str]]:
    """Return the way back to the list, and to the account if the page is below it."""
    way = [(_("People"), reverse("people:list"))]
    if account is not None:
        way.append((account.name, reverse("people:account", args=[account.pk])))
    return way
