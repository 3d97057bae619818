"""What good looks like: standards in versions, their trees of items, and acceptance against them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField, TermField
from linli.standards.terms import AcceptanceState, ItemKind, Outcome, RuleKind, ScorerKind, SubjectKind, VersionState


class Standard(models.Model):
    """A standard as a title that lives through its versions (001-2: the basic standard)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    subject_kind = TermField(SubjectKind, verbose_name=_("for"), default=SubjectKind.COMMUNITY)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))

    class Meta:
        verbose_name = _("standard")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class StandardVersion(models.Model):
    """One version: a draft may change, publishing freezes it, the next begins as a copy."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = TermField(VersionState, verbose_name=_("state"), default=VersionState.DRAFT)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    text = models.TextField(_("clauses"), max_length=20000, blank=True)
    pass_centipoints = models.PositiveIntegerField(_("points needed"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    published_at = MomentField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(_("digest"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("version of a standard")
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standardversion_once"),
            models.UniqueConstraint(fields=["standard"], condition=Q(state="draft"), name="standardversion_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(published_at__isnull=False) & ~Q(digest="")),
                name="standardversion_published_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        """Return name and number."""
        return f"{self.standard} V{self.number}"


class StandardItem(models.Model):
    """
    One item of a version's tree.

    max_centipoints: hundredths of a point, 0 for groups, pass or fail, and vetoes. rule: the numbers of its kind
    (`standards.rules.scoring`). feed: "" by hand, else a figure's code or "indicator:code". key: breaks ties first.
    """

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    code = models.CharField(_("number"), max_length=20)
    name = models.CharField(_("item"), max_length=200)
    guidance = models.CharField(_("how to check"), max_length=500, blank=True)
    kind = TermField(ItemKind, verbose_name=_("kind"), default=ItemKind.POINTS)
    max_centipoints = models.PositiveIntegerField(_("full points"), default=0)
    rule_kind = TermField(RuleKind, verbose_name=_("rule"), default=RuleKind.MANUAL)
    rule = models.JSONField(_("numbers of the rule"), default=dict, blank=True)
    feed = models.CharField(_("fed by"), max_length=60, blank=True)
    needs_evidence = models.BooleanField(_("evidence required"), default=False)
    scorer = TermField(ScorerKind, verbose_name=_("scored by"), default=ScorerKind.TEAM)
    is_key = models.BooleanField(_("key item"), default=False)
    clause = models.CharField(_("clause"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("item of a standard")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="standarditem_code_once"),
            models.CheckConstraint(
                condition=Q(kind="points") | Q(max_centipoints=0), name="standarditem_only_points_have_points"
            ),
        ]

    def __str__(self) -> str:
        """Return number and name."""
        return f"{self.code} {self.name}"


class Acceptance(models.Model):
    """One subject held against a version for a year: self-assessment, the team's visit, the result (001-28)."""

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="acceptances")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="acceptances")
    year = models.PositiveSmallIntegerField(_("year"))
    state = TermField(AcceptanceState, verbose_name=_("state"), default=AcceptanceState.SELF)
    outcome = TermField(Outcome, null=True, blank=True, verbose_name=_("result"))
    centipoints = models.PositiveIntegerField(_("points"), null=True, blank=True)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = MomentField(_("decided at"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("acceptance")
        indexes = [models.Index(fields=["year", "state"], name="acceptance_year_state")]
        constraints = [
            models.UniqueConstraint(fields=["version", "subject", "year"], name="acceptance_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(outcome__isnull=False, decided_at__isnull=False),
                name="acceptance_decided_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        """Return whose and when."""
        return f"{self.subject} {self.year}"


class TeamMember(models.Model):
    """A person seconded to the team that visits for an acceptance; never from the subject's own area."""

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="team")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_head = models.BooleanField(_("head of the team"), default=False)

    class Meta:
        verbose_name = _("member of the team")
        constraints = [models.UniqueConstraint(fields=["acceptance", "account"], name="teammember_once")]

    def __str__(self) -> str:
        """Return the person."""
        return str(self.account)


class Finding(models.Model):
    """
    What one side found for one item: the subject itself or the team; never edited, the newest of a side counts.

    token: made on the phone, so that a visit sent twice from a bad network is kept once. case: the number of the case
    that a finding became.
    """

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(StandardItem, on_delete=models.PROTECT, related_name="+")
    side = TermField(ScorerKind, verbose_name=_("side"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    is_met = models.BooleanField(_("met"), null=True, blank=True)
    centipoints = models.IntegerField(_("points"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    case = models.BigIntegerField(_("case"), null=True, blank=True)
    token = models.CharField(max_length=40, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))

    class Meta:
        verbose_name = _("finding")

    def __str__(self) -> str:
        """Return the comment."""
        return self.comment


class FindingPhoto(models.Model):
    """A picture that belongs to a finding."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField(_("file"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("picture of a finding")

    def __str__(self) -> str:
        """Return the stored name."""
        return self.file
