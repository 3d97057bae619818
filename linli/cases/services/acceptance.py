"""Acts of the acceptor: claim, verify, file, decline, merge, solve on the spot, correct kind and place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Case, Category
from linli.cases.queries.standing import category_facts
from linli.cases.rules import clocks as timing
from linli.cases.rules import texts
from linli.cases.rules.limits import Limit, handling_limit
from linli.cases.rules.table import Carry
from linli.cases.services.dossier import Dossier
from linli.cases.services.photos import Photo, add_photos
from linli.cases.services.refusals import TextRefused
from linli.cases.services.safety import call_for_safety
from linli.cases.services.wording import carried, checked, note_of
from linli.cases.terms import (
    Act,
    EvidenceKind,
    OwnerClass,
    Urgency,
)
from linli.foundation import search
from linli.values import Reason, noop

NOT_A_LEAF = noop("Choose a kind of case on the second level; “%(name)s” is a group.")


@transaction.atomic
def claim(*, case_id: int, actor: Any, now: datetime, version: int | None = None) -> Case:
    """Take a waiting case on oneself, so that colleagues see it. Raises MoveRefused, ConflictError."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    file.judge(Act.CLAIM)
    file.case.claimed_by = actor
    file.advance(Act.CLAIM)
    return file.store()


@transaction.atomic
def send_verify(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Ask for a look on the spot before filing; `note` is the question. The accept clock stands still."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    question = note_of(note)
    file.judge(Act.VERIFY, carried=carried(note=question))
    file.advance(Act.VERIFY, note=question)
    return file.store()


@transaction.atomic
def report_verified(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    note: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """Report what was found on the spot; the case waits for the acceptor again."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    found = note_of(note)
    file.judge(Act.VERIFIED, carried=carried(note=found))
    add_photos(file, photos, EvidenceKind.BEFORE)
    file.advance(Act.VERIFIED, note=found)
    return file.store()


@transaction.atomic
def file_case(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    category: Category,
    owner_class: OwnerClass | None = None,
    urgency: Urgency = Urgency.NORMAL,
    area: Any = None,
    summary: str = "",
    note: str = "",
    version: int | None = None,
) -> Case:
    """
    File a case: leaf category, owner class (the category's unless given), urgency and community are now fixed.

    The limits follow from them; the clocks of dispatch and of the whole case begin.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    if area is not None:
        file.case.area = area
    classify(file, category, owner_class or category.owner_class, urgency)
    file.case.summary = checked("summary", texts.clean_line(summary), texts.SUMMARY_MAX)
    has_photo = category.needs_photo and file.case.evidence.exists()
    photo = {Carry.BEFORE_PHOTO} if has_photo else set()
    brought = {Carry.CATEGORY, Carry.OWNER_CLASS} | photo | placed(file)
    file.judge(Act.FILE, facts=category_facts(category), carried=frozenset(brought))
    begin_whole(file)
    file.advance(Act.FILE, note=note_of(note))
    call_for_safety(file)
    stored = file.store()
    if stored.summary:
        search.index("cases_case", stored.pk, stored.summary)
    return stored


def classify(file: Dossier, category: Category, owner_class: OwnerClass, urgency: Urgency) -> None:
    """Set kind, class, urgency and handling limit. Raises TextRefused for a group instead of a kind."""
    if category.parent_id is None:
        raise TextRefused("category", Reason("cases.md#file", NOT_A_LEAF, {"name": category.name}))
    case = file.case
    case.category, case.owner_class, case.urgency = category, owner_class, urgency
    case.limit = str(limit_for(category, urgency))


def limit_for(category: Category, urgency: Urgency) -> Limit:
    """Return the handling limit of a kind of case."""
    return handling_limit(category.normal_limit, category.urgent_limit, category.very_urgent_limit, urgency)


def begin_whole(file: Dossier) -> None:
    """Begin the clock of the whole case."""
    case = file.case
    case.filed_at, case.area_at_filing = file.now, case.area
    handle = Limit.parse(case.limit)
    case.overall_due_at = timing.overall_due(file.now, file.policy, case.urgency, handle, file.calendar)


def placed(file: Dossier) -> set[Carry]:
    """Return AREA if the case lies in a community, nothing while it waits in a pool."""
    return {Carry.AREA} if file.case.area.tier.code == "community" else set()
