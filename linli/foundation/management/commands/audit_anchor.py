"""`linli audit anchor`: write the heads of the audit chains outside the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.foundation import audit


class Command(BaseCommand):
    """Write anchors now, or declare a restore from a backup."""

    help = "Write the heads of the audit chains to the anchor folder and force them to disk."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the reason of a restore."""
        parser.add_argument(
            "--restored", metavar="REASON", help="declare that the database was put back from a backup, and why"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write and say how many rows each chain has."""
        reason = options["restored"]
        if reason is not None and not reason.strip():
            raise CommandError(_("A restore needs a reason."))
        now = timezone.now()
        heads = audit.write_anchors(now=now) if reason is None else audit.mark_restored(reason=reason, now=now)
        for table, rows in heads.items():
            self.stdout.write(_("%(table)s: anchored at row %(row)s") % {"table": table, "row": rows})
