"""Side records of a case: they change clocks, statistics or attention, never the state by themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.cases.models.keys import BorrowedKey
from linli.cases.terms import AdjustmentKind, AdjustmentState, Lasting, Level, OversightKind, Solved
from linli.foundation.fields import MomentField, TermField


class Adjustment(models.Model):
    """
    A request that a second person decides: hold, extension, declining, voiding, exemption from overdue.

    Keyed by the event that asked, which holds the reason.
    """

    event = BorrowedKey("cases.Event", on_delete=models.PROTECT, related_name="adjustment", verbose_name=_("asked by"))
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="adjustments")
    kind = TermField(AdjustmentKind, verbose_name=_("kind"))
    state = TermField(AdjustmentState, default=AdjustmentState.ASKED, verbose_name=_("state"))
    clock = models.ForeignKey("cases.StageClock", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    until_at = MomentField(_("until"), null=True, blank=True)
    reason_code = models.CharField(_("reason"), max_length=16, blank=True)
    approvals = models.JSONField(_("approved by"), default=list, blank=True)
    decided_at = MomentField(_("decided at"), null=True, blank=True)
    ended_at = MomentField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("adjustment")
        indexes = [
            models.Index(fields=["until_at"], condition=Q(kind="hold", state="granted"), name="adjustment_hold_running")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(state="asked"), name="adjustment_one_open_request"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="hold", state__in=["granted", "ended"]), name="adjustment_one_hold"
            ),
        ]

    def __str__(self) -> str:
        """Return kind and state."""
        return f"{self.kind} {self.state}"


class Oversight(models.Model):
    """Attention from outside the unit: urged, supervised, given notice, escalated. Keyed by its event (the text)."""

    event = BorrowedKey(
        "cases.Event",
        on_delete=models.PROTECT,
        related_name="oversight",
        verbose_name=_("given by"),
    )
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="oversights")
    kind = TermField(OversightKind, verbose_name=_("kind"))
    level = TermField(Level, null=True, blank=True, verbose_name=_("level"))
    clock = models.ForeignKey(
        "cases.StageClock", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    unit = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="oversights"
    )
    due_at = MomentField(_("due at"), null=True, blank=True)
    heeded_at = MomentField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("oversight")
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "level"], condition=Q(kind="escalate"), name="oversight_escalated_once"
            ),
            models.UniqueConstraint(
                fields=["case", "level"],
                condition=Q(kind="escalate", clock__isnull=True),
                name="oversight_case_escalated_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="notice") | Q(unit__isnull=False, due_at__isnull=False),
                name="oversight_notice_names_unit_and_due",
            ),
        ]

    def __str__(self) -> str:
        """Return kind and level."""
        return f"{self.kind} {self.level or ''}"


class Revisit(models.Model):
    """
    A second look at a closed case of a recurring kind, some days after the closing that it is keyed by.

    Done without a finding: the case was reopened first, so that there is nothing to look at.
    """

    event = BorrowedKey("cases.Event", on_delete=models.PROTECT, related_name="revisit", verbose_name=_("closed by"))
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="revisits")
    from_at = MomentField(_("from"))
    due_at = MomentField(_("due at"))
    done_at = MomentField(_("done at"), null=True, blank=True)
    relapse = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    finding = TermField(Lasting, null=True, blank=True, verbose_name=_("finding"))

    class Meta:
        verbose_name = _("re-visit")
        indexes = [models.Index(fields=["from_at"], condition=Q(done_at__isnull=True), name="revisit_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding__isnull=True) | Q(done_at__isnull=False), name="revisit_found_when_done"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=models.F("from_at")), name="revisit_due_after_it_begins"),
        ]

    def __str__(self) -> str:
        """Return the case's key and the finding."""
        return f"{self.case_id} {self.finding or ''}"


class CallBack(models.Model):
    """Whether a reporter was reached after the result, and what was said; one a report, by link or by phone."""

    report = BorrowedKey("cases.Report", on_delete=models.PROTECT, related_name="call_back", verbose_name=_("report"))
    due_at = MomentField(_("due at"), null=True, blank=True)
    contacted_at = MomentField(_("contacted at"), null=True, blank=True)
    by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    reached = models.BooleanField(_("reached"), null=True, blank=True)
    solved = TermField(Solved, null=True, blank=True, verbose_name=_("solved"))
    stars = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    rated_at = MomentField(_("rated at"), null=True, blank=True)

    class Meta:
        verbose_name = _("call-back")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(contacted_at__isnull=True, rated_at__isnull=True),
                name="callback_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5), name="callback_stars_one_to_five"
            )
        ]

    def __str__(self) -> str:
        """Return the report's key and the stars."""
        return f"{self.report_id} {self.stars or ''}"
