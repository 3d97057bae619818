"""What an area came from and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.places.terms import SuccessionKind

from .areas import Area


class Succession(models.Model):
    """What became of an area: split, merged, renamed, recoded or moved, by which decision, with which share."""

    predecessor = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="successions", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="origins", verbose_name=_("successor"))
    kind = TermField(SuccessionKind, verbose_name=_("kind"))
    share = models.FloatField(_("share of households"), default=1.0)
    document = models.CharField(_("decision document"), max_length=200, blank=True)
    on = models.DateField(_("on"))
    merge = models.ForeignKey(
        "places.ListMerge", on_delete=models.SET_NULL, null=True, blank=True, related_name="successions"
    )

    class Meta:
        verbose_name = _("succession")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "kind", "on"], name="succession_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="succession_share_is_a_share"),
            models.CheckConstraint(
                condition=~Q(kind__in=["split", "merge"]) | ~Q(predecessor=F("successor")),
                name="succession_split_and_merge_change_identity",
            ),
        ]

    def __str__(self) -> str:
        """Return kind, day and both ends."""
        return f"{self.kind} {self.on}: {self.predecessor_id} -> {self.successor_id}"
