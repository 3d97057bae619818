"""Looks that must leave a trace: a reporter's contact in full, a list taken away as a file."""

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Report
from linli.foundation import audit


@transaction.atomic
def reveal_contact(*, report_id: int, actor: Any, now: datetime) -> str:
    """Return the contact of a reporter in full and log who looked. Raises Report.DoesNotExist."""
    report = Report.objects.get(pk=report_id)
    audit.record(actor=actor, action="cases.reveal", subject=report, at=now, details={"case": report.case_id})
    return report.contact or ""


@transaction.atomic
def record_export(*, actor: Any, query: str, now: datetime) -> None:
    """Log who took which filter of the list away as a file."""
    audit.record(actor=actor, action="cases.export", subject=None, at=now, details={"query": query[:500]})
