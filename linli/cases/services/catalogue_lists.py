"""Whole lists of kinds of cases: the shipped one, and an office's own from Excel."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.cases.models import Category
from linli.cases.queries.policy import POLICY_FOLDER, local_day
from linli.cases.rules.catalogue import faults_of, read_catalogue
from linli.cases.services.refusals import render
from linli.cases.terms import OwnerClass
from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.values import noop

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("编码", "代码", "code"),
    "parent_code": ("上级编码", "大类编码", "parent"),
    "name": ("名称", "小类名称", "name"),
    "owner_class": ("责任类别", "责任主体", "owner"),
    "filing_criterion": ("立案标准", "立案条件", "file"),
    "closing_criterion": ("结案标准", "结案条件", "close"),
    "normal_limit": ("一般时限", "处置时限", "时限", "normal"),
    "urgent_limit": ("紧急时限", "urgent"),
    "very_urgent_limit": ("特急时限", "very_urgent"),
    "source": ("依据", "source"),
}
"""Field -> titles under which offices write it; the first is the one of the empty list."""
LIMIT_WORDS = (
    ("紧急工作时", "wh"), ("工作小时", "wh"), ("工作时", "wh"), ("工作日", "wd"),
    ("小时", "h"), ("自然日", "d"), ("天", "d"), ("日", "d"), ("分钟", "m"),
)  # fmt: skip
CLASS_WORDS = {
    "社区": OwnerClass.COMMUNITY,
    "社区（小区）": OwnerClass.COMMUNITY,
    "街道": OwnerClass.SUBDISTRICT,
    "共建单位": OwnerClass.PARTNER,
    "职能部门": OwnerClass.DEPARTMENT,
    "部门": OwnerClass.DEPARTMENT,
}
NO_COLUMN = noop("The list has no column “%(column)s”.")
NO_PARENT = noop("The group %(code)s is not in the list and not in the catalogue.")
TWICE = noop("The code %(code)s stands twice in the list.")


@transaction.atomic
def load_default_categories(*, actor: Any, now: datetime) -> int:
    """Store the shipped kinds that are not in the catalogue yet, and return how many; an office's edits stay."""
    with (POLICY_FOLDER / "categories.toml").open("rb") as handle:
        kinds = list(read_catalogue(tomllib.load(handle)))
    known = {category.code: category for category in Category.objects.all()}
    made = 0
    for kind in kinds:
        if kind.code not in known:
            parent = known[kind.parent_code] if kind.parent_code else None
            known[kind.code] = Category.objects.create(code=kind.code, parent=parent, **kind.fields)
            made += 1
    if made:
        audit.record(actor=actor, action="cases.load_categories", subject=None, at=now, details={"made": made})
    return made


def import_categories(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: date | None = None,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> Outcome:
    """
    Import an office's list of kinds: code, group, name, owner class, both criteria, limits; titles as offices write.

    A row is known again by its code. Raises SheetRefused for a missing column. `profile` is not used.
    """
    outcome, seen = Outcome(), set()
    with transaction.atomic():
        for row in rows:
            outcome.total += 1
            cells = _cells(row)
            if cells["code"] in seen:
                outcome.reject(row, gettext(TWICE) % {"code": cells["code"]})
                continue
            seen.add(cells["code"])
            _take(row, cells, outcome, valid_from=as_of or local_day(now))
            progress(outcome.total)
        counts = {name: getattr(outcome, name) for name in ("total", "created", "changed", "unchanged")}
        audit.record(actor=actor, action="cases.import_categories", subject=None, at=now, details=counts)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _cells(row: Row) -> dict[str, str]:
    """Return the cells of a row by field. Raises SheetRefused if a needed column is missing."""
    found = {}
    for field, titles in COLUMNS.items():
        title = next((each for each in titles if each in row.cells), None)
        if title is None and field in ("code", "name", "normal_limit"):
            raise SheetRefused("categories.columns", gettext(NO_COLUMN) % {"column": titles[0]})
        found[field] = row.cells[title].strip() if title is not None else ""
    return found


def _take(row: Row, cells: dict[str, str], outcome: Outcome, *, valid_from: date) -> None:
    parent_code = cells.pop("parent_code") or (cells["code"][:2] if len(cells["code"]) > 2 else "")
    parent = Category.objects.filter(code=parent_code).first() if parent_code else None
    if parent_code and parent is None:
        outcome.reject(row, gettext(NO_PARENT) % {"code": parent_code})
        return
    fields = read_cells(cells, parent)
    faults = faults_of(fields)
    if faults:
        outcome.reject(row, " ".join(render(fault) for fault in faults))
        return
    _lay(fields, parent, outcome, valid_from)


def _lay(fields: dict[str, Any], parent: Category | None, outcome: Outcome, valid_from: date) -> None:
    found = Category.objects.filter(code=fields["code"]).first()
    if found is None:
        Category.objects.create(parent=parent, valid_from=valid_from, **fields)
        outcome.created += 1
    elif all(getattr(found, name) == value for name, value in fields.items()):
        outcome.unchanged += 1
    else:
        for name, value in fields.items():
            setattr(found, name, value)
        found.save()
        outcome.changed += 1


def read_cells(cells: dict[str, str], parent: Category | None) -> dict[str, Any]:
    """Return the fields of a kind from an office's words: 责任类别 by name, limits as 4工作时 or 4wh."""
    fields: dict[str, Any] = {name: value for name, value in cells.items() if value}
    owner = cells.get("owner_class", "")
    fields["owner_class"] = CLASS_WORDS.get(owner, owner) or (parent.owner_class if parent else OwnerClass.COMMUNITY)
    for name in ("normal_limit", "urgent_limit", "very_urgent_limit"):
        if cells.get(name):
            fields[name] = read_limit(cells[name])
    fields.setdefault("urgent_limit", fields.get("normal_limit", ""))
    return fields


def read_limit(text: str) -> str:
    """Return a limit as the policy writes it from an office's words; unknown words stay as they are."""
    plain = "".join(text.split()).replace("个", "").replace("內", "内").removesuffix("内")
    for word, suffix in LIMIT_WORDS:
        if plain.endswith(word):
            return plain.removesuffix(word) + suffix
    return plain
