"""What an area is (identity) and what it was when (versions)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.places.terms import AreaKind

PATH_LENGTH = 48
"""Room for twelve tiers of four characters each."""


class Tier(models.Model):
    """A level of the territory: city, district, subdistrict ... Data, not code: an office may name its own."""

    code = models.SlugField(_("code"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=32)
    name_en = models.CharField(_("English name"), max_length=32)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    coverage_share = models.FloatField(_("coverage target"), null=True, blank=True)
    is_optional = models.BooleanField(_("optional"), default=False)

    class Meta:
        verbose_name = _("tier")
        constraints = [
            models.CheckConstraint(
                condition=Q(coverage_share__isnull=True) | Q(coverage_share__gte=0, coverage_share__lte=1),
                name="tier_coverage_is_a_share",
            )
        ]

    def __str__(self) -> str:
        """Return the tier's name in the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name


class Outline(models.Model):
    """
    A shape on the ground, never edited: a new shape is a new row.

    geojson: Polygon or MultiPolygon, CGCS2000 (EPSG:4490) degrees, longitude then latitude; its box beside it.
    """

    geojson = models.TextField(_("outline"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        verbose_name = _("outline")
        constraints = [
            models.CheckConstraint(
                condition=Q(west__lte=F("east"), south__lte=F("north")), name="outline_box_is_not_turned"
            )
        ]

    def __str__(self) -> str:
        """Return the box around the shape."""
        return f"{self.west:.5f},{self.south:.5f},{self.east:.5f},{self.north:.5f}"


class AreaFacts(models.Model):
    """What about an area is dated: its place in the tree, code, name, household count and outline."""

    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+", verbose_name=_("tier"))
    parent = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("part of")
    )
    kind = TermField(AreaKind, verbose_name=_("kind"), blank=True)
    code = models.CharField(_("division code"), max_length=16, blank=True)
    name = models.CharField(_("name"), max_length=100)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    outline = models.ForeignKey(
        Outline, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("outline")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True


class Area(AreaFacts):
    """
    A piece of territory that keeps its identity (`key`) while parent, code, name, count and outline change.

    The dated columns repeat the newest `AreaVersion`; `valid_from` is the day the area itself began.
    `path` is made of four-character steps from the root, so that a subtree is one range of one index.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(_("path"), max_length=PATH_LENGTH, unique=True)
    short_name = models.CharField(_("short name"), max_length=100)
    province = models.CharField(_("province"), max_length=32, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    listed_on = models.DateField(_("last seen in the official list of"), null=True, blank=True)

    class Meta:
        verbose_name = _("area")
        indexes = [
            models.Index(fields=["tier", "path"], name="area_tier_path"),
            # Counts of a whole country by tier: a walk of this index instead of the table.
            models.Index(fields=["tier"], condition=Q(valid_to__isnull=True), name="area_tier_in_force"),
            # Beside the constraint's partial index, which SQLite takes only for a condition written out.
            models.Index(fields=["code"], name="area_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True) & ~Q(code=""), name="area_code_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="area_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="area_centre_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        """Return the name used on screen."""
        return self.short_name


class AreaVersion(AreaFacts):
    """
    One dated row of an area: true from `valid_from` (included) to `valid_to` (excluded); closed, never edited.

    document: the decision by which these facts hold; end_document: the one by which the area ended with this row.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="versions", verbose_name=_("area"))
    # Empty as NULL: a column that must not be empty makes SQLite rebuild the table, and the table's triggers go.
    document = models.CharField(_("decision document"), max_length=200, null=True, blank=True)
    end_document = models.CharField(_("decision document of the end"), max_length=200, null=True, blank=True)

    class Meta:
        verbose_name = _("version of an area")
        indexes = [
            models.Index(fields=["name"], condition=Q(valid_to__isnull=False), name="areaversion_past_name"),
            models.Index(fields=["code"], condition=Q(valid_to__isnull=False), name="areaversion_past_code"),
            models.Index(fields=["tier", "valid_from", "valid_to"], name="areaversion_tier_days"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_from"], name="areaversion_one_row_a_day"),
            models.UniqueConstraint(
                fields=["area"], condition=Q(valid_to__isnull=True), name="areaversion_one_open_row"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="areaversion_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return the name and the days it was true."""
        return f"{self.name} {self.valid_from}..{self.valid_to or ''}"


class OutlineStamp(models.Model):
    """
    One row that says how the dated outlines stand: the database gives it a new token with each change of them.

    Whoever keeps outlines in memory, in whatever process, keeps them for as long as the token is the same.
    """

    token = models.CharField(max_length=36)

    class Meta:
        verbose_name = _("state of the outlines")

    def __str__(self) -> str:
        """Return the token."""
        return self.token
