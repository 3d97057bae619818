"""What is judged: rounds with their passages, the lines that assessors write, appeals against them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.appraisals.models.schemes import Scheme
from linli.appraisals.terms import AppealState, CalculationState, LineSource, RoundState
from linli.foundation.fields import MomentField, TermField

PERIOD_LENGTH = 22
"""Room for the longest code of a span, that of irregular days."""


class Round(models.Model):
    """One span of a scheme: opened, scored, computed, announced, confirmed, made known."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("scheme"))
    period = models.CharField(_("period"), max_length=PERIOD_LENGTH)
    first_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("ends on"))
    state = TermField(RoundState, verbose_name=_("state"), default=RoundState.PLANNED)
    appeals_until = models.DateField(_("appeals until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("round")
        indexes = [models.Index(fields=["state", "-ends_on"], name="round_state_ends")]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "period"], name="round_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("first_on")), name="round_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state__in=["skipped", "annulled"]) | ~Q(reason=""), name="round_dropped_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        """Return scheme and span."""
        return f"{self.scheme} {self.period}"


class Passage(models.Model):
    """One signed passage of a round from state to state. Append only."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="passages")
    before = TermField(RoundState, verbose_name=_("state before"))
    after = TermField(RoundState, verbose_name=_("state after"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("passage of a round")

    def __str__(self) -> str:
        """Return both states."""
        return f"{self.before} -> {self.after}"


class ScoreLine(models.Model):
    """
    What one assessor gave one subject for one item: never edited; a correction supersedes.

    raw: the occurrences or the value where the item's rule takes one. centipoints: what that comes to. A line from an
    appeal replaces the points of the item. What the records tell is computed at the close and stands in the snapshot.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="lines")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey("standards.StandardItem", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = TermField(LineSource, verbose_name=_("source"), default=LineSource.ASSESSOR)
    assessor = models.ForeignKey("appraisals.Assessor", on_delete=models.PROTECT, null=True, related_name="+")
    raw = models.DecimalField(_("found"), max_digits=20, decimal_places=4, null=True, blank=True)
    centipoints = models.IntegerField(_("points"))
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    file = models.CharField(_("evidence"), max_length=80, blank=True)
    cases = models.JSONField(_("cases"), default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        verbose_name = _("line of a score")
        indexes = [
            models.Index(fields=["round", "subject", "item"], name="scoreline_of_round"),
            models.Index(fields=["file"], condition=~Q(file=""), name="scoreline_with_a_picture"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject", "item", "assessor"],
                condition=Q(supersedes__isnull=True, source="assessor"),
                name="scoreline_one_beginning",
            ),
            models.CheckConstraint(
                condition=~Q(source="assessor") | Q(assessor__isnull=False), name="scoreline_names_its_assessor"
            ),
        ]

    def __str__(self) -> str:
        """Return the points in hundredths."""
        return str(self.centipoints)


class Standing(models.Model):
    """
    How one subject stands, as frozen or about to be: its lines with what they come to, its place with why.

    lines: canonical JSON (`rules.freezing`) of all lines, deflated; lines_digest: SHA-256 of that JSON. placing:
    canonical JSON of total, rank, reasons and name. name, rank and centipoints stand outside as well, for lists and
    searches; the last two are None where the subject is not ranked, and the placing says why.
    """

    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField(_("name"))
    rank = models.PositiveIntegerField(_("rank"), null=True)
    centipoints = models.IntegerField(_("total"), null=True)
    lines = models.BinaryField()
    lines_digest = models.BinaryField(max_length=32)
    placing = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return rank and total."""
        return f"{self.rank} {self.centipoints}"


class Result(Standing):
    """What the last computation of a round gives one subject, until the round is confirmed and frozen."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="results", db_index=False)

    class Meta:
        verbose_name = _("result before it is frozen")
        constraints = [models.UniqueConstraint(fields=["round", "subject"], name="result_once")]


class Calculation(models.Model):
    """The computing of a large round by the worker: how far it is, and why it ended. Results are stored in one go."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="calculations")
    version = models.PositiveIntegerField()
    state = TermField(CalculationState, verbose_name=_("state"), default=CalculationState.WAITING)
    done = models.PositiveIntegerField(_("subjects done"), default=0)
    total = models.PositiveIntegerField(_("subjects in all"), default=0)
    is_cancelled = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = MomentField(_("asked at"))
    ended_at = MomentField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calculation of a round")
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(state__in=["waiting", "running"]), name="calculation_one_open"
            )
        ]

    def __str__(self) -> str:
        """Return how far it is."""
        return f"{self.done}/{self.total}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to come to an end."""
        return self.state in (CalculationState.WAITING, CalculationState.RUNNING)

    @property
    def percent(self) -> int:
        """Return how much is done."""
        return 100 * self.done // self.total if self.total else 0


class Appeal(models.Model):
    """
    A subject's objection to one item of its result, with a reason and evidence, decided by another person.

    name, filer: what the subject and the person who filed it were called then.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="appeals")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("standards.StandardItem", on_delete=models.PROTECT, related_name="+")
    state = TermField(AppealState, verbose_name=_("state"), default=AppealState.FILED)
    centipoints = models.IntegerField(_("points at the time"), null=True)
    asked_centipoints = models.IntegerField(_("points asked for"), null=True, blank=True)
    text = models.TextField(_("reason"), max_length=2000)
    name = models.TextField(_("called then"), blank=True)
    filer = models.TextField(_("filed by"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = MomentField(_("decided at"), null=True, blank=True)
    decision = models.TextField(_("decision"), max_length=2000, blank=True)
    line = models.OneToOneField(
        ScoreLine, on_delete=models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name=_("new line")
    )

    class Meta:
        verbose_name = _("appeal")
        indexes = [models.Index(fields=["state", "-at"], name="appeal_state_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject", "item"], condition=Q(state="filed"), name="appeal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "withdrawn"]) | (Q(decided_at__isnull=False) & ~Q(decision="")),
                name="appeal_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "partly"]) | Q(line__isnull=False), name="appeal_granted_has_a_line"
            ),
        ]

    def __str__(self) -> str:
        """Return the reason."""
        return self.text

    @property
    def name_today(self) -> str:
        """Return what the subject is called today, "" if as when the appeal was filed."""
        today = str(self.subject)
        return "" if today == self.name else today

    @property
    def filer_today(self) -> str:
        """Return what the person who filed it is called today, "" if as then."""
        today = str(self.by or "")
        return "" if today == self.filer else today


class AppealPhoto(models.Model):
    """A picture that supports an appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField(_("file"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("picture of an appeal")

    def __str__(self) -> str:
        """Return the stored name."""
        return self.file
