"""Standards and their versions: who may see which, and whether a seal still holds."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from linli.foundation.access import within
from linli.standards.models import Standard, StandardItem, StandardVersion
from linli.standards.queries.items import items_of
from linli.standards.rules.items import ItemFacts, seal
from linli.standards.terms import ItemKind, SubjectKind, VersionState

STEP = 4
"""Characters of one step in the path of an area."""


def visible_standards(user: Any, action: str = "standards.view") -> QuerySet[Standard]:
    """
    Return the standards of the areas in which the user may do the action.

    Whoever may only see also sees those of the areas above: a city's standard binds its communities.
    """
    mine = within(Standard.objects.all(), user, action, units=())
    if action == "standards.view":
        mine = Standard.objects.filter(Q(pk__in=mine.values("pk")) | Q(area__path__in=_above(user, action)))
    return mine.select_related("area", "area__tier")


def visible_versions(user: Any, action: str = "standards.view") -> QuerySet[StandardVersion]:
    """Return the versions of the standards that the user may see; drafts only for those who define standards."""
    rows = StandardVersion.objects.filter(standard__in=visible_standards(user, action).values("pk"))
    if action == "standards.view":
        mine = visible_standards(user, "standards.define").values("pk")
        rows = rows.filter(~Q(state=VersionState.DRAFT) | Q(standard__in=mine))
    return rows.select_related("standard", "standard__area", "standard__area__tier", "published_by")


def list_standards(user: Any, *, search: str = "", kind: SubjectKind | str = "") -> QuerySet[Standard]:
    """Return the standards that the user may see with their versions, newest first."""
    rows = visible_standards(user)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(code__icontains=search))
    if kind:
        rows = rows.filter(subject_kind=kind)
    scored = Count("items", filter=~Q(items__kind=ItemKind.GROUP))
    versions = visible_versions(user).annotate(scored=scored).order_by("-number")
    return rows.prefetch_related(Prefetch("versions", queryset=versions))


def published_version(standard: Standard | int) -> StandardVersion | None:
    """Return the newest published version of a standard."""
    rows = StandardVersion.objects.filter(standard=standard, state=VersionState.PUBLISHED)
    return rows.select_related("standard").order_by("-number").first()


def facts_of(version: StandardVersion | int) -> list[ItemFacts]:
    """Return the items of a version as plain facts, each after the group that holds it."""
    items = items_of(version)
    codes = {item.id: item.code for item in items}
    return [
        ItemFacts(
            code=item.code,
            name=item.name,
            parent=codes[item.parent] if item.parent else "",
            guidance=item.guidance,
            kind=item.kind,
            max_centipoints=0 if item.kind is ItemKind.GROUP else item.max_centipoints,
            rule_kind=item.rule_kind,
            rule=item.rule,
            feed=item.feed,
            needs_evidence=item.needs_evidence,
            scorer=item.scorer,
            is_key=item.is_key,
            clause=item.clause,
        )
        for item in items
    ]


def seal_of(version: StandardVersion) -> str:
    """Return the digest over what a version says, whatever its row keeps."""
    standard = version.standard
    facts = {
        "code": standard.code,
        "name": standard.name,
        "kind": standard.subject_kind.value,
        "area": str(standard.area.key),
        "number": version.number,
        "document": version.document,
        "text": version.text,
        "pass_centipoints": version.pass_centipoints,
        "valid_from": version.valid_from,
    }
    return seal(facts, facts_of(version))


def is_used(version: StandardVersion) -> bool:
    """Tell whether somebody has been held against a version."""
    return version.acceptances.exists()


def item_row(version: StandardVersion, item_id: int) -> StandardItem | None:
    """Return one item of a version."""
    return StandardItem.objects.filter(version=version, pk=item_id).select_related("parent").first()


def _above(user: Any, action: str) -> set[str]:
    """Return the paths of every area above those in which the user may do the action."""
    paths = {grant.area_path for grant in user.grants(action)}
    return {path[:end] for path in paths for end in range(STEP, len(path), STEP)}
