"""Documents that leave the house leave a trace."""

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import Plan
from linli.foundation import audit


@transaction.atomic
def record_document(*, plan: Plan, name: str, actor: Any, now: datetime) -> None:
    """Log who took which document of which state of a plan away as a file."""
    details = {"document": name, "plan": plan.pk, "step": plan.head_id}
    audit.record(actor=actor, action="boundaries.document", subject=plan.project, at=now, details=details)
