"""Roads, railways and waters."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.places.terms import CLASS_OF_LINE, LineKind

from .areas import Area


class Line(models.Model):
    """
    A road, railway or water, dated: true from `valid_from` (included) to `valid_to` (excluded); never edited.

    geojson: LineString, MultiLineString, Polygon or MultiPolygon (of water), CGCS2000 degrees; its box beside it.
    code: what the file it came from calls it, "" if nothing. area: whose territory it was brought in for, if any.
    """

    kind = TermField(LineKind, verbose_name=_("kind"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=64, blank=True)
    geojson = models.TextField(_("course"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("line")
        indexes = [models.Index(fields=["west", "east"], name="line_box")]
        constraints = [
            models.CheckConstraint(
                condition=Q(west__lte=F("east"), south__lte=F("north")), name="line_box_is_not_turned"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="line_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        """Return the name, else what it is."""
        return self.name or self.get_kind_display()

    @property
    def degree(self) -> int:
        """Return how much the line parts its two sides, 0 to 3."""
        return CLASS_OF_LINE[LineKind(self.kind)]
