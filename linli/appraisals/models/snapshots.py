"""What stays: frozen results in a hash chain, what is proposed from them, what is made known, what helps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.appraisals.models.rounds import Round, Standing
from linli.appraisals.models.schemes import ConsequenceRule, Scheme
from linli.appraisals.terms import ConsequenceAction, ConsequenceSpan, HelpState, ProposalState
from linli.foundation.audit import Chained
from linli.foundation.fields import MomentField, TermField


class Snapshot(Chained):
    """
    The frozen result of a round or of a year: a row of a hash chain, never changed; pages and papers read only these.

    head: canonical JSON of scheme, standard, rules, weights, exclusions, ranks. parts_digest: SHA-256 over the digests
    of all subjects' parts in the order of their keys. revises: the snapshot that this one corrects; both stay visible.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="snapshots")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="snapshots")
    span = TermField(ConsequenceSpan, verbose_name=_("of"))
    period = models.CharField(_("period"), max_length=22)
    revises = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="revised_by")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    head = models.TextField()
    parts_digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("frozen result")
        indexes = [models.Index(fields=["scheme", "period"], name="snapshot_of_scheme")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revises__isnull=True) | ~Q(reason=""), name="snapshot_revised_with_a_reason"
            )
        ]

    def __str__(self) -> str:
        """Return scheme and span."""
        return f"{self.scheme_id} {self.period}"


class SnapshotPart(Standing):
    """One subject's part of a snapshot. digest: SHA-256 of lines_digest and placing together. Append only."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="parts", db_index=False)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("part of a frozen result")
        indexes = [models.Index(fields=["subject", "snapshot"], name="snapshotpart_of_subject")]
        constraints = [models.UniqueConstraint(fields=["snapshot", "subject"], name="snapshotpart_once")]


class Proposal(models.Model):
    """
    What a rule of consequences proposes for a subject, with its derivation; a named officer decides.

    derivation: list of {rule, text, params} as `values.Reason` has them. parties: whom a publication would name.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="proposals")
    rule = models.ForeignKey(ConsequenceRule, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+")
    action = TermField(ConsequenceAction, verbose_name=_("what is proposed"))
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    parties = models.JSONField(_("named parties"), default=list, blank=True)
    derivation = models.JSONField(_("derivation"), default=list)
    state = TermField(ProposalState, verbose_name=_("state"), default=ProposalState.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = MomentField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("proposed consequence")
        indexes = [models.Index(fields=["state", "action"], name="proposal_state_action")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False), name="proposal_decided_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waived", "overturned"]) | ~Q(reason=""), name="proposal_waived_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        """Return what is proposed."""
        return str(self.action)


class Bulletin(models.Model):
    """
    That a snapshot is made known: to whom, in which words, and whether persons are named.

    Persons are named only if two different officers turned it on for this one publication.
    """

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="bulletin")
    token = models.CharField(max_length=32, unique=True)
    is_public = models.BooleanField(_("open to everybody"), default=False)
    introduction = models.TextField(_("introduction"), max_length=4000, blank=True)
    names_first = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    names_second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = MomentField(_("made known at"))
    withdrawn_at = MomentField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulletin")
        constraints = [
            models.CheckConstraint(
                condition=Q(names_second__isnull=True) | ~Q(names_first=models.F("names_second")),
                name="bulletin_names_by_two_officers",
            )
        ]

    def __str__(self) -> str:
        """Return the snapshot's number."""
        return str(self.snapshot_id)

    @property
    def names_persons(self) -> bool:
        """Whether persons may be named: two officers said so."""
        return self.names_first_id is not None and self.names_second_id is not None


class HelpPlan(models.Model):
    """What helps a subject that fell behind: proposed beside every yellow card (000-22), agreed and followed."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="help_plans")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+")
    state = TermField(HelpState, verbose_name=_("state"), default=HelpState.PROPOSED)
    weak = models.JSONField(_("weak items"), default=list)
    text = models.TextField(_("what is done"), max_length=4000, blank=True)
    helper = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who helps"),
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = MomentField(_("changed at"))

    class Meta:
        verbose_name = _("help plan")
        constraints = [models.UniqueConstraint(fields=["snapshot", "subject"], name="helpplan_once")]

    def __str__(self) -> str:
        """Return what is done."""
        return self.text
