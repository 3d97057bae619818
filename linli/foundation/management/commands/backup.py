"""`linli backup [FILE]`: write the whole installation into one file, while it runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.foundation.backup import BackupRefused, make_backup
from linli.foundation.backup.making import default_name, drop_old


class Command(BaseCommand):
    """Write a back-up of the whole installation."""

    help = gettext("Write database, photos, anchors and secret into one file, while Linli runs.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file or folder to write to, and how many older back-ups to keep beside it."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--keep", type=int, default=0, metavar="N", help=gettext("delete all but the newest N"))

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
        if options["keep"] > 0:
            for path in drop_old(target.parent, keep=options["keep"]):
                self.stdout.write(gettext("Deleted: %(file)s") % {"file": path})
        self.stdout.write(gettext("Whoever has this file can read everything. Keep it on another machine."))
