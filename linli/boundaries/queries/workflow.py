"""How far a project is, what is to be done next, who may do it, and what is missing for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext

from linli.boundaries.models import Passage, Project, Step
from linli.boundaries.queries.consultation import consultation_summary
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.queries.voices import unanswered_objections
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.rules.workflow import ASKED, LAW, LEVELS, Facts, Way, missing, ways_from
from linli.boundaries.terms import ConsultationKind, ProjectState
from linli.districting.findings import examine_plan
from linli.districting.problem import ProblemError
from linli.people import queries as people
from linli.values import Reason, noop

S = ProjectState
JUDGED = (S.DRAFT, S.CONSULTATION, S.PROPOSED)
"""States in which the chosen plan and the consultation are still judged."""
MAIN_ROAD = (S.DRAFT, S.CONSULTATION, S.PROPOSED, S.APPROVED, S.IN_FORCE, S.ARCHIVED)


REHOMERS = ("boundaries.enforce", "boundaries.edit")
"""Duties in which somebody says where an open case belongs."""
RULES = {
    LAW: noop("Organic Law of Urban Residents' Committees, article 3"),
    "002-1": noop("Document 002, size"),
    "002-2": noop("Document 002, criteria"),
    ASKED: noop("Document 002, taking part"),
    LEVELS: noop("Document 002, four levels"),
}
"""What people call the rules that refusals name."""


@dataclass(frozen=True)
class Offer:
    """A way on from here: whether this person may take it, which roles may, and what is missing for it."""

    way: Way
    may: bool
    roles: Sequence[str]
    reasons: tuple[Reason, ...]

    @property
    def is_onward(self) -> bool:
        """Return whether the way leads on, and not back, aside or nowhere."""
        return MAIN_ROAD.index(self.way.after) == MAIN_ROAD.index(self.way.before) + 1

    @property
    def has_preview(self) -> bool:
        """Return whether the page before it shows what will happen."""
        return self.way.after is S.IN_FORCE

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """Return what is missing in the language of the page, each with its rule."""
        return sentences(self.reasons)


def for_project(project: Project, user: Any, today: date | None = None) -> dict[str, Any]:
    """Return what the part of the project page on the workflow shows. today: the day of the reader."""
    facts = facts_of(project, user, today or localdate())
    roles = list(people.list_roles().filter(is_active=True))
    offers = [offer(project, user, way, facts, roles) for way in ways_from(project.state)]
    trail = list_passages(project)
    known = {
        "states": [(state, _place(state, project.state, trail)) for state in MAIN_ROAD],
        "offers": offers,
        "next": next((one for one in offers if one.is_onward), None),
        "others": [one for one in offers if not one.is_onward],
        "trail": trail,
        "waiting": facts.waiting,
        "is_late": project.state is S.APPROVED and (project.effective_on or facts.today) < facts.today,
        "may_rehome": any(may(project, user, action) for action in REHOMERS),
    }
    return {"workflow": known}


def sentences(reasons: Iterable[Reason]) -> list[tuple[str, str]]:
    """Return (sentence, what its rule is called, "" without a name) of reasons in the language of the page."""
    return [(reason.render(gettext), gettext(RULES[reason.rule]) if reason.rule in RULES else "") for reason in reasons]


def offer(project: Project, user: Any, way: Way, facts: Facts, roles: Sequence[Any] | None = None) -> Offer:
    """Return a way with whether the person may take it, who else may, and what is missing."""
    known = people.list_roles().filter(is_active=True) if roles is None else roles
    names = [str(role) for role in known if way.action in role.actions]
    return Offer(way, may(project, user, way.action), names, missing(way, facts))


def may(project: Project, user: Any, action: str) -> bool:
    """Return whether the person may do the action on the project: the test of `visible_projects`, without a query."""
    return any(grant.whole_area and project.area.path.startswith(grant.area_path) for grant in user.grants(action))


def facts_of(project: Project, user: Any, today: date) -> Facts:
    """Return what is known of a project; the chosen plan and the consultation only while they are still judged."""
    known: dict[str, Any] = {"state": project.state, "today": today, "effective_on": project.effective_on}
    if project.state in JUDGED:
        known |= _plan_facts(project)
    if project.state is S.CONSULTATION:
        known |= _voices(project)
    if project.state is S.IN_FORCE:
        known["waiting"] = count_waiting(project)
    if project.state is S.PROPOSED:
        proposed = project.passages.filter(after=S.PROPOSED).order_by("-pk").values_list("actor", flat=True).first()
        known["is_proposer"] = proposed is not None and proposed == getattr(user, "pk", None)
    return Facts(**known)


def _plan_facts(project: Project) -> dict[str, Any]:
    """Return how good the chosen plan is, in the state of it that counts."""
    step = standing_step(project)
    if project.chosen is None or step is None:
        return {}
    project.chosen.project = project  # spares the query that reads it again
    desk = open_desk(project.chosen, Sheet.from_json(step.sheet))
    free = desk.sheet.labels.count(FREE)
    try:
        wrong = sum(finding.is_wrong for finding in examine_plan(desk.problem, desk.labels))
    except ProblemError:
        wrong = 1
    return {"has_plan": True, "free": free, "wrong": wrong}


def _voices(project: Project) -> dict[str, Any]:
    """Return what the consultation came to."""
    totals = {total.kind: total for total in consultation_summary(project).totals}
    survey = totals.pop(ConsultationKind.SURVEY, None)
    return {
        "survey": survey.answered if survey else 0,
        "meetings": sum(total.with_representatives for total in totals.values()),
        "unanswered": unanswered_objections(project).count(),
    }


def standing_step(project: Project) -> Step | None:
    """Return the state of the chosen plan that counts: the one proposed, from then on; before that its newest."""
    if project.chosen is None:
        return None
    if project.state not in (S.DRAFT, S.CONSULTATION):
        proposed = project.passages.filter(after=S.PROPOSED, step__isnull=False).order_by("-pk")
        passage = proposed.select_related("step").first()
        if passage is not None:
            return passage.step
    return project.chosen.head


def list_passages(project: Project) -> list[Passage]:
    """Return the trail of a project, the newest first."""
    return list(project.passages.select_related("actor", "plan").order_by("-pk"))


def count_waiting(project: Project) -> int:
    """Return how many open cases still wait for a person to say where they belong."""
    return project.rehomings.filter(to__isnull=True, case__ended_at__isnull=True).count()


def _place(state: ProjectState, now: ProjectState, trail: Sequence[Passage]) -> str:
    """Return where a state lies on the road, seen from now: now, done (it was there and went on), or ahead."""
    if state is now:
        return "now"
    was_there = state is S.DRAFT or any(passage.after is state for passage in trail)
    return "done" if was_there and MAIN_ROAD.index(state) < MAIN_ROAD.index(now) else "ahead"
