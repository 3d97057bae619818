"""The items of a draft: add, change, move, take out, and the list as a workbook both ways."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import sheets
from linli.foundation.access import requires
from linli.standards import queries, services
from linli.standards.forms.item_list import UploadForm, list_columns, list_rows
from linli.standards.forms.standards import ItemForm, feed_choices, item_form
from linli.standards.models import StandardVersion
from linli.standards.queries.items import Item, items_of
from linli.standards.queries.tree import examples_of
from linli.standards.queries.versions import facts_of
from linli.standards.services import StandardRefused
from linli.standards.terms import ItemKind, VersionState
from linli.standards.views.standards import crumbs

VIEW, DEFINE = "standards.view", "standards.define"


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to a draft, in the group that the address names."""
    draft = _draft(request, pk)
    groups = {item.code: item for item in items_of(draft) if item.kind is ItemKind.GROUP}
    parent = request.GET.get("in", "")
    if parent and parent not in groups:
        raise Http404
    form = item_form(
        None, feeds=feed_choices(draft.standard.subject_kind), data=request.POST or None, code=_free(draft, parent)
    )
    if _is_sent(request) and form.is_valid():
        try:
            services.add_item(version_id=pk, facts=form.facts(parent), actor=request.user, now=now())
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("standards:version", pk=pk)
    return _page(request, draft, form, group=groups.get(parent))


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item of a draft."""
    draft, found = _item(request, pk)
    form = item_form(found, feeds=feed_choices(draft.standard.subject_kind), data=request.POST or None)
    if _is_sent(request) and form.is_valid():
        try:
            services.change_item(item_id=pk, facts=form.facts(), actor=request.user, now=now())
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("standards:version", pk=draft.pk)
    return _page(request, draft, form, item=found)


@requires(DEFINE)
@require_POST
def move(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Move an item with all it holds."""
    draft, found = _item(request, pk)
    try:
        services.move_item(item_id=found.id, way=way, actor=request.user, now=now())
    except StandardRefused as refused:
        messages.error(request, str(refused))
    except ValueError as error:
        raise Http404 from error
    answer = redirect("standards:version", pk=draft.pk)
    answer["Location"] += f"#item-{found.id}"
    return answer


@requires(DEFINE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item out of a draft with all it holds."""
    draft, found = _item(request, pk)
    gone = services.delete_item(item_id=found.id, actor=request.user, now=now())
    messages.success(request, _("Taken out: %(count)s items.") % {"count": gone})
    return redirect("standards:version", pk=draft.pk)


@requires(VIEW)
@require_safe
def export(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the items of a version as a workbook that can be read back."""
    found = get_object_or_404(queries.visible_versions(request.user), pk=pk)
    book = sheets.write_xlsx(list_columns(), list_rows(facts_of(found)), title=_("Items"))
    services.record_item_list(version=found, actor=request.user, now=now())
    return FileResponse(book, as_attachment=True, filename=f"{found.standard.code}-v{found.number}.xlsx")


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def take_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a list in the place of all items of a draft."""
    draft = _draft(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        items = form.cleaned_data["upload"]
        try:
            services.replace_items(version_id=pk, items=items, actor=request.user, now=now())
        except StandardRefused as refused:
            for reason in refused.reasons:
                form.add_error("upload", f"{reason.params.get('code', '')} {reason.render(_)}".strip())
        else:
            messages.success(request, _("%(count)s items were taken over.") % {"count": len(items)})
            return redirect("standards:version", pk=pk)
    context = {"form": form, "version": draft, "crumbs": crumbs(_("Take over a list"), draft)}
    return render(request, "standards/items_import.html", context, status=422 if form.errors else 200)


def _draft(request: HttpRequest, pk: int) -> StandardVersion:
    """Return a draft that the user may change. Raises Http404."""
    rows = queries.visible_versions(request.user, DEFINE).filter(state=VersionState.DRAFT)
    return get_object_or_404(rows, pk=pk)


def _item(request: HttpRequest, pk: int) -> tuple[StandardVersion, Item]:
    """Return an item of a draft that the user may change. Raises Http404."""
    draft = get_object_or_404(
        queries.visible_versions(request.user, DEFINE).filter(state=VersionState.DRAFT), items__pk=pk
    )
    return draft, next(item for item in items_of(draft) if item.id == pk)


def _is_sent(request: HttpRequest) -> bool:
    """Tell whether the form is to be saved, and not only looked at again with another rule."""
    return request.method == "POST" and request.POST.get("then") != "look"


def _page(request: HttpRequest, draft: StandardVersion, form: ItemForm, **more: Any) -> HttpResponse:
    """Show the form with what its rule does; only the rule where a part of the page asks."""
    is_asked = request.method == "POST" and not _is_sent(request)
    is_right = form.is_valid() if is_asked else not form.errors
    facts = form.facts() if form.is_bound and is_right else None
    if facts is None and isinstance(more.get("item"), Item) and not form.is_bound:
        facts = next(each for each in facts_of(draft) if each.code == more["item"].code)
    examples = examples_of(replace(facts, parent="")) if facts else []
    context = {"form": form, "version": draft, "examples": examples, **more}
    context["crumbs"] = crumbs(more["item"].name if more.get("item") else _("New item"), draft)
    if request.headers.get("HX-Request"):
        return render(request, "standards/_rule.html", context)
    return render(request, "standards/item.html", context, status=422 if form.errors and not is_asked else 200)


def _free(draft: StandardVersion, parent: str) -> str:
    """Return the next number that is free in a group."""
    taken = {item.code for item in items_of(draft)}
    start = f"{parent}." if parent else ""
    return next(code for number in range(1, len(taken) + 2) if (code := f"{start}{number}") not in taken)
