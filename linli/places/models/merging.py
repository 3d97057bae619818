"""A newer official list on its way into the territory: what it proposes, what was decided, what was done."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField, TermField
from linli.places.terms import AreaKind, MergeState, ProposalKind, Verdict
from linli.values import Reason

from .areas import Area, Tier


class ListMerge(models.Model):
    """
    One newer official list, held against what was in force.

    area: the highest area that holds everything it speaks of, None if that is several cities. total = unchanged and
    proposed and rejected rows; columns: titles of the file, for the rows given back. districts: their codes;
    listed_before: the day of the list these areas followed until now.
    """

    as_of = models.DateField(_("as of"))
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    maker_id = models.BigIntegerField(_("uploaded by"), null=True)
    made_at = MomentField(_("uploaded at"))
    state = TermField(MergeState, verbose_name=_("state"), default=MergeState.OPEN)
    applied_at = MomentField(_("applied at"), null=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    columns = models.JSONField(default=list)
    districts = models.JSONField(default=list)
    listed_before = models.DateField(null=True)

    class Meta:
        verbose_name = _("merge of an official list")

    def __str__(self) -> str:
        """Return the day of the list."""
        return str(self.as_of)


class MergeGroup(models.Model):
    """Proposals that belong together, and the sentence that says why."""

    merge = models.ForeignKey(ListMerge, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField(_("number"))
    reason = models.JSONField(_("reason"))

    class Meta:
        verbose_name = _("group of proposals")
        constraints = [models.UniqueConstraint(fields=["merge", "number"], name="mergegroup_number_once")]

    def __str__(self) -> str:
        """Return the sentence in the language of the page."""
        return said(self.reason)


class MergeProposal(models.Model):
    """
    What a newer list says of one area, and what a person decided about it.

    area: the one in force, None for a new one. code, name, parent_code ...: what the list says, "" for one that ends.
    kinds: all that holds, the leading one first and as `kind`. heirs: [code in the list, share, units] of those to
    whom an area that ends passes; origins: [key of an area, share, units] of those from which a new one was cut out.
    """

    merge = models.ForeignKey(ListMerge, on_delete=models.CASCADE, related_name="proposals")
    group = models.ForeignKey(MergeGroup, on_delete=models.CASCADE, related_name="proposals")
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+", verbose_name=_("tier"))
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = TermField(ProposalKind, verbose_name=_("what happened"))
    kinds = models.JSONField(default=list)
    code = models.CharField(_("division code"), max_length=16, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    parent_code = models.CharField(_("part of"), max_length=16, blank=True)
    area_kind = TermField(AreaKind, verbose_name=_("kind"), blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    province = models.CharField(_("province"), max_length=32, blank=True)
    heirs = models.JSONField(default=list)
    origins = models.JSONField(default=list)
    reason = models.JSONField(_("reason"))
    is_certain = models.BooleanField(_("certain"), default=True)
    verdict = TermField(Verdict, verbose_name=_("decision"), default=Verdict.PROPOSED)
    decided_by = models.BigIntegerField(_("decided by"), null=True)
    decided_at = MomentField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("proposal of a newer list")
        indexes = [models.Index(fields=["merge", "verdict", "kind"], name="mergeproposal_by_verdict")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") | Q(kind__in=["abolished", "split", "merged"]), name="mergeproposal_ends_or_is"
            )
        ]

    def __str__(self) -> str:
        """Return what happened to which area."""
        return f"{self.kind} {self.code or self.area_id}"

    @property
    def why(self) -> str:
        """Return the reason in the language of the page."""
        return said(self.reason)


class MergeRejection(models.Model):
    """A row of a newer list that is not taken, as it stood in the file, and why."""

    merge = models.ForeignKey(ListMerge, on_delete=models.CASCADE, related_name="rejections")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("rejected row")

    def __str__(self) -> str:
        """Return the number of the row."""
        return str(self.number)


class MergeTrace(models.Model):
    """
    What applying a merge did to one area, so that it can be undone exactly.

    before: the area's own columns, None for one that began; opened: key of the version it has since, closed: of the
    one it had until then; corrected: the facts of that version where it began on the very day.
    """

    merge = models.ForeignKey(ListMerge, on_delete=models.CASCADE, related_name="traces")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField()
    opened = models.BigIntegerField(null=True)
    closed = models.BigIntegerField(null=True)
    corrected = models.JSONField(null=True)

    class Meta:
        verbose_name = _("trace of a merge")

    def __str__(self) -> str:
        """Return which area it was."""
        return str(self.area_id)


def said(reason: Mapping[str, Any]) -> str:
    """Return a stored reason in the language of the page."""
    return Reason(reason["rule"], reason["text"], reason["params"]).render(gettext)
