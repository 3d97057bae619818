"""What an import did, row by row, and what a room offers for import."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from linli.foundation import sheets
from linli.foundation.sheets import Column, Row, Sheet
from linli.values import noop


class RunCancelled(Exception):
    """Somebody stopped the import; raised by `progress`, to be let through."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its number in the file, its cells as read, and why."""

    number: int
    cells: Mapping[str, str]
    reason: str


@dataclass(slots=True)
class Outcome:
    """
    The result of an import: every row of the file is counted exactly once.

    columns: titles of the file, in their order, for the file of rejected rows.
    notes: sentences for the person importing, about the list as a whole.
    doubts: sentences that speak against the list as it was read; a person must say that it is right all the same.
    """

    total: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Return how many rows were taken, whether or not they changed something."""
        return self.created + self.changed + self.unchanged

    def reject(self, row: Row, reason: str) -> None:
        """Count a row as not taken."""
        cells = row.given_back
        self.columns = list(dict.fromkeys((*self.columns, *cells)))
        self.rejected.append(Rejected(row.number, cells, reason))

    def check(self) -> "Outcome":
        """Return self; raises ValueError if a row was counted twice or not at all."""
        if self.accepted + len(self.rejected) != self.total:
            raise ValueError(
                f"{self.total} rows, but {self.accepted} accepted and {len(self.rejected)} rejected: a row is lost"
            )
        return self


class Progress(Protocol):
    """Tells how many rows are done; raises RunCancelled when the import was stopped."""

    def __call__(self, done: int) -> None:
        """Report `done` rows."""


def no_progress(done: int) -> None:
    """Report to nobody, for commands and tests."""


@dataclass(frozen=True, slots=True)
class Importer:
    """
    One kind of list that can be imported.

    run: called as run(rows, actor=, now=, as_of=, dry_run=, profile=, progress=) with an iterator of `Row`, inside a
    transaction that the caller rolls back after a dry run; returns an Outcome and writes its own audit line. It may
    raise SheetRefused for a list that is wrong as a whole.
    label, note: message ids; columns: what an empty file for filling in shows; asks_as_of: the list holds for a day
    that must be said; profiles: names to choose from (code, label), if any, asked for as `asks_profile`.
    read: opens the stored file, called as `sheets.read` is; accepts: names of files for the browser, "" for lists;
    hint: what to send. takes_sets: several files of one upload are packed into one .zip. preview: name of the address
    that gives a run's shapes for a map, "" for lists without any.
    """

    label: str
    action: str
    columns: tuple[Column, ...]
    run: Callable[..., Outcome]
    asks_as_of: bool = False
    profiles: Callable[[], Iterable[tuple[str, str]]] | None = None
    asks_profile: str = noop("Source of the list")
    note: str = ""
    read: Callable[..., Sheet] = sheets.read
    accepts: str = ""
    hint: str = ""
    takes_sets: bool = False
    preview: str = ""
