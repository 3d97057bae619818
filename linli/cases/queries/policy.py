"""Policy of time, the working calendar and its version: read once, kept in memory."""

import tomllib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from linli.cases.models import CalendarVersion
from linli.cases.rules.clocks import Calendar
from linli.cases.rules.limits import Policy, policy_on, read_policies
from linli.foundation import workcalendar

POLICY_FOLDER = Path(__file__).resolve().parents[2] / "policy"
_versions: dict[str, int] = {}


@lru_cache(maxsize=1)
def _policies() -> list[Policy]:
    with (POLICY_FOLDER / "limits.toml").open("rb") as handle:
        return read_policies(tomllib.load(handle))


def get_policy(now: datetime) -> Policy:
    """Return the policy of time in force at a moment."""
    return policy_on(_policies(), local_day(now))


def get_calendar() -> Calendar:
    """Return the working calendar of the installation."""
    return workcalendar.load()


def calendar_key(version: str) -> int:
    """
    Return the number under which clocks keep a calendar version; the first use writes it down.

    It is remembered only once that is committed: after a dry run or an error the row does not exist.
    """
    if version in _versions:
        return _versions[version]
    kept = CalendarVersion.objects.get_or_create(code=version)[0].pk
    transaction.on_commit(lambda: _versions.setdefault(version, kept))
    return kept


def local_day(moment: datetime) -> date:
    """Return the day of a moment where the office stands."""
    return timezone.localtime(moment).date()
