"""`linli audit verify`: prove that no chained row was changed, deleted, moved or cut off."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from linli.foundation import audit


class Command(BaseCommand):
    """Verify every chain; exit status 1 if anything is wrong."""

    help = "Verify the audit chains and their anchors; names the first bad row and ends with status 1 if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one sentence a chain."""
        results = list(audit.verify_all())
        for result in results:
            self.stdout.write(_sentence(result))
        if not all(result.is_ok for result in results):
            raise SystemExit(1)


def _sentence(result: audit.VerifyResult) -> str:
    """Say what was found in one chain."""
    if result.reason is None:
        return _("%(table)s: %(count)s rows, whole and unchanged.") % {"table": result.table, "count": result.checked}
    return _("%(table)s: NOT INTACT after %(count)s good rows. %(reason)s") % {
        "table": result.table,
        "count": result.checked,
        "reason": result.reason.render(_),
    }
