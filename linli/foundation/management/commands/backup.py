"""`linli backup [FILE]`: write the whole installation into one file, while it runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.foundation.backup import BackupRefused, make_backup
from linli.foundation.backup.making import default_name


class Command(BaseCommand):
    """Write a back-up of the whole installation."""

    help = gettext("Write database, photos, anchors and secret into one file, while Linli runs.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file or folder to write to."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the back-up and print where it is and its fingerprint."""
        moment = now()
        target = options["file"] or Path(settings.DATA_DIR) / "backups"
        if options["file"] is None or target.is_dir():
            target = target / default_name(moment)
        try:
            manifest = make_backup(target, now=moment)
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = {"rows": sum(manifest.rows.values()), "files": len(manifest.files), "target": target}
        self.stdout.write(gettext("Back-up written: %(target)s (%(rows)s rows, %(files)s files).") % counts)
        self.stdout.write(gettext("Fingerprint: %(print)s") % {"print": manifest.fingerprint})
        self.stdout.write(gettext("Whoever has this file can read everything. Keep it on another machine."))
