"""`linli worker`: do the jobs that pages hand over, and those that the clock starts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from huey.consumer import Consumer

from linli.foundation import audit, jobs

SECONDS_TO_FINISH = 20


class Command(BaseCommand):
    """Run the worker until it is told to stop."""

    help = "Run the background worker: jobs that pages hand over, and jobs that the clock starts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of threads, and whether this worker minds the clock."""
        parser.add_argument("--threads", type=int, default=2, help="jobs done at the same time (default 2)")
        parser.add_argument("--no-schedule", action="store_true", help="leave the clock to another worker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work; the heads of the audit chains are written out at the start and at the end."""
        names = jobs.discover()
        jobs.beat(now=timezone.now())
        audit.write_anchors(now=timezone.now())
        self.stdout.write(f"linli worker: {len(names)} scheduled jobs, {options['threads']} threads")
        consumer = Consumer(
            jobs.queue,
            workers=options["threads"],
            periodic=not options["no_schedule"],
            max_delay=0.2,
            graceful_signal="TERM",
            shutdown_timeout=SECONDS_TO_FINISH,
        )
        try:
            consumer.run()
        finally:
            audit.write_anchors(now=timezone.now())
