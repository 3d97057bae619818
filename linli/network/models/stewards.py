"""How stewards are reached: their links, and the notices they see."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import MomentField


class StewardLink(models.Model):
    """
    A link that opens the small workbench of one holder; only the digest of its token is kept.

    It opens while it is neither expired nor revoked and its holder has a posting in force.
    """

    holder = models.ForeignKey(
        "network.Holder", on_delete=models.PROTECT, related_name="links", verbose_name=_("holder")
    )
    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    made_at = MomentField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    expires_at = MomentField(_("expires at"))
    revoked_at = MomentField(_("revoked at"), null=True, blank=True)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)

    class Meta:
        verbose_name = _("steward's link")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="stewardlink_expires_after_it_is_made"
            )
        ]

    def __str__(self) -> str:
        """Return whose link it is."""
        return str(self.holder)


class Notice(models.Model):
    """What the stewards of an area and everything in it see: from `valid_from` (included) to `valid_to` (excluded)."""

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="notices", verbose_name=_("area"))
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    made_at = MomentField(_("made at"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="notice_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title
