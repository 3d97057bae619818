"""Lists that are taken away leave a line of history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from linli.foundation import audit


@transaction.atomic
def record_export(
    *, what: str, subject: models.Model | None, filters: Mapping[str, str], actor: Any, now: datetime
) -> None:
    """Leave an audit line that a list was handed out, with the filters it was narrowed by."""
    details = {"filters": dict(filters), "appraisals.list": what}
    audit.record(actor=actor, action="appraisals.export", subject=subject, at=now, details=details)
