"""What the network is made of: its tiers, and the kinds of posts on them. Data, not code: an office names its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.network.terms import Expectation, FilledBy


def in_language(name: str, name_en: str) -> str:
    """Return the name in the language of the page; the Chinese one where there is no other."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


class NetworkTier(models.Model):
    """
    One tier of the network, 1 the highest; six at first (004-1 to 004-3).

    target_share: the coverage an office aims at itself; without one the dated policy says it (004-2, 004-11).
    """

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=32)
    name_en = models.CharField(_("English name"), max_length=48, blank=True)
    target_share = models.DecimalField(_("coverage target"), max_digits=5, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("tier of the network")
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="networktier_counts_from_one"),
            models.CheckConstraint(
                condition=Q(target_share__isnull=True) | Q(target_share__gte=0, target_share__lte=1),
                name="networktier_target_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        """Return the tier's name in the language of the page."""
        return in_language(self.name, self.name_en)


class PostKind(models.Model):
    """
    A kind of post: on which tier of the network it counts, on which areas it sits, who fills it.

    expectation: `each` expects one holder for every area of `area_tier`; `per_households` one for each `number`
    households of such an area, rounded up; `none` expects nothing and counts what is filled.
    body_kind: which organisations may fill it, where organisations do. seat_in: in which kind of body whoever holds it
    has a seat, so that cross-appointments can be seen (001-19). level: 1 to 4 of the four levels that answer in
    a community (000-5), 0 for every other post.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    network_tier = models.ForeignKey(
        NetworkTier, on_delete=models.PROTECT, related_name="kinds", verbose_name=_("tier of the network")
    )
    area_tier = models.ForeignKey(
        "places.Tier", on_delete=models.PROTECT, related_name="post_kinds", verbose_name=_("sits on areas of")
    )
    expectation = TermField(Expectation, verbose_name=_("expected"), default=Expectation.EACH)
    number = models.PositiveSmallIntegerField(_("households for one"), null=True, blank=True)
    filled_by = TermField(FilledBy, verbose_name=_("filled by"), default=FilledBy.PERSON)
    body_kind = models.CharField(_("kind of organisation"), max_length=30, blank=True)
    seat_in = models.CharField(_("seat in"), max_length=30, blank=True, default="")
    level = models.PositiveSmallIntegerField(_("level of responsibility"), default=0)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    duties = models.TextField(_("duties"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("kind of post")
        constraints = [
            models.CheckConstraint(
                condition=(Q(expectation="per_households") & Q(number__gte=1))
                | (~Q(expectation="per_households") & Q(number__isnull=True)),
                name="postkind_number_where_households_count",
            ),
            models.CheckConstraint(
                condition=Q(filled_by="body") | Q(body_kind=""), name="postkind_only_bodies_have_a_kind"
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="postkind_has_four_levels"),
        ]

    def __str__(self) -> str:
        """Return the name in the language of the page."""
        return in_language(self.name, self.name_en)
