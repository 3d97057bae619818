"""
Work outside the page: jobs that run soon, and jobs that run by the clock.

A room puts its jobs into `<room>/jobs.py`. `@job` makes a function that `later(function, ...)` hands
to the worker after commit; `@scheduled(minute="*/5")` makes one that the worker starts by itself,
in office time. A job calls one service; it passes the moment in, like a view. Jobs may run twice
after a crash and must bear it. The queue is `<data>/huey.sqlite3`, or tables in PostgreSQL.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from huey import Huey, crontab
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage, SqliteStorage

from linli.foundation import audit, workcalendar
from linli.foundation.models import Heartbeat

Job = Callable[..., Any]
WORKER = "worker"
log = logging.getLogger("linli.jobs")


class LateTables:
    """Makes the queue's tables at the first use, so that importing this module touches nothing."""

    ddl: Sequence[str]

    def _create_connection(self) -> Any:
        """Connect, and see to it that the tables are there."""
        opened = super()._create_connection()  # type: ignore[misc]
        for statement in self.ddl:
            opened.execute(statement)
        return opened


class SqliteQueue(LateTables, SqliteStorage):
    """The queue of an embedded installation."""


class PostgresQueue(LateTables, PostgresStorage):
    """The queue of an installation on PostgreSQL."""

    def __init__(self, name: str, **options: Any) -> None:
        """Connect with what Django knows of the server."""
        super().__init__(name, connection=_connect_again, table_prefix="job", **options)


def _connect_again() -> Any:
    """Open one more connection to the PostgreSQL server of the installation."""
    options = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "options", "service")
    return import_module("psycopg").connect(**{key: options[key] for key in wanted if options.get(key)})


def _make_queue() -> Huey:
    """Return the queue of this installation; in tests one that works at once, in memory."""
    embedded = connection.vendor == "sqlite"
    return Huey(
        "linli",
        utc=False,
        results=False,
        immediate=settings.JOBS_IMMEDIATE,
        serializer=SignedSerializer(secret=settings.SECRET_KEY, salt="linli.jobs"),
        storage_class=SqliteQueue if embedded else PostgresQueue,
        create_tables=False,
        **({"filename": str(settings.DATA_DIR / "huey.sqlite3")} if embedded else {}),
    )


queue = _make_queue()


def job(function: Job) -> Job:
    """Make a function a job; call `later` to have the worker do it."""
    return queue.task()(_with_fresh_connection(function))


def scheduled(**when: str) -> Callable[[Job], Job]:
    """Make a function without arguments run by the clock: `minute`, `hour`, `day`, `month`, `day_of_week`."""

    def declare(function: Job) -> Job:
        return queue.periodic_task(crontab(**when), expires=600)(_with_fresh_connection(function))

    return declare


def later(function: Job, *args: Any) -> None:
    """Hand a job to the worker once the present transaction is committed; at once outside of one."""
    transaction.on_commit(lambda: function(*args))


def discover() -> list[str]:
    """Import `<room>/jobs.py` of every room and return the names of the scheduled jobs."""
    for config in apps.get_app_configs():
        if config.name.startswith("linli.") and find_spec(f"{config.name}.jobs"):
            import_module(f"{config.name}.jobs")
    import_module("linli.foundation.imports.jobs")
    return sorted(task.__name__ for task in queue._registry._periodic_tasks)


def last_beat() -> datetime | None:
    """Return when the worker last showed that it lives; None if it never did."""
    return Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()


def beat(*, now: datetime) -> None:
    """Note that the worker lives."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": now})


def _with_fresh_connection(function: Job) -> Job:
    """Drop dead database connections before a job and spare ones after it; not inside a test's transaction."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return run


@scheduled(minute="*")
def every_minute() -> None:
    """Show that the worker lives, and write the heads of the audit chains outside the database."""
    now = timezone.now()
    beat(now=now)
    audit.write_anchors(now=now)


@scheduled(hour="3", minute="10")
def every_night() -> None:
    """Prove the audit chains, and say in the log what is wrong with them or with the working calendar."""
    for result in audit.verify_all():
        if result.reason is not None:
            log.error("audit chain %s is not intact: %s", result.table, result.reason.render())
    reason = workcalendar.warning(timezone.now())
    if reason is not None:
        log.warning("%s", reason.render())
