"""What is measured: metrics, their observations, and the sheets on which a subject hands them in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField, TermField
from linli.standards.terms import Aggregation, Direction, Missing, SheetState, Source, SubjectKind, ValueKind
from linli.values import SpanKind

PERIOD_LENGTH = 22
"""Room for the longest code of a span, that of irregular days."""


class Metric(models.Model):
    """
    One thing that somebody is asked about a subject for every span; what a figure already tells is not asked.

    code: what expressions call it. choices: code -> label of a choice. low, high: plausible bounds, both included;
    `max_change`: the share by which a value may differ from the last before the page asks again.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    value_kind = TermField(ValueKind, verbose_name=_("values"), default=ValueKind.INTEGER)
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    direction = TermField(Direction, verbose_name=_("direction"), default=Direction.HIGHER)
    subject_kind = TermField(SubjectKind, verbose_name=_("asked of"), default=SubjectKind.COMMUNITY)
    span_kind = TermField(SpanKind, verbose_name=_("asked every"), default=SpanKind.MONTH)
    over_subjects = TermField(Aggregation, verbose_name=_("over subjects"), default=Aggregation.SUM)
    over_time = TermField(Aggregation, verbose_name=_("over time"), default=Aggregation.LAST)
    missing = TermField(Missing, verbose_name=_("without a value"), default=Missing.NONE)
    low = models.DecimalField(_("lowest plausible value"), max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("highest plausible value"), max_digits=20, decimal_places=4, null=True, blank=True)
    max_change = models.FloatField(_("largest plausible change"), null=True, blank=True)
    help = models.CharField(_("how to count"), max_length=300, blank=True)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("metric")
        constraints = [
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="metric_bounds_are_bounds",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="metric_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Observation(models.Model):
    """
    What was found of a metric about a subject for a span: never edited; a correction supersedes.

    period: the span's code; ends_on its first day after, for reading in time. value: number, or 1 and 0 for yes and no;
    choice: the code of a choice. The present value is the one that nothing supersedes.
    """

    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="observations", db_index=False)
    subject = models.ForeignKey(
        "standards.Subject", on_delete=models.PROTECT, related_name="observations", db_index=False
    )
    period = models.CharField(_("period"), max_length=PERIOD_LENGTH)
    ends_on = models.DateField(_("ends on"))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    choice = models.CharField(_("choice"), max_length=40, blank=True)
    source = TermField(Source, verbose_name=_("source"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    file = models.CharField(_("evidence"), max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    class Meta:
        verbose_name = _("observation")
        indexes = [
            models.Index(fields=["subject", "metric", "ends_on"], name="observation_of_subject"),
            models.Index(fields=["metric", "period"], name="observation_of_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "subject", "period"],
                condition=Q(supersedes__isnull=True),
                name="observation_one_beginning",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(choice="") | ~Q(file="") | ~Q(note=""),
                name="observation_says_something",
            ),
        ]

    def __str__(self) -> str:
        """Return what was found."""
        return self.choice or str(self.value)


class Sheet(models.Model):
    """The entries of one subject for one span, as they are handed in, returned and locked."""

    subject = models.ForeignKey("standards.Subject", on_delete=models.PROTECT, related_name="sheets", db_index=False)
    period = models.CharField(_("period"), max_length=PERIOD_LENGTH)
    ends_on = models.DateField(_("ends on"))
    state = TermField(SheetState, verbose_name=_("state"), default=SheetState.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = MomentField(_("changed at"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("sheet")
        constraints = [
            models.UniqueConstraint(fields=["subject", "period"], name="sheet_once"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="sheet_returned_with_a_reason"),
        ]

    def __str__(self) -> str:
        """Return whose and when."""
        return f"{self.subject_id} {self.period}"
