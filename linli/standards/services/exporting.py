"""That lights and targets of a plan were taken away is written down."""

from datetime import datetime
from typing import Any

from linli.foundation import audit
from linli.standards.models import Plan


def record_export(*, plan: Plan, actor: Any, now: datetime) -> None:
    """Leave an audit line that lists of a plan were handed out."""
    audit.record(actor=actor, action="standards.plan_list", subject=plan, at=now, note=plan.name)
