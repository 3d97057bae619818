"""Accounts (who signs in), roles (sets of acts) and appointments (who holds which role, where and when)."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ADMIN_KINDS = ["", "system", "security", "audit"]


class AccountManager(BaseUserManager):
    """Looks accounts up by the name people type, whatever its case."""

    def get_by_natural_key(self, username: str) -> "Account":
        """Return the account with this user name, ignoring case."""
        return self.get(username=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """
    A person who signs in. What he may do follows only from his appointments.

    `admin_kind` holds at most one of the three administrators' duties: a role of another kind grants him nothing,
    so that no mistake in the appointments can give one person two of them.
    """

    username = models.CharField(_("user name"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=64)
    phone = models.TextField(_("phone"), blank=True)
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
    admin_kind = models.CharField(_("administrator"), max_length=10, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        constraints = [
            models.CheckConstraint(condition=Q(admin_kind__in=ADMIN_KINDS), name="account_admin_kind_known"),
            models.CheckConstraint(condition=~Q(username=""), name="account_has_a_user_name"),
        ]

    def __str__(self) -> str:
        """Return the person's name."""
        return self.name or self.username

    def grants(self, action: str) -> tuple:
        """Return where this person may do `action` today; empty if nowhere."""
        return self._grants_today().get(action, ())

    def may(self, action: str) -> bool:
        """Return whether this person may do `action` anywhere today."""
        return bool(self.grants(action))

    def actions(self) -> frozenset[str]:
        """Return every act this person may do somewhere today."""
        return frozenset(self._grants_today())

    @property
    def home_unit(self):
        """The organisation in whose name this person acts: that of his oldest appointment in force, else his own."""
        held = self._appointments_today()
        return held[0].organisation if held and held[0].organisation_id else self.organisation

    @property
    def home_area(self):
        """The area this person's pages open with: that of his oldest appointment in force; None is everywhere."""
        held = self._appointments_today()
        return held[0].area if held else None

    def forget_grants(self) -> None:
        """Drop what was read about appointments, after one of them changed."""
        for kept in ("_appointments", "_grants"):
            self.__dict__.pop(kept, None)

    def _appointments_today(self) -> list["Appointment"]:
        """Read the appointments in force once for the life of this instance."""
        if "_appointments" not in self.__dict__:
            held = Appointment.objects.in_force(timezone.localdate()).filter(account_id=self.pk)
            self._appointments = list(held.select_related("role", "organisation", "area").order_by("valid_from", "pk"))
        return self._appointments

    def _grants_today(self) -> dict[str, tuple]:
        """Turn the appointments in force into grants by action."""
        if "_grants" not in self.__dict__:
            found: dict[str, list] = {}
            for held in self._appointments_today() if self.is_active else ():
                held.account = self  # spares the query that reads the person again
                if grant_of := held.grant_maker():
                    for action in held.role.actions:
                        found.setdefault(action, []).append(grant_of(action))
            self._grants = {action: tuple(grants) for action, grants in found.items()}
        return self._grants


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
    admin_kind = models.CharField(_("administrator"), max_length=10, blank=True, default="")
    is_built_in = models.BooleanField(_("built in"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("role")
        constraints = [
            models.CheckConstraint(condition=Q(admin_kind__in=ADMIN_KINDS), name="role_admin_kind_known"),
            models.UniqueConstraint(
                fields=["admin_kind"], condition=~Q(admin_kind=""), name="role_one_of_each_admin_kind"
            ),
        ]

    def __str__(self) -> str:
        """Return the role's name in the language of the page."""
        return gettext(self.name) if self.is_built_in else self.name


class AppointmentQuerySet(models.QuerySet):
    """Chainable filters of appointments."""

    def in_force(self, day: date) -> "AppointmentQuerySet":
        """Keep the appointments that hold on `day`, in roles that are still used."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day, role__is_active=True
        )


class Appointment(models.Model):
    """
    One person holds one role for one organisation in one area from a day on.

    No area means the whole installation; no organisation means that no unit is his own. `valid_to` is excluded.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("person"))
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

    def grant_maker(self):
        """
        Return the function that makes this appointment's grant of one action, or None if it grants nothing.

        It grants nothing if the role belongs to another kind of administrator than the person is, or if the role
        reaches only the holder's own unit and there is none.
        """
        from linli.foundation.access import Grant

        if self.role.admin_kind not in ("", self.account.admin_kind):
            return None
        if self.organisation_id is None and not self.role.whole_area:
            return None
        area_path = self.area.path if self.area_id else ""
        unit_path = self.organisation.path if self.organisation_id else ""
        return lambda action: Grant(action, area_path, unit_path, self.role.whole_area)
