"""The items of a version as rows of a workbook, both ways."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from linli.foundation import sheets
from linli.standards.rules.items import ItemFacts
from linli.standards.rules.numbers import centi, in_points, number_of
from linli.standards.rules.rule_texts import RuleTextError, read_rule, write_rule
from linli.standards.terms import ItemKind, RuleKind, ScorerKind
from linli.values import Term, noop

TITLES: dict[str, str] = {
    "code": noop("Number"),
    "parent": noop("In group"),
    "name": noop("Item"),
    "guidance": noop("How to check"),
    "kind": noop("Kind"),
    "points": noop("Full points"),
    "rule_kind": noop("Rule"),
    "rule": noop("Numbers of the rule"),
    "feed": noop("Fed by"),
    "scorer": noop("Scored by"),
    "needs_evidence": noop("Evidence is required"),
    "is_key": noop("Key item"),
    "clause": noop("Clause"),
}
WIDE = ("name", "guidance", "rule")
LANGUAGES = ("zh-hans", "en")
MOST = 2000


class RowRefused(ValueError):
    """A row of a list is no item; the text says why."""


def list_columns() -> list[sheets.Column]:
    """Return the columns of the list."""
    return [sheets.Column(key, _(title), width=36 if key in WIDE else 0) for key, title in TITLES.items()]


def list_rows(items: Iterable[ItemFacts]) -> Iterator[dict[str, Any]]:
    """Yield one item after the other as cells."""
    for item in items:
        plain = {name: getattr(item, name) for name in ("code", "parent", "name", "guidance", "feed", "clause")}
        yield plain | {
            "kind": _(item.kind.label),
            "points": in_points(item.max_centipoints) if item.max_centipoints else "",
            "rule_kind": "" if item.kind is ItemKind.GROUP else _(item.rule_kind.label),
            "rule": write_rule(item.rule),
            "scorer": "" if item.kind is ItemKind.GROUP else _(item.scorer.label),
            "needs_evidence": _("yes") if item.needs_evidence else "",
            "is_key": _("yes") if item.is_key else "",
        }


def read_items(source: Any) -> list[ItemFacts]:
    """Return the items of a workbook as `list_rows` writes it. Raises SheetRefused, RowRefused."""
    sheet = sheets.read(source)
    known = {_in(language, title): key for language in LANGUAGES for key, title in TITLES.items()}
    columns = {title: known[title.strip()] for title in sheet.columns if title.strip() in known}
    if absent := {"code", "name"} - set(columns.values()):
        raise RowRefused(_("The list has no column “%(name)s”.") % {"name": _(TITLES[min(absent)])})
    found = []
    for row in sheet.rows:
        cells = dict.fromkeys(TITLES, "") | {key: row.cells.get(title, "").strip() for title, key in columns.items()}
        if not any(cells.values()):
            continue
        try:
            found.append(_item(cells))
        except ValueError as error:
            raise RowRefused(_("Row %(number)s: %(why)s") % {"number": row.number, "why": error}) from error
        if len(found) > MOST:
            raise RowRefused(_("A standard has at most %(most)s items.") % {"most": MOST})
    return found


def _item(cells: Mapping[str, str]) -> ItemFacts:
    """Return the item of a row. Raises ValueError with a sentence fit to show."""
    points = number_of(cells["points"] or "0")
    if points is None or points < 0:
        raise ValueError(_("“%(text)s” are no points.") % {"text": cells["points"]})
    try:
        rule = read_rule(cells["rule"])
    except RuleTextError as error:
        raise ValueError(_("“%(text)s” is no number of a rule.") % {"text": error}) from error
    usual = ItemKind.POINTS if points else ItemKind.GROUP
    plain = {name: cells[name] for name in ("code", "name", "parent", "guidance", "clause", "feed")}
    return ItemFacts(
        kind=_word(ItemKind, cells["kind"], usual),
        max_centipoints=centi(points),
        rule_kind=_word(RuleKind, cells["rule_kind"], RuleKind.MANUAL),
        rule=rule,
        scorer=_word(ScorerKind, cells["scorer"], ScorerKind.SYSTEM if cells["feed"] else ScorerKind.TEAM),
        needs_evidence=_is_yes(cells["needs_evidence"]),
        is_key=_is_yes(cells["is_key"]),
        **plain,
    )


def _word(term: Any, text: str, usual: Any) -> Any:
    """Return the word of a closed list by its code or its label in either language. Raises ValueError."""
    if not text:
        return usual
    member: Term
    for member in term:
        if text in {member.value, *(_in(language, member.label) for language in LANGUAGES)}:
            return member
    raise ValueError(_("“%(text)s” is not one of the words for this column.") % {"text": text})


def _is_yes(text: str) -> bool:
    return text.casefold() in {"1", "true", "x", *(_in(language, noop("yes")).casefold() for language in LANGUAGES)}


def _in(language: str, message: str) -> str:
    """Return a message in a language, whatever that of the page."""
    with override(language):
        return _(message)


class UploadForm(forms.Form):
    """A workbook with the items of a draft."""

    upload = forms.FileField(
        label=gettext_lazy("Workbook of items"),
        help_text=gettext_lazy("As this page hands it out. Every item of the draft is replaced."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_upload(self) -> list[ItemFacts]:
        """Return the items of the workbook."""
        try:
            return read_items(self.cleaned_data["upload"])
        except (sheets.SheetRefused, RowRefused) as refused:
            raise forms.ValidationError(str(refused)) from refused
