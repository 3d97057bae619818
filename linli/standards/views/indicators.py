"""Pages of indicators: the list, the editor with its live preview, and the page of one with values and evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.standards import services
from linli.standards.charts import line_of
from linli.standards.forms.indicators import (
    EndIndicatorForm,
    FormulaForm,
    IndicatorFilterForm,
    IndicatorForm,
    NewIndicatorForm,
    kinds_for,
    shown,
)
from linli.standards.models import Indicator
from linli.standards.queries import indicator_pages as pages
from linli.standards.queries.indicators import row_on
from linli.standards.services import StandardRefused
from linli.standards.terms import SubjectKind
from linli.values import Span, SpanKind

VIEW, DEFINE = "standards.view", "standards.define"
ORDER = ("name", "pk")
TRIED = 8
"""How many subjects a preview shows."""
MOST = 10_000
"""Up to how many subjects are counted."""


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what is told of whom, by which formula."""
    form, rows = listed(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "standards/indicators.html", {**context, "crumbs": crumbs()})


def listed(request: HttpRequest) -> tuple[IndicatorFilterForm, QuerySet[Indicator]]:
    """Return the filter form and the indicators it leaves."""
    form = IndicatorFilterForm(request.GET)
    said = form.said()
    rows = pages.list_indicators(search=said["q"], subject_kind=said["subject"], ended=said["state"] == "ended")
    return form, rows


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an indicator."""
    start = {"valid_from": localdate().replace(day=1)}
    form = NewIndicatorForm(request.POST or None, initial=start, user=request.user)
    if _is_sent(request) and form.is_valid():
        code, first = form.cleaned_data["code"], form.cleaned_data["valid_from"]
        try:
            services.create_indicator(code=code, facts=form.facts(), valid_from=first, actor=request.user, now=now())
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The indicator is told from now on."))
            return redirect("standards:indicator", code)
    return _editor(request, form, {"heading": _("New indicator"), "crumbs": crumbs((_("New indicator"), ""))})


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change an indicator from a day on."""
    row = _row(code)
    start = shown(row) | {"valid_from": localdate()}
    form = IndicatorForm(request.POST or None, initial=start, user=request.user)
    seen = request.POST.get("seen", "")
    if _is_sent(request) and form.is_valid():
        says = {"seen": int(seen) if seen.isdecimal() else 0, "valid_from": form.cleaned_data["valid_from"]}
        try:
            services.change_indicator(code=code, facts=form.facts(), actor=request.user, now=now(), **says)
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        except Indicator.DoesNotExist as ended:
            raise Http404 from ended
        else:
            messages.success(request, _("Saved."))
            return redirect("standards:indicator", code)
    way = crumbs((row.name, reverse("standards:indicator", args=[code])), (_("Change"), ""))
    return _editor(request, form, {"heading": row.name, "crumbs": way, "row": row, "seen": seen or row.pk})


@requires(DEFINE)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Answer what a formula would say of real subjects, while it is typed."""
    form = FormulaForm(request.POST, user=request.user)
    return render(request, "standards/_formula_preview.html", {"trial": _trial(request, form)})


@requires(DEFINE)
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Tell an indicator no more from a day on."""
    form, seen = EndIndicatorForm(request.POST), request.POST.get("seen", "")
    if form.is_valid():
        try:
            says = {"seen": int(seen) if seen.isdecimal() else 0, "on": form.cleaned_data["on"]}
            services.end_indicator(code=code, actor=request.user, now=now(), **says)
        except Indicator.DoesNotExist as gone:
            raise Http404 from gone
        except StandardRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved."))
    return redirect("standards:indicator", code)


@requires(DEFINE)
@require_POST
def install(request: HttpRequest) -> HttpResponse:
    """Take over the indicators that ship with the installation."""
    try:
        made = services.install_presets(actor=request.user, now=now())
    except StandardRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(count)s metrics and indicators were taken over.") % {"count": made})
    return redirect("standards:indicators")


@requires(VIEW)
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an indicator says of everybody within reach, or of one subject with parts, evidence and trend."""
    look, user = _look(request, code), cast(Any, request.user)
    context: dict[str, Any] = {
        "look": look,
        "may_define": user.may(DEFINE),
        "end_form": EndIndicatorForm(initial={"on": localdate()}),
    }
    shown = _one(request, look) if request.GET.get("subject") else _everybody(request, look)
    return render(request, "standards/indicator.html", context | shown)


@requires(VIEW)
@require_safe
def indicator_file(request: HttpRequest, code: str) -> FileResponse:
    """Hand out what the page shows as a workbook."""
    look = _look(request, code)
    rows = pages.tell(code, _subjects(request, look), look.span)
    names = sorted({name for told in rows if told.value for name in told.value.inputs})
    titles = [
        sheets.Column("subject", _("Subject"), width=30),
        sheets.Column("span", _("Span")),
        sheets.Column("value", f"{look.row.name} {look.row.unit}".strip(), "number"),
        sheets.Column("numerator", look.row.numerator_words or _("Numerator"), "number"),
        sheets.Column("denominator", look.row.denominator_words or _("Denominator"), "number"),
        *(sheets.Column(f"in.{name}", name, "number") for name in names),
        sheets.Column("why", _("What must be known"), width=40),
    ]
    services.record_indicator_list(indicator=look.row, period=look.span.code, actor=request.user, now=now())
    book = sheets.write_xlsx(titles, _cells(rows, look.span), title=look.row.name)
    return FileResponse(book, as_attachment=True, filename=f"{code}-{look.span.code}.xlsx")


@dataclass(frozen=True)
class Look:
    """What a page of an indicator is asked to show."""

    row: Indicator
    history: list[Indicator]
    span: Span
    kind: SubjectKind
    kinds: list[tuple[str, str]]


def crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of indicators."""
    home = (_("Entry of figures"), reverse("standards:home"))
    return [home, (_("Indicators"), reverse("standards:indicators") if steps else ""), *steps]


def _one(request: HttpRequest, look: Look) -> dict[str, Any]:
    """Return what the page shows of one subject: value, parts, evidence and trend. Raises Http404."""
    [subject] = _subjects(request, look)
    trend = pages.tell_trend(look.history, subject, look.span)
    told = pages.Told(subject, trend[-1][1])
    return {
        "told": told,
        "parts": pages.parts_of(look.row, told, look.span),
        "trend": trend,
        "chart": line_of([(span.code, value.value if value else None) for span, value in trend]),
        "crumbs": crumbs((look.row.name, reverse("standards:indicator", args=[look.row.code])), (str(subject), "")),
    }


def _everybody(request: HttpRequest, look: Look) -> dict[str, Any]:
    """Return what the page shows of everybody within reach, a page at a time."""
    subjects = _subjects(request, look)
    page = paging.page(subjects, order=pages.ORDER, after=request.GET.get("after", ""), size=pages.SHOWN)
    return {
        "page": page,
        "rows": pages.tell(look.row.code, page.items, look.span),
        "count": paging.count_up_to(subjects, MOST) if page.next or page.previous else None,
        "crumbs": crumbs((look.row.name, "")),
    }


def _look(request: HttpRequest, code: str) -> Look:
    """Return which row, span and kind are asked for; what cannot be read falls back. Raises Http404."""
    history = pages.rows_of(code)
    if not history:
        raise Http404
    row = history[0]
    try:
        span = Span.parse(request.GET.get("span", ""))
    except ValueError:
        span = Span.of(SpanKind(row.span_kind), localdate()).previous()
    kinds = kinds_for(row)
    asked = request.GET.get("kind", "")
    kind = SubjectKind(asked if asked in dict(kinds) else row.subject_kind)
    return Look(row_on(history, span.last) or row, history, span, kind, kinds)


def _subjects(request: HttpRequest, look: Look) -> Any:
    """Return the one subject that is asked for, else those of a kind in the area chosen at the top. Raises Http404."""
    if chosen := request.GET.get("subject", ""):
        found = pages.subject_for(request.user, chosen)
        if found is None:
            raise Http404
        return [found]
    area = request.session.get("area")
    return pages.subjects_for(request.user, look.kind, area["path"] if area else "", look.span.last)


def _row(code: str) -> Indicator:
    """Return the newest row of an indicator. Raises Http404."""
    rows = pages.rows_of(code)
    if not rows:
        raise Http404
    return rows[0]


def _is_sent(request: HttpRequest) -> bool:
    """Return whether the editor is to be kept, and not only tried."""
    return request.method == "POST" and request.POST.get("then") != "preview"


def _editor(request: HttpRequest, form: FormulaForm, context: dict[str, Any]) -> HttpResponse:
    """Show the editor, with the preview of what stands in it."""
    is_tried = form.is_bound or bool(form.initial.get("numerator"))
    names = [{"name": each.name, "label": each.label, "unit": each.unit} for each in pages.list_names(_kind(form))]
    context |= {"form": form, "names": names, "trial": _trial(request, form) if is_tried else None}
    return render(request, "standards/indicator_form.html", context, status=422 if form.errors else 200)


def _kind(form: FormulaForm) -> str:
    said = form["subject_kind"].value()
    return said if said in set(SubjectKind) else SubjectKind.COMMUNITY


def _trial(request: HttpRequest, form: FormulaForm) -> dict[str, Any]:
    """Return what the formula in the form says of the first subjects of the area it is tried in."""
    said = form.trial() if form.is_bound else _unbound(request, form)
    kind, path, span = said.pop("kind"), said.pop("path"), said.pop("span")
    subjects = list(pages.subjects_for(request.user, kind, path, span.last)[:TRIED])
    return {"found": pages.preview(**said, subjects=subjects, span=span), "span": span, "kind": kind}


def _unbound(request: HttpRequest, form: FormulaForm) -> dict[str, Any]:
    """Return the trial of a form that was not sent yet: of what stands in it."""
    values = {name: form[name].value() for name in FormulaForm.base_fields}
    return FormulaForm(
        {name: "" if value is None else value for name, value in values.items()}, user=request.user
    ).trial()


def _cells(rows: list[pages.Told], span: Span) -> Iterator[dict[str, Any]]:
    """Yield the cells of each subject."""
    for told in rows:
        value = told.value
        cells: dict[str, Any] = {"subject": str(told.subject), "span": span.code}
        if value is not None:
            why = " ".join(reason.render(_) for reason in value.reasons)
            numbers = {"value": value.value, "numerator": value.numerator, "denominator": value.denominator}
            numbers |= {f"in.{name}": number for name, number in value.inputs.items()}
            cells |= {key: None if number is None else float(number) for key, number in numbers.items()} | {"why": why}
        yield cells
