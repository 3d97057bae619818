"""What is aimed at: indicators (formulas), plans with targets by year, named selections, milestones reached."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField, TermField
from linli.standards.terms import Comparator, Direction, PathKind, ScopeKind, SubjectKind, TargetKind
from linli.values import SpanKind


class Indicator(models.Model):
    """
    A named formula: numerator / denominator x factor, each in words and as an expression over metrics and figures.

    An empty denominator is 1. Dated: a changed formula is a new row of the same code, the old one ends.
    """

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    numerator = models.CharField(_("numerator"), max_length=300)
    denominator = models.CharField(_("denominator"), max_length=300, blank=True)
    factor = models.DecimalField(_("factor"), max_digits=12, decimal_places=4, default=1)
    numerator_words = models.CharField(_("numerator in words"), max_length=120, blank=True)
    denominator_words = models.CharField(_("denominator in words"), max_length=120, blank=True)
    direction = TermField(Direction, verbose_name=_("direction"), default=Direction.HIGHER)
    subject_kind = TermField(SubjectKind, verbose_name=_("of"), default=SubjectKind.COMMUNITY)
    span_kind = TermField(SpanKind, verbose_name=_("every"), default=SpanKind.YEAR)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("indicator")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="indicator_one_row_a_day"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to__isnull=True), name="indicator_one_open_row"),
            models.CheckConstraint(condition=~Q(factor=0), name="indicator_factor_is_not_zero"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="indicator_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Selection(models.Model):
    """A named selection of subjects that a document singles out, such as "26 key communities" (001-6)."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    subjects = models.ManyToManyField("standards.Subject", related_name="selections", verbose_name=_("members"))

    class Meta:
        verbose_name = _("selection")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Plan(models.Model):
    """A plan of several years for an area, decided by a document."""

    name = models.CharField(_("name"), max_length=100)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    document = models.CharField(_("document number"), max_length=100, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    years = models.PositiveSmallIntegerField(_("years"), default=3)
    is_active = models.BooleanField(_("active"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = MomentField(_("set up at"))

    class Meta:
        verbose_name = _("plan of several years")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="targetplan_name_once"),
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=20), name="targetplan_years_are_some"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Target(models.Model):
    """
    What is to be reached by a day, by whom: four kinds (design/models.md, "Plan / Target").

    per_unit: every unit's indicator against `value`. share (0 to 1), count: of units whose indicator stands against
    `unit_comparator` and `unit_value`. milestone: a sentence that is done or not. base: where the way begins.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets", verbose_name=_("plan"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=120)
    kind = TermField(TargetKind, verbose_name=_("kind"))
    indicator = models.SlugField(_("indicator"), max_length=40, blank=True)
    subject_kind = TermField(SubjectKind, verbose_name=_("tier"), default=SubjectKind.COMMUNITY)
    scope_kind = TermField(ScopeKind, verbose_name=_("binds"), default=ScopeKind.UNDER)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("selection")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    due_on = models.DateField(_("due on"))
    comparator = TermField(Comparator, verbose_name=_("comparator"), default=Comparator.AT_LEAST)
    value = models.DecimalField(_("target value"), max_digits=20, decimal_places=4, null=True, blank=True)
    unit_comparator = TermField(Comparator, verbose_name=_("comparator for a unit"), default=Comparator.AT_LEAST)
    unit_value = models.DecimalField(_("value for a unit"), max_digits=20, decimal_places=4, null=True, blank=True)
    base = models.DecimalField(_("base value"), max_digits=20, decimal_places=4, null=True, blank=True)
    base_on = models.DateField(_("base of"), null=True, blank=True)
    path = TermField(PathKind, verbose_name=_("way"), default=PathKind.STEP)
    responsible = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    clause = models.CharField(_("clause"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("target")
        indexes = [models.Index(fields=["plan", "order", "year"], name="target_of_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="milestone") | (~Q(indicator="") & Q(value__isnull=False)),
                name="target_names_indicator_and_value",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["share", "count"]) | Q(unit_value__isnull=False),
                name="target_of_units_names_their_value",
            ),
            models.CheckConstraint(
                condition=~Q(scope_kind="subset") | Q(selection__isnull=False), name="target_subset_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(kind="share") | Q(value__gte=0, value__lte=1), name="target_share_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class MilestoneMark(models.Model):
    """That a milestone was reached (or taken back) somewhere: never edited, the newest counts."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="marks")
    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="+")
    is_done = models.BooleanField(_("reached"))
    on = models.DateField(_("on"))
    evidence = models.CharField(_("evidence"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))

    class Meta:
        verbose_name = _("milestone reached")

    def __str__(self) -> str:
        """Return the evidence."""
        return self.evidence
