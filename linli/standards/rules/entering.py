"""What becomes of one row of an entry page: nothing, a new observation, or what speaks against it."""

from dataclasses import dataclass

from linli.standards.rules.plausibility import Asked, Flaw, Said, judge, read
from linli.standards.terms import ValueKind
from linli.values import Reason, noop

MOST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody typed into a row, and the stored picture that was sent with it."""

    text: str = ""
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a row: the value, the note, and the picture that proves it."""

    said: Said
    note: str = ""
    file: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether it says nothing at all."""
        return self.said.is_empty and not self.note and not self.file


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row: `kept` if a new observation is to be written, `flaws` if something speaks against it."""

    kept: Kept | None = None
    flaws: tuple[Flaw, ...] = ()


def weigh(asked: Asked, entered: Entered, present: Kept | None, last: Said | None) -> Verdict:
    """
    Judge one row. present: what stands there now, if anything; last: the value of the span before.

    A doubt is dropped once there is a note; what already stands there is not judged again.
    """
    note = " ".join(entered.note.split())
    if len(note) > MOST_NOTE:
        return _against("long_note", noop("The note is longer than 300 characters."))
    said = read(asked, entered.text)
    if isinstance(said, Flaw):
        return Verdict(flaws=(said,))
    kept = Kept(said, note, entered.file or (present.file if present else ""))
    if kept == (present or Kept(Said())):
        return Verdict()
    if kept.is_empty or (said.is_empty and present and not present.said.is_empty and note == present.note):
        text = noop("A value stood here. If there is none, say why in the note.")
        return _against("withdrawn", text, is_doubt=True)
    flaws = judge(asked, said, last)
    if any(not flaw.is_doubt for flaw in flaws) or (flaws and not note):
        return Verdict(flaws=tuple(flaws))
    return Verdict(kept=kept)


def is_missing(asked: Asked, kept: Kept | None) -> Flaw | None:
    """Return what speaks against handing in a row as it stands: nothing is said, not even why."""
    if kept is not None and not kept.is_empty:
        return None
    if asked.kind is ValueKind.EVIDENCE:
        return Flaw(Reason("standards.no_evidence", noop("Say in the note what proves it, or add a photo.")))
    text = noop("Nothing is entered. If there is no value, say why in the note.")
    return Flaw(Reason("standards.nothing_entered", text))


def _against(rule: str, text: str, *, is_doubt: bool = False) -> Verdict:
    """Return the verdict of one flaw."""
    return Verdict(flaws=(Flaw(Reason(f"standards.{rule}", text), is_doubt),))
