"""Projects begin, and their facts change while they are drafts."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.boundaries.models import Passage, Project
from linli.boundaries.rules.bands import needs_reason
from linli.boundaries.rules.base import Base
from linli.boundaries.services.ground import keep_ground
from linli.boundaries.terms import ProjectState
from linli.foundation import audit
from linli.places import queries as places
from linli.values import Reason, noop


class ProjectRefused(ValueError):
    """A project cannot be so; `reason` says why."""

    def __init__(self, rule: str, text: str, **params: Any) -> None:
        """Take the reason's rule, text and places."""
        self.reason = Reason(f"boundaries.{rule}", text, params)
        super().__init__(self.reason.render(gettext))


@transaction.atomic
def create_project(
    *,
    area: places.Area,
    base: Base,
    title: str,
    low: int,
    high: int,
    actor: Any,
    now: datetime,
    band_reason: str = "",
    wished: int | None = None,
    weights: dict[str, float] | None = None,
    source: str = "",
) -> Project:
    """Begin a project on a ground as a draft. Raises ProjectRefused when its bounds or title do not do."""
    check_facts(title=title, low=low, high=high, band_reason=band_reason, wished=wished)
    project = Project.objects.create(
        area=area,
        base=keep_ground(base, now=now, source=source),
        title=title.strip(),
        low=low,
        high=high,
        band_reason=band_reason.strip(),
        wished=wished,
        weights=weights or {},
        made_by=actor,
        made_at=now,
    )
    Passage.objects.create(project=project, before="", after=ProjectState.DRAFT, actor=actor, at=now)
    audit.record(actor=actor, action="boundaries.create", subject=project, at=now, note=project.title)
    return project


def check_facts(*, title: str, low: int, high: int, band_reason: str, wished: int | None) -> None:
    """Refuse facts that no project may have. Raises ProjectRefused."""
    if not title.strip():
        raise ProjectRefused("no_title", noop("A project needs a title."))
    if not 0 < low <= high:
        text = noop("From %(low)s to %(high)s households is no range.")
        raise ProjectRefused("no_band", text, low=low, high=high)
    if needs_reason(low, high) and not band_reason.strip():
        text = noop("The law's range is 1 000 to 3 000 households; say why this project has another one.")
        raise ProjectRefused("band_reason", text)
    if wished is not None and wished < 1:
        raise ProjectRefused("wished", noop("At least one community must be wished for."))
