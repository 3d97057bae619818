"""Who or what is measured and judged: an area, an organisation, or a person in a post."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.standards.terms import AREA_KINDS, UNIT_KINDS, SubjectKind


class Subject(models.Model):
    """
    One thing that is measured and judged; kept for ever, as scores and observations point at it.

    area: the area itself, or where the organisation or the post lies (it decides who sees the subject).
    """

    kind = TermField(SubjectKind, verbose_name=_("kind"))
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    appointment = models.ForeignKey(
        "people.Appointment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("appointment"),
    )

    class Meta:
        verbose_name = _("subject")
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(unit__isnull=True, appointment__isnull=True),
                name="subject_area_once",
            ),
            models.UniqueConstraint(fields=["unit", "kind"], condition=Q(unit__isnull=False), name="subject_unit_once"),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(appointment__isnull=False), name="subject_post_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in AREA_KINDS], unit__isnull=True, appointment__isnull=True)
                | Q(kind__in=[k.value for k in UNIT_KINDS], unit__isnull=False, appointment__isnull=True)
                | Q(kind="post", unit__isnull=True, appointment__isnull=False),
                name="subject_is_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        """Return the name used on screen."""
        if self.appointment is not None:
            return f"{self.appointment.account} ({self.appointment.post or self.appointment.role})"
        return str(self.unit or self.area)
