"""The matter itself: reports (what someone said), the case (one place, one cause), tasks (a unit's work), evidence."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.cases.models.fields import DegreesField, ReceiptField
from linli.cases.terms import (
    OPEN_TASKS,
    TERMINAL,
    ActionCode,
    Channel,
    EvidenceKind,
    OwnerClass,
    ReportKind,
    State,
    TaskKind,
    TaskState,
    Urgency,
)
from linli.foundation.fields import EncryptedTextField, MomentField, TermField

ENDED = Q(state__in=sorted(state.value for state in TERMINAL))
RUNNING = Q(ended_at__isnull=True)


class Case(models.Model):
    """
    One matter at one place with one cause, and who must act now.

    It is also its own overall clock: `filed_at` starts it, `overall_due_at` is its expiry, `promised_at` an earlier
    promise to the reporter that a later change must not hide, `ended_at` its end. `due_at` is the expiry of the stage
    clock that runs now (empty while it is on hold). `unit` is the responsible unit since the last dispatch.
    """

    number = models.BigIntegerField(_("number"), unique=True)
    state = TermField(State, default=State.SUBMITTED, verbose_name=_("state"))
    category = models.ForeignKey(
        "cases.Category", on_delete=models.PROTECT, null=True, blank=True, db_index=False, verbose_name=_("category")
    )
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, db_index=False, related_name="cases", verbose_name=_("community")
    )
    area_at_filing = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    place = models.ForeignKey(
        "places.Area",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("compound or building"),
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    longitude = DegreesField(_("longitude"), null=True, blank=True)
    latitude = DegreesField(_("latitude"), null=True, blank=True)
    summary = models.CharField(_("summary"), max_length=120, blank=True)
    owner_class = TermField(OwnerClass, null=True, blank=True, verbose_name=_("owner class"))
    holder = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="held_cases",
        verbose_name=_("must act now"),
    )
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="cases",
        verbose_name=_("responsible unit"),
    )
    claimed_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    urgency = TermField(Urgency, default=Urgency.NORMAL, verbose_name=_("urgency"))
    limit = models.CharField(_("limit"), max_length=8, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="merged_cases"
    )
    relapse_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="relapses"
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    refusals = models.PositiveSmallIntegerField(_("refusals"), default=0)
    extensions = models.PositiveSmallIntegerField(_("extensions"), default=0)
    is_held = models.BooleanField(_("on hold"), default=False)
    reported_at = MomentField(_("reported at"))
    filed_at = MomentField(_("filed at"), null=True, blank=True)
    due_at = MomentField(_("due at"), null=True, blank=True)
    overall_due_at = MomentField(_("whole case due at"), null=True, blank=True)
    promised_at = MomentField(_("promised earlier"), null=True, blank=True)
    ended_at = MomentField(_("ended at"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("case")
        indexes = [
            models.Index(fields=["holder", "due_at"], condition=RUNNING, name="case_queue"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="case_due"),
            models.Index(fields=["area", "category", "ended_at"], name="case_area_kind"),
            models.Index(
                fields=["area", "due_at", "is_held", "extensions", "ended_at"],
                condition=RUNNING,
                name="case_area_open",
            ),
            models.Index(fields=["longitude", "latitude"], condition=RUNNING, name="case_map_open"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_merged_into"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State if state is not State.DRAFT]),
                name="case_state_is_known",
            ),
            models.CheckConstraint(
                condition=(ENDED & Q(ended_at__isnull=False)) | (~ENDED & Q(ended_at__isnull=True)),
                name="case_ended_exactly_when_terminal",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(due_at__isnull=True), name="case_ended_has_no_due"
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="case_round_from_one"),
            models.CheckConstraint(
                condition=(Q(longitude__isnull=True) & Q(latitude__isnull=True))
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="case_point_is_on_earth",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="case_merged_names_its_target"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="case_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dispatched", "in_progress"]) | Q(unit__isnull=False),
                name="case_at_work_has_a_unit",
            ),
        ]

    def __str__(self) -> str:
        """Return the number as people write it."""
        return str(self.number)


class Report(models.Model):
    """
    What one person told us: never edited, answered under its own receipt.

    The receipt is derived from the sender's token, so a repeated send finds the first one (80 bits, not guessable).
    Name and contact are encrypted; the digest finds a phone number without reading any.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports", verbose_name=_("case"))
    receipt = ReceiptField(_("receipt"), max_length=10, unique=True)
    channel = TermField(Channel, verbose_name=_("channel"))
    kind = TermField(ReportKind, null=True, blank=True, verbose_name=_("kind"))
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    contact = EncryptedTextField(_("contact"), null=True, blank=True)
    contact_digest = models.BinaryField(_("contact digest"), max_length=32, null=True, blank=True)
    consent = models.PositiveSmallIntegerField(_("consent text version"), null=True, blank=True)
    is_sealed = models.BooleanField(_("confidential"), default=False)
    taken_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    external_id = models.CharField(_("number at the source"), max_length=64, null=True, blank=True)
    reported_at = MomentField(_("reported at"))

    class Meta:
        verbose_name = _("report")
        indexes = [
            models.Index(
                fields=["contact_digest"], condition=Q(contact_digest__isnull=False), name="report_contact_digest"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=Q(external_id__isnull=False), name="report_external_id_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="report_says_something"),
        ]

    def __str__(self) -> str:
        """Return the receipt."""
        return self.receipt


class Task(models.Model):
    """A unit's piece of work on a case: one leads, others assist."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("case"))
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="tasks",
        verbose_name=_("unit"),
    )
    kind = TermField(TaskKind, default=TaskKind.MAIN, verbose_name=_("kind"))
    state = TermField(TaskState, default=TaskState.SENT, verbose_name=_("state"))
    handler = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    outcome = TermField(ActionCode, null=True, blank=True, verbose_name=_("outcome"))

    class Meta:
        verbose_name = _("task")
        indexes = [
            models.Index(fields=["unit", "case"], name="task_of_unit"),
            models.Index(
                fields=["unit"],
                condition=Q(kind="assist", state__in=[state.value for state in OPEN_TASKS]),
                name="task_assisting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind="main", state__in=[state.value for state in OPEN_TASKS]),
                name="task_one_open_main",
            )
        ]

    def __str__(self) -> str:
        """Return unit and kind."""
        return f"{self.unit_id} {self.kind}"


class Evidence(models.Model):
    """A picture or document of a case: what it shows, when it came, and the stored file's name."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("case"))
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="evidence"
    )
    kind = TermField(EvidenceKind, verbose_name=_("kind"))
    file = models.CharField(_("file"), max_length=80, unique=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    at = MomentField(_("at"))
    by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name = _("evidence")

    def __str__(self) -> str:
        """Return the stored name."""
        return self.file
