"""Who takes part in what: members of bodies, partners of communities, members of a Party organisation in numbers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.organisations.models.register import Organisation
from linli.organisations.terms import MemberClass, Part


class Tie(models.Model):
    """What is dated about taking part: as what, by which document, from when (included) to when (excluded)."""

    part = TermField(Part, verbose_name=_("as"))
    document = models.CharField(_("decision document"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True


class Membership(Tie):
    """An organisation takes part in a body, as a resident unit does in a coordination body (004-5)."""

    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("body"))
    member = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats", verbose_name=_("member"))

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "member"], condition=Q(valid_to__isnull=True), name="membership_open_once"
            ),
            models.CheckConstraint(condition=~Q(body=F("member")), name="membership_of_another"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="membership_ends_later"
            ),
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.member_id} in {self.body_id}"


class Pairing(Tie):
    """
    An organisation is paired with a community: as its lead partner, a member (003-7), or in support (001-21).

    zone: the responsible zone drawn for it on the map (003-5, 003-7), a polygon as `places` keeps outlines.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("organisation")
    )
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="pairings", verbose_name=_("community")
    )
    tasks = models.TextField(_("tasks"), max_length=1000, blank=True)
    zone = models.ForeignKey(
        "places.Outline", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone")
    )

    class Meta:
        verbose_name = _("pairing")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "area"], condition=Q(valid_to__isnull=True), name="pairing_open_once"
            ),
            models.UniqueConstraint(
                fields=["area"], condition=Q(valid_to__isnull=True, part="lead"), name="pairing_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="pairing_ends_later"
            ),
        ]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.organisation_id} with {self.area_id}"


class MemberCount(models.Model):
    """How many members of a class a Party organisation has from a day on: a number, never a person (001-20)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="member_counts", verbose_name=_("Party organisation")
    )
    member_class = TermField(MemberClass, verbose_name=_("class"))
    number = models.PositiveIntegerField(_("members"))
    on = models.DateField(_("as of"))

    class Meta:
        verbose_name = _("number of Party members")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "member_class", "on"], name="membercount_one_a_day")
        ]

    def __str__(self) -> str:
        """Return class and number."""
        return f"{self.member_class} {self.number} ({self.on})"
