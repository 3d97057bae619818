"""The small workbench of a steward or key household, opened by a link on a phone; it shows only what is his."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import services as cases
from linli.cases.queries import public
from linli.cases.terms import Channel, Solved, State
from linli.foundation import uploads
from linli.foundation.access import PUBLIC, requires
from linli.network.queries import stewards
from linli.network.services.stewards import open_link
from linli.web.forms import StewardReportForm

CASES_SHOWN = 30
CONSENT_VERSION = 1
TO_CONFIRM = (State.ANSWERED, State.CHECKING)


@requires(PUBLIC)
@require_safe
def home(request: HttpRequest, token: str) -> HttpResponse:
    """Show his areas, the notices for them, what waits for his word, and the open cases there."""
    bench = _bench(token)
    found = list(public.open_at(bench.areas)[:CASES_SHOWN])
    answers = public.last_answers(found)
    waiting = [(case, answers.get(case.pk, "")) for case in found if case.state in TO_CONFIRM]
    others = [case for case in found if case.state not in TO_CONFIRM]
    context = {"bench": bench, "token": token, "waiting": waiting, "others": others, "words": public.PLAIN_WORDS}
    return _private(render(request, "web/portal/steward.html", context))


@requires(PUBLIC)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Take a report from a steward; it lands where the place he chose lies."""
    bench = _bench(token)
    areas = stewards.areas_of(bench)
    form = StewardReportForm(request.POST or None, request.FILES or None, areas=areas, initial=_start(areas))
    if request.method == "POST" and form.is_valid() and (made := _take(form, bench)):
        messages.success(request, _("Your report is on its way. Its number: %(n)s") % {"n": made})
        return redirect("web:steward", token=token)
    context = {"form": form, "token": token, "bench": bench}
    status = 422 if form.errors else 200
    return _private(render(request, "web/portal/steward_report.html", context, status=status))


@requires(PUBLIC)
@require_POST
def witness(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Take a steward's word on whether a matter at his place is solved."""
    bench = _bench(token)
    case = public.open_at(bench.areas).filter(number=number).first()
    solved = request.POST.get("solved", "")
    if case is None or solved not in {each.value for each in Solved}:
        raise Http404
    spot = case.place or case.area
    by, note = bench.post_at(spot.path), request.POST.get("note", "")
    try:
        cases.witness(case_id=case.pk, now=timezone.now(), solved=Solved(solved), by=by, note=note)
        messages.success(request, _("Thank you. What you saw stands in the case."))
    except (cases.MoveRefused, cases.TextRefused) as refused:
        messages.warning(request, str(refused))
    return redirect("web:steward", token=token)


def _bench(token: str) -> stewards.Bench:
    """Return the workbench a link opens. Raises Http404 for every link that does not open, whatever the reason."""
    now = timezone.now()
    holder = open_link(token, now)
    if holder is None:
        raise Http404
    return stewards.bench_of(holder, timezone.localdate(now))


def _start(areas: list[Any]) -> dict[str, str]:
    """Return what the form begins with: the only place if there is one, and the mark of a fresh form."""
    return {"place": str(areas[0].key) if len(areas) == 1 else "", "token": secrets.token_urlsafe(16)}


def _take(form: StewardReportForm, bench: stewards.Bench) -> str:
    """Hand the report over and return its receipt; a refusal becomes an error of the form and "" comes back."""
    said = form.cleaned_data
    holder = bench.holder
    contact = holder.phone if holder.consent else ""
    try:
        photos = [uploads.accept_image(file).path for file in said["photos"]]
        made = cases.take_report(
            text=said["text"],
            token=f"steward:{said['token']}",
            now=timezone.now(),
            channel=Channel.STEWARD,
            place=said["place"],
            address=said["address"] or bench.post_at(said["place"].path),
            contact=contact,
            consent=CONSENT_VERSION if contact else None,
            photos=photos,
        )
        return public.view_report(made, timezone.now()).receipt
    except uploads.UploadRefused as refused:
        form.add_error("photos", str(refused))
    except (cases.MoveRefused, cases.TextRefused) as refused:
        form.add_error(None, str(refused))
    return ""


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page of a link out of caches and search engines; the house's own policy keeps it from other sites."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
