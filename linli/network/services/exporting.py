"""That a list of the network was taken away is written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit


@transaction.atomic
def record_export(*, kind: str, actor: Any, now: datetime, filters: Mapping[str, str]) -> None:
    """Leave an audit line that a list was handed out. kind: which one; filters: what it was narrowed by."""
    details = {"list": kind, "filters": dict(filters)}
    audit.record(actor=actor, action="network.export", subject=None, at=now, details=details)
