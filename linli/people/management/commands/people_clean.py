"""`linli people clean`: forget what is kept about signing in for longer than it is needed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext

from linli.people import services


class Command(BaseCommand):
    """Delete old sessions and quiet counters; the scheduler does the same every night."""

    help = "Delete what is kept about sessions older than 180 days, and quiet sign-in counters."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete and say how much."""
        gone = services.clean_up(now=timezone.now())
        self.stdout.write(gettext("%(sessions)s sessions and %(limits)s counters deleted.") % gone)
