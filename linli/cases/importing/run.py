"""Brings the rows of a foreign list in as cases with their history."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.bulk import Book, acts, end_as_elsewhere, list_kinds
from linli.cases.importing.areas import Communities
from linli.cases.importing.cells import RowRefused
from linli.cases.importing.checking import ProfileError
from linli.cases.importing.profile import ENDED_STATES, Profile, list_profiles, load_profile
from linli.cases.importing.rows import Draft, read_row
from linli.cases.models import Category, Report
from linli.cases.rules import texts
from linli.cases.services.dossier import Dossier
from linli.cases.services.refusals import MoveRefused
from linli.cases.terms import TERMINAL, Channel, State
from linli.foundation.imports import Outcome, Progress, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.values import Reason, noop

EVERY = 500
TEXT_MAX = 50_000
TOO_LONG = noop("The text has %(given)s characters; at most %(most)s can be taken.")
TWICE = noop("The number “%(value)s” stands in this file before, in row %(row)s.")
NO_CATEGORY = noop("%(key)s is %(value)s, but no kind of case in force has this code; some are %(known)s.")
NO_COLUMNS = noop("The file has no column %(missing)s, which the profile reads. Its columns are: %(present)s.")


def own_folder() -> Path:
    """Return the folder in which an installation keeps profiles of its own."""
    return Path(settings.DATA_DIR) / "profiles"


def list_choices() -> list[tuple[str, str]]:
    """Return (name, title) of every profile that can be chosen; one that cannot be read shows its name."""
    found = []
    for name in list_profiles(own_folder()):
        try:
            found.append((name, load_profile(name, own_folder()).title))
        except ProfileError:
            found.append((name, name))
    return found


@transaction.atomic
def import_cases(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: date | None = None,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Progress = no_progress,
) -> Outcome:
    """
    Bring rows in by a profile (its name or path) and say what became of every one.

    A number that came in before changes nothing, unless its case is open here and ended there: then it ends.
    The caller rolls back after a dry run. Raises SheetRefused for a profile or a file that does not fit.
    """
    try:
        intake = Intake(load_profile(profile or "", own_folder()), actor=actor, now=now)
    except ProfileError as fault:
        raise SheetRefused("profile", fault.render(_)) from fault
    for done, row in enumerate(rows, 1):
        intake.take(row)
        if done % EVERY == 0:
            progress(done)
    return intake.finish()


class Intake:
    """One import: what is known before the first row, and what the rows so far became."""

    def __init__(self, profile: Profile, *, actor: Any, now: datetime) -> None:
        """Look up what the profile names. Raises ProfileError."""
        self.profile, self.actor, self.now = profile, actor, now
        self.categories = _categories(profile, now)
        self.communities = Communities(profile.place, actor=actor, now=now)
        self.book, self.outcome = Book(), Outcome()
        self._present = _present(profile.name)
        self._seen: dict[str, int] = {}

    def take(self, row: Row) -> None:
        """Take one row in, or set it aside with the reason."""
        if not self.outcome.total:
            self._check_columns(row)
        self.outcome.total += 1
        try:
            draft = read_row(row.cells, profile=self.profile, now=self.now)
            self._check(draft, row)
            if draft.external_id in self._present:
                self._again(draft)
            else:
                self._tell(draft)
                self.outcome.created += 1
        except RowRefused as refused:
            self.outcome.reject(row, _rendered(refused.reason))
        except MoveRefused as refused:
            self.outcome.reject(row, str(refused))

    def finish(self) -> Outcome:
        """Store everything and return the outcome."""
        self.book.write()
        return self.outcome

    def _check_columns(self, row: Row) -> None:
        """Refuse the file if it lacks a column that the profile reads."""
        missing = self.profile.columns_missing(set(row.cells))
        if missing:
            text = _(NO_COLUMNS) % {"missing": ", ".join(missing), "present": ", ".join(row.cells)}
            raise SheetRefused("columns", text, columns=list(row.cells))

    def _check(self, draft: Draft, row: Row) -> None:
        """Refuse a number that came before in this file, and a text beyond all measure."""
        earlier = self._seen.setdefault(draft.external_id, row.number)
        if earlier != row.number:
            raise RowRefused(TWICE, value=draft.external_id, row=str(earlier))
        if len(draft.text) > TEXT_MAX:
            raise RowRefused(TOO_LONG, given=str(len(draft.text)), most=str(TEXT_MAX))

    def _tell(self, draft: Draft) -> None:
        """Add the history of a row to the book."""
        profile = self.profile
        area = self.communities.find(draft)
        category = self.categories[draft.category]
        life = self.book.open(
            text=draft.text,
            token=f"import {profile.name}:{draft.external_id}",
            at=draft.reported_at,
            area=area,
            actor=self.actor,
            contact=texts.clean_line(draft.contact)[: texts.CONTACT_MAX],
            reported={
                "channel": Channel(draft.channel),
                "external_id": f"{profile.name}:{draft.external_id}",
                "language": profile.language,
            },
            category=category,
            owner_class=category.owner_class if draft.state in ENDED_STATES else None,
            longitude=draft.point[0] if draft.point else None,
            latitude=draft.point[1] if draft.point else None,
            address=texts.clean_line(draft.address)[: texts.ADDRESS_MAX],
        )
        life.case.summary = texts.clean_line(draft.summary)[: texts.SUMMARY_MAX]
        if draft.state in ENDED_STATES:
            life.at(cast(datetime, draft.ended_at), self.actor).end_elsewhere(State(draft.state), draft.closing_text)
        elif draft.state == State.FILED:
            acts.file_case(life, category, summary=life.case.summary)

    def _again(self, draft: Draft) -> None:
        """End a case that came in open before and has ended at its source; nothing else ever changes."""
        case_id, state = self._present[draft.external_id]
        if draft.state not in ENDED_STATES or state in TERMINAL:
            self.outcome.unchanged += 1
            return
        file = Dossier.open(case_id, actor=self.actor, now=cast(datetime, draft.ended_at))
        end_as_elsewhere(file, State(draft.state), draft.closing_text)
        file.store()
        self.outcome.changed += 1


def _categories(profile: Profile, now: datetime) -> dict[str, Category]:
    """Return the kinds of cases that the profile names, by code. Raises ProfileError for one that does not exist."""
    known = list_kinds(now)
    named = {"categories.default": profile.default_category}
    named |= {f"categories.map.{theirs}": code for theirs, code in profile.categories.items()}
    named |= {f"categories.words.{code}": code for code in profile.category_words}
    some = ", ".join(sorted(known)[:12])
    faults = [
        Reason("profile", NO_CATEGORY, {"key": key, "value": code, "known": some})
        for key, code in named.items()
        if code not in known
    ]
    if faults:
        raise ProfileError(faults)
    return known


def _present(source: str) -> dict[str, tuple[int, State]]:
    """Return what came in from this source before: number -> (case, its state)."""
    rows = Report.objects.filter(external_id__startswith=f"{source}:")
    return {
        str(number).partition(":")[2]: (case_id, State(state))
        for number, case_id, state in rows.values_list("external_id", "case_id", "case__state")
    }


def _rendered(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return reason.render(_)
