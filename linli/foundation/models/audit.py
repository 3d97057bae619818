"""The table of audit lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.audit.chain import Chained


class AuditLine(Chained):
    """One act outside the cases: who did what to which thing when. Written by `audit.record` only."""

    action = models.CharField(_("act"), max_length=48)
    subject_kind = models.CharField(_("kind of thing"), max_length=48, blank=True)
    subject_id = models.CharField(_("thing"), max_length=64, blank=True)
    note = models.TextField(_("note"), blank=True)
    details = models.TextField(_("details"), blank=True)

    class Meta:
        verbose_name = _("audit line")
        indexes = [
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
            models.Index(fields=["action", "id"], name="audit_by_action"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["at"], name="audit_by_moment"),
        ]
