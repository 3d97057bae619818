"""What residents say: consultation as it took place, comments and objections, neighbourhoods drawn."""

import secrets
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.boundaries.models.plan import Plan
from linli.boundaries.models.project import Project
from linli.boundaries.terms import CommentKind, ConsultationKind, Moderation
from linli.foundation.fields import EncryptedTextField, MomentField, TermField


class ConsultationRecord(models.Model):
    """
    One survey or meeting about a project (002-3), with its counts.

    For a survey: asked = questionnaires given out, answered = returned; for a meeting: asked = invited, answered =
    present, of whom `representatives` were resident representatives. A wrong record is withdrawn with a reason and
    entered anew; a withdrawn one counts no more.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="records", verbose_name=_("project"))
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("plan"))
    kind = TermField(ConsultationKind, verbose_name=_("kind"), max_length=20)
    on = models.DateField(_("on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    asked = models.PositiveIntegerField(_("asked or invited"))
    answered = models.PositiveIntegerField(_("answered or present"))
    representatives = models.PositiveIntegerField(_("of them resident representatives"), default=0)
    in_favour = models.PositiveIntegerField(_("in favour"), default=0)
    against = models.PositiveIntegerField(_("against"), default=0)
    abstained = models.PositiveIntegerField(_("abstained"), default=0)
    summary = models.TextField(_("what was said"), max_length=4000, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = MomentField(_("at"))
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = MomentField(_("withdrawn at"), null=True, blank=True)
    withdrawal = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("record of a consultation")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__lte=models.F("asked"), representatives__lte=models.F("answered"))
                & Q(answered__gte=models.F("in_favour") + models.F("against") + models.F("abstained")),
                name="consultation_counts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal=""), name="consultation_withdrawn_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        """Return kind and day."""
        return f"{self.kind} {self.on}"


class Sent(models.Model):
    """
    What somebody without an account sent in; looked at by a person before it is shown or counts.

    token: address of the sender's own page. consent: version of the text agreed to, where a contact was left.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="%(class)ss")
    token = models.CharField(max_length=32, unique=True, default=partial(secrets.token_urlsafe, 16), editable=False)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    author = EncryptedTextField(_("name"), null=True, blank=True)
    contact = EncryptedTextField(_("contact"), null=True, blank=True)
    consent = models.PositiveSmallIntegerField(null=True, blank=True)
    sent_at = MomentField(_("sent at"))
    state = TermField(Moderation, verbose_name=_("state"), default=Moderation.WAITING)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    moderated_at = MomentField(_("looked at"), null=True, blank=True)
    moderation_note = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Comment(Sent):
    """
    A comment or an objection to a plan, pinned to a point, to a community of the plan, or to neither.

    community: number of the community in the plan that was chosen when it was sent. reply: shown beside it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="comments", verbose_name=_("plan"))
    kind = TermField(CommentKind, verbose_name=_("kind"), default=CommentKind.COMMENT)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    community = models.PositiveIntegerField(null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    replied_at = MomentField(_("replied at"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment on a plan")
        indexes = [models.Index(fields=["project", "state", "-id"], name="comment_project_state")]

    def __str__(self) -> str:
        """Return its beginning."""
        return self.text[:20]


class Neighbourhood(Sent):
    """
    What a resident calls the own neighbourhood: a drawn outline (GeoJSON Polygon, degrees).

    units: numbers of the base's units in it; once accepted they count as affinity with `weight` (people it stands for).
    """

    outline = models.JSONField(_("drawn outline"))
    units = models.JSONField(default=list)
    weight = models.FloatField(_("weight"), default=1.0)

    class Meta:
        verbose_name = _("neighbourhood drawn by a resident")
        indexes = [models.Index(fields=["project", "state", "-id"], name="neighbourhood_project_state")]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0.1, weight__lte=50), name="neighbourhood_weight_is_sane")
        ]

    def __str__(self) -> str:
        """Return its beginning."""
        return self.text[:20]
