"""Who takes part in what as a list: brought in, and handed out in the same form. A row is one seat or one pairing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Column, Row, SheetRefused
from linli.organisations import queries, rules
from linli.organisations.access import may_place
from linli.organisations.models import Membership, Organisation, Pairing
from linli.organisations.terms import Part
from linli.places import queries as places

from .organisations import OrganisationRefused
from .ties import join_body, pair

TIE_COLUMNS = (
    Column("organisation", "单位", width=32),
    Column("body", "参加的机构", width=32),
    Column("area_code", "结对社区代码"),
    Column("part", "身份"),
    Column("tasks", "任务", width=40),
    Column("document", "文件", width=24),
    Column("valid_from", "起始日期", "date"),
)
IMPORT = "organisations.import"


class _RowRefused(ValueError):
    """Why one row is set aside, in the reader's language."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one row asks for: exactly one of body and area."""

    organisation: Organisation
    body: Organisation | None
    area: places.Area | None
    part: Part
    tasks: str
    document: str
    valid_from: date


def import_ties(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: date,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> Outcome:
    """
    Import who takes part in which body and who is paired with which community; without a day of its own from `as_of`.

    The same row again changes nothing; nothing ends by import. Raises SheetRefused for a missing column. `profile` is
    not used.
    """
    with transaction.atomic():
        outcome = Outcome()
        for row in rows:
            if not outcome.columns:
                outcome.columns = list(row.cells)
            outcome.total += 1
            try:
                _take(row, _read(row, actor, as_of), outcome, actor, now)
            except (_RowRefused, OrganisationRefused) as refused:
                outcome.reject(row, str(refused))
            progress(outcome.total)
        counts = {name: getattr(outcome, name) for name in ("total", "created", "changed", "unchanged")}
        details = counts | {"as_of": as_of.isoformat(), "rejected": len(outcome.rejected)}
        audit.record(actor=actor, action="organisations.import", subject=None, at=now, details=details)
        if dry_run:
            transaction.set_rollback(True)
    return outcome.check()


def tie_rows(user: Any, area: places.Area | None) -> Iterator[dict[str, Any]]:
    """Return every seat and pairing in force within the user's reach as rows of the list."""
    seen = queries.organisations_in_scope(user, "organisations.view").filter(valid_to__isnull=True)
    path = area.path if area else ""
    seats = Membership.objects.filter(places.in_subtree(path, "body__area__path"), valid_to__isnull=True)
    for seat in seats.filter(body__in=seen).select_related("body", "member").order_by("body__path", "member__path"):
        names = {"organisation": _called(seat.member), "body": _called(seat.body)}
        yield names | {"part": seat.get_part_display(), "document": seat.document, "valid_from": seat.valid_from}
    pairings = queries.pairings_in_scope(user, "organisations.view").filter(places.in_subtree(path, "area__path"))
    rows = pairings.filter(valid_to__isnull=True).select_related("organisation", "area")
    for one in rows.order_by("area__path", "organisation__path"):
        names = {"organisation": _called(one.organisation), "area_code": one.area.code or str(one.area.key)}
        facts = {"part": one.get_part_display(), "tasks": one.tasks, "document": one.document}
        yield names | facts | {"valid_from": one.valid_from}


def _called(organisation: Organisation) -> str:
    """Return what a list calls an organisation so that it is found again."""
    return organisation.code or organisation.name


def _read(row: Row, actor: Any, as_of: date) -> _Wanted:
    """Return what a row asks for. Raises _RowRefused, or SheetRefused when a column is missing."""
    matched = rules.match_titles(row.cells, rules.TIE_TITLES)
    if missing := rules.missing_columns(matched, rules.TIE_TITLES, rules.TIE_OPTIONAL):
        text = gettext("The list has no column %(columns)s. Nothing was changed.")
        raise SheetRefused("organisations.columns", text % {"columns": "、".join(missing)})
    if row.flaws:
        raise _RowRefused(" ".join(row.flaws))
    cells = dict.fromkeys(rules.TIE_TITLES, "") | {key: row.cells[title].strip() for key, title in matched.items()}
    if bool(cells["body"]) == bool(cells["area_code"]):
        raise _RowRefused(gettext("Name either the body it takes part in or the community it is paired with."))
    area = _area(cells, actor) if cells["area_code"] else None
    return _Wanted(
        organisation=_meant(cells["organisation"]),
        body=_body(cells, actor) if cells["body"] else None,
        area=area,
        part=_part(cells["part"]),
        tasks=cells["tasks"],
        document=cells["document"],
        valid_from=_day(cells["valid_from"], as_of),
    )


def _take(row: Row, wanted: _Wanted, outcome: Outcome, actor: Any, now: datetime) -> None:
    """Write what a row asks for and count it."""
    known = _known(wanted)
    facts = {"part": wanted.part, "document": wanted.document}
    if wanted.area is not None:
        facts["tasks"] = wanted.tasks
    if known is not None and all(getattr(known, name) == value for name, value in facts.items()):
        outcome.unchanged += 1
        return
    terms = {"valid_from": wanted.valid_from, "actor": actor, "now": now, **facts}
    with transaction.atomic():
        if wanted.body is not None:
            join_body(body=wanted.body, member=wanted.organisation, **terms)
        elif wanted.area is not None:
            pair(organisation=wanted.organisation, area=wanted.area, **terms)
    outcome.created += known is None
    outcome.changed += known is not None


def _known(wanted: _Wanted) -> Membership | Pairing | None:
    """Return the open seat or pairing a row speaks of, if there is one."""
    if wanted.body is not None:
        seats = Membership.objects.filter(body=wanted.body, member=wanted.organisation, valid_to__isnull=True)
        return seats.first()
    return Pairing.objects.filter(area=wanted.area, organisation=wanted.organisation, valid_to__isnull=True).first()


def _meant(text: str) -> Organisation:
    """Return the organisation a cell means: by code, else the only one of that name. Raises _RowRefused."""
    found = queries.find_by_code(text)
    if found is not None:
        return found
    named = list(queries.list_in_force().filter(name=places.clean_name(text)).select_related("area")[:2])
    if len(named) == 1:
        return named[0]
    if named:
        raise _RowRefused(gettext("Several organisations are called “%(name)s”: give the code.") % {"name": text})
    raise _RowRefused(gettext("There is no organisation “%(name)s”.") % {"name": text})


def _body(cells: Mapping[str, str], actor: Any) -> Organisation:
    """Return the body a row means, within the actor's duties. Raises _RowRefused."""
    body = _meant(cells["body"])
    _check_duties(actor, body.area.path, body.path)
    return body


def _area(cells: Mapping[str, str], actor: Any) -> places.Area:
    """Return the community a row means, within the actor's duties. Raises _RowRefused."""
    code = cells["area_code"]
    area = places.find_by_code(code) or places.get_area(code)
    if area is None:
        raise _RowRefused(places.why_unknown(code).render(gettext))
    _check_duties(actor, area.path, "")
    return area


def _check_duties(actor: Any, area_path: str, unit_path: str) -> None:
    """Refuse a row outside the actor's duties."""
    if actor is not None and not may_place(actor, IMPORT, area_path=area_path, unit_path=unit_path):
        raise _RowRefused(gettext("This place lies outside your duties."))


def _part(word: str) -> Part:
    """Return as what a row takes part, a member unless said. Raises _RowRefused for an unknown word."""
    part = rules.part_of_word(word) if word else Part.MEMBER
    if part is None:
        known = "、".join(words[0] for words in rules.PART_WORDS.values())
        raise _RowRefused(gettext("“%(word)s” is none of: %(known)s.") % {"word": word, "known": known})
    return part


def _day(text: str, as_of: date) -> date:
    """Return the day a cell says, else the list's. Raises _RowRefused for what is no day."""
    try:
        return date.fromisoformat(text[:10].replace("/", "-").replace(".", "-")) if text else as_of
    except ValueError:
        raise _RowRefused(gettext("“%(day)s” is no day: write 2026-01-31.") % {"day": text}) from None
