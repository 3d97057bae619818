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


@transaction.atomic
def change_project(
    *,
    project_id: int,
    version: int,
    actor: Any,
    now: datetime,
    title: str,
    low: int,
    high: int,
    band_reason: str = "",
    wished: int | None = None,
) -> Project:
    """Change the facts of a draft. Raises ProjectRefused, also when somebody else changed it since `version`."""
    check_facts(title=title, low=low, high=high, band_reason=band_reason, wished=wished)
    project = lock_draft(project_id, version)
    facts = {"title": title.strip(), "low": low, "high": high, "band_reason": band_reason.strip(), "wished": wished}
    before = {name: getattr(project, name) for name in facts}
    _save(project, facts)
    details = {"before": before, "after": facts}
    audit.record(actor=actor, action="boundaries.change", subject=project, at=now, note=project.title, details=details)
    return project


@transaction.atomic
def weigh_terms(*, project_id: int, version: int, weights: dict[str, float], actor: Any, now: datetime) -> Project:
    """Say what weighs how much in a draft: shares of the eight terms. Raises ProjectRefused."""
    project = lock_draft(project_id, version)
    details = {"before": {"weights": project.weights}, "after": {"weights": weights}}
    _save(project, {"weights": weights})
    audit.record(
        actor=actor, action="boundaries.weigh_terms", subject=project, at=now, note=project.title, details=details
    )
    return project


def record_list(*, actor: Any, now: datetime, filters: dict[str, str]) -> None:
    """Leave an audit line that the list of splits was handed out, with the filters it was narrowed by."""
    audit.record(actor=actor, action="boundaries.list", subject=None, at=now, details={"filters": filters})


def lock_draft(project_id: int, version: int) -> Project:
    """Return a draft, locked within the transaction of the caller. Raises ProjectRefused, Project.DoesNotExist."""
    project = Project.objects.select_for_update(of=("self",)).select_related("area").get(pk=project_id)
    if project.state != ProjectState.DRAFT:
        text = noop("“%(title)s” is no draft any more; its facts stay as they are.")
        raise ProjectRefused("no_draft", text, title=project.title)
    if project.version != version:
        text = noop("Somebody changed this project meanwhile. What you typed is kept; look at it, then save again.")
        raise ProjectRefused("project_changed", text)
    return project


def _save(project: Project, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(project, name, value)
    project.version += 1
    project.save(update_fields=[*facts, "version"])
