"""What a building is, beside its place in the tree."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.places.terms import BuildingUse

from .areas import Area

FIRST_YEAR, LAST_YEAR = 1800, 2200
MOST_STOREYS = 200


class BuildingFacts(models.Model):
    """
    The structure of one building: an area of that tier, which says name, community, households and point.

    Not dated: storeys and year belong to the structure and change with it; a correction overwrites, and the audit log
    keeps what stood there. Households, which rules count, are dated with the area.
    code: the owner's or the file's own number. dwellings: flats; stairwells: entrances (单元) of the building.
    """

    area = models.OneToOneField(Area, on_delete=models.PROTECT, primary_key=True, related_name="facts")
    code = models.CharField(_("building number"), max_length=32, blank=True)
    use = TermField(BuildingUse, verbose_name=_("use"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    storeys = models.PositiveSmallIntegerField(_("storeys"), null=True, blank=True)
    year_built = models.PositiveSmallIntegerField(_("year built"), null=True, blank=True)
    dwellings = models.PositiveIntegerField(_("dwellings"), null=True, blank=True)
    stairwells = models.PositiveSmallIntegerField(_("stairwells"), null=True, blank=True)

    class Meta:
        verbose_name = _("facts of a building")
        indexes = [models.Index(fields=["code"], name="building_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_built__isnull=True) | Q(year_built__gte=FIRST_YEAR, year_built__lte=LAST_YEAR),
                name="building_year_is_a_year",
            ),
            models.CheckConstraint(
                condition=Q(storeys__isnull=True) | Q(storeys__lte=MOST_STOREYS), name="building_storeys_are_few"
            ),
        ]

    def __str__(self) -> str:
        """Return the number, else the address."""
        return self.code or self.address
