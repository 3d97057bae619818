"""The profile of a community, an organisation or a post: where it is strong, how it went, what it is to reach."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.queries import profile as pages
from linli.appraisals.queries.readers import VIEW
from linli.appraisals.rules import charts
from linli.appraisals.rules.points import in_points
from linli.appraisals.views import profile_tables
from linli.appraisals.views.books import hand_out
from linli.foundation import paging
from linli.foundation.access import requires
from linli.foundation.sheets import Column
from linli.standards.queries import Subject
from linli.standards.queries.answering import targets_of

MOST_CONSEQUENCES = 20
ORDER = ("area__path", "pk")


@requires(VIEW)
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    """Show whose profile can be opened, found by name."""
    rows, search = _searched(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    way = [(_("Appraisals"), reverse("appraisals:home")), (_("Profiles"), "")]
    return render(request, "appraisals/profiles.html", {"page": page, "search": search, "crumbs": way})


@requires(VIEW)
@require_safe
def profiles_book(request: HttpRequest) -> FileResponse:
    """Hand out whose profile can be opened, as far as the search leaves them."""
    rows, search = _searched(request)
    columns = [Column("name", _("Name"), width=40), Column("kind", _("Kind"))]
    cells = ({"name": str(one), "kind": _(one.kind.label)} for one in rows.order_by(*ORDER).iterator(chunk_size=500))
    return hand_out(request, "profiles", (_("Profiles"), columns, cells), filters={"q": search})


@requires(VIEW)
@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the profile of one subject, of the scheme chosen in the address."""
    subject = get_object_or_404(pages.profiled(request.user), pk=pk)
    courses = pages.courses_of(request.user, subject)
    chosen = _chosen(courses, request.GET.get("scheme", ""))
    axes = pages.axes_of(chosen.newest) if chosen else []
    points = chosen.points if chosen else []
    written = ["" if total is None else in_points(total) for _period, total in points]
    is_met, evidence = pages.acceptance_of(subject, localdate())
    context: dict[str, Any] = {
        "subject": subject,
        "courses": courses,
        "chosen": chosen,
        "axes": axes,
        "radar": charts.radar(pages.bare_dimensions(axes)),
        "levels": charts.levels(pages.bare_dimensions(axes)),
        "name": str(subject),
        "trend": charts.trend(points, written),
        "targets": targets_of(subject, localdate().year, now=now(), today=localdate()),
        "consequences": list(pages.consequences_of(request.user, subject)[:MOST_CONSEQUENCES]),
        "help_plans": list(pages.help_of(request.user, subject)[:MOST_CONSEQUENCES]),
        "is_met": is_met,
        "evidence": evidence,
        "crumbs": [
            (_("Appraisals"), reverse("appraisals:home")),
            (_("Profiles"), reverse("appraisals:profiles")),
            (str(subject), ""),
        ],
    }
    return render(request, "appraisals/profile.html", context)


@requires(VIEW)
@require_safe
def profile_book(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out what the profile shows as a workbook: all results, dimensions, targets, and what followed."""
    subject = get_object_or_404(pages.profiled(request.user), pk=pk)
    courses = pages.courses_of(request.user, subject)
    chosen = _chosen(courses, request.GET.get("scheme", ""))
    today = localdate()
    targets = targets_of(subject, today.year, now=now(), today=today)
    followed = pages.consequences_of(request.user, subject)[:MOST_CONSEQUENCES]
    return hand_out(
        request,
        "profile",
        profile_tables.results(courses),
        profile_tables.dimensions(pages.axes_of(chosen.newest) if chosen else []),
        profile_tables.targets(targets),
        profile_tables.followed(followed),
        subject=subject,
        filters={"subject": str(pk)},
        mark=str(pk),
    )


def _searched(request: HttpRequest) -> tuple[QuerySet[Subject], str]:
    """Return the subjects in being whose profile the person may open and that bear a name, and that name."""
    search = request.GET.get("q", "").strip()[:60]
    rows = pages.profiled(request.user).filter(area__valid_to__isnull=True)
    return (rows.filter(area__name__icontains=search) if search else rows), search


def _chosen(courses: list[pages.Course], scheme: str) -> pages.Course | None:
    """Return the course of the scheme in the address, else the one with the newest result."""
    return next((each for each in courses if str(each.scheme.pk) == scheme), courses[0] if courses else None)
