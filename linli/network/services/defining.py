"""What the network is made of: kinds of posts, and names and targets of its tiers."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.network.models import NetworkTier, PostKind
from linli.network.services.refusals import NetworkRefused
from linli.network.terms import Expectation, FilledBy

FACTS = (
    "code",
    "name",
    "name_en",
    "network_tier",
    "area_tier",
    "expectation",
    "number",
    "filled_by",
    "body_kind",
    "seat_in",
    "level",
    "order",
    "is_active",
    "duties",
)
SETTLED = ("area_tier", "filled_by", "body_kind")
"""What stays once a post of the kind was ever held."""


@transaction.atomic
def define_kind(*, actor: Any, now: datetime, kind_id: int | None = None, **facts: Any) -> PostKind:
    """
    Begin a kind of post, or change the one with that key; facts: columns of `PostKind`.

    Raises PostKind.DoesNotExist or NetworkRefused.
    """
    kind = PostKind() if kind_id is None else PostKind.objects.select_for_update().get(pk=kind_id)
    before = {name: getattr(kind, name) for name in FACTS} if kind_id else {}
    for name in FACTS:
        if name in facts:
            setattr(kind, name, facts[name])
    if kind.expectation != Expectation.PER_HOUSEHOLDS:
        kind.number = None
    if kind.filled_by != FilledBy.BODY:
        kind.body_kind = ""
    _check(kind, before)
    kind.save()
    changed = [name for name in FACTS if before.get(name) != getattr(kind, name)]
    if changed:
        details = {"fields": sorted(changed)}
        audit.record(actor=actor, action="network.define", subject=kind, at=now, note=kind.name, details=details)
    return kind


@transaction.atomic
def change_tier(
    *, tier_id: int, actor: Any, now: datetime, name: str, name_en: str, target_share: Decimal | None
) -> NetworkTier:
    """
    Change what a tier of the network is called and aims at; without a share the dated policy says it.

    Raises NetworkTier.DoesNotExist or NetworkRefused.
    """
    tier = NetworkTier.objects.select_for_update().get(pk=tier_id)
    if target_share is not None and not 0 <= target_share <= 1:
        raise NetworkRefused("network.share_out_of_range")
    if not name.strip():
        raise NetworkRefused("network.name_missing")
    wanted = {"name": name.strip(), "name_en": name_en.strip(), "target_share": target_share}
    changed = [each for each, value in wanted.items() if getattr(tier, each) != value]
    for each in changed:
        setattr(tier, each, wanted[each])
    if changed:
        tier.save(update_fields=changed)
        details = {"fields": sorted(changed)}
        audit.record(actor=actor, action="network.define", subject=tier, at=now, note=tier.name, details=details)
    return tier


def _check(kind: PostKind, before: dict[str, Any]) -> None:
    """Refuse a kind that would contradict itself, another one, or the posts held of it."""
    if not kind.name.strip():
        raise NetworkRefused("network.name_missing")
    if PostKind.objects.filter(code=kind.code).exclude(pk=kind.pk).exists():
        raise NetworkRefused("network.code_taken", code=kind.code)
    if kind.expectation == Expectation.PER_HOUSEHOLDS and not kind.number:
        raise NetworkRefused("network.number_missing")
    moved = any(before[name] != getattr(kind, name) for name in SETTLED) if before else False
    if moved and kind.postings.exists():
        raise NetworkRefused("network.kind_in_use")
