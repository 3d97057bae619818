"""What residents send in and what a consultation counted: what is accepted, and what adds up. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from linli.boundaries.terms import ConsultationKind, ProjectState
from linli.values import Reason, noop

TEXT_MAX, NAME_MAX, CONTACT_MAX, REASON_MAX, REPLY_MAX = 1000, 40, 80, 200, 2000
WEIGHT_MIN, WEIGHT_MAX = 0.1, 50.0
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PHONE = re.compile(r"\+?\d{5,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MEETINGS = (ConsultationKind.ROUND_TABLE, ConsultationKind.COURTYARD_MEETING, ConsultationKind.REPRESENTATIVES)


class VoiceRefused(Exception):
    """Something sent in, looked at or counted is not accepted; `field` says where, `reason` why, fit to show."""

    def __init__(self, field: str, rule: str, text: str, **params: Any) -> None:
        """Take the field ("" for all of it) and the reason's rule, text and places."""
        self.field = field
        self.reason = Reason(f"boundaries.{rule}", text, params)
        super().__init__(self.reason.text)


@dataclass(frozen=True, slots=True)
class Counts:
    """What one survey or meeting counted; see `models.ConsultationRecord`."""

    asked: int
    answered: int
    representatives: int
    in_favour: int
    against: int
    abstained: int


def clean(text: str) -> str:
    """Return a text without characters that no reader sees, blanks around it cut; line ends stay."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (char for char in _HIDDEN.sub("", plain) if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def checked(field: str, text: str, most: int, *, needed: bool = False) -> str:
    """Return a cleaned text. Raises VoiceRefused if it is too long, or empty although needed."""
    said = clean(text)
    if needed and not said:
        raise VoiceRefused(field, "text_missing", noop("Please write something here."))
    if len(said) > most:
        too_long = noop("At most %(most)s characters, these are %(given)s.")
        raise VoiceRefused(field, "text_long", too_long, most=most, given=len(said))
    return said


def checked_contact(contact: str, *, agreed: bool) -> str:
    """Return a phone number or an e-mail address as it is kept. Raises VoiceRefused without consent or if neither."""
    said = "".join(checked("contact", unicodedata.normalize("NFKC", contact), CONTACT_MAX).split())
    if not said:
        return ""
    plain = re.sub(r"[-()–—]", "", said)
    known = plain if _PHONE.fullmatch(plain) else said
    if not (_PHONE.fullmatch(known) or _EMAIL.fullmatch(known)):
        raise VoiceRefused(
            "contact", "contact_unreadable", noop("This is neither a phone number nor an e-mail address.")
        )
    if not agreed:
        raise VoiceRefused("consent", "consent_missing", noop("Please agree, or leave the contact empty."))
    return known


def masked(text: str) -> str:
    """Return a name, phone number or address of which only the ends can be read."""
    if _EMAIL.fullmatch(text):
        name, _at, host = text.partition("@")
        return f"{name[0]}***@{host}"
    shown = 3 if len(text) > 7 else 1
    return f"{text[:shown]}****{text[-4:]}" if len(text) > 7 else f"{text[:shown]}**" if text else ""


def is_open(state: ProjectState, until: date | None, today: date) -> bool:
    """Return whether residents may send something in today; the last day is included."""
    return state == ProjectState.CONSULTATION and (until is None or today <= until)


def check_weight(weight: float) -> float:
    """Return the weight of a neighbourhood. Raises VoiceRefused outside of what one drawing may stand for."""
    if not WEIGHT_MIN <= weight <= WEIGHT_MAX:
        text = noop("The weight must lie between %(low)s and %(high)s.")
        raise VoiceRefused("weight", "weight_range", text, low=WEIGHT_MIN, high=WEIGHT_MAX)
    return float(weight)


def check_counts(counts: Counts, kind: ConsultationKind) -> list[VoiceRefused]:
    """Return every way in which counts do not add up, each at the field to correct; none if they do."""
    found = []
    params = {"asked": counts.asked, "answered": counts.answered, "representatives": counts.representatives}
    if counts.answered > counts.asked:
        text = (
            noop("%(answered)s questionnaires cannot come back when %(asked)s were given out.")
            if kind == ConsultationKind.SURVEY
            else noop("%(answered)s persons cannot be present when %(asked)s were invited.")
        )
        found.append(VoiceRefused("answered", "more_answers_than_asked", text, **params))
    if counts.representatives > counts.answered:
        text = noop("%(representatives)s resident representatives are more than all %(answered)s who took part.")
        found.append(VoiceRefused("representatives", "more_representatives", text, **params))
    votes = counts.in_favour + counts.against + counts.abstained
    if votes > counts.answered:
        text = noop("In favour, against and abstained make %(votes)s, more than the %(answered)s who took part.")
        found.append(VoiceRefused("in_favour", "more_votes", text, votes=votes, answered=counts.answered))
    return found


def share(part: int, whole: int) -> float | None:
    """Return a share of 0 to 1, None of nothing."""
    return part / whole if whole else None


def took_part_throughout(meetings: Mapping[ConsultationKind, tuple[int, int]]) -> bool:
    """
    Return whether resident representatives took part throughout, as 002-3 asks.

    meetings: kind -> (meetings held, of them with representatives). They did if there was a meeting of representatives
    and none of the other meetings was held without any.
    """
    held, joined = meetings.get(ConsultationKind.REPRESENTATIVES, (0, 0))
    return held > 0 and joined > 0 and all(all_ == with_ for all_, with_ in meetings.values())
