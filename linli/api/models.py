"""Tokens with which connected systems act in the name of an account."""

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField


def digest_of(secret: str) -> bytes:
    """Return what is kept of a secret; it has 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


class ApiToken(models.Model):
    """
    A secret of a connected system, bound to an account: it may do what that account may do, and no more.

    Only the SHA-256 of the secret is kept; the secret itself is shown once. The first letters tell tokens apart.
    """

    account = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, related_name="api_tokens", verbose_name=_("account")
    )
    name = models.CharField(_("connected system"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    made_at = MomentField(_("made at"))
    expires_at = MomentField(_("expires at"))
    revoked_at = MomentField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="apitoken_expires_after_it_is_made"),
            models.CheckConstraint(condition=~Q(name=""), name="apitoken_has_a_name"),
        ]

    def __str__(self) -> str:
        """Return the name of the connected system."""
        return self.name
