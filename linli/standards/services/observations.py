"""Figures as lists: taken away, and brought back filled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.foundation import audit


def record_export(*, what: str, filters: Mapping[str, str], actor: Any, now: datetime) -> None:
    """Leave an audit line that a list of figures was handed out, with the filters it was narrowed by."""
    details = {"filters": dict(filters), "standards.list": what}
    audit.record(actor=actor, action="standards.export", subject=None, at=now, details=details)
