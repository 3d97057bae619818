"""Organisations: who answers for an area, and in which order they stand."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import TermField
from linli.organisations.terms import BodyForm, OrganisationKind


class Organisation(models.Model):
    """
    A body that acts or answers: headquarters, subdistrict office, committee, department, partner, resident unit.

    `path` is made of four-character steps from the root, so that a subtree is one range of one index;
    `valid_from` is included, `valid_to` excluded. `area` is the territory the organisation answers for.
    has_party: whether a resident unit or partner has a Party organisation of its own (004-5), None while not asked.
    is_new_type: one of the "two new" kinds of organisations (001-18).
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    kind = TermField(OrganisationKind, verbose_name=_("kind"), max_length=32)
    form = TermField(BodyForm, verbose_name=_("form"), max_length=32, blank=True)
    has_party = models.BooleanField(_("has a Party organisation"), null=True, blank=True)
    is_new_type = models.BooleanField(_("new economic or social organisation"), default=False)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=100)
    code = models.CharField(_("code"), max_length=32, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(_("path"), max_length=48, unique=True)
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="organisations", verbose_name=_("answers for")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to__isnull=True) & ~Q(code=""),
                name="organisation_code_once",
            ),
            models.UniqueConstraint(
                fields=["area", "name"], condition=Q(valid_to__isnull=True), name="organisation_name_once_in_its_area"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organisation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return the name used on screen."""
        return self.short_name
