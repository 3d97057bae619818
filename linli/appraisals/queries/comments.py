"""What assessors wrote beside their points, as it is frozen: role, words, cases, pictures by their digest."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from linli.appraisals.models import Round, ScoreLine
from linli.foundation import uploads
from linli.standards.queries import Subject
from linli.standards.terms import ScorerKind

Said = dict[str, Any]
FIELDS = ("subject_id", "item_id", "pk", "assessor__role", "centipoints", "comment", "file", "cases")


def said_in(round_: Round, subjects: Iterable[Subject | int]) -> dict[tuple[int, int], tuple[Said, ...]]:
    """Return what stands beside the lines of some subjects, by subject and item; one query."""
    chosen = {getattr(one, "pk", one) for one in subjects}
    rows = ScoreLine.objects.filter(round=round_, superseded_by__isnull=True)
    rows = rows.filter(~Q(comment="") | ~Q(file="") | ~Q(cases=[])).order_by("pk")
    found: dict[tuple[int, int], tuple[Said, ...]] = {}
    for row in rows.values(*FIELDS).iterator():
        if row["subject_id"] in chosen:
            key = row["subject_id"], row["item_id"]
            found[key] = (*found.get(key, ()), _said(row))
    return found


def _said(row: dict[str, Any]) -> Said:
    return {
        "line": row["pk"],
        "role": str(row["assessor__role"] or ScorerKind.OFFICE),
        "points": row["centipoints"],
        "comment": row["comment"],
        "file": row["file"],
        "digest": uploads.digest_of(row["file"]) if row["file"] else "",
        "cases": [str(each) for each in row["cases"]],
    }
