"""Who stands in the network: holders, what they hold where and since when, and areas picked out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.foundation.fields import EncryptedTextField, MomentField, TermField
from linli.network.terms import DesignationKind, HouseholdKind

ENDS_AFTER = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))


class Holder(models.Model):
    """
    A person or household of the network: the least that a post needs (design/security.md 5.2).

    The phone is encrypted; its digest finds it. consent: which text was agreed to, and when; without one the document
    of the appointment is the basis. What makes a household a key household is kept only for posts that ask it, and that
    it is a Party member's only with its own consent. Emptied when no post is left for the time of the policy.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=64, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    phone_digest = models.BinaryField(null=True, editable=False, db_index=True, max_length=16)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="holders",
        verbose_name=_("account"),
    )
    door = models.CharField(_("door"), max_length=40, blank=True)
    household_kind = TermField(HouseholdKind, verbose_name=_("kind of household"), blank=True, default="")
    consent = models.PositiveSmallIntegerField(_("consent text version"), null=True, blank=True)
    consented_on = models.DateField(_("agreed on"), null=True, blank=True)
    kind_consented_on = models.DateField(_("agreed to the kind of household on"), null=True, blank=True)
    made_at = MomentField(_("made at"))
    anonymised_at = MomentField(_("emptied at"), null=True, blank=True)

    class Meta:
        verbose_name = _("person or household of the network")
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(account__isnull=False), name="holder_account_once"),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=False) | ~Q(name=""), name="holder_has_a_name_until_emptied"
            ),
            models.CheckConstraint(
                condition=Q(consent__isnull=True, consented_on__isnull=True)
                | Q(consent__isnull=False, consented_on__isnull=False),
                name="holder_consent_has_text_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(household_kind="party_member") | Q(kind_consented_on__isnull=False),
                name="holder_party_membership_by_own_consent",
            ),
        ]

    def __str__(self) -> str:
        """Return the name, or that there is none any more."""
        return self.name or gettext("(data deleted)")


class Posting(models.Model):
    """
    One holder or one organisation in one post for one area: from `valid_from` (included) to `valid_to` (excluded).

    title: what the holder is otherwise, where that matters: the office of a linked leader (003-4). Never edited, only
    ended, which the database itself holds; ended ones stay.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(
        "network.PostKind", on_delete=models.PROTECT, related_name="postings", verbose_name=_("post")
    )
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="postings", db_index=False, verbose_name=_("area")
    )
    holder = models.ForeignKey(
        Holder, on_delete=models.PROTECT, null=True, blank=True, related_name="postings", verbose_name=_("holder")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=64, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("posting")
        indexes = [models.Index(fields=["area", "kind", "valid_from"], name="posting_of_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=False, organisation__isnull=True)
                | Q(holder__isnull=True, organisation__isnull=False),
                name="posting_of_a_holder_or_a_body",
            ),
            models.CheckConstraint(condition=ENDS_AFTER, name="posting_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["kind", "area", "holder"],
                condition=Q(valid_to__isnull=True, holder__isnull=False),
                name="posting_of_a_holder_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "area", "organisation"],
                condition=Q(valid_to__isnull=True, organisation__isnull=False),
                name="posting_of_a_body_once",
            ),
        ]

    def __str__(self) -> str:
        """Return who holds what."""
        return f"{self.holder or self.organisation}: {self.kind}"


class Designation(models.Model):
    """An area picked out for a time: among the hardest (003-4), a key or a model community. Dated as postings are."""

    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="designations", verbose_name=_("area")
    )
    kind = TermField(DesignationKind, verbose_name=_("picked out as"))
    document = models.CharField(_("document"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("designation")
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER, name="designation_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["area", "kind"], condition=Q(valid_to__isnull=True), name="designation_once_in_force"
            ),
        ]

    def __str__(self) -> str:
        """Return what the area is picked out as."""
        return f"{self.area}: {self.get_kind_display()}"
