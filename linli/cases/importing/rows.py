"""From one row of a foreign list to a draft of a case, by a profile. Pure: no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.cases.importing.cells import RowRefused, clean, moment, point
from linli.cases.importing.profile import ENDED_STATES, Pick, Profile, template_columns
from linli.values import noop

NO_ID = noop("The row has no number (%(column)s is empty).")
LONG_ID = noop("The number “%(value)s” is longer than 60 characters.")
NO_REPORTED = noop("The row does not say when it was reported (%(column)s is empty).")
NO_TEXT = noop("The row has no text.")
NO_STATE = noop("The profile does not say what the state “%(value)s” means.")
NO_END = noop("The state “%(value)s” is an end, but the row does not say when it ended.")
END_BUT_OPEN = noop("The state “%(value)s” is open, but the row says that it ended.")
ENDS_BEFORE = noop("It ends (%(ended)s) before it was reported (%(reported)s).")
IN_FUTURE = noop("%(column)s lies in the future (%(value)s).")


@dataclass(frozen=True)
class Draft:
    """What one row says, in our words; the place is still to be found."""

    external_id: str
    text: str
    summary: str
    reported_at: datetime
    ended_at: datetime | None
    state: str
    closing_text: str
    category: str
    channel: str
    address: str
    contact: str
    point: tuple[float, float] | None
    area_code: str
    area_name: str


def read_row(cells: Mapping[str, str], *, profile: Profile, now: datetime) -> Draft:
    """
    Return the draft of one row.

    Raises RowRefused with the reason, in the order a reader would look: number, text, times, state, point.
    """
    external_id = _external_id(cells, profile)
    text = _text(cells, profile)
    reported_at, ended_at = _times(cells, profile, now)
    state, closing_text = _ending(cells, profile, ended_at)
    return Draft(
        external_id=external_id,
        text=text,
        summary=clean(fill(profile.summary_template, cells)) if profile.summary_template else "",
        reported_at=reported_at,
        ended_at=ended_at,
        state=state,
        closing_text=closing_text,
        category=_category(cells, profile, text),
        channel=_channel(cells, profile),
        address=_value(cells, profile, "address"),
        contact=_value(cells, profile, "contact"),
        point=point(_value(cells, profile, "longitude"), _value(cells, profile, "latitude")),
        area_code=_value(cells, profile, "area_code"),
        area_name=_value(cells, profile, "area_name"),
    )


def fill(template: str, cells: Mapping[str, str]) -> str:
    """Return the template with the cells in place of its {columns}; '' if every cell is empty."""
    columns = template_columns(template)
    if columns and not any(cells.get(column, "").strip() for column in columns):
        return ""
    for column in columns:
        template = template.replace("{" + column + "}", cells.get(column, "").strip(), 1)
    return template


def _value(cells: Mapping[str, str], profile: Profile, key: str) -> str:
    """Return the clean value of a field, '' if the profile does not name it."""
    pick = profile.picks.get(key)
    return clean(pick.first(cells)) if pick else ""


def _external_id(cells: Mapping[str, str], profile: Profile) -> str:
    """Return the row's own number."""
    number = _value(cells, profile, "id")
    if not number:
        raise RowRefused(NO_ID, column=_heads(profile.picks["id"]))
    if len(number) > 60:
        raise RowRefused(LONG_ID, value=number[:40])
    return number


def _text(cells: Mapping[str, str], profile: Profile) -> str:
    """Return the text of the report by the template, else of the text column."""
    written = fill(profile.text_template, cells) if profile.text_template else _value(cells, profile, "text")
    text = clean(written)
    if not text:
        raise RowRefused(NO_TEXT)
    return text


def _times(cells: Mapping[str, str], profile: Profile, now: datetime) -> tuple[datetime, datetime | None]:
    """Return when it was reported and when it ended."""
    reported, ended = _value(cells, profile, "reported_at"), _value(cells, profile, "ended_at")
    heads = {key: _heads(profile.picks[key]) for key in ("reported_at", "ended_at") if key in profile.picks}
    if not reported:
        raise RowRefused(NO_REPORTED, column=heads["reported_at"])
    reported_at = moment(reported, column=heads["reported_at"], profile=profile)
    ended_at = moment(ended, column=heads["ended_at"], profile=profile) if ended else None
    if ended_at and ended_at < reported_at:
        raise RowRefused(ENDS_BEFORE, ended=ended, reported=reported)
    for key, written, at in (("reported_at", reported, reported_at), ("ended_at", ended, ended_at)):
        if at and at > now:
            raise RowRefused(IN_FUTURE, column=heads[key], value=written)
    return reported_at, ended_at


def _ending(cells: Mapping[str, str], profile: Profile, ended_at: datetime | None) -> tuple[str, str]:
    """Return the state and the words kept for its end; without a state column the end time decides."""
    written = _value(cells, profile, "state")
    state = profile.states.get(written.casefold()) if written else None
    if state is None:
        state = profile.default_closure.state if ended_at and not written else profile.default_state
    if state == "refuse":
        raise RowRefused(NO_STATE, value=written)
    if state in ENDED_STATES and ended_at is None:
        raise RowRefused(NO_END, value=written)
    if state not in ENDED_STATES:
        if ended_at is not None:
            raise RowRefused(END_BUT_OPEN, value=written)
        return state, ""
    return _closure(cells, profile, state)


def _closure(cells: Mapping[str, str], profile: Profile, state: str) -> tuple[str, str]:
    """Return how a case ended: by its closure reason if the profile knows it, with the reply if there is one."""
    reason, reply = _value(cells, profile, "closure"), _value(cells, profile, "reply")
    known = profile.closures.get(reason.casefold()) if reason else None
    if known:
        return known.state, reply or known.text or reason
    return state, reply or reason or profile.default_closure.text


def _category(cells: Mapping[str, str], profile: Profile, text: str) -> str:
    """Return a category code: by the columns joined from many to few, then by words of the text, then the default."""
    pick = profile.picks.get("category")
    values = [value for value in pick.all(cells) if value] if pick else []
    for count in range(len(values), 0, -1):
        found = profile.categories.get(" / ".join(values[:count]).casefold())
        if found:
            return found
    for code, words in profile.category_words.items():
        if any(word in text for word in words):
            return code
    return profile.default_category


def _channel(cells: Mapping[str, str], profile: Profile) -> str:
    """Return the channel code."""
    return profile.channels.get(_value(cells, profile, "channel").casefold(), profile.default_channel)


def _heads(pick: Pick) -> str:
    """Return the column names of a pick, for a message."""
    return ", ".join(pick.columns)
