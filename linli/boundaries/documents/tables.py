"""The tables of a dossier, the same in every format: what stands in each row, in words and whole numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.boundaries.documents.dossier import Dossier, Part, People, Present, Settlement
from linli.boundaries.rules.equipment import share_out
from linli.boundaries.rules.four_sides import Beyond, Bound, Side
from linli.boundaries.terms import UnitKind
from linli.foundation.sheets import Column

BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table: key, title, columns, rows by the columns' keys, sentences below it.

    by_hand: people write into its empty cells, so they are made high enough.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    notes: Sequence[str] = ()
    by_hand: bool = False

    def texts(self) -> Iterator[list[str]]:
        """Yield the rows as texts, for paper and page."""
        for row in self.rows:
            yield [_text(row.get(column.key)) for column in self.columns]


def tables_of(dossier: Dossier) -> list[Table]:
    """Return all tables in the order of the document."""
    return [make(dossier) for make in TABLES]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "tzinfo"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)


def _official(dossier: Dossier) -> Table:
    """Return the official table 社区规模调整情况表."""
    columns = [
        Column("number", _("No."), "number", 6),
        Column("name", _("Community"), width=20),
        Column("kind", _("Kept or new"), width=9),
        Column("households", _("Households"), "number", 9),
        Column("residents", _("Residents"), "number", 9),
        Column("counted", _("Counted or estimated"), width=14),
        *(Column(side.value, _side(side), width=22) for side in Side),
        Column("km2", _("Area, km²"), "number", 9),
        Column("seat", _("Office"), width=24),
        Column("sources", _("From present communities"), width=30),
    ]
    rows = [_official_row(dossier, each) for each in dossier.settlements]
    persons = float(dossier.equipment.persons)
    notes = [
        _("Residents marked as estimated are households times %(persons)s (%(source)s).")
        % {"persons": persons, "source": dossier.equipment.persons_source},
        _("The area is the sum of the compounds, buildings and plots; roads between them are not in it."),
        _("A side names what makes up at least 15 per cent of it, the longest first."),
    ]
    if dossier.base.outline_note:
        notes.append(_(dossier.base.outline_note))
    if homeless := [each.name for each in dossier.settlements if not each.seat]:
        notes.append(_("The office is still to be settled: %(names)s.") % {"names": BETWEEN.join(homeless)})
    return Table("official", _("Adjustment of the sizes of communities"), columns, rows, notes)


def _official_row(dossier: Dossier, each: Settlement) -> dict[str, Any]:
    sides = {side.value: _bounds(dossier, each.sides.get(side, ())) for side in Side}
    return {
        "number": each.number,
        "name": each.name,
        "kind": _kept(each),
        "households": each.households,
        "residents": each.people.residents,
        "counted": _counted(each.people),
        "km2": _km2(each.m2),
        "seat": each.seat or _seat_wanted(each),
        "sources": _parts(each.sources),
        **sides,
    }


def _kept(each: Settlement) -> str:
    return _("newly set up") if each.is_new else _("kept on")


def _counted(people: People) -> str:
    if not people.estimated:
        return _("counted")
    if people.estimated == people.residents:
        return _("estimated")
    return _("%(count)s of them estimated") % {"count": people.estimated}


def _km2(m2: float | None) -> float | str:
    return _("not known") if m2 is None else round(m2 / 1e6, 3)


def _seat_wanted(each: Settlement) -> str:
    if each.rooms:
        return _("to be settled; possible: %(rooms)s") % {"rooms": BETWEEN.join(each.rooms)}
    return _("to be settled") if not each.is_new else _("to be settled; no possible room is known")


def _parts(parts: Sequence[Part]) -> str:
    told = [
        _("%(name)s: %(households)s households (%(units)s units)")
        % {"name": part.name or _("no community"), "households": part.households, "units": part.units}
        for part in parts
    ]
    return "；".join(told)


def _side(side: Side) -> str:
    return {Side.EAST: _("East to"), Side.SOUTH: _("South to"), Side.WEST: _("West to"), Side.NORTH: _("North to")}[
        side
    ]


def _bounds(dossier: Dossier, bounds: Sequence[Bound]) -> str:
    names = {each.label: each.name for each in dossier.settlements}
    told = [_bound(bound, names) for bound in bounds if bound.beyond is not Beyond.UNKNOWN or len(bounds) == 1]
    return BETWEEN.join(told) or _("not known: no unit, or no outline")


def _bound(bound: Bound, names: Mapping[int, str]) -> str:
    if bound.beyond is Beyond.COMMUNITY:
        return names.get(bound.community, "")
    if bound.beyond is Beyond.FREE:
        return _("units without a community")
    if bound.beyond is Beyond.UNKNOWN:
        return _("edge of the area; no name is known there")
    return bound.name


def _before(dossier: Dossier) -> Table:
    columns = [
        Column("name", _("Present community"), width=20),
        Column("code", _("Code"), width=16),
        Column("households", _("Households"), "number", 10),
        Column("residents", _("Residents"), "number", 10),
        Column("counted", _("Counted or estimated"), width=14),
        Column("km2", _("Area, km²"), "number", 10),
        Column("seat", _("Office"), width=28),
        Column("fate", _("After the adjustment"), width=20),
        Column("targets", _("Goes to"), width=44),
    ]
    rows = [
        {
            "name": each.name,
            "code": each.code,
            "households": each.households,
            "residents": each.people.residents,
            "counted": _counted(each.people),
            "km2": _km2(each.m2),
            "seat": each.seat or _("not known"),
            "fate": _fate(each),
            "targets": _parts(each.targets),
        }
        for each in dossier.presents
    ]
    return Table("before", _("Present communities and what becomes of them"), columns, rows)


def _fate(each: Present) -> str:
    if not each.kept_as:
        return _("given up")
    return _("kept on") if each.kept_as == each.name else _("kept as %(name)s") % {"name": each.kept_as}


def _moved(dossier: Dossier) -> Table:
    columns = [
        Column("number", _("No."), "number", 6),
        Column("name", _("Compound or building"), width=30),
        Column("kind", _("Kind"), width=14),
        Column("address", _("Address"), width=40),
        Column("households", _("Households"), "number", 10),
        Column("before", _("Present community"), width=22),
        Column("after", _("New community"), width=22),
    ]
    rows = [
        {
            "number": number,
            "name": each.name,
            "kind": _kind(each.kind),
            "address": each.address,
            "households": each.households,
            "before": each.before or _("no community"),
            "after": each.after or _("no community yet"),
        }
        for number, each in enumerate(dossier.moved, start=1)
    ]
    total = {"units": len(rows), "households": sum(each.households for each in dossier.moved)}
    notes = [_("In all %(units)s addresses with %(households)s households.") % total]
    return Table("moved", _("Addresses that change community"), columns, rows, notes)


def _kind(code: str) -> str:
    return _(UnitKind(code).label) if code in set(UnitKind) else code


def _staff(dossier: Dossier) -> Table:
    columns = [
        Column("before", _("Present community"), width=20),
        Column("present", _("Workers now"), "number", 10),
        Column("names", _("Who they are"), width=40),
        Column("after", _("New community"), width=20),
        Column("households", _("Households that go"), "number", 12),
        Column("share", _("Workers by share of households"), "number", 14),
        Column("assigned", _("Workers assigned (by hand)"), width=26),
        Column("giver", _("Handed over by (signature)"), width=18),
        Column("taker", _("Taken over by (signature)"), width=18),
        Column("on", _("Date (by hand)"), width=12),
    ]
    rows = [row for each in dossier.presents for row in _staff_rows(each)]
    notes = [
        _("Workers now: people with an appointment for the committee in this system; empty where there is none."),
        _("By share: whole persons by the households that go, largest remainders first; a proposal, not a decision."),
    ]
    return Table("staff", _("Staff to be handed over"), columns, rows, notes, by_hand=True)


def _staff_rows(each: Present) -> Iterator[dict[str, Any]]:
    parts = [part for part in each.targets if part.name]
    shares: Sequence[int | None] = [None] * len(parts)
    if each.headcount is not None:
        shares = share_out(each.headcount, [part.households for part in parts])
    for part, workers in zip(parts, shares, strict=True):
        yield {
            "before": each.name,
            "present": each.headcount,
            "names": BETWEEN.join(each.staff or ()),
            "after": part.name,
            "households": part.households,
            "share": workers,
        }


def _premises(dossier: Dossier) -> Table:
    columns = [
        Column("number", _("No."), "number", 6),
        Column("name", _("Room or office"), width=30),
        Column("kind", _("What it is"), width=16),
        Column("address", _("Address"), width=36),
        Column("before", _("Present community"), width=20),
        Column("after", _("New community"), width=20),
        Column("m2", _("m² (by hand)"), width=12),
        Column("items", _("Furniture, seals, files (by hand)"), width=30),
        Column("giver", _("Handed over by (signature)"), width=18),
        Column("taker", _("Taken over by (signature)"), width=18),
    ]
    rows = [
        {
            "number": number,
            "name": each.name,
            "kind": _("office of today") if each.is_office else _("possible room"),
            "address": each.address,
            "before": each.before or _("no community"),
            "after": each.after or _("no community yet"),
        }
        for number, each in enumerate(dossier.premises, start=1)
    ]
    notes = [_("The system keeps no inventory: add what is missing by hand.")]
    title = _("Premises and property to be handed over")
    return Table("premises", title, columns, rows, notes, by_hand=True)


def _needs(dossier: Dossier) -> Table:
    columns = [
        Column("number", _("No."), "number", 6),
        Column("name", _("Community"), width=20),
        Column("households", _("Households"), "number", 10),
        Column("residents", _("Residents"), "number", 10),
        Column("standard", _("Standard of equipment"), width=14),
        Column("workers", _("Workers due"), "number", 8),
        Column("workers_clause", _("Clause"), width=34),
        Column("m2", _("Premises, m²"), "number", 12),
        Column("activity", _("Of them for activities, m²"), "number", 14),
        Column("premises_clause", _("Clause"), width=34),
    ]
    rows = [
        {
            "number": each.number,
            "name": each.name,
            "households": each.households,
            "residents": each.people.residents,
            "standard": need.standard.name,
            "workers": need.workers,
            "workers_clause": need.standard.workers_clause,
            "m2": need.m2,
            "activity": need.activity_m2,
            "premises_clause": need.standard.premises_clause,
        }
        for each in dossier.settlements
        for need in each.needs
    ]
    notes = [_("Workers and square metres are rounded up; an empty cell means that the standard is silent.")]
    return Table("needs", _("Workers and premises each community needs"), columns, rows, notes)


def _trail(dossier: Dossier) -> Table:
    columns = [
        Column("at", _("Moment"), "moment", 17),
        Column("before", _("From state"), width=16),
        Column("after", _("To state"), width=16),
        Column("actor", _("Led on by"), width=16),
        Column("step", _("Step of the plan"), width=12),
        Column("note", _("Note"), width=50),
    ]
    rows = [
        {name: getattr(each, name) for name in ("at", "before", "after", "actor", "step", "note")}
        for each in dossier.trail
    ]
    return Table("trail", _("Course of the approval"), columns, rows, [_approval(dossier)])


def _approval(dossier: Dossier) -> str:
    basis = dossier.basis
    if not basis.document:
        return _("There is no document of approval yet.")
    params = {"document": basis.document, "date": basis.document_date, "on": basis.effective_on}
    return _("Approved by %(document)s of %(date)s, in force on %(on)s.") % params


def _opinions(_dossier: Dossier) -> Table:
    """Return the form on which offices decide: the subdistrict proposes, the district approves (today.md, fact 2)."""
    columns = [
        Column("office", _("Office"), width=36),
        Column("opinion", _("Opinion (by hand)"), width=60),
        Column("signed", _("Signature and seal"), width=30),
        Column("on", _("Date (by hand)"), width=16),
    ]
    offices = (
        _("Subdistrict office: proposal"),
        _("Civil affairs department of the district: examination"),
        _("District government: approval"),
    )
    rows = [{"office": office} for office in offices]
    return Table("opinions", _("Opinions and approval"), columns, rows, by_hand=True)


def _asked(dossier: Dossier) -> Table:
    columns = [
        Column("on", _("Day"), "date", 12),
        Column("kind", _("How residents were asked"), width=24),
        Column("place", _("Place"), width=30),
        Column("asked", _("Asked or invited"), "number", 12),
        Column("answered", _("Answered or present"), "number", 12),
        Column("representatives", _("Of them representatives"), "number", 12),
        Column("in_favour", _("In favour"), "number", 10),
        Column("against", _("Against"), "number", 10),
        Column("abstained", _("Abstained"), "number", 10),
    ]
    rows = [{column.key: getattr(each, column.key) for column in columns} for each in dossier.asked]
    voices = dossier.voices
    params = {
        "comments": voices.comments,
        "objections": voices.objections,
        "unanswered": voices.unanswered,
        "drawn": voices.drawn,
    }
    notes = [
        _(
            "Residents sent in %(comments)s comments and %(objections)s objections, of which %(unanswered)s wait for "
            "a reply, and drew %(drawn)s neighbourhoods that were accepted."
        )
        % params
    ]
    return Table("asked", _("Record of the consultation"), columns, rows, notes)


TABLES: Sequence[Callable[[Dossier], Table]] = (
    _official,
    _before,
    _moved,
    _staff,
    _premises,
    _needs,
    _asked,
    _opinions,
    _trail,
)
