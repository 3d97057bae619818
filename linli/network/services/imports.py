"""Bring a list of the network in: who is new is appointed, who hands over ends, nothing else ends."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, Progress, no_progress
from linli.foundation.sheets import Column, Row
from linli.network.models import Holder, Posting
from linli.network.rules import listing
from linli.network.services.holders import HolderFacts, build_holder, facts_of, lay
from linli.network.services.listed import IMPORT, Line, read_rows, survey, understand
from linli.network.services.refusals import NetworkRefused
from linli.network.terms import Expectation

COLUMNS = tuple(
    Column(key, titles[0], "date" if key.endswith(("_from", "_on")) else "text")
    for key, titles in listing.TITLES.items()
)
AT_ONCE = 500


def import_network(
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
    Import a list of who holds which post. On `dry_run` do the same and take it back. `profile` is not used.

    as_of: first day of posts whose row names none (default: today). A row is known again by post, place and name (and
    door, of a household). Of a post there is one of, whoever the list no longer names hands over to whom it does.
    The same list twice changes nothing. Raises SheetRefused for a missing column or an empty list.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        read = read_rows(rows)
        outcome = Outcome(total=len(read))
        lines = understand(read, survey(read, actor, today), as_of or today, outcome)
        _lay(lines, outcome, now, progress)
        outcome.check()
        counts = {name: getattr(outcome, name) for name in ("total", "created", "changed", "unchanged")}
        details = counts | {"rejected": len(outcome.rejected), "as_of": (as_of or today).isoformat()}
        audit.record(actor=actor, action=IMPORT, subject=None, at=now, details=details)
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _lay(lines: list[Line], outcome: Outcome, now: datetime, progress: Progress) -> None:
    """Write the rows: change who is known, appoint who is new, and end who handed over."""
    named = {line.known.pk for line in lines if line.known is not None}
    fresh: list[tuple[Line, Holder | None]] = []
    for done, line in enumerate(lines, 1):
        progress(done)
        try:
            if line.known is not None:
                changed = line.known.holder is not None and _change(line.known.holder, line.facts)
                outcome.changed += changed
                outcome.unchanged += not changed
                continue
            holder = None if line.organisation is not None else build_holder(line.facts, now)
        except NetworkRefused as refused:
            outcome.reject(line.row, str(refused))
            continue
        outcome.created += 1
        fresh.append((line, holder))
    _hand_over(fresh, named, outcome)
    _appoint(fresh)


def _change(holder: Holder, facts: HolderFacts) -> bool:
    """Give a known holder what a row says anew, and tell whether anything is; empty cells change nothing."""
    before = facts_of(holder)
    said = {name: getattr(facts, name) for name in HolderFacts.__dataclass_fields__ if getattr(facts, name)}
    wanted = replace(before, **said)
    if wanted == before:
        return False
    lay(holder, wanted)
    holder.save()
    return True


def _hand_over(fresh: list[tuple[Line, Holder | None]], named: set[int], outcome: Outcome) -> None:
    """End whoever held a post there is one of, where the list names somebody else from a later day on."""
    days = {
        (line.kind.pk, line.area.pk): line.valid_from
        for line, _holder in fresh
        if line.kind.expectation == Expectation.EACH
    }
    areas = {area for _kind, area in days}
    ended = 0
    for start in range(0, len(areas), AT_ONCE):
        some = sorted(areas)[start : start + AT_ONCE]
        for each in Posting.objects.filter(area__in=some, valid_to__isnull=True).exclude(pk__in=named):
            day = days.get((each.kind_id, each.area_id))
            if day is not None and day > each.valid_from:
                each.valid_to = day
                each.save(update_fields=["valid_to"])
                ended += 1
    if ended:
        outcome.notes.append(gettext("%(number)s posts were handed over to somebody else.") % {"number": ended})


def _appoint(fresh: list[tuple[Line, Holder | None]]) -> None:
    """Write new holders and postings, many at once; who is known by name, phone and door is taken as he is."""
    known = _known_holders([holder for _line, holder in fresh if holder is not None and holder.phone])
    chosen: list[Holder | None] = []
    new: list[Holder] = []
    for _line, holder in fresh:
        taken = known.setdefault(_mark(holder), holder) if holder is not None and holder.phone else holder
        if taken is holder and holder is not None:
            new.append(holder)
        chosen.append(taken)
    Holder.objects.bulk_create(new, batch_size=AT_ONCE)
    Posting.objects.bulk_create(
        [
            Posting(
                kind=line.kind,
                area=line.area,
                holder=holder,
                organisation=line.organisation,
                title=line.title,
                document=line.document,
                valid_from=line.valid_from,
            )
            for (line, _), holder in zip(fresh, chosen, strict=True)
        ],
        batch_size=AT_ONCE,
    )


def _known_holders(wanted: list[Holder]) -> dict[tuple[bytes, str, str], Holder]:
    """Return who is known already of these, by phone, name and door."""
    found: dict[tuple[bytes, str, str], Holder] = {}
    for start in range(0, len(wanted), AT_ONCE):
        digests = [each.phone_digest for each in wanted[start : start + AT_ONCE]]
        for each in Holder.objects.filter(phone_digest__in=digests):
            found.setdefault(_mark(each), each)
    return found


def _mark(holder: Holder) -> tuple[bytes, str, str]:
    """Return by what a holder is known again."""
    return bytes(holder.phone_digest or b""), holder.name, holder.door
