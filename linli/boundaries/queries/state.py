"""A plan in words and figures as its desk shows it: findings, locks, steps, what may be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.boundaries.models import Lock, Plan, Step
from linli.boundaries.queries.desk import Desk, open_desk
from linli.boundaries.queries.figures import HEADLINE, Row, rows_of, terms_of, totals_of
from linli.boundaries.queries.norms import equipment_on
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.queries.table import Table, table_of
from linli.boundaries.rules.checks import examine
from linli.boundaries.rules.steps import step_reason
from linli.boundaries.terms import LockKind
from linli.districting.findings import Finding
from linli.values import Reason

UNIT_LOCKS = (LockKind.UNIT, LockKind.SEAT, LockKind.BORDER, LockKind.TOGETHER, LockKind.APART)
"""Locks on one unit or two, which the list of units offers."""
LATEST = 8
"""Steps that the desk itself lists; the rest has a page of its own."""


@dataclass(frozen=True)
class Said:
    """One finding in words. place: its number among the findings, for links."""

    place: int
    text: str
    finding: Finding


@dataclass(frozen=True)
class Held:
    """One lock in words."""

    lock: Lock
    text: str


@dataclass(frozen=True)
class Told:
    """One step in words."""

    step: Step
    number: int
    text: str
    is_head: bool


@dataclass(frozen=True)
class State:
    """Everything the desk shows of a plan. user: who looks; on: the day."""

    desk: Desk
    user: Any
    on: date

    @property
    def plan(self) -> Plan:
        """Return the plan."""
        return self.desk.plan

    @cached_property
    def table(self) -> Table:
        """Return the live table."""
        return table_of(self.desk, self.on)

    @cached_property
    def called(self) -> dict[int, str]:
        """Return what the communities are called."""
        return self.desk.called

    @cached_property
    def rows(self) -> list[Row]:
        """Return the communities in words."""
        return rows_of(self.table, self.called)

    @cached_property
    def options(self) -> SafeString:
        """Return the communities as options of a choice; drawn once, as many forms offer them."""
        return format_html_join("", '<option value="{}">{}</option>', ((row.key, row.name) for row in self.rows))

    @cached_property
    def totals(self) -> list[dict[str, Any]]:
        """Return the criteria of the plan as a whole."""
        return totals_of(self.table)

    @property
    def headline(self) -> list[dict[str, Any]]:
        """Return the totals that matter most."""
        return [total for total in self.totals if total["code"] in HEADLINE]

    @property
    def terms(self) -> list[dict[str, Any]]:
        """Return the eight terms in sentences."""
        return terms_of(self.table)

    @property
    def standards(self) -> list[Any]:
        """Return the standards of staff and premises in force."""
        return list(equipment_on(self.on).standards)

    @property
    def unit_locks(self) -> tuple[LockKind, ...]:
        """Return the kinds of locks on one unit or two."""
        return UNIT_LOCKS

    @cached_property
    def findings(self) -> list[Said]:
        """Return what is to be mended, what is wrong first, communities by their names."""
        found = examine(self.desk.problem, self.desk.sheet)
        return [Said(place, say(one.reason, self.called), one) for place, one in enumerate(found)]

    @property
    def wrong(self) -> list[Said]:
        """Return the findings that are wrong."""
        return [said for said in self.findings if said.finding.is_wrong]

    @property
    def incomplete(self) -> list[Said]:
        """Return the findings that are only incomplete."""
        return [said for said in self.findings if not said.finding.is_wrong]

    @cached_property
    def held(self) -> list[Held]:
        """Return the locks in words."""
        return [Held(lock, say_lock(lock, self.desk, self.called)) for lock in self.desk.locks]

    @cached_property
    def told(self) -> list[Told]:
        """Return the latest steps in words, newest first."""
        return tell_steps(self.plan, self.plan.steps.order_by("-pk")[:LATEST])

    @cached_property
    def why_not(self) -> str:
        """Return why the reader may not edit; "" if he may."""
        if not self.user.may("boundaries.edit"):
            return _("You may look at this plan; editing it is for those who make plans.")
        if self.plan.project.state not in EDITABLE:
            state = _(self.plan.project.state.label)
            return _("The split is “%(state)s”: its plans can only be read. Copies are made in a new draft.") % {
                "state": state
            }
        if self.plan.is_archived:
            return _("This plan was put away. Take it out again on the page of the split to edit it.")
        return ""

    @property
    def may_edit(self) -> bool:
        """Return whether the reader may edit now."""
        return not self.why_not

    @property
    def cannot_undo(self) -> bool:
        """Return whether the present step is the first."""
        return not self.can_undo

    @property
    def cannot_redo(self) -> bool:
        """Return whether the present step is the newest."""
        return not self.can_redo

    @property
    def can_undo(self) -> bool:
        """Return whether there is a step before the present one."""
        return self.plan.head is not None and self.plan.head.parent_id is not None

    @cached_property
    def can_redo(self) -> bool:
        """Return whether a step follows the present one."""
        return Step.objects.filter(parent=self.plan.head_id).exists()


def state_of(plan: Plan, user: Any, on: date) -> State:
    """Return what the desk of a plan shows to somebody on a day."""
    return State(open_desk(plan), user, on)


def say(reason: Reason, called: Mapping[int, str]) -> str:
    """Return a finding in the language of the page, its community by name instead of by number."""
    text, places = _(reason.text), dict(reason.params)
    if isinstance(places.get("community"), int):
        text = text.replace("C%(community)s", "%(community)s")
        places["community"] = f"“{called.get(places['community'], places['community'])}”"
    return text % places


def say_lock(lock: Lock, desk: Desk, called: Mapping[int, str]) -> str:
    """Return what a lock holds, in words."""
    if lock.kind == LockKind.COMMUNITY:
        return called.get(lock.first, str(lock.first))
    units = desk.base.units
    if lock.second is not None:
        return f"{units[lock.first].name} · {units[lock.second].name}"
    home = called.get(desk.sheet.labels[lock.first], _("no community"))
    return f"{units[lock.first].name} ({home})"


def tell_steps(plan: Plan, steps: Iterable[Step]) -> list[Told]:
    """Return steps of a plan in words; two queries, whatever their number."""
    rows = list(steps.select_related("actor").defer("sheet")) if hasattr(steps, "select_related") else list(steps)
    order = {pk: number for number, pk in enumerate(plan.steps.order_by("pk").values_list("pk", flat=True), 1)}
    return [
        Told(row, order[row.pk], step_reason(row.act, row.params, _).render(_), row.pk == plan.head_id) for row in rows
    ]
