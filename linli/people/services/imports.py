"""Importing people from a list: an account a row, with an appointment if the row names a role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from linli.foundation.imports import Outcome, Progress, no_progress
from linli.foundation.sheets import Column, Row, parse_moment
from linli.organisations import queries as organisations
from linli.people import rules
from linli.people.models import Account, Appointment, Role
from linli.people.services.accounts import change_account, create_account
from linli.people.services.appointments import appoint
from linli.people.services.refusals import PeopleRefused
from linli.places import queries as places

if TYPE_CHECKING:
    from linli.organisations.models import Organisation
    from linli.places.models import Area

TITLES: Mapping[str, tuple[str, ...]] = {
    "username": ("用户名", "账号", "user name", "username"),
    "name": ("姓名", "name"),
    "phone": ("手机", "手机号", "电话", "phone"),
    "email": ("邮箱", "电子邮箱", "e-mail", "email"),
    "organisation": ("单位", "所属单位", "organisation"),
    "role": ("角色", "role"),
    "post": ("职务", "岗位", "post"),
    "area": ("区域", "辖区", "area"),
    "valid_from": ("起始日期", "开始日期", "valid from"),
    "valid_to": ("终止日期", "结束日期", "valid to"),
}
"""Field -> titles under which lists carry it; the first is the title of the empty file."""
COLUMNS = tuple(Column(field, titles[0]) for field, titles in TITLES.items())


@dataclass(frozen=True)
class Line:
    """One row understood: the person, and the appointment if there is one."""

    username: str
    name: str
    details: dict[str, str]
    organisation: "Organisation | None"
    role: Role | None
    area: "Area | None"
    post: str
    valid_from: date
    valid_to: date | None


def import_people(
    rows: Iterable[Row],
    *,
    actor: Account | None,
    now: datetime,
    as_of: date | None = None,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Progress = no_progress,
) -> Outcome:
    """
    Take a list of people: new accounts without a password, changed facts, new appointments; `Importer.run`.

    as_of: first day of appointments whose row names none (default: today). Initial passwords are issued afterwards
    by `issue_passwords`, so that no file with passwords is kept. The same list twice changes nothing.
    """
    today = timezone.localdate(now)
    outcome = Outcome()
    for row in rows:
        outcome.total += 1
        try:
            with transaction.atomic():
                verdict = _take(_understand(row.cells, as_of or today), actor, now, today)
        except (PeopleRefused, ValueError) as refusal:
            outcome.reject(row, str(refusal))
            continue
        setattr(outcome, verdict, getattr(outcome, verdict) + 1)
        progress(outcome.total)
    return outcome


def _take(line: Line, actor: Account | None, now: datetime, today: date) -> str:
    """Write one row; return whether it was "created", "changed" or "unchanged". Raises PeopleRefused."""
    known = Account.objects.filter(username=line.username).first()
    facts: dict[str, Any] = {"name": line.name, "organisation": line.organisation, **line.details}
    common = {"actor": actor, "now": now, **facts}
    if known is None:
        account, _password = create_account(username=line.username, has_password=False, **common)
        changed = True
    else:
        account, changed = known, _differs(known, line)
        if changed:
            change_account(account_id=known.pk, **common)
    if line.role is not None and not _is_appointed(account, line, today):
        _appoint(account, line.role, line, actor=actor, now=now, today=today)
        changed = True
    if known is None:
        return "created"
    return "changed" if changed else "unchanged"


def _appoint(account: Account, role: Role, line: Line, *, actor: Account | None, now: datetime, today: date) -> None:
    """Give the person the role of the row."""
    appoint(
        account_id=account.pk,
        role_id=role.pk,
        organisation=line.organisation,
        area=line.area,
        valid_from=line.valid_from,
        valid_to=line.valid_to,
        post=line.post,
        actor=actor,
        now=now,
        today=today,
    )


def _differs(account: Account, line: Line) -> bool:
    """Return whether the row says something new about a person who has an account."""
    if account.name != line.name or account.organisation != line.organisation:
        return True
    wanted = line.details | ({"phone": rules.tidy_phone(line.details["phone"])} if "phone" in line.details else {})
    return any(getattr(account, field) != value for field, value in wanted.items())


def _is_appointed(account: Account, line: Line, today: date) -> bool:
    """Return whether the person holds the role of the row there already."""
    held = Appointment.objects.filter(account=account, role=line.role, organisation=line.organisation, area=line.area)
    return any(one.valid_to is None or one.valid_to > max(today, line.valid_from) for one in held)


def _understand(cells: Mapping[str, str], first_day: date) -> Line:
    """Return what a row means. Raises ValueError with a sentence fit to show."""
    told = {field: _cell(cells, titles) for field, titles in TITLES.items()}
    if not told["username"] or not told["name"]:
        raise ValueError(gettext("User name and name must both be filled in."))
    return Line(
        username=rules.tidy_username(told["username"]),
        name=told["name"],
        details={field: told[field] for field in ("phone", "email") if told[field]},
        organisation=_find_organisation(told["organisation"]),
        role=_find_role(told["role"]),
        area=_find_area(told["area"]),
        post=told["post"],
        valid_from=_day(told["valid_from"]) or first_day,
        valid_to=_day(told["valid_to"]),
    )


def _cell(cells: Mapping[str, Any], titles: tuple[str, ...]) -> str:
    """Return what a row says under any of these titles."""
    return next((cells[title].strip() for title in cells if title.strip().lower() in titles and cells[title]), "")


def _day(text: str) -> date | None:
    """Return the day a cell names, None if it is empty. Raises ValueError."""
    if not text:
        return None
    zone = timezone.get_default_timezone()
    try:
        return timezone.localdate(parse_moment(text, zone), zone)
    except ValueError as error:
        raise ValueError(gettext("“%(text)s” is not a date.") % {"text": text}) from error


def _find_organisation(text: str) -> "Organisation | None":
    """Return the organisation of this code or name, None for an empty cell. Raises ValueError."""
    if not text:
        return None
    found = [organisations.find_by_code(text)] if organisations.find_by_code(text) else _named(organisations, text)
    return _only(found, gettext("No organisation “%(text)s”."), gettext("Several organisations “%(text)s”."), text)


def _find_area(text: str) -> "Area | None":
    """Return the area of this code or name, None for an empty cell. Raises ValueError."""
    if not text:
        return None
    coded = places.find_by_code(text)
    if coded is None and places.had_code(text):
        raise ValueError(places.why_unknown(text).render(gettext))
    found = [coded] if coded else _named(places, text)
    return _only(found, gettext("No area “%(text)s”."), gettext("Several areas “%(text)s”: give the code."), text)


def _find_role(text: str) -> Role | None:
    """Return the role of this code or name in use, None for an empty cell. Raises ValueError."""
    if not text:
        return None
    found = [role for role in Role.objects.filter(is_active=True) if text in (role.code, role.name, str(role))]
    return _only(found, gettext("No role “%(text)s”."), gettext("Several roles “%(text)s”."), text)


def _named(room: Any, text: str) -> list[Any]:
    """Return what is in force in a room under exactly this name."""
    return list(room.list_in_force().filter(name=text)[:2])


def _only(found: list[Any], none: str, several: str, text: str) -> Any:
    """Return the one thing found. Raises ValueError if there is none or there are several."""
    if len(found) != 1:
        raise ValueError((several if found else none) % {"text": text})
    return found[0]
