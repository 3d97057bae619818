"""Examine an installation: each test of one thing returns what is wrong and how to mend it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from linli.config import catalogues
from linli.config.checks import find_unsafe_settings
from linli.config.environment import misspelt, read
from linli.config.preparation import has_pending_migrations, has_stale_static_files
from linli.foundation import jobs, workcalendar
from linli.values import Term, noop

WARN_FREE_SHARE, LEAST_FREE_SHARE = 0.20, 0.05
MOST_SILENT = timedelta(minutes=3)
LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


class Gravity(Term):
    """How bad a finding is."""

    WARNING = "warning", noop("Warning")
    ERROR = "error", noop("Error")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and how to mend it."""

    gravity: Gravity
    what: str
    mend: str


Findings = Iterator[Finding]


def _error(what: str, mend: str) -> Finding:
    return Finding(Gravity.ERROR, what, mend)


def _warning(what: str, mend: str) -> Finding:
    return Finding(Gravity.WARNING, what, mend)


def examine_variables(environment: Mapping[str, str]) -> Findings:
    """Find `LINLI_*` names that nobody reads: most are typing errors."""
    for name, meant in misspelt(environment).items():
        mend = _("Did you mean %(name)s?") % {"name": meant} if meant else _("Remove it; the names are in the manual.")
        yield _warning(_("The variable %(name)s is unknown.") % {"name": name}, mend)


def examine_exposure() -> Findings:
    """Find settings that suit a desk but not the public."""
    if settings.DEBUG:
        yield _error(_("Errors are shown to everybody."), _("Unset LINLI_DEBUG."))
    outside = read("LINLI_HOST") not in LOOPBACK
    strangers = set(settings.ALLOWED_HOSTS) - set(LOOPBACK)
    if "*" in strangers:
        yield _warning(_("Any host name is answered."), _("Set LINLI_ALLOWED_HOSTS to your names."))
    if (outside or settings.HTTPS) and not strangers:
        yield _error(_("Only this machine's own names are answered."), _("Set LINLI_ALLOWED_HOSTS to your names."))
    if outside and not settings.HTTPS:
        yield _warning(_("Passwords travel unencrypted."), _("Put a TLS proxy in front and set LINLI_HTTPS=1."))
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield _error(
            _("Nobody is trusted to say that a request came over TLS."),
            _("Set LINLI_TRUSTED_PROXIES to the address of the proxy, such as 127.0.0.1."),
        )


def examine_folder() -> Findings:
    """Find a data folder that cannot take more, and a secret that others can read."""
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK):
        yield _error(_("%(path)s cannot be written.") % {"path": folder}, _("Give the folder to the server's user."))
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    if share < WARN_FREE_SHARE:
        gravity = Gravity.ERROR if share < LEAST_FREE_SHARE else Gravity.WARNING
        what = _("Only %(share)d%% of the disk of %(path)s is free.") % {"share": share * 100, "path": folder}
        yield Finding(gravity, what, _("Free space, or move LINLI_DATA_DIR to a larger disk."))
    secret = folder / "secret"
    if secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield _error(_("Others can read %(path)s.") % {"path": secret}, f"chmod 600 {secret}")


def examine_database() -> Findings:
    """Find a database that is away, unsafe, or behind the software."""
    try:
        connection.ensure_connection()
    except (DatabaseError, OSError) as error:
        yield _error(
            _("The database cannot be reached: %(error)s") % {"error": str(error).strip()},
            _("Check LINLI_DATABASE_URL and whether the server runs."),
        )
        return
    yield from (_error(str(each.msg), str(each.hint)) for each in find_unsafe_settings(connection))
    if has_pending_migrations():
        yield _error(_("The tables are older than the software."), "linli migrate")
        return
    if connection.vendor == "sqlite" and read("LINLI_WORKERS") > 1:
        yield _warning(_("SQLite is served by one process only."), _("Set LINLI_WORKERS=1, or use PostgreSQL."))


def examine_pages() -> Findings:
    """Find styles, scripts and catalogues that were not built."""
    if not (settings.BASE_DIR / "build" / "static" / "manifest.json").exists():
        yield _error(_("The pages were not built."), "make runtime")
    elif has_stale_static_files():
        yield _error(_("The built pages were not collected."), "linli collectstatic")
    for room in catalogues.rooms():
        source = catalogues.catalogue_of(room)
        compiled = source.with_suffix(".mo")
        if source.exists() and (not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime):
            yield _warning(
                _("A catalogue was not compiled: %(room)s.") % {"room": room.name}, "linli messages --compile"
            )


def examine_work(now: datetime) -> Findings:
    """Find a calendar that ends, and a worker that does not work."""
    reason = workcalendar.warning(now)
    if reason is not None:
        yield _warning(reason.render(_), _("Enter the published days under Settings, Working calendar."))
    seen_at = jobs.last_beat()
    if seen_at is None or now - seen_at > MOST_SILENT:
        since = seen_at.isoformat(timespec="seconds") if seen_at else _("ever")
        yield _warning(
            _("The background worker has not been seen since %(moment)s.") % {"moment": since},
            _("Start it: linli worker, or everything: linli run."),
        )


def examine(environment: Mapping[str, str], now: datetime) -> list[Finding]:
    """Return everything that is wrong with this installation, the gravest first."""
    found = [*examine_variables(environment), *examine_exposure(), *examine_folder()]
    in_database: list[Callable[[], Findings]] = [examine_database, examine_pages, lambda: examine_work(now)]
    for examination in in_database:
        try:
            found.extend(examination())
        except DatabaseError:
            continue  # said already: the database is away or behind
    return sorted(found, key=lambda finding: finding.gravity != Gravity.ERROR)
