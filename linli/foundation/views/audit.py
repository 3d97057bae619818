"""The audit log, for the auditor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import queries
from linli.foundation.access import all_records, requires
from linli.foundation.forms import AuditFilterForm
from linli.foundation.paging import count_up_to, page
from linli.foundation.wording import Wording, word_of


@requires("foundation.audit")
@require_safe
def show_log(request: HttpRequest) -> HttpResponse:
    """Show the audit lines that fit the filter, newest first."""
    form = AuditFilterForm(request.GET)
    lines = queries.list_audit_lines(form.wanted())
    shown = page(lines, order=("-id",), after=request.GET.get("after", ""))
    names = queries.get_actor_names({line.actor_id for line in shown if line.actor_id})
    labels, wording = all_records(), Wording(shown, request.user)
    rows = [
        {
            "line": line,
            "actor": names.get(line.actor_id, str(line.actor_id)) if line.actor_id else _("the system"),
            "action": _(labels[line.action]) if line.action in labels else line.action,
            "thing": wording.thing(line),
            "facts": wording.facts(line),
        }
        for line in shown
    ]
    context = {
        "form": form,
        "rows": rows,
        "page": shown,
        "kinds": [(kind, word_of(kind)) for kind in queries.list_subject_kinds()],
        "count": _("%(count)s lines") % {"count": count_up_to(lines)},
    }
    return render(request, "foundation/audit.html", context)
