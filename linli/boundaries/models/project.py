"""A split as an undertaking: for which ground, within which bounds, how far on its way."""

import secrets
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.boundaries.terms import ProjectState
from linli.foundation.fields import MomentField, TermField
from linli.places.queries import Area


class Base(models.Model):
    """
    The ground of a project as it was on a day: units, borders, lines, present communities. Never edited.

    content: a `rules.base.Base` as JSON, deflated. digest: SHA-256 of the JSON, so that equal ground is kept once.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    content = models.BinaryField()
    units = models.PositiveIntegerField(_("units"))
    households = models.PositiveIntegerField(_("households"))
    taken_at = MomentField(_("taken at"))
    source = models.CharField(_("taken from"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ground of a project")

    def __str__(self) -> str:
        """Return what it holds."""
        return f"{self.units} / {self.households}"


class Project(models.Model):
    """
    The split (or merger) of some communities of an area, from draft to in force.

    low, high: bounds of a community's households, both included; outside the law's band `band_reason` says why.
    wished: how many communities are wanted, empty for any number within the bounds. token: the public page's address.
    chosen: the plan that is consulted about, proposed, approved and put in force.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=100)
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="projects", verbose_name=_("ground"))
    low = models.PositiveIntegerField(_("fewest households"))
    high = models.PositiveIntegerField(_("most households"))
    band_reason = models.TextField(_("reason for other bounds"), max_length=500, blank=True)
    wished = models.PositiveSmallIntegerField(_("communities wished for"), null=True, blank=True)
    weights = models.JSONField(_("weights"), default=dict, blank=True)
    state = TermField(ProjectState, verbose_name=_("state"), default=ProjectState.DRAFT)
    token = models.CharField(max_length=32, unique=True, default=partial(secrets.token_urlsafe, 16), editable=False)
    chosen = models.ForeignKey(
        "boundaries.Plan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chosen plan"),
    )
    introduction = models.TextField(_("what residents should know"), max_length=4000, blank=True)
    comments_until = models.DateField(_("comments are taken until"), null=True, blank=True)
    document = models.CharField(_("document of approval"), max_length=100, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    effective_on = models.DateField(_("in force on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = MomentField(_("set up at"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("split of communities")
        indexes = [models.Index(fields=["state", "-made_at"], name="project_state_made")]
        constraints = [
            models.CheckConstraint(condition=Q(low__gt=0, high__gte=F("low")), name="project_bounds_are_bounds"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "in_force"])
                | (~Q(document="") & Q(document_date__isnull=False, effective_on__isnull=False)),
                name="project_approved_by_document",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Passage(models.Model):
    """One passage of a project from state to state: the trail of consultation, proposal and approval. Append only."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="passages", verbose_name=_("project"))
    before = TermField(ProjectState, verbose_name=_("state before"), blank=True)
    after = TermField(ProjectState, verbose_name=_("state after"))
    plan = models.ForeignKey("boundaries.Plan", on_delete=models.PROTECT, null=True, related_name="+")
    step = models.ForeignKey("boundaries.Step", on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("passage of a project")

    def __str__(self) -> str:
        """Return both states."""
        return f"{self.before} -> {self.after}"
