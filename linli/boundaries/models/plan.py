"""A plan under somebody's hands: its steps, what is locked in it, and what the engine was asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.boundaries.models.project import Project
from linli.boundaries.terms import EditAct, LockKind, RunKind, RunState
from linli.foundation.fields import MomentField, TermField


class Plan(models.Model):
    """
    One way to draw the communities of a project. Its present state is its `head` step; undoing moves the head back.

    changed_by, changed_at: who moved the head last, by a new step or by undoing. best_at: reasons of the engine (JSON
    list of {rule, text, params}).
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plans", verbose_name=_("project"))
    name = models.CharField(_("name"), max_length=60)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    head = models.ForeignKey("boundaries.Step", on_delete=models.PROTECT, null=True, related_name="+")
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    best_at = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = MomentField(_("set up at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = MomentField(_("changed at"), null=True)
    is_archived = models.BooleanField(_("put away"), default=False)

    class Meta:
        verbose_name = _("plan of boundaries")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="plan_name_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Step(models.Model):
    """
    A state of a plan and how it came about. Steps form a tree by `parent` and are never edited or deleted.

    sheet: a `rules.sheet.Sheet` as JSON: labels of all units, communities with their names. params: what was asked.
    checkpoint: the name under which somebody wants to find it again.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps", verbose_name=_("plan"))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    act = TermField(EditAct, verbose_name=_("what was done"))
    params = models.JSONField(default=dict)
    sheet = models.JSONField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    checkpoint = models.CharField(_("checkpoint"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("step of a plan")
        indexes = [models.Index(fields=["plan", "-id"], name="step_plan")]

    def __str__(self) -> str:
        """Return what was done."""
        return str(self.act)


class Lock(models.Model):
    """
    Something in a plan that stays; outside of the steps, so that undoing and the engine leave it alone.

    first, second: numbers of units (unit, seat: first; border, together, apart: both) or the number of a community.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="locks", verbose_name=_("plan"))
    kind = TermField(LockKind, verbose_name=_("kind"))
    first = models.PositiveIntegerField()
    second = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))

    class Meta:
        verbose_name = _("lock")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "first"], condition=Q(second__isnull=True), name="lock_of_one_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "kind", "first", "second"], condition=Q(second__isnull=False), name="lock_of_two_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["unit", "community", "seat"], second__isnull=True)
                | Q(kind__in=["border", "together", "apart"], second__isnull=False),
                name="lock_of_one_or_of_two",
            ),
        ]

    def __str__(self) -> str:
        """Return what is locked."""
        return f"{self.kind} {self.first} {self.second if self.second is not None else ''}".strip()


class Run(models.Model):
    """
    One thing asked of the engine: done by the worker, with progress, and cancelled on request.

    params: what was asked; step: the state it starts from; result: {"choices": [{labels, moves, households, findings,
    measures, best_at, ...}], "bound": ..., "gap": ...}; progress: 0 to 1; message: a reason as {rule, text, params}.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="runs", verbose_name=_("project"))
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="runs", verbose_name=_("plan"))
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="+")
    kind = TermField(RunKind, verbose_name=_("kind"))
    params = models.JSONField(default=dict)
    state = TermField(RunState, verbose_name=_("state"), default=RunState.WAITING)
    progress = models.FloatField(default=0.0)
    is_cancelled = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    message = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = MomentField(_("asked at"))
    started_at = MomentField(_("started at"), null=True, blank=True)
    ended_at = MomentField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("work of the engine")

    def __str__(self) -> str:
        """Return what was asked and how far it is."""
        return f"{self.kind} {self.state}"
