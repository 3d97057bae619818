"""What somebody sees who was second: what happened, what he wanted, and the ways on."""

from typing import Any

from django.http import QueryDict

from linli.boundaries.queries.desk import open_desk
from linli.boundaries.queries.state import tell_steps
from linli.boundaries.services import ConflictError

OWN = ("head", "csrfmiddlewaretoken")
MOST_NAMED = 12


def conflict_context(post: QueryDict, conflict: ConflictError) -> dict[str, Any]:
    """Return what the conflict page shows. resend: the wish as hidden fields, in knowledge of the present step."""
    desk = open_desk(conflict.plan)
    kept = [(name, value) for name, values in post.lists() if name not in OWN for value in values]
    return {
        "plan": conflict.plan,
        "sent": conflict.sent,
        "told": tell_steps(conflict.plan, conflict.steps),
        "is_taken_back": conflict.is_taken_back,
        "theirs": len(conflict.theirs),
        "both": [desk.base.units[unit].name for unit in conflict.both[:MOST_NAMED]],
        "more": max(0, len(conflict.both) - MOST_NAMED),
        "kept": kept,
        "can_resend": post.get("act") != "import",
        "can_copy": conflict.sent is not None and post.get("act") not in ("import", "undo", "redo"),
    }
