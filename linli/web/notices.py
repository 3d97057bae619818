"""Standing warnings shown on top of every page."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.foundation import workcalendar


def list_notices(request: HttpRequest) -> list[str]:
    """Return what everybody must know about this installation, the most general first."""
    found = []
    if getattr(settings, "DEMO", False):
        found.append(_("Demonstration: everything here is fictitious."))
    reason = workcalendar.warning(timezone.now()) if request.user.is_authenticated else None
    if reason is not None:
        found.append(reason.render(_))
    return found
