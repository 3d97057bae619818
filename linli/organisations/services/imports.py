"""Bring a list of organisations in: what is new begins, what differs changes, nothing ends."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.organisations import queries, rules
from linli.organisations.access import may_place
from linli.organisations.models import Organisation
from linli.places import queries as places

from .organisations import OrganisationRefused, build, check_free, fact_sheet, lock, move, next_path, tidy


@dataclass(slots=True)
class _Ground:
    """What a list is laid upon: areas by code, organisations in force by what a list may call them."""

    actor: Any
    areas: dict[str, places.Area]
    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_place: dict[tuple[int, str], Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)

    def know(self, organisation: Organisation) -> None:
        """Let later rows find an organisation."""
        if organisation.code:
            self.by_code[organisation.code] = organisation
        self.by_place[organisation.area_id, organisation.name] = organisation
        namesakes = self.by_name.setdefault(organisation.name, [])
        if organisation not in namesakes:
            namesakes.append(organisation)


IMPORT = "organisations.import"


class _RowRefused(ValueError):
    """Why one row is set aside, in the reader's language."""


def import_organisations(
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
    Import a list of organisations; new ones begin on `as_of`. On `dry_run` do the same and take it back.

    A row is known again by its code, else by name and area. Raises SheetRefused for a missing column or a row that
    stands twice; then nothing has changed. Rows outside the actor's duties are rejected. `profile` is not used.
    """
    with transaction.atomic():
        read = _read(rows)
        lock(None)
        outcome = _lay(read, actor, as_of, progress)
        counts = {name: getattr(outcome, name) for name in ("total", "created", "changed", "unchanged")}
        details = counts | {"as_of": as_of.isoformat(), "rejected": len(outcome.rejected)}
        audit.record(actor=actor, action="organisations.import", subject=None, at=now, details=details)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _read(rows: Iterable[Row]) -> list[tuple[Row, dict[str, str]]]:
    """Return each row with its cells by key. Raises SheetRefused when the list as a whole is not sound."""
    read: list[tuple[Row, dict[str, str]]] = []
    seen: dict[tuple[str, ...], int] = {}
    matched: dict[str, str] | None = None
    for row in rows:
        if matched is None:
            matched = _columns(row)
        cells = dict.fromkeys(rules.TITLES, "") | {key: row.cells.get(title, "") for key, title in matched.items()}
        cells["code"] = "".join(cells["code"].split())
        mark = (cells["code"],) if cells["code"] else (places.clean_name(cells["name"]), cells["area_code"])
        if mark in seen:
            text = gettext("Row %(row)s repeats row %(first)s: “%(mark)s”. Nothing was changed.")
            raise SheetRefused("organisations.twice", text % {"row": row.number, "first": seen[mark], "mark": mark[0]})
        seen[mark] = row.number
        read.append((row, cells))
    if matched is None:
        raise SheetRefused("organisations.empty", gettext("The list has no rows."))
    return read


def _columns(row: Row) -> dict[str, str]:
    """Return the title of each column by key. Raises SheetRefused when one is missing."""
    matched = rules.match_titles(row.cells)
    if missing := rules.missing_columns(matched):
        text = gettext("The list has no column %(columns)s. Nothing was changed.")
        raise SheetRefused("organisations.columns", text % {"columns": "、".join(missing)})
    return matched


def _lay(read: list[tuple[Row, dict[str, str]]], actor: Any, as_of: date, progress: Callable[[int], None]) -> Outcome:
    """Take the rows, parents before those who belong to them; count each."""
    ground = _survey(read, actor)
    outcome = Outcome(total=len(read), columns=list(read[0][0].cells))
    names: dict[str, int] = {}
    for place, (_row, cells) in enumerate(read):
        for called in (places.clean_name(cells["name"]), cells["code"]):
            names.setdefault(called, place)
    names.pop("", None)
    order = rules.parents_first({place: cells["parent"].strip() for place, (_row, cells) in enumerate(read)}, names)
    for done, place in enumerate(order):
        row, cells = read[place]
        try:
            _take(row, cells, ground, outcome, as_of)
        except (OrganisationRefused, _RowRefused) as refused:
            outcome.reject(row, str(refused))
        progress(done)
    for place in sorted(set(range(len(read))) - set(order)):
        outcome.reject(read[place][0], gettext("The organisations above this one form a circle."))
    return outcome.check()


def _survey(read: list[tuple[Row, dict[str, str]]], actor: Any) -> _Ground:
    """Return the areas the list names and every organisation in force."""
    ground = _Ground(actor, places.find_by_codes(cells["area_code"] for _row, cells in read))
    for organisation in queries.list_in_force().select_related("area", "parent").order_by("path"):
        ground.know(organisation)
    return ground


def _take(row: Row, cells: dict[str, str], ground: _Ground, outcome: Outcome, as_of: date) -> None:
    """Begin, change or leave the organisation of one row. Raises OrganisationRefused or _RowRefused."""
    if row.flaws:
        raise _RowRefused(" ".join(row.flaws))
    wanted = _wanted(cells, ground)
    known = ground.by_code.get(wanted["code"]) if wanted["code"] else None
    known = known or ground.by_place.get((wanted["area"].pk, wanted["name"]))
    _check_duties(ground.actor, known, wanted)
    if known is None:
        known = build(valid_from=as_of, **wanted)
        known.path = next_path(known.parent)
        known.save()
        outcome.created += 1
    elif (renewed := _changed(known, wanted)) is not None:
        known = renewed
        outcome.changed += 1
    else:
        outcome.unchanged += 1
    ground.know(known)


def _check_duties(actor: Any, known: Organisation | None, wanted: dict[str, Any]) -> None:
    """Refuse a row whose organisation stands outside the actor's duties now, or would after it."""
    above = known or wanted["parent"]
    areas = {wanted["area"].path, known.area.path if known else wanted["area"].path}
    path = above.path if above else ""
    if actor is None or all(may_place(actor, IMPORT, area_path=area, unit_path=path) for area in areas):
        return
    raise _RowRefused(gettext("This place lies outside your duties."))


def _no_kind(word: str) -> str:
    """Return the sentence that refuses an unknown kind and names the known ones."""
    known = "、".join(words[0] for words in rules.KIND_WORDS.values())
    return gettext("There is no kind “%(kind)s”. Write one of: %(known)s.") % {"kind": word, "known": known}


def _wanted(cells: dict[str, str], ground: _Ground) -> dict[str, Any]:
    """Return the facts a row asks for. Raises _RowRefused for an unknown kind, area or parent."""
    kind = rules.kind_of_word(cells["kind"])
    if kind is None:
        raise _RowRefused(_no_kind(cells["kind"]))
    area = ground.areas.get(cells["area_code"])
    if area is None:
        raise _RowRefused(places.why_unknown(cells["area_code"]).render(gettext))
    name = places.clean_name(cells["name"])
    facts = {"kind": kind, "name": name, "code": cells["code"], "area": area, "parent": _parent(cells, ground)}
    return facts | _details(cells) | {"short_name": places.clean_name(cells["short_name"])}


def _details(cells: dict[str, str]) -> dict[str, Any]:
    """Return what a row says beyond name and place; only what it says. Raises _RowRefused for an unknown word."""
    said: dict[str, Any] = {}
    if word := cells["form"].strip():
        said["form"] = rules.form_of_word(word)
        if said["form"] is None:
            raise _RowRefused(gettext("There is no form of a body “%(form)s”.") % {"form": word})
    for name in ("has_party", "is_new_type"):
        try:
            answer = rules.yes_or_no(cells[name])
        except ValueError:
            raise _RowRefused(gettext("“%(word)s” is neither yes nor no.") % {"word": cells[name]}) from None
        if answer is not None:
            said[name] = answer
    return said


def _parent(cells: dict[str, str], ground: _Ground) -> Organisation | None:
    """Return the organisation a row belongs to: by code, else by name. Raises _RowRefused if it is not one."""
    called = cells["parent"].strip()
    if not called:
        return None
    named = ground.by_name.get(places.clean_name(called), [])
    if called in ground.by_code or len(named) == 1:
        return ground.by_code.get(called) or named[0]
    if named:
        raise _RowRefused(gettext("Several organisations are called “%(name)s”: give the code.") % {"name": called})
    raise _RowRefused(gettext("There is no organisation “%(name)s” to belong to.") % {"name": called})


def _changed(known: Organisation, wanted: dict[str, Any]) -> Organisation | None:
    """Return the organisation with the facts of its row, saved; None if nothing differs. Empty cells change nothing."""
    renewed = copy(known)
    for name, value in wanted.items():
        if value not in ("", None):
            setattr(renewed, name, value)
    tidy(renewed)
    if fact_sheet(renewed) == fact_sheet(known):
        return None
    check_free(renewed)
    if renewed.parent_id != known.parent_id:
        move(renewed)
    renewed.save()
    return renewed
