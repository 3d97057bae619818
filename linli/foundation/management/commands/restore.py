"""`linli restore FILE`: put a back-up into an empty installation."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.backup import BackupRefused, restore_backup


class Command(BaseCommand):
    """Restore a back-up."""

    help = gettext("Put a back-up into an empty installation; it is checked before and proven afterwards.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, whether to replace what is there, and the fingerprint to insist on."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true")
        parser.add_argument("--fingerprint", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, bring the tables up to date, verify the audit chains."""
        try:
            manifest = restore_backup(
                options["file"], now=now(), replace=options["replace"], fingerprint=options["fingerprint"]
            )
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = {"rows": sum(manifest.rows.values()), "at": manifest.made_at}
        self.stdout.write(gettext("Restored as of %(at)s: %(rows)s rows, every count as it was.") % counts)
        call_command("migrate", verbosity=0, interactive=False)
        for result in audit.verify_all():
            if result.reason is not None:
                raise CommandError(f"{result.table}: {result.reason.render(gettext)}")
        self.stdout.write(gettext("The audit chains are whole. Start Linli now."))
