"""The page that proves a frozen result: as it was frozen, and the same when computed again from itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.appraisals.queries import results
from linli.appraisals.queries.readers import VIEW, visible_snapshots
from linli.appraisals.queries.verifying import MOST_AGAIN, examine
from linli.appraisals.views.ranking import crumbs
from linli.foundation.access import requires


@requires(VIEW)
@require_safe
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute a frozen result again and show whether anything differs; of large ones only how it is done."""
    snapshot = get_object_or_404(visible_snapshots(request.user), pk=pk)
    sheet = results.sheet_of(snapshot)
    finding = examine(snapshot) if snapshot.parts.count() <= MOST_AGAIN else None
    context = {
        "sheet": sheet,
        "finding": finding,
        "hash": bytes(snapshot.hash).hex(),
        "crumbs": crumbs(sheet, _("Verification")),
    }
    return render(request, "appraisals/verify.html", context)
