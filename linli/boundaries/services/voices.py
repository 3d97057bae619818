"""What residents send in is taken, looked at, weighed and answered."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from linli.boundaries.models import Comment, Neighbourhood, Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.queries.public import get_public_plan
from linli.boundaries.queries.voices import KINDS, takes_voices
from linli.boundaries.rules import consultation as rules
from linli.boundaries.rules import drawing
from linli.boundaries.rules.consultation import VoiceRefused
from linli.boundaries.terms import CommentKind, Moderation
from linli.foundation import audit, crypto
from linli.values import noop

CONSENT_VERSION = 1
"""Version of the text under which a contact is left; raise it when the text changes."""


class VoiceChanged(Exception):
    """Somebody else looked at the same words meanwhile; `voice` is how they stand now."""

    def __init__(self, voice: Any) -> None:
        """Keep what was changed."""
        super().__init__(voice.pk)
        self.voice = voice


@dataclass(frozen=True, slots=True)
class Sender:
    """What somebody says about himself, all of it if he likes; agreed: that a contact is kept to answer him."""

    author: str = ""
    contact: str = ""
    agreed: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the columns of a row. Raises VoiceRefused."""
        author = rules.checked("author", self.author, rules.NAME_MAX)
        contact = rules.checked_contact(self.contact, agreed=self.agreed)
        consent = CONSENT_VERSION if contact else None
        return {"author": author or None, "contact": contact or None, "consent": consent}


def take_comment(
    *,
    project: Project,
    token: str,
    kind: CommentKind,
    text: str,
    sender: Sender,
    now: datetime,
    today: date,
    point: tuple[float, float] | None = None,
    community: int | None = None,
) -> Comment:
    """
    Take a comment or an objection to the plan that residents see.

    token: made by the form; sent twice, the words count once. point: longitude and latitude. Raises VoiceRefused.
    """
    _check_open(project, today)
    said = rules.checked("text", text, rules.TEXT_MAX, needed=True)
    if community is not None and community not in get_public_plan(project).called:
        raise VoiceRefused("community", "no_such_place", noop("This plan has no such community."))
    longitude, latitude = _checked_point(point)
    row = Comment(
        project=project,
        plan=project.chosen,
        token=_token(project, token),
        kind=kind,
        text=said,
        sent_at=now,
        longitude=longitude,
        latitude=latitude,
        community=community,
        **sender.columns(),
    )
    return _store(row, "boundaries.say", {"said": kind})


def take_neighbourhood(
    *,
    project: Project,
    token: str,
    text: str,
    sender: Sender,
    now: datetime,
    today: date,
    outline: str = "",
    ticked: Sequence[int] = (),
) -> Neighbourhood:
    """
    Take what a resident calls his neighbourhood: an outline (GeoJSON text), units ticked in the list, or both.

    Raises VoiceRefused.
    """
    _check_open(project, today)
    said = rules.checked("text", text, rules.TEXT_MAX)
    base = base_of(project)
    drawn = drawing.read_outline(outline) if outline else None
    inside = drawing.units_within(base, drawn) if drawn else ()
    units = drawing.checked_units([*inside, *ticked], base)
    kept = drawing.as_geojson(drawn) if drawn else drawing.around(base, units)
    row = Neighbourhood(
        project=project,
        token=_token(project, token),
        text=said,
        sent_at=now,
        outline=kept,
        units=units,
        **sender.columns(),
    )
    return _store(row, "boundaries.draw", {"units": len(units)})


@transaction.atomic
def moderate(
    *, of: str, pk: int, to: Moderation, note: str, seen: Moderation, actor: Any, now: datetime
) -> Comment | Neighbourhood:
    """
    Show what was sent in, or not; a reason is needed not to, and its sender reads it.

    of: a word of KINDS. seen: the state the page showed. Raises VoiceRefused, VoiceChanged.
    """
    row = _locked(of, pk)
    if row.state != seen:
        raise VoiceChanged(row)
    reason = rules.checked("note", note, rules.REASON_MAX, needed=to == Moderation.HIDDEN)
    before, row.state = row.state, to
    row.moderation_note, row.moderated_by, row.moderated_at = reason, actor, now
    row.save(update_fields=["state", "moderation_note", "moderated_by", "moderated_at"])
    details = {"moderation_before": before, "moderation": to}
    audit.record(actor=actor, action="boundaries.moderate", subject=row, at=now, note=reason, details=details)
    return row


@transaction.atomic
def reply(*, pk: int, text: str, seen: str, actor: Any, now: datetime) -> Comment:
    """
    Answer a comment; the answer stands beside it, and may be put better later.

    seen: the answer the page showed. Raises VoiceRefused, VoiceChanged.
    """
    row: Any = _locked("comments", pk)
    if rules.clean(seen) != row.reply:
        raise VoiceChanged(row)
    row.reply = rules.checked("reply", text, rules.REPLY_MAX, needed=True)
    row.replied_by, row.replied_at = actor, now
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    audit.record(actor=actor, action="boundaries.reply", subject=row, at=now)
    return row


@transaction.atomic
def weigh(*, pk: int, weight: float, note: str, seen: float, actor: Any, now: datetime) -> Neighbourhood:
    """Say how many people a neighbourhood stands for, and why. Raises VoiceRefused, VoiceChanged."""
    row: Any = _locked("neighbourhoods", pk)
    if row.weight != seen:
        raise VoiceChanged(row)
    reason = rules.checked("note", note, rules.REASON_MAX, needed=True)
    before, row.weight = row.weight, rules.check_weight(weight)
    row.moderation_note, row.moderated_by, row.moderated_at = reason, actor, now
    row.save(update_fields=["weight", "moderation_note", "moderated_by", "moderated_at"])
    details = {"weight_before": before, "weight": row.weight}
    audit.record(actor=actor, action="boundaries.weigh", subject=row, at=now, note=reason, details=details)
    return row


@transaction.atomic
def reveal_sender(*, of: str, pk: int, actor: Any, now: datetime) -> tuple[str, str]:
    """Return name and contact of a sender, "" where none was left, and write down who looked."""
    row = KINDS[of]._default_manager.get(pk=pk)
    audit.record(actor=actor, action="boundaries.reveal", subject=row, at=now)
    return row.author or "", row.contact or ""


@transaction.atomic
def record_reply_list(*, project: Project, actor: Any, now: datetime) -> None:
    """Log who took the list of replies away as a file."""
    audit.record(actor=actor, action="boundaries.reply_list", subject=project, at=now)


def _check_open(project: Project, today: date) -> None:
    if not takes_voices(project, today):
        text = noop("Comments are no longer taken: the time for them is over.")
        raise VoiceRefused("", "comments_closed", text)


def _checked_point(point: tuple[float, float] | None) -> tuple[float | None, float | None]:
    if point is None:
        return None, None
    longitude, latitude = point
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise VoiceRefused("longitude", "no_such_place", noop("The place on the map is not on earth."))
    return longitude, latitude


def _token(project: Project, token: str) -> str:
    """Return the address of the sender's own page, which nobody guesses without the installation's secret."""
    if len(token) < 8:
        raise VoiceRefused("", "no_token", noop("This form is too old. Please open it anew."))
    digest = crypto.keyed_digest(f"voice {project.pk} {token}")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _store(row: Any, action: str, details: dict[str, Any]) -> Any:
    """Keep what was sent in, or return it as it was kept when it came the first time."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record(actor=None, action=action, subject=row, at=row.sent_at, details=details)
            return row
    except IntegrityError:
        earlier = type(row).objects.filter(token=row.token).first()
        if earlier is None:
            raise
    if earlier.text != row.text:
        raise VoiceRefused("", "token_reused", noop("This form was sent before with other words; open a new one."))
    return earlier


def _locked(of: str, pk: int) -> Any:
    return KINDS[of]._default_manager.select_for_update().get(pk=pk)
