"""Writing audit lines."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from linli.foundation.audit.chain import append

if TYPE_CHECKING:
    from linli.foundation.models import AuditLine


def record(
    *,
    actor: Any,
    action: str,
    subject: models.Model | None,
    at: datetime,
    note: str = "",
    details: Mapping[str, Any] | None = None,
) -> "AuditLine":
    """
    Append one audit line inside the present transaction; a service calls it last, once.

    actor: who acts; None for the system itself. subject: what was acted upon, by its table and key.
    details: what changed, small and without personal data: the line can never be erased.
    """
    line = apps.get_model("foundation", "AuditLine")(
        at=at,
        actor_id=getattr(actor, "pk", None),
        action=action,
        subject_kind="" if subject is None else subject._meta.label_lower,
        subject_id="" if subject is None else str(subject.pk),
        note=note,
        details=_text(details),
    )
    return append(line)


def _text(details: Mapping[str, Any] | None) -> str:
    """Return the details as canonical JSON; none as empty text."""
    if not details:
        return ""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
