"""Roles (sets of acts) and appointments (who holds which role, where and when)."""

from collections.abc import Callable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.access import Grant
from linli.foundation.fields import TermField
from linli.people.models.accounts import ADMIN_KINDS, Account
from linli.people.terms import AdminKind


class Role(models.Model):
    """
    A duty: the set of acts that belong to it.

    `whole_area`: the holder reaches everything in the area of his appointment, not only what his own unit holds.
    Built-in roles carry a message id as name; roles made by an office carry the office's words.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=64)
    actions = models.JSONField(_("acts"), default=list)
    whole_area = models.BooleanField(_("everything in the area"), default=False)
    admin_kind = TermField(AdminKind, verbose_name=_("administrator"), default=AdminKind.NONE)
    is_built_in = models.BooleanField(_("built in"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.CheckConstraint(condition=Q(admin_kind__in=ADMIN_KINDS), name="role_admin_kind_known"),
            models.UniqueConstraint(
                fields=["admin_kind"], condition=~Q(admin_kind="none"), name="role_one_of_each_admin_kind"
            ),
        ]

    def __str__(self) -> str:
        """Return the role's name in the language of the page."""
        return gettext(self.name) if self.is_built_in else self.name

    @property
    def is_fixed(self) -> bool:
        """Whether the acts cannot be changed: those of an administrators' duty."""
        return self.admin_kind != AdminKind.NONE


class AppointmentQuerySet(models.QuerySet):
    """Chainable filters of appointments."""

    def in_force(self, day: date) -> "AppointmentQuerySet":
        """Keep the appointments that hold on `day`, in roles that are still used."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day, role__is_active=True)


class Appointment(models.Model):
    """
    One person holds one role for one organisation in one area from a day on.

    No area means the whole installation; no organisation means that no unit is his own. `valid_to` is excluded.
    """

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("role"))
    post = models.CharField(_("post"), max_length=64, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("organisation"),
    )
    area = models.ForeignKey(
        "places.Area",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("area"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="appointment_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        """Return who holds what."""
        return f"{self.account}: {self.role}"

    def grant_maker(self) -> Callable[[str], Grant] | None:
        """
        Return the function that makes this appointment's grant of one action, or None if it grants nothing.

        It grants nothing if the role belongs to another kind of administrator than the person is, or if the role
        reaches only the holder's own unit and there is none.
        """
        if self.role.admin_kind not in (AdminKind.NONE, self.account.admin_kind):
            return None
        if self.organisation_id is None and not self.role.whole_area:
            return None
        area_path = self.area.path if self.area else ""
        unit_path = self.organisation.path if self.organisation else ""
        return lambda action: Grant(action, area_path, unit_path, self.role.whole_area)
