"""Standards begin, change while they are drafts, are published and retired; the next version begins as a copy."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places import queries as places
from linli.standards.models import Standard, StandardItem, StandardVersion
from linli.standards.queries.standard_presets import Preset
from linli.standards.queries.versions import facts_of, seal_of
from linli.standards.rules.items import ItemFacts, check_whole
from linli.standards.services.refusals import StandardRefused, refuse
from linli.standards.terms import SubjectKind, VersionState
from linli.values import noop

CHANGEABLE = ("document", "text", "pass_centipoints", "valid_from")
COLUMNS = tuple(column.name for column in fields(ItemFacts) if column.name != "parent")


@transaction.atomic
def begin_standard(
    *,
    code: str,
    name: str,
    subject_kind: SubjectKind | str,
    area: places.Area,
    actor: Any,
    now: datetime,
    items: Iterable[ItemFacts] = (),
    **facts: Any,
) -> StandardVersion:
    """
    Begin a standard with its first draft. items: in the order of the tree; facts: of the draft, see `change_version`.

    Raises StandardRefused if the code is taken or there is no name.
    """
    code, name = code.strip(), " ".join(name.split())
    if not code or not name:
        raise refuse("no_name", noop("A standard needs a code and a name."))
    if Standard.objects.filter(code=code).exists():
        raise refuse("code_taken", noop("There is a standard with the code “%(code)s” already."), code=code)
    standard = Standard.objects.create(code=code, name=name, subject_kind=SubjectKind(subject_kind), area=area)
    version = StandardVersion.objects.create(standard=standard, number=1, **_changes(facts))
    store_items(version, items)
    audit.record(actor=actor, action="standards.begin_standard", subject=version, at=now, note=name)
    return version


def open_preset(*, preset: Preset, area: places.Area, actor: Any, now: datetime) -> StandardVersion:
    """Open a standard that comes with the house as an ordinary draft, under its code or one with a number behind."""
    taken = set(Standard.objects.filter(code__startswith=preset.code).values_list("code", flat=True))
    names = (preset.code, *(f"{preset.code}-{number}" for number in range(2, len(taken) + 3)))
    return begin_standard(
        code=next(code for code in names if code not in taken),
        name=preset.name,
        subject_kind=preset.subject_kind,
        area=area,
        actor=actor,
        now=now,
        items=preset.items,
        document=preset.document,
        text=preset.text,
        pass_centipoints=preset.pass_centipoints,
    )


@transaction.atomic
def next_draft(*, standard_id: int, actor: Any, now: datetime) -> StandardVersion:
    """Begin the next version as a copy of the newest one. Raises StandardRefused while there is a draft."""
    newest = StandardVersion.objects.select_for_update().filter(standard=standard_id).order_by("-number").first()
    if newest is None or newest.state is VersionState.DRAFT:
        raise refuse("draft_exists", noop("There is a draft already; change that one."))
    kept = {name: getattr(newest, name) for name in ("document", "text", "pass_centipoints")}
    version = StandardVersion.objects.create(standard_id=standard_id, number=newest.number + 1, **kept)
    store_items(version, facts_of(newest))
    details = {"standards.copied_from": newest.pk}
    note = str(version)
    audit.record(actor=actor, action="standards.next_draft", subject=version, at=now, note=note, details=details)
    return version


@transaction.atomic
def change_version(
    *,
    version_id: int,
    actor: Any,
    now: datetime,
    document: str = "",
    text: str = "",
    pass_centipoints: int | None = None,
    valid_from: date | None = None,
) -> StandardVersion:
    """Change the facts of a draft. Raises StandardRefused for a version that is published."""
    version = lock_draft(version_id)
    facts = {
        "document": document.strip(),
        "text": text.replace("\r\n", "\n").strip(),
        "pass_centipoints": pass_centipoints,
        "valid_from": valid_from,
    }
    changed = [name for name, value in facts.items() if getattr(version, name) != value]
    for name in changed:
        setattr(version, name, facts[name])
    version.save(update_fields=changed)
    details = {"standards.fields": changed}
    record_change(version, actor=actor, now=now, details=details)
    return version


@transaction.atomic
def publish_version(*, version_id: int, actor: Any, now: datetime) -> StandardVersion:
    """
    Freeze a draft under its digest; nothing of it changes afterwards.

    Raises StandardRefused with everything that is missing.
    """
    version = lock_draft(version_id)
    reasons = list(check_whole(facts_of(version), version.pass_centipoints))
    if version.valid_from is None:
        text = noop("Say from which day the version is valid.")
        reasons += refuse("no_day", text).reasons
    if reasons:
        raise StandardRefused(*reasons)
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, now, actor
    version.digest = seal_of(version)
    version.save(update_fields=["state", "published_at", "published_by", "digest"])
    details = {"standards.digest": version.digest}
    note = str(version)
    audit.record(actor=actor, action="standards.publish_standard", subject=version, at=now, note=note, details=details)
    return version


@transaction.atomic
def retire_version(*, version_id: int, actor: Any, now: datetime) -> StandardVersion:
    """Take a published version out of use; what was judged by it stays. Raises StandardRefused for any other."""
    version = StandardVersion.objects.select_for_update(of=("self",)).select_related("standard").get(pk=version_id)
    if version.state is not VersionState.PUBLISHED:
        raise refuse("not_published", noop("Only a published version can be taken out of use."))
    version.state = VersionState.RETIRED
    version.save(update_fields=["state"])
    audit.record(actor=actor, action="standards.retire_standard", subject=version, at=now, note=str(version))
    return version


def lock_draft(version_id: int) -> StandardVersion:
    """Return a draft, locked within the transaction of the caller. Raises StandardRefused, DoesNotExist."""
    rows = StandardVersion.objects.select_for_update(of=("self",)).select_related("standard", "standard__area")
    version = rows.get(pk=version_id)
    if version.state is not VersionState.DRAFT:
        text = noop("“%(name)s” is published; it can no longer be changed. Begin the next version instead.")
        raise refuse("frozen", text, name=str(version))
    return version


def store_items(version: StandardVersion, items: Iterable[ItemFacts]) -> None:
    """Write the items of a draft that has none, within the transaction of the caller."""
    made: dict[str, StandardItem] = {}
    orders: dict[str, int] = {}
    for item in items:
        orders[item.parent] = orders.get(item.parent, -1) + 1
        plain = {name: getattr(item, name) for name in COLUMNS}
        made[item.code] = StandardItem.objects.create(
            version=version, parent=made.get(item.parent), order=orders[item.parent], **plain
        )


def record_change(version: StandardVersion, *, actor: Any, now: datetime, details: dict[str, Any]) -> None:
    """Leave the line of history of a change to a draft."""
    note = str(version)
    audit.record(actor=actor, action="standards.change_standard", subject=version, at=now, note=note, details=details)


def record_item_list(*, version: StandardVersion, actor: Any, now: datetime) -> None:
    """Leave a line of history that the items of a version were handed out as a file."""
    audit.record(actor=actor, action="standards.item_list", subject=version, at=now, note=str(version))


def _changes(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a draft that were given. Raises TypeError for one that there is not."""
    if strange := set(facts) - set(CHANGEABLE):
        raise TypeError(f"A draft has no {sorted(strange)}")
    return facts
