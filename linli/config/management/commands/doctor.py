"""`linli doctor`: what is wrong with this installation, and how to mend it."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.config.doctor import Gravity, examine


class Command(BaseCommand):
    """Examine the installation; the exit status is 1 if something must be mended."""

    help = "Examine the configuration and the installation; say what is wrong and how to mend it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings, the gravest first."""
        database = settings.DATABASES["default"]
        self.stdout.write(f"linli doctor: {settings.DATA_DIR}, {database['ENGINE'].rpartition('.')[2]}")
        findings = examine(os.environ, timezone.now())
        for finding in findings:
            sign = "✗" if finding.gravity == Gravity.ERROR else "!"
            self.stdout.write(f"  {sign} {_(finding.gravity.label)}: {finding.what}\n      → {finding.mend}")
        if not findings:
            self.stdout.write("  ✓ " + _("Everything is in order."))
        if any(finding.gravity == Gravity.ERROR for finding in findings):
            sys.exit(1)
