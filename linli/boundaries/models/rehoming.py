"""What a split means for open cases: which community each went to, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.boundaries.models.project import Project
from linli.boundaries.terms import RehomingReason
from linli.foundation.fields import MomentField, TermField
from linli.places.queries import Area


class Rehoming(models.Model):
    """One open case of a community that was split; `to` is empty until a person has decided an ambiguous one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rehomings", verbose_name=_("project"))
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    before = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("community before"))
    to = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community after")
    )
    reason = TermField(RehomingReason, verbose_name=_("how"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))

    class Meta:
        verbose_name = _("open case after a split")
        constraints = [models.UniqueConstraint(fields=["project", "case"], name="rehoming_once")]

    def __str__(self) -> str:
        """Return the case and where it went."""
        return f"{self.case_id} -> {self.to_id}"
