"""Signing in: sessions as people see them, and the counters that slow guessing down."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField, TermField
from linli.people.models.accounts import Account
from linli.people.terms import SessionEnd


class SignIn(models.Model):
    """One session of one person: since when, from where, and why it ended."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("device"), max_length=200, blank=True)
    began_at = MomentField(_("began at"))
    seen_at = MomentField(_("last seen at"))
    ended_at = MomentField(_("ended at"), null=True)
    end = TermField(SessionEnd, verbose_name=_("end"), blank=True, default="")

    class Meta:
        verbose_name = _("session")
        constraints = [
            models.UniqueConstraint(fields=["session_key"], condition=~Q(session_key=""), name="sign_in_session_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(session_key=""), name="sign_in_ended_without_key"
            ),
        ]
        indexes = [models.Index(fields=["account", "address"], name="sign_in_known_address")]

    def __str__(self) -> str:
        """Return who signed in from where."""
        return f"{self.account} {self.address}"


class SignInLimit(models.Model):
    """
    A counter of failed sign-ins: of one account from one address, of an account, of an address, or of everybody.

    `key` is a keyed digest, so that the table tells nobody who mistyped what. Closed until `locked_until`.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    locks = models.PositiveSmallIntegerField(default=0)
    counted_from = MomentField()
    locked_until = MomentField(null=True)

    class Meta:
        verbose_name = _("sign-in limit")

    def __str__(self) -> str:
        """Return the beginning of the key."""
        return self.key[:8]
