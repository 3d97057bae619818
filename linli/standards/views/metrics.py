"""Pages of metrics: the list, beginning one, and the page of one with its changes and its end."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.standards.forms.metrics import EndForm, MetricFilterForm, MetricForm, NewMetricForm, shown
from linli.standards.models import Metric
from linli.standards.queries.metrics import list_metrics, seen_of
from linli.standards.services import metrics as services

VIEW, DEFINE = "standards.view", "standards.define"
ORDER = ("clause", "name", "pk")


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what is asked, of whom and how often."""
    form, rows = listed(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "standards/metrics.html", {**context, "crumbs": crumbs()})


def listed(request: HttpRequest) -> tuple[MetricFilterForm, QuerySet[Metric]]:
    """Return the filter form and the metrics it leaves."""
    form = MetricFilterForm(request.GET)
    said = form.said()
    rows = list_metrics(
        search=said["q"],
        subject_kind=said["subject"],
        span_kind=said["span"],
        ended=said["state"] == "ended",
        on=localdate(),
    )
    return form, rows


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin to ask something."""
    form = NewMetricForm(request.POST or None, initial={"valid_from": localdate().replace(day=1)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            metric = services.create_metric(
                code=said["code"],
                facts=form.facts(),
                valid_from=said["valid_from"],
                differs=said["differs"],
                actor=request.user,
                now=now(),
            )
        except services.MetricRefused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("The metric is asked from now on."))
            return redirect("standards:metric", pk=metric.pk)
    context = {"form": form, "crumbs": crumbs(_("New metric"))}
    return render(request, "standards/metric_new.html", context, status=422 if form.errors else 200)


@requires(VIEW)
@require_safe
def metric(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one metric, to the office with the forms that change and end it."""
    found = get_object_or_404(Metric, pk=pk)
    context = _context(request, found, MetricForm(initial=shown(found)), EndForm(initial={"on": localdate()}))
    return render(request, "standards/metric.html", context)


@requires(DEFINE)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what may change of a metric."""
    found = get_object_or_404(Metric, pk=pk)
    form = MetricForm(request.POST, initial=shown(found))
    if form.is_valid():
        says = {"seen": request.POST.get("seen", ""), "differs": form.cleaned_data["differs"]}
        try:
            services.change_metric(metric_id=pk, facts=form.facts(), actor=request.user, now=now(), **says)
        except services.MetricRefused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("standards:metric", pk=pk)
    context = _context(request, found, form, EndForm(initial={"on": localdate()}))
    return render(request, "standards/metric.html", context, status=422)


@requires(DEFINE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask no more from a day on."""
    found = get_object_or_404(Metric, pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        says = {"seen": request.POST.get("seen", ""), "on": form.cleaned_data["on"]}
        try:
            services.end_metric(metric_id=pk, actor=request.user, now=now(), **says)
        except services.MetricRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("standards:metric", pk=pk)
    context = _context(request, found, MetricForm(initial=shown(found)), form)
    return render(request, "standards/metric.html", context, status=422)


def crumbs(*titles: str) -> list[tuple[str, str]]:
    """Return the way to a page of metrics."""
    way = [(_("Entry of figures"), reverse("standards:home"))]
    if titles:
        way.append((_("Metrics"), reverse("standards:metrics")))
    return [*way, (titles[0] if titles else _("Metrics"), "")]


def _context(request: HttpRequest, found: Metric, form: MetricForm, end_form: EndForm) -> dict[str, Any]:
    """Return what the page of a metric shows."""
    user: Any = request.user
    return {
        "metric": found,
        "form": form,
        "end_form": end_form,
        "seen": seen_of(found),
        "is_used": found.observations.exists(),
        "may_define": user.may(DEFINE),
        "crumbs": crumbs(found.name),
    }


def _tell(form: MetricForm, refused: services.MetricRefused) -> None:
    """Show a refusal where it belongs: at the name, at what makes the difference, or above all."""
    rule = refused.reason.rule
    is_name = refused.is_near or rule.startswith("standards.negative") or rule == "standards.asked_once"
    form.add_error("name" if is_name else None, str(refused))
    if refused.is_near:
        form.add_error("differs", _("Say here what makes it another one, or choose the one that exists."))
