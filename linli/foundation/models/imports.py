"""Tables of the imports: one row an uploaded list, one row a rejected line of it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField, TermField
from linli.foundation.imports.terms import ImportState


class ImportRunQuerySet(models.QuerySet):
    """Filters of import runs."""

    def visible_to(self, user: Any, kinds: dict[str, str]) -> "ImportRunQuerySet":
        """
        Return the runs the user may see: his own, and those of kinds he may import everywhere.

        kinds: action by kind of list. A list holds rows of any area, so a part of the city is not enough.
        """
        everywhere = [
            kind
            for kind, action in kinds.items()
            if any(grant.whole_area and not grant.area_path for grant in user.grants(action))
        ]
        allowed = [kind for kind, action in kinds.items() if user.may(action)]
        return self.filter(Q(kind__in=everywhere) | Q(kind__in=allowed, maker_id=user.pk))


class ImportRun(models.Model):
    """One list somebody uploaded: what it is, how far it has come and what came of it."""

    kind = models.CharField(_("kind of list"), max_length=32)
    file_name = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("checksum"), max_length=64)
    encoding = models.CharField(_("encoding"), max_length=16, blank=True)
    profile = models.CharField(_("profile"), max_length=64, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    language = models.CharField(max_length=16, blank=True)
    maker_id = models.BigIntegerField(_("uploaded by"), null=True)
    made_at = MomentField(_("uploaded at"))
    changed_at = MomentField(_("last step at"))
    state = TermField(ImportState, verbose_name=_("state"), max_length=12, default=ImportState.UPLOADED)
    total = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    columns = models.JSONField(default=list)
    notes = models.JSONField(_("notes"), default=list)
    doubts = models.JSONField(_("doubts"), default=list)
    refusal = models.TextField(_("reason"), blank=True)
    refusal_code = models.CharField(max_length=32, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["state", "changed_at"], name="import_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "done"])
                | Q(total=models.F("created") + models.F("changed") + models.F("unchanged") + models.F("rejected")),
                name="import_every_row_counted",
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name

    @property
    def accepted(self) -> int:
        """Return how many rows were, or would be, taken."""
        return self.created + self.changed + self.unchanged


class ImportRejection(models.Model):
    """One row that an import did not take, as it stood in the file, and why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejections")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("rejected row")
        indexes = [models.Index(fields=["run", "number"], name="import_rejection_by_row")]
