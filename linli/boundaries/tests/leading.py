"""Leads a project through its states for tests: who does what, with what is needed."""

from datetime import date, timedelta
from typing import Any

from linli.boundaries import services
from linli.boundaries.models import ConsultationRecord, Plan, Project
from linli.boundaries.samples import NOON
from linli.boundaries.terms import ConsultationKind, ProjectState

TODAY = date(2026, 11, 20)
APPROVAL = {"document": "东政复〔2026〕8号", "document_date": TODAY, "effective_on": TODAY}
ROAD = (
    (
        ProjectState.CONSULTATION,
        "planner",
        {"introduction": "河西河东拆分", "comments_until": TODAY + timedelta(days=7)},
    ),
    (ProjectState.PROPOSED, "planner", {}),
    (ProjectState.APPROVED, "commander", APPROVAL),
)


def record(
    project: Project, kind: ConsultationKind, answered: int = 40, representatives: int = 12
) -> ConsultationRecord:
    """Write down a survey or meeting."""
    return ConsultationRecord.objects.create(
        project=project, kind=kind, on=TODAY, asked=50, answered=answered, representatives=representatives, at=NOON
    )


def lead(project: Project, plan: Plan, people: dict[str, Any], to: ProjectState, **facts: Any) -> Project:
    """Lead a draft project to a state. facts: what is brought along at the last step."""
    record(project, ConsultationKind.SURVEY)
    record(project, ConsultationKind.REPRESENTATIVES)
    for state, who, brought in ROAD:
        given = brought | (facts if state is to else {})
        project = services.advance(project_id=project.pk, to=state, actor=people[who], now=NOON, chosen=plan, **given)
        if state is to:
            break
    return project
