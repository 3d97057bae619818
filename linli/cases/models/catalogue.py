"""What the office decides beforehand: kinds of cases with criteria and limits, and who answers for which."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from linli.cases.terms import OwnerClass
from linli.foundation.fields import TermField


class Category(models.Model):
    """
    A kind of case, in a tree of two levels: when it is filed, when it is closed, whose it is and how long it may take.

    Limits are written as in the policy files: `4wh` working hours, `5wd` working days, `6h` hours, `7d` days,
    `30m` minutes. `closed_acts` are acts of the transition table that this kind forbids; policy may tighten the
    machine, never widen it. Source: domain/today.md 1.2 and 1.4, rule 003-27.
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=60)
    owner_class = TermField(OwnerClass, verbose_name=_("owner class"))
    filing_criterion = models.CharField(_("filing criterion"), max_length=300, blank=True)
    closing_criterion = models.CharField(_("closing criterion"), max_length=300, blank=True)
    normal_limit = models.CharField(_("normal limit"), max_length=8)
    urgent_limit = models.CharField(_("urgent limit"), max_length=8)
    very_urgent_limit = models.CharField(_("very urgent limit"), max_length=8, blank=True)
    safe_limit = models.CharField(_("make safe within"), max_length=8, blank=True)
    needs_photo = models.BooleanField(_("photo needed with the report"), default=False)
    needs_after_photo = models.BooleanField(_("photo needed with the answer"), default=False)
    needs_lead = models.BooleanField(_("unit lead confirms the answer"), default=False)
    desk_check = models.BooleanField(_("may be closed without a check on site"), default=False)
    is_severe = models.BooleanField(_("severe"), default=False)
    revisit_days = models.PositiveSmallIntegerField(_("visit again after days"), null=True, blank=True)
    closed_acts = models.JSONField(_("forbidden acts"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("category")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="category_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="category_is_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        """Return the name used on screen."""
        return self.name


class ResponsibilityRule(models.Model):
    """
    Which unit answers for a kind of case in an area; the most specific category, then area, wins.

    An empty category means every kind, an empty owner class every class. Two rules in force for the same three are a
    tie and refused. Source: design/cases.md, responsibility rules.
    """

    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="rules", verbose_name=_("category")
    )
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="responsibility_rules", verbose_name=_("area")
    )
    owner_class = TermField(OwnerClass, null=True, blank=True, verbose_name=_("owner class"))
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="responsibility_rules",
        verbose_name=_("responsible unit"),
    )
    assists = models.ManyToManyField(
        "organisations.Organisation", blank=True, related_name="+", verbose_name=_("assisting units")
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("responsibility rule")
        constraints = [
            models.UniqueConstraint(
                Coalesce("category", 0),
                "area",
                Coalesce("owner_class", models.Value("")),
                "valid_from",
                name="responsibility_no_tie_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="responsibility_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return what leads to whom."""
        return f"{self.category_id or '*'} / {self.area_id} / {self.owner_class or '*'} -> {self.unit_id}"


class CalendarVersion(models.Model):
    """A version of the working calendar that clocks were computed with; clocks keep its number."""

    code = models.CharField(_("version"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("calendar version")

    def __str__(self) -> str:
        """Return the version's code."""
        return self.code
