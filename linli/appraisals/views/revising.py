"""Correcting a frozen result from a scorecard: what was wrong, what that changes, and only then the correction."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.appraisals.forms.revising import RevisionForm
from linli.appraisals.models import Snapshot
from linli.appraisals.queries.readers import CONFIRM, reader_of, visible_snapshots
from linli.appraisals.queries.results import sheet_of
from linli.appraisals.queries.scorecard import Card, card_of
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.revising import preview_revision, revise_snapshot
from linli.appraisals.views.ranking import crumbs
from linli.appraisals.views.trail import need
from linli.foundation.access import requires


@requires(CONFIRM)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, subject: int) -> HttpResponse:
    """Ask for the right points, show what they change, and correct once that was seen."""
    snapshot, card = _card(request, pk, subject)
    form = RevisionForm(request.POST or None, card=card)
    revision = None
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"corrections": form.corrections(), "reason": form.cleaned_data["reason"]}
        if request.POST.get("seen"):
            try:
                made = revise_snapshot(snapshot_id=pk, **said, actor=request.user, now=now())
            except AppraisalRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Corrected. The result before stays readable."))
                return redirect("appraisals:scorecard", made.pk, subject)
        else:
            revision = preview_revision(snapshot=snapshot, **said, actor=request.user)
            for reason in revision.reasons:
                form.add_error(None, reason.render(_))
    context = {
        "snapshot": snapshot,
        "card": card,
        "form": form,
        "revision": revision,
        "crumbs": crumbs(sheet_of(snapshot), _("Correct this result")),
    }
    return render(request, "appraisals/correct.html", context, status=422 if form.errors else 200)


def _card(request: HttpRequest, pk: int, subject: int) -> tuple[Snapshot, Card]:
    """Return a frozen round and the scorecard in it; 404 for whoever does not confirm this scheme's rounds."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk, round__isnull=False)
    reader, sheet = reader_of(request.user, snapshot.scheme), sheet_of(snapshot)
    need(reader.may(CONFIRM) and subject in reader.own_among([subject]))
    return snapshot, card_of(sheet, get_object_or_404(sheet.standings(), subject=subject))
