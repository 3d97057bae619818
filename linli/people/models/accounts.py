"""Accounts: who signs in, and what he may do today."""

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.foundation.access import Grant
from linli.foundation.fields import EncryptedTextField, MomentField, TermField
from linli.people import rules
from linli.people.terms import AdminKind

if TYPE_CHECKING:
    from linli.organisations.models import Organisation
    from linli.people.models.appointments import Appointment
    from linli.places.models import Area

OWN = "people.own"
"""The act of minding one's own profile, password and sessions: everyone who signs in may, no role lists it."""
ADMIN_KINDS = [kind.value for kind in AdminKind]


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by the name people type, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with this user name, ignoring case."""
        return self.get(username=rules.tidy_username(username or ""))


class Account(AbstractBaseUser):
    """
    A person who signs in. What he may do follows only from his appointments.

    `admin_kind` holds at most one of the three administrators' duties: a role of another kind grants him nothing,
    so that no mistake in the appointments can give one person two of them.
    """

    username = models.CharField(_("user name"), max_length=64, unique=True)
    name = models.CharField(_("full name"), max_length=64)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    phone_digest = models.BinaryField(null=True, editable=False, db_index=True, max_length=16)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("organisation"),
    )
    admin_kind = TermField(AdminKind, verbose_name=_("administrator"), default=AdminKind.NONE)
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = MomentField(_("password changed at"), null=True, blank=True)
    two_factor_secret = EncryptedTextField(blank=True, default="", editable=False)
    two_factor_at = MomentField(_("two-factor since"), null=True, blank=True)
    two_factor_step = models.BigIntegerField(default=0, editable=False)

    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(condition=Q(admin_kind__in=ADMIN_KINDS), name="account_admin_kind_known"),
            models.CheckConstraint(condition=~Q(username=""), name="account_has_a_user_name"),
            models.CheckConstraint(
                condition=Q(two_factor_at__isnull=True) | ~Q(two_factor_secret=""),
                name="account_two_factor_has_a_secret",
            ),
        ]

    def __str__(self) -> str:
        """Return the person's name."""
        return self.name or self.username

    def grants(self, action: str) -> tuple[Grant, ...]:
        """Return where this person may do `action` today; empty if nowhere."""
        return self._grants_today().get(action, ())

    def may(self, action: str) -> bool:
        """Return whether this person may do `action` anywhere today; his own profile is open to everyone active."""
        return bool(self.grants(action)) or (action == OWN and self.is_active)

    def actions(self) -> frozenset[str]:
        """Return every act this person may do somewhere today."""
        return frozenset(self._grants_today())

    @property
    def is_admin(self) -> bool:
        """Whether this person holds one of the three administrators' duties."""
        return self.admin_kind != AdminKind.NONE

    @property
    def has_two_factor(self) -> bool:
        """Whether signing in asks this person for a code."""
        return self.two_factor_at is not None

    @property
    def home_unit(self) -> "Organisation | None":
        """The organisation in whose name this person acts: that of his oldest appointment in force, else his own."""
        held = self._appointments_today()
        return held[0].organisation if held and held[0].organisation_id else self.organisation

    @property
    def home_area(self) -> "Area | None":
        """The area this person's pages open with: that of his oldest appointment in force; None is everywhere."""
        held = self._appointments_today()
        return held[0].area if held else None

    def capacity(self, action: str) -> int | None:
        """Return the key of the appointment in which this person does `action`: the oldest in force, or none."""
        held = self._appointments_today()
        return next((appointment.pk for appointment in held if action in appointment.role.actions), None)

    def forget_grants(self) -> None:
        """Drop what was read about appointments, after one of them changed."""
        for kept in ("_appointments", "_grants"):
            self.__dict__.pop(kept, None)

    def _appointments_today(self) -> list["Appointment"]:
        """Read the appointments in force once for the life of this instance."""
        if "_appointments" not in self.__dict__:
            held = self.appointments.in_force(timezone.localdate())
            self._appointments = list(held.select_related("role", "organisation", "area").order_by("valid_from", "pk"))
        return self._appointments

    def _grants_today(self) -> dict[str, tuple[Grant, ...]]:
        """Turn the appointments in force into grants by action."""
        if "_grants" not in self.__dict__:
            found: dict[str, list[Grant]] = {}
            for held in self._appointments_today() if self.is_active else ():
                held.account = self  # spares the query that reads the person again
                if grant_of := held.grant_maker():
                    for action in held.role.actions:
                        found.setdefault(action, []).append(grant_of(action))
            self._grants = {action: tuple(grants) for action, grants in found.items()}
        return self._grants


class RecoveryCode(models.Model):
    """One code on paper that replaces a lost telephone once. Only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=16)
    used_at = MomentField(_("used at"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        """Return whose code it is."""
        return str(self.account)
