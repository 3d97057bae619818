"""How is judged: schemes with their subjects, assessor roles and rules of consequences."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.appraisals.terms import (
    AssessorAggregation,
    ConditionKind,
    ConsequenceAction,
    ConsequenceSpan,
    Normalisation,
    PublicationScope,
    SchemeState,
    StreakSkip,
    TieShare,
)
from linli.foundation.fields import MomentField, TermField
from linli.standards.terms import ScorerKind, SubjectKind
from linli.values import SpanKind


class Scheme(models.Model):
    """
    How subjects of one kind are judged, span by span, by the items of a published standard.

    It must carry document, filing, validity, publication scope and appeal window (today.md 3.5) before it is used.
    least_scored_percent: with less of the full marks scored a subject is not ranked. bands: lower bounds in centipoints
    of the green and the yellow band. base_centipoints: the base score (003-18). tie_breakers: codes of `TieBreaker`.
    household_bands: upper bounds of household bands. min_ranked: with fewer, nothing bad follows from a last place.
    help_floor_percent, help_gap_percent: help is offered below that share of a dimension, or so far below the mean.
    year_least_rounds: who was ranked in fewer has no place in the year, or a good month would win it.
    streak_months_in_post: months a secretary must have been in post for streaks to count against the person.
    """

    name = models.CharField(_("name"), max_length=100)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    state = TermField(SchemeState, verbose_name=_("state"), default=SchemeState.DRAFT)
    subject_kind = TermField(SubjectKind, verbose_name=_("who is appraised"))
    span_kind = TermField(SpanKind, verbose_name=_("period"), default=SpanKind.QUARTER)
    standard = models.ForeignKey(
        "standards.StandardVersion", on_delete=models.PROTECT, related_name="+", verbose_name=_("standard")
    )
    document = models.CharField(_("document number"), max_length=100, blank=True)
    filing = models.CharField(_("filed in the yearly inspection plan as"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    publication = TermField(PublicationScope, verbose_name=_("publication"), default=PublicationScope.INTERNAL)
    appeal_days = models.PositiveSmallIntegerField(_("appeal window in working days"), default=5)
    aggregation = TermField(AssessorAggregation, verbose_name=_("assessors"), default=AssessorAggregation.MEAN)
    normalisation = TermField(Normalisation, verbose_name=_("comparison"), default=Normalisation.NONE)
    household_bands = models.JSONField(_("bands of households"), default=list, blank=True)
    least_scored_percent = models.PositiveSmallIntegerField(_("least share of full marks scored"), default=80)
    bands = models.JSONField(_("bands of the result"), default=list, blank=True)
    base_centipoints = models.PositiveIntegerField(_("base score"), null=True, blank=True)
    tie_breakers = models.JSONField(_("order of tie-breakers"), default=list, blank=True)
    help_floor_percent = models.PositiveSmallIntegerField(_("help below so much of a dimension"), default=60)
    help_gap_percent = models.PositiveSmallIntegerField(_("help so far below the mean of all"), default=15)
    year_least_rounds = models.PositiveSmallIntegerField(_("fewest rounds for a place in the year"), default=6)
    min_ranked = models.PositiveSmallIntegerField(_("fewest ranked for consequences"), default=5)
    streak_skip = TermField(StreakSkip, verbose_name=_("skipped rounds"), default=StreakSkip.NEITHER)
    streak_shared = models.BooleanField(_("a shared last place counts"), default=False)
    streak_months_in_post = models.PositiveSmallIntegerField(_("months in post needed"), default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = MomentField(_("set up at"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("appraisal scheme")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="scheme_name_once"),
            models.CheckConstraint(
                condition=~Q(state="active") | (~Q(document="") & ~Q(filing="") & Q(appeal_days__gte=1)),
                name="scheme_in_use_carries_its_papers",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="scheme_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SchemeSubject(models.Model):
    """That a subject is judged by a scheme, from a day on; `type` groups it for comparison within types."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="memberships")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+")
    type = models.CharField(_("type"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("appraised subject")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "subject"], condition=Q(valid_to__isnull=True), name="schemesubject_once"
            )
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return str(self.subject)


class Assessor(models.Model):
    """A person who scores for a scheme, in one role; the role's weight counts where roles are weighted."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="assessors")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = TermField(ScorerKind, verbose_name=_("role"))
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("assessor")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "account", "role"], name="assessor_once_in_a_role"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="assessor_weight_counts"),
        ]

    def __str__(self) -> str:
        """Return the person."""
        return str(self.account)


class ConsequenceRule(models.Model):
    """
    One rule of consequences as data: when -> what is proposed, by which clause.

    k: places or spans of the condition; centipoints: its threshold. amounts: fen for each place from the first, or one
    amount for all. parties: whom a publication names (003-14).
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="rules")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80)
    span = TermField(ConsequenceSpan, verbose_name=_("looks at"), default=ConsequenceSpan.ROUND)
    condition = TermField(ConditionKind, verbose_name=_("when"))
    k = models.PositiveSmallIntegerField(_("places or rounds"), null=True, blank=True)
    centipoints = models.PositiveIntegerField(_("points"), null=True, blank=True)
    action = TermField(ConsequenceAction, verbose_name=_("what is proposed"))
    amounts_fen = models.JSONField(_("amounts"), default=list, blank=True)
    ties = TermField(TieShare, verbose_name=_("shared places"), default=TieShare.POOL)
    parties = models.JSONField(_("named parties"), default=list, blank=True)
    text = models.CharField(_("wording"), max_length=300, blank=True)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("rule of consequences")
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="consequencerule_number_once")]

    def __str__(self) -> str:
        """Return number and name."""
        return f"{self.number} {self.name}"
