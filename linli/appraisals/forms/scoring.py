"""
The grid on which an assessor types: one row for each subject of an item, or for each item of a subject.

What was typed stays in its row, also where it cannot stand; nothing is lost when one row is wrong.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from linli.appraisals.models import ScoreLine
from linli.appraisals.queries.scoring import Task, asked
from linli.appraisals.rules.points import CENTI, in_points
from linli.appraisals.services.scoring import Entry
from linli.appraisals.terms import Asked
from linli.foundation.uploads import UploadRefused
from linli.standards.queries import Item, Subject
from linli.values import Reason

MOST_DIGITS = 12
MOST_LETTERS = 500
SALT = "linli.appraisals.photo"
"""Seals the path of a photo that was stored while another part of its row could not stand."""
Store = Callable[[Any], str]


@dataclass
class Row:
    """One row: what stands there, what was typed, what is wrong with it."""

    subject: Subject
    item: Item
    line: ScoreLine | None
    typed: str = ""
    comment: str = ""
    cases: str = ""
    file: Any = None
    kept: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what the controls of the row are called."""
        return f"{self.subject.pk}-{self.item.id}"

    @property
    def asked(self) -> Asked:
        """Return what is typed."""
        return asked(self.item)

    @property
    def is_yes_no(self) -> bool:
        """Whether yes or no is chosen."""
        return self.asked in (Asked.HAPPENED, Asked.PASSED)

    @property
    def shows_evidence(self) -> bool:
        """Whether the controls of evidence stand open: where it is required and missing."""
        has = self.kept or self.cases or (self.line is not None and self.line.file)
        return bool(self.item.needs_evidence and not has)

    @property
    def full(self) -> str:
        """Return the full points."""
        return in_points(self.item.max_centipoints)

    @property
    def points(self) -> str:
        """Return the points that stand there."""
        return in_points(self.line.centipoints) if self.line else ""


class Grid:
    """The rows of one page with what a person typed into them."""

    def __init__(self, task: Task, *, subject: int | None = None, item: int | None = None) -> None:
        """Take the task and the one subject or item that the page is about."""
        self.task = task
        self.rows = [
            Row(one, each, line, **_standing(each, line))
            for one in task.subjects
            for each in task.items
            if subject in (None, one.pk) and item in (None, each.id)
            for line in [task.lines.get((one.pk, each.id))]
        ]

    @property
    def has_errors(self) -> bool:
        """Whether something typed cannot stand."""
        return any(row.errors for row in self.rows)

    @property
    def focus(self) -> str:
        """Return the row where typing goes on: the first that is wrong, else the first that is empty."""
        wrong = [row.name for row in self.rows if row.errors]
        empty = [row.name for row in self.rows if not row.typed]
        return next(iter([*wrong, *empty]), "")

    def take(self, post: Mapping[str, Any], files: Mapping[str, Any]) -> None:
        """Take over what was typed."""
        for row in self.rows:
            row.typed = str(post.get(f"value-{row.name}", ""))[:40].strip()
            row.comment = str(post.get(f"comment-{row.name}", ""))[:MOST_LETTERS].strip()
            row.cases = str(post.get(f"cases-{row.name}", ""))[:MOST_LETTERS].strip()
            row.file = files.get(f"photo-{row.name}")
            row.kept = str(post.get(f"kept-{row.name}", ""))

    def entries(self, post: Mapping[str, Any], store: Store, known: Callable[[set[int]], set[int]]) -> list[Entry]:
        """
        Return the rows whose numbers can be read, ready to be written; the others keep their errors.

        store: a photo -> its stored path. known: numbers of cases -> those that the person may see.
        """
        wanted = {int(number) for row in self.rows for number in _numbers(row.cases)}
        seen_cases = known(wanted) if wanted else set()
        made = []
        for row in self.rows:
            typed = self._number(row)
            self._check_cases(row, seen_cases)
            if not row.errors:
                made.append(_entry(row, typed, post.get(f"seen-{row.name}", ""), store))
        return [entry for entry in made if entry is not None]

    def refuse(self, refused: Mapping[tuple[int, int], tuple[Reason, ...]]) -> None:
        """Put reasons beside the rows they speak of."""
        for row in self.rows:
            row.errors += [reason.render(_) for reason in refused.get((row.subject.pk, row.item.id), ())]

    def stand(self, fresh: Task) -> None:
        """Show the rows that were written as they stand now; the others keep what was typed."""
        for row in self.rows:
            row.line = fresh.lines.get((row.subject.pk, row.item.id))
            if not row.errors:
                shown = _standing(row.item, row.line)
                row.typed, row.cases = shown.get("typed", ""), shown.get("cases", "")
                row.comment = row.kept = ""

    def _number(self, row: Row) -> Decimal | None:
        """Return the number typed, None where the field is empty."""
        text = row.typed.replace("，", ".").replace(",", ".").replace("。", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= 10**MOST_DIGITS:
            row.errors.append(_("Type a number, such as 8.5."))
            return None
        return number

    def _check_cases(self, row: Row, known: set[int]) -> None:
        strange = [number for number in _numbers(row.cases) if int(number) not in known]
        if strange:
            row.errors.append(_("No such case within your duties: %(numbers)s.") % {"numbers": ", ".join(strange)})


def _numbers(text: str) -> list[str]:
    """Return the numbers of cases in a text."""
    return [part for part in re.findall(r"\d+", text) if len(part) <= 18]


def _standing(item: Item, line: ScoreLine | None) -> dict[str, Any]:
    """Return what a row shows before anything is typed."""
    if line is None:
        return {}
    raw = line.raw
    value = in_points(line.centipoints) if raw is None else f"{raw.normalize():f}"
    if asked(item) is Asked.POINTS:
        value = f"{(Decimal(line.centipoints) / CENTI).normalize():f}"
    return {"typed": value, "cases": " ".join(line.cases)}


def _entry(row: Row, typed: Decimal | None, seen: str, store: Store) -> Entry | None:
    """Return a row as the service takes it; None if its photo cannot be taken."""
    try:
        path = store(row.file) if row.file else signing.loads(row.kept, salt=SALT) if row.kept else ""
    except (UploadRefused, signing.BadSignature) as refused:
        row.errors.append(str(refused))
        return None
    row.kept = signing.dumps(path, salt=SALT) if path else ""
    return Entry(
        subject=row.subject.pk,
        item=row.item.id,
        typed=typed,
        comment=row.comment,
        file=path,
        cases=tuple(_numbers(row.cases)),
        seen=int(seen) if seen.isdecimal() else None,
    )
