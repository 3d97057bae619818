"""Tables of the working calendar: what an office enters on top of the published holidays."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField


class CalendarDay(models.Model):
    """A day that differs from the library's calendar: worked although free, or free although worked."""

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("worked"))
    reason = models.CharField(_("reason"), max_length=200)
    set_at = MomentField(_("set at"))

    class Meta:
        verbose_name = _("calendar day")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="calendar_day_has_a_reason")]


class CalendarYear(models.Model):
    """A year whose holidays and make-up working days an officer confirmed as complete."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    confirmed_at = MomentField(_("confirmed at"))

    class Meta:
        verbose_name = _("calendar year")
