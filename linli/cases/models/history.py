"""What happened (events, never edited, chained by hash) and what is measured (stage clocks)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.cases.models.keys import BorrowedKey
from linli.cases.terms import Act, Stage, State
from linli.foundation.audit import Chained
from linli.foundation.fields import MomentField, TermField

LETTERS = {
    State.DRAFT: "0",
    State.SUBMITTED: "S",
    State.VERIFYING: "Y",
    State.FILED: "F",
    State.DISPATCHED: "D",
    State.IN_PROGRESS: "P",
    State.ANSWERED: "A",
    State.CHECKING: "K",
    State.CLOSED: "C",
    State.DECLINED: "N",
    State.MERGED: "M",
    State.VOID: "V",
}
"""One letter a state: an event keeps the state before and after as two letters."""

_STATES = {letter: state for state, letter in LETTERS.items()}

RARE = (Act.REWORK, Act.FAIL, Act.REFUSE, Act.REOPEN, Act.ESCALATE)
"""Acts of few cases that figures of a span count; one small index holds them, in this order."""


class Event(Chained):
    """
    One act on a case: who did what in which capacity, the state before and after, to which unit, with which words.

    `moved` holds the letters of both states; `capacity` is the actor's appointment. Replies, reasons and results stand
    only here. `details` is JSON of what has no column; empty when there is nothing.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="events", verbose_name=_("case"))
    act = TermField(Act, verbose_name=_("act"))
    moved = models.CharField(_("states before and after"), max_length=2)
    capacity = models.BigIntegerField(_("acting as"), null=True, blank=True)
    receiver = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("receiver"),
    )
    note = models.TextField(_("note"), blank=True)
    details = models.TextField(_("details"), blank=True)

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["act", "at"], condition=Q(act__in=[act.value for act in RARE]), name="event_rare_acts")
        ]

    def __str__(self) -> str:
        """Return the act's label."""
        return str(self.act)

    @property
    def before(self) -> State:
        """Return the state before the act."""
        return _STATES[self.moved[0]]

    @property
    def after(self) -> State:
        """Return the state after the act."""
        return _STATES[self.moved[1]]


class StageClock(models.Model):
    """
    The time a stage may take, begun by the event it is keyed by.

    `limit` is written as in the policy files (`4wh`). While `paused_at` is set the clock stands still and `due_at` is
    what it was; resuming moves `due_at` by the time lost. `promised_at` keeps the earlier expiry after a change of
    category. Breached means ended after `due_at`, or not ended and past it: a fact, so it is never stored twice.
    """

    event = BorrowedKey(Event, on_delete=models.PROTECT, related_name="clock", verbose_name=_("begun by"))
    task = models.ForeignKey(
        "cases.Task", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="clocks"
    )
    stage = TermField(Stage, verbose_name=_("stage"))
    limit = models.CharField(_("limit"), max_length=8)
    # No constraint: the number is remembered by the process, and a report must be taken even if the table was emptied.
    calendar = models.ForeignKey(
        "cases.CalendarVersion",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    due_at = MomentField(_("due at"))
    promised_at = MomentField(_("promised earlier"), null=True, blank=True)
    paused_at = MomentField(_("paused since"), null=True, blank=True)
    paused_ms = models.BigIntegerField(_("time lost in pauses"), default=0)
    ended_at = MomentField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("clock")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(ended_at__isnull=True, paused_at__isnull=True),
                name="stageclock_running",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(paused_at__isnull=True), name="stageclock_ended_is_not_paused"
            ),
            models.CheckConstraint(condition=Q(paused_ms__gte=0), name="stageclock_pauses_only_add"),
        ]

    def __str__(self) -> str:
        """Return stage and expiry."""
        return f"{self.stage} {self.due_at}"

    @property
    def started_at(self) -> datetime:
        """Return the moment of the event that began the clock."""
        return self.event.at

    def is_breached(self, now: datetime) -> bool:
        """Return whether the clock ran over, seen at `now`."""
        return (self.ended_at or self.paused_at or now) > self.due_at
